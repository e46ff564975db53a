"""Real machine-learning servers behind a real Envoy: what Docent learns of each without its document, and what it says of
each by its document.

Run: scripts/servers [NAME...]
"""

import json
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

import bed
import exchanges
from alarms import Alarm, Explained, alarms
from bed import Bed
from exchanges import Exchange
from gateway import TOP, Gateway
from judge import Judge
from score import DOCENT, DOCUMENT, TRAFFIC, Score

OUTPUT = TOP / "target/servers"
SEED, OTHER_SEED = 1, 2
LEARNT = {
    "operations": "operations found",
    "right": "operations right",
    "parameters": "parameters",
    "bodies": "schemas",
    "properties": "properties",
    "founded": "properties founded",
    "types": "types",
    "formats": "formats",
    "maps": "maps",
    "required": "required found",
    "rightly": "required right",
}


@dataclass
class Outcome:
    """Of one server."""

    name: str
    learnt: dict[str, str] = field(default_factory=dict)
    declared: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class Runs:
    """The runs of one server, which stays up for all of them. Each has an aggregator and an Envoy of its own."""

    def __init__(self, server: Bed, folder: Path) -> None:
        self.bed, self.folder, self.outcome = server, folder, Outcome(server.name)
        own = server.document()
        self.document = own or (server.folder / server.says["truth"]).read_bytes()
        self.truth = yaml.safe_load(self.document) if own is None else json.loads(own)
        (folder / "declared.json").write_text(json.dumps(self.truth, indent=1))

    def gateway(self, run: str, is_placed: bool = True) -> Gateway:
        return Gateway(self.folder / run, self.bed.name, self.bed.mount, self.bed.port, self.bed.upstream, is_placed)

    def send(self, gateway: Gateway, part: str, seed: int = SEED) -> None:
        if complaint := self.bed.traffic(gateway.url, part, seed):
            self.outcome.wrong.append(f"the {part} traffic did not go as expected: {complaint}")

    def ended(self, gateway: Gateway) -> None:
        self.outcome.wrong += [f"{gateway.folder.name}: {it}" for it in gateway.trapped()]

    def learn(self) -> bytes:
        with self.gateway("learn") as gateway:
            gateway.start_envoy()
            self.send(gateway, "good")
            self.send(gateway, "bad")
            learnt = gateway.settled(f"/services/{self.bed.name}/openapi.json").content
            self.ended(gateway)
        (self.folder / "learnt.json").write_bytes(learnt)
        sent = list(exchanges.read(gateway.folder, self.bed.mount).values())
        score = Score(self.truth, json.loads(learnt))
        score.score(sent)
        self.outcome.learnt = {"exchanges": str(len(sent))} | {name: score.ratio(what) for name, what in LEARNT.items()}
        (self.folder / "differences.txt").write_text("".join(f"{it.whose}: {it}\n" for it in sorted(score.differences)))
        for whose, title in ((DOCENT, "not learnt as declared"), (DOCUMENT, "the document's own fault"), (TRAFFIC, "never sent")):
            some = sorted(str(it) for it in score.differences if it.whose == whose)
            print(f"\n{self.bed.name}: {title}: {len(some)}")
            for line in some if whose != TRAFFIC else []:
                print(f"    {line}")
        return learnt

    def held_out(self, learnt: bytes) -> None:
        """What was learnt, declared: other traffic of the same client should conform."""
        with self.gateway("held-out") as gateway:
            gateway.declare(learnt)
            gateway.start_envoy()
            self.send(gateway, "good", OTHER_SEED)
            found = alarms(gateway.settled(f"/findings?service={self.bed.name}").json())
            self.ended(gateway)
        self.judged("by what was learnt", json.loads(learnt), exchanges.read(gateway.folder, self.bed.mount).values())
        self.outcome.learnt["held out"] = str(len(found))
        if found:
            print(f"\n{self.bed.name}: other good traffic does not conform to what was learnt: {len(found)}")
        for alarm in found.values():
            print(f"    {alarm.count:4} x {alarm.place}")

    def declare(self) -> None:
        explained = Explained(self.bed.name)
        with self.gateway("declare", is_placed=not self.bed.says.get("placed_by_document")) as gateway:
            problems = Counter(it["kind"] for it in gateway.declare(self.document)["problems"])
            gateway.start_envoy()
            good, ids = self.layers(gateway)
            self.send(gateway, "bad")
            all_ = alarms(gateway.settled(f"/findings?service={self.bed.name}").json())
            self.ended(gateway)
        sent = exchanges.read(gateway.folder, self.bed.mount)
        bad = {place: it for place, it in all_.items() if place not in good}
        caught = {place: it for place, it in bad.items() if it.direction == "request"}
        errors = {place: it for place, it in bad.items() if it.direction == "response"}
        self.tell("good traffic does not conform to the document", good, explained)
        self.tell("answers to mistakes do not conform to the document", errors, explained)
        print(f"\n{self.bed.name}: mistakes that the document forbids: {len(caught)}")
        for it in caught.values():
            print(f"    {it.count:4} x {it.place}")
        self.outcome.wrong += [f"explained.yaml: nothing needs {it}" for it in explained.unused()]
        self.judged("by the document", self.truth, sent.values())
        undecided = self.undecided([it for it in sent.values() if it.id in ids])
        self.outcome.declared = {
            "exchanges": str(len(sent)),
            "alarms": str(len(good)),
            "unexplained": str(sum(explained.why(it) is None for it in [*good.values(), *errors.values()])),
            "errors": str(len(errors)),
            "caught": str(len(caught)),
            "not judged": str(sum(undecided.values())),
            "problems": ", ".join(f"{count} {kind}" for kind, count in sorted(problems.items())) or "0",
        }

    def layers(self, gateway: Gateway) -> tuple[dict[str, Alarm], set[str]]:
        """Every alarm of good traffic, and the exchanges of its first round. What a head violates hides what its body does:
        so each alarm is accepted, as an operator would, and the traffic sent again until nothing new comes up."""
        known: dict[str, Alarm] = {}
        ids: set[str] = set()
        while True:
            self.send(gateway, "good")
            found = alarms(gateway.settled(f"/findings?service={self.bed.name}").json())
            ids = ids or set(exchanges.read(gateway.folder, self.bed.mount))
            new = {place: it for place, it in found.items() if place not in known}
            known |= new
            if not new:
                return known, ids
            gateway.accept([it.id for it in new.values()])

    def tell(self, what: str, found: dict[str, Alarm], explained: Explained) -> None:
        print(f"\n{self.bed.name}: {what}: {len(found)}")
        reasons: dict[str | None, list[Alarm]] = {}
        for it in found.values():
            reasons.setdefault(explained.why(it), []).append(it)
        for why, some in reasons.items():
            print(f"  {why or 'UNEXPLAINED'}:")
            for it in some:
                print(f"    {it.count:4} x {it.place}")
        self.outcome.wrong += [f"unexplained: {it.place}" for it in reasons.get(None, [])]

    def judged(self, what: str, document: dict, sent: Iterable[Exchange]) -> None:
        """Whether another judge says the same of every side of every exchange."""
        judge, said = Judge(document), Counter()
        for it in sent:
            for direction, side, wrong in (("request", it.request, judge.request(it)), ("response", it.response, judge.response(it))):
                if wrong is None or side.verdict not in (None, "violates", "accepted"):
                    continue
                said["sides"] += 1
                if bool(wrong) != bool(side.verdict):
                    operation = judge.document.find(it.method, it.path)
                    said[f"{operation} {direction}: the filter says {side.verdict or 'conforms'}, another judge {wrong[:3]}"] += 1
        sides, otherwise = said.pop("sides"), said.total()
        print(f"\n{self.bed.name}: requests and answers that another judge knows, {what}: {sides}; says otherwise of {otherwise}")
        for line, count in sorted(said.items()):
            print(f"    {count:4} x {line}")
            self.outcome.wrong.append(f"another judge says otherwise: {line}")

    def undecided(self, sent: list[Exchange]) -> Counter:
        """Sides of good exchanges that were not judged, by the reason in access logs."""
        sides = [(side.verdict, it) for it in sent for side in (it.request, it.response)]
        reasons = Counter((verdict, f"{it.method} {it.path}") for verdict, it in sides if verdict not in (None, "violates"))
        if reasons:
            print(f"\n{self.bed.name}: sides of good exchanges that were not judged: {sum(reasons.values())}")
            for (verdict, operation), count in sorted(reasons.items())[:20]:
                print(f"    {count:4} x {verdict}: {operation}")
        if any(verdict == "no_contract" for verdict, _ in reasons):
            self.outcome.wrong.append("traffic came before the contract")
        return reasons


