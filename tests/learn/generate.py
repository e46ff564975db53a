"""The traffic of one document: what the learner is shown, what is held back, and the truth about both.

Held-out messages are of other resources: a learner that took ids for names does not know them.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

from documents import Source, load
from gates import BARS
from har import archive
from messages import FORM, Exchange, Impossible, Messages, Server
from mutate import Mutator
from openapi import Document, Operation, is_json
from score import score
from values import Values

HERE = Path(__file__).parent
MAKERS = ("openapi", "documents", "values", "sample", "parameters", "messages", "har", "mutate", "generate")
FAULTLESS = 0.99
FAILURES_MAX = 12
EXCHANGES_MIN = 4
HELD_PART = 4
NOISE_SHARE = 0.02
FAMILY_SEGMENTS, FAMILY_OPERATIONS_MAX = 4, 25
SCANNED = (
    *("/wp-login.php", "/.env", "/admin", "/phpmyadmin/index.php", "/favicon.ico"),
    *("/robots.txt", "/api/", "/login", "/.git/config", "/cgi-bin/test.sh"),
)


def generated(documents: Path, source: Source, folder: Path) -> Path:
    """The folder with the traffic: made once for a document, its parameters and this generator."""
    key = hashlib.sha256(repr(source).encode() + (documents / source.file).read_bytes())
    for module in sorted(HERE.glob("*.py")):
        if module.stem in MAKERS:
            key.update(module.read_bytes())
    key.update((HERE / "requirements.txt").read_bytes())
    stamp = folder / "made-of"
    if not stamp.exists() or stamp.read_text() != key.hexdigest():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        Traffic(Document(load(documents, source)), source).write(folder)
        check(folder)
        stamp.write_text(key.hexdigest())
    return folder


def check(folder: Path) -> None:
    """The truth itself is without fault, or the benchmark measures nothing."""
    figures = score(folder, folder / "truth.json").figures
    wrong = {name: figures[name] for name in BARS if figures[name] is not None and figures[name] < FAULTLESS}
    if wrong:
        sys.exit(f"docent: {folder.name}: the truth held against itself scores {wrong}")


class Traffic:
    """Exchanges of a document's operations, some operations more asked for than others."""

    def __init__(self, document: Document, source: Source) -> None:
        self.document, self.source = document, source
        self.values = Values(source.seed)
        self.messages = Messages(document, self.values, source.ids)
        self.operations = self.chosen()

    def chosen(self) -> list[Operation]:
        """Whole families of paths, in an order of chance, until there are enough."""
        usable = [each for each in self.document.operations() if re.search(self.source.paths, each.path) and is_usable(each)]
        if not 0 < self.source.operations < len(usable):
            return usable
        families: dict[str, list[Operation]] = {}
        for operation in usable:
            families.setdefault("/".join(operation.path.split("/")[:FAMILY_SEGMENTS]), []).append(operation)
        names = sorted(families)
        self.values.random.shuffle(names)
        chosen = [each for name in names for each in families[name][:FAMILY_OPERATIONS_MAX]]
        return chosen[: self.source.operations]

    def write(self, folder: Path) -> None:
        shown = self.shown()
        counts = {operation.id: 0 for operation in self.operations}
        for exchange in shown:
            counts[exchange.operation] += 1
        self.messages.segments.renew()
        held = [each for it in self.operations if counts[it.id] for each in self.of(it, max(1, counts[it.id] // HELD_PART))]
        self.values.random.shuffle(held)
        seen = shown + self.noise(len(shown))
        self.values.random.shuffle(seen)
        by_id = {operation.id: operation for operation in self.operations}
        mutator = Mutator(self.messages)
        mutants = [mutant for exchange in held for mutant in mutator.mutants(exchange, by_id[exchange.operation])]
        (folder / "train.har").write_text(json.dumps(archive(seen)))
        (folder / "truth.json").write_text(json.dumps(self.truth({name for name, count in counts.items() if count})))
        for name, things in (("train", seen), ("held", held), ("mutants", mutants)):
            with (folder / f"{name}.jsonl").open("w") as file:
                file.writelines(json.dumps(vars(thing)) + "\n" for thing in things)

    def shown(self) -> list[Exchange]:
        """How often each operation is asked for follows a power law, and none is left out."""
        operations = self.values.random.sample(self.operations, len(self.operations))
        weights = {operation.id: 1 / (rank + 1) ** 0.5 for rank, operation in enumerate(operations)}
        share = self.source.per_operation * len(operations) / sum(weights.values())
        shown = [each for it in self.operations for each in self.of(it, max(EXCHANGES_MIN, int(share * weights[it.id])))]
        self.values.random.shuffle(shown)
        return shown

    def of(self, operation: Operation, count: int) -> list[Exchange]:
        """So many exchanges of an operation; fewer, or none, where what its contract asks for cannot be made."""
        exchanges: list[Exchange] = []
        failures = 0
        while len(exchanges) < count and failures < FAILURES_MAX:
            try:
                exchanges.append(self.messages.exchange(operation))
            except Impossible:
                failures += 1
        return exchanges

    def noise(self, count: int) -> list[Exchange]:
        """Scanners, which ask for what is not there."""
        server = self.messages.server
        paths = [self.values.random.choice(SCANNED) for _ in range(int(count * NOISE_SHARE))]
        return [scanned(server, path) for path in paths]

    def truth(self, used: set[str]) -> dict:
        """The document of what was asked for, its base path in the templates."""
        whole = self.document.document
        truth = {key: each for key, each in whole.items() if key not in ("paths", "servers")}
        truth["servers"] = [{"url": self.messages.server.origin}]
        truth["paths"] = {}
        for operation in self.operations:
            if operation.id not in used:
                continue
            item = self.document.resolve(whole["paths"][operation.path])
            told = truth["paths"].setdefault(self.messages.server.template(operation.path), {})
            if item.get("parameters"):
                told["parameters"] = item["parameters"]
            told[operation.method] = {"operationId": operation.id, **item[operation.method]}
        return truth


def scanned(server: Server, path: str) -> Exchange:
    return Exchange(
        operation=None,
        method="get",
        template=None,
        path=path,
        url=server.origin + path,
        headers=[("host", server.host), ("user-agent", "zgrab/0.x"), ("accept", "*/*")],
        status=404,
        declared_status="404",
        response_type="text/html",
        response="<html>404</html>",
    )


def is_usable(operation: Operation) -> bool:
    """The benchmark speaks JSON, and forms in requests. A path with a fragment or a query is no path that a request has."""
    if "#" in operation.path or "?" in operation.path:
        return False
    if operation.body and not any(is_json(each) or FORM in each for each in operation.body):
        return False
    fine = [content for status, content in operation.responses.items() if status.startswith("2")]
    if not fine:
        return "default" in operation.responses
    return not all(content and not any(map(is_json, content)) for content in fine)
