"""What was measured, as text that reads in a terminal."""

from collections.abc import Iterator

from gates import SPEED, Figures, Gate, least, mean
from speed import Speed

SHOWN = 20
COLUMNS = {
    "path P": "path precision",
    "path R": "path recall",
    "route": "routes right",
    "prop R": "property recall",
    "prop P": "property precision",
    "type": "types",
    "null": "nulls",
    "format": "formats",
    "req P": "required precision",
    "req R": "required recall",
    "req F1": "required F1",
    "enum P": "enumeration precision",
    "enum R": "enumeration recall",
    "map R": "map recall",
    "accept": "accepted",
    "closed": "accepted closed",
    "kill": "mutants killed",
}


def table(figures: dict[str, Figures]) -> Iterator[str]:
    """A line for each document, the mean and the least of each figure."""
    width = max(map(len, [*figures, "least"]))
    yield " ".join([" " * width, *COLUMNS, "   kB"])
    for name, each in figures.items():
        cells = [cell(each[figure], head) for head, figure in COLUMNS.items()]
        yield " ".join([name.ljust(width), *cells, f"{each['bytes'] / 1000:5.0f}"])
    for name, total in (("mean", mean), ("least", lambda *of: least(*of)[0])):
        yield " ".join([name.ljust(width), *(cell(total(figures, figure), head) for head, figure in COLUMNS.items())])


def cell(value: float | None, head: str) -> str:
    return ("-" if value is None else f"{value:.3f}").rjust(len(head))


def gates(judged: list[Gate]) -> Iterator[str]:
    for gate in judged:
        verdict = "passed" if gate.passed else "MISSED"
        if gate.mean is None or gate.least is None:
            yield f"{gate.name:18}  bar {gate.bar:.2f}  nothing to tell"
        else:
            figures = f"mean {gate.mean:.3f}  least {gate.least:.3f} ({gate.worst})"
            yield f"{gate.name:18}  bar {gate.bar:.2f}  {figures}  {verdict}"


def mistakes(name: str, found: dict[str, list[str]]) -> Iterator[str]:
    yield f"== {name}"
    for kind, places in sorted(found.items(), key=lambda each: -len(each[1])):
        if places:
            yield f"{kind}: {len(places)}"
            yield from (f"    {place}" for place in places[:SHOWN])


def speed(measured: Speed) -> Iterator[str]:
    goal = "met" if measured.per_second >= SPEED else "missed"
    yield (
        f"emit: {measured.per_second:.0f} exchanges a second on one core, the goal of {SPEED} {goal}"
        f" ({measured.exchanges} exchanges in {measured.archive_bytes / 1e6:.0f} MB,"
        f" {measured.cpu_seconds:.2f} s of CPU, {measured.seconds:.2f} s by the clock,"
        f" {measured.resident_bytes / 1e6:.0f} MB of memory at most)"
    )