def table(title: str, rows: list[dict[str, str]]) -> None:
    heads = list(dict.fromkeys(name for row in rows for name in row))
    widths = {head: max(len(head), *(len(row.get(head, "")) for row in rows)) for head in heads}
    print(f"\n{title}\n")
    for row in [{head: head for head in heads}, {head: "-" * widths[head] for head in heads}, *rows]:
        print("  ".join(row.get(head, "").ljust(widths[head]) for head in heads).rstrip())


def run(name: str, venvs: Path) -> Outcome:
    began = time.monotonic()
    folder = OUTPUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Bed(name, venvs, folder / "server") as server:
        print(f"\n== {name}, ready after {server.ready_seconds:.1f} s", flush=True)
        runs = Runs(server, folder)
        runs.held_out(runs.learn())
        runs.declare()
    print(f"\n{name}: {time.monotonic() - began:.0f} s", flush=True)
    return runs.outcome


def main() -> int:
    chosen = sys.argv[1:] or bed.names()
    if unknown := set(chosen) - set(bed.names()):
        sys.exit(f"docent: no such server: {', '.join(sorted(unknown))}; there are {', '.join(bed.names())}")
    outcomes = [run(name, Path(os.environ["DOCENT_SERVERS_VENVS"])) for name in chosen]
    table("Learnt without the document, held against it:", [{"server": it.name} | it.learnt for it in outcomes])
    table("Judged by the document, in shadow:", [{"server": it.name} | it.declared for it in outcomes])
    wrong = [f"{it.name}: {line}" for it in outcomes for line in it.wrong]
    print(f"\n{len(wrong)} of it are wrong; all of it is in {OUTPUT.relative_to(TOP)}/")
    for line in wrong:
        print(f"    {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
