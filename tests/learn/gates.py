"""What the learner has to reach, as the mean over the documents."""

from dataclasses import dataclass

BARS = {
    "path precision": 0.95,
    "path recall": 0.95,
    "property recall": 0.95,
    "required F1": 0.92,
    "enumeration recall": 0.70,
    "map recall": 0.90,
    "accepted": 0.96,
    "mutants killed": 0.92,
}
# Exchanges a second on one core. Printed and never a reason to fail: other work on the machine would be one.
SPEED = 20_000

Figures = dict[str, float | None]


@dataclass
class Gate:
    """The mean and the least of a figure, and the bar that the mean is held against."""

    name: str
    bar: float
    mean: float | None
    least: float | None
    worst: str

    @property
    def passed(self) -> bool:
        return self.mean is None or self.mean >= self.bar


def judged(figures: dict[str, Figures]) -> list[Gate]:
    return [Gate(name, bar, mean(figures, name), *least(figures, name)) for name, bar in BARS.items()]


def known(figures: dict[str, Figures], name: str) -> dict[str, float]:
    """A figure of the documents that have it."""
    return {document: value for document, each in figures.items() if (value := each[name]) is not None}


def mean(figures: dict[str, Figures], name: str) -> float | None:
    values = known(figures, name).values()
    return sum(values) / len(values) if values else None


def least(figures: dict[str, Figures], name: str) -> tuple[float | None, str]:
    values = known(figures, name)
    if not values:
        return None, ""
    worst = min(values, key=values.__getitem__)
    return values[worst], worst
