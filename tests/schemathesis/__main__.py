"""Schemathesis asks the gateway about documents as services publish them: what conforms reaches the upstream, what does
not is refused by the filter, and every valid answer comes back. What differs is listed with its reason.

Run: scripts/schemathesis
"""

import json
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import requests
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from gateway import Gateway
from upstream import Upstream

HERE = Path(__file__).parent
SEED = 20260101
FUZZED = 25
"""Random requests of each operation and kind, beside those that try each keyword's bounds."""
SHOWN = 40


class Asked:
    """What was asked and what was wrong."""

    def __init__(self, gateway: Gateway, exceptions: list[dict]) -> None:
        self.gateway, self.exceptions = gateway, exceptions
        self.counts, self.wrong, self.used = Counter(), [], set()
        self.session = requests.Session()

    def ask(self, document: str, case: Case) -> None:
        mode = "negative" if case.meta.generation.mode.is_negative else "positive"
        headers = {"x-operation": f"{document} {case.operation.label}"}
        try:
            response = case.call(
                base_url=f"http://127.0.0.1:{self.gateway.port}/{document}", session=self.session, headers=headers, timeout=20
            )
        except (requests.RequestException, UnicodeError, ValueError) as error:
            self.counts[f"not sendable: {type(error).__name__}"] += 1
            return
        what = self.what_is_wrong(mode, case, response)
        self.counts[mode] += 1
        if what is None:
            return
        self.file(document, case, mode, what, response)

    def what_is_wrong(self, mode: str, case: Case, response) -> str | None:
        field = {name.lower(): values for name, values in response.headers.items()}
        by_filter = field.get("x-docent") == ["rejected"]
        reached = field.get("x-reached") == ["yes"]
        if by_filter and response.status_code >= 500:
            return "a valid answer was refused"
        if mode == "positive":
            if reached:
                return None
            return "refused by the filter" if by_filter else "answered by Envoy"
        if by_filter:
            return None
        if not reached:
            self.counts["negative, refused by Envoy itself"] += 1
            return None
        # It may be that what was meant to be wrong is not, once it is written into a request: Schemathesis knows.
        try:
            case.validate_response(accepted(response), checks=[negative_data_rejection, positive_data_acceptance])
        except FailureGroup:
            return "reached the upstream"
        self.counts["negative, and valid once it is sent"] += 1
        return None

    def file(self, document: str, case: Case, mode: str, what: str, response) -> None:
        data = case.meta.phase.data
        said = (data.description or "").splitlines() or [""]
        line = f"{document} {case.operation.label}: {mode}: {what}: {said[0]}"
        for exception in self.exceptions:
            if re.search(exception["what"], line):
                self.counts["excepted"] += 1
                self.used.add(exception["what"])
                return
        self.wrong.append(f"{line}\n    {response.status_code} {response.text[:300]}\n    {case.as_curl_command()[:600]}")


def accepted(response):
    """As if the upstream had said yes: some of its valid answers are failures."""
    response.status_code = 200
    return response


def fuzz(asked: Asked, document: str, operation, mode: GenerationMode) -> None:
    @seed(SEED)
    @settings(max_examples=FUZZED, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        asked.ask(document, case)

    try:
        ask()
    except Unsatisfiable:
        # An operation that takes nothing has nothing that could be wrong.
        asked.counts[f"{mode.value}: nothing to ask"] += 1


def main() -> int:
    began = time.monotonic()
    files = sorted((HERE / "documents").iterdir())
    documents = {path.stem: yaml.safe_load(path.read_text()) for path in files}
    exceptions = yaml.safe_load((HERE / "exceptions.yaml").read_text()) or []
    upstream = Upstream(documents)
    with tempfile.TemporaryDirectory() as folder, Gateway(Path(folder), documents, upstream.port) as gateway:
        asked = Asked(gateway, exceptions)
        for name, document in documents.items():
            schema = schemathesis.openapi.from_dict(document)
            before, at = sum(asked.counts.values()), time.monotonic()
            for result in schema.get_all_operations():
                operation = result.ok()
                config = schema.config.generation_for(operation=operation, phase="coverage")
                for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                    for case in schema.iter_coverage_cases(operation, generation_modes=[mode], generation_config=config):
                        asked.ask(name, case)
                    fuzz(asked, name, operation, mode)
            print(f"{name}: {sum(asked.counts.values()) - before} requests in {time.monotonic() - at:.1f} s")
        asked.wrong += gateway.trapped()
        asked.wrong += [f"an exception that nothing needs: {it['what']}" for it in exceptions if it["what"] not in asked.used]
    print(json.dumps(asked.counts), f"in {time.monotonic() - began:.1f} s")
    for wrong in asked.wrong[:SHOWN]:
        print(wrong)
    print(f"{len(asked.wrong)} of them are wrong")
    return 1 if asked.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
