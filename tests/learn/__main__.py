"""What the learner makes of traffic whose document is known: of public documents, truth-valid traffic is made,
`spec-aggregator emit` learns a document of it, and that one is held against the truth.

Run: scripts/learn
"""

import argparse
import dataclasses
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import report
from documents import SOURCES, Source
from gates import judged
from generate import generated
from score import Score, score
from speed import Speed, measure

SPEED_SOURCE = "spotify"
SPEED_PER_OPERATION = 240


@dataclass
class Bench:
    """The program that learns, where the public documents are, and where all that is made stays to be looked at."""

    aggregator: Path
    documents: Path
    folder: Path
    options: list[str]

    def command(self, archive: Path) -> list[str]:
        return [str(self.aggregator), "emit", "--from", "har", str(archive), "--format", "json", *self.options]

    def run(self, source: Source) -> Score:
        traffic = generated(self.documents, source, self.folder / source.name)
        document = traffic / "learnt.json"
        with document.open("w") as file:
            command = self.command(traffic / "train.har")
            done = subprocess.run(command, stdout=file, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            sys.exit(f"docent: nothing was learnt of {source.name}:\n{done.stderr}")
        return score(traffic, document)

    def much(self, source: Source) -> Path:
        """So many exchanges that the start of the program does not matter."""
        more = dataclasses.replace(source, per_operation=SPEED_PER_OPERATION)
        return generated(self.documents, more, self.folder / "speed")

    def speed(self, traffic: Path) -> Speed:
        with (traffic / "train.jsonl").open() as file:
            exchanges = sum(1 for _ in file)
        return measure(self.command(traffic / "train.har"), traffic / "train.har", exchanges)


def main() -> int:
    options = arguments()
    known = {source.name: source for source in SOURCES}
    unknown = set(options.names) - known.keys()
    if unknown:
        sys.exit(f"docent: no document is named {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    sources = [known[name] for name in options.names] or [each for each in SOURCES if each.development or not options.quick]
    folder = options.folder / "quick" if options.quick else options.folder
    if options.quick:
        sources = [source.quick() for source in sources]
    emit = ["--enumerations"] if options.enumerations else []
    bench = Bench(options.aggregator, options.documents, folder, emit)

    with ProcessPoolExecutor(os.cpu_count()) as pool:
        is_whole = not options.quick and not options.names
        much = pool.submit(bench.much, known[SPEED_SOURCE]) if is_whole else None
        scores = dict(zip([source.name for source in sources], pool.map(bench.run, sources), strict=True))
    figures = {name: each.figures for name, each in scores.items()}
    gates = judged(figures)
    blocks = [report.table(figures), report.gates(gates)]
    if options.verbose:
        blocks = [*(report.mistakes(name, each.mistakes) for name, each in scores.items()), *blocks]
    if much is not None:  # the pool is at rest
        blocks.append(report.speed(bench.speed(much.result())))
    print("\n\n".join("\n".join(block) for block in blocks))
    return 0 if all(gate.passed for gate in gates) else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/learn", description="What the learner makes of traffic of known documents.")
    parser.add_argument("aggregator", type=Path)
    parser.add_argument("documents", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--verbose", "-v", action="store_true")
    parser.add_argument("--enumerations", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
