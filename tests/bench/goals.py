"""What the filter may cost: the bars, and the figures they are held against. All of them compare within one run."""

from dataclasses import dataclass

from first import later_ms
from load import Round, paired

NONE, NOOP, PROTOTYPE, OURS = "no filter", "no-op Wasm", "prototype", "ours"

# By how many times our added CPU is to be below the prototype's.
CHEAPER = {"1 KB": 2.5, "10 KB": 3.5, "100 KB": 5.0}
# The part of the requests per second without a filter that is to be kept.
KEPT = {"1 KB": 0.75, "10 KB": 0.60, "100 KB": 0.30}
# How far from a filter that does nothing ours may be on a route that no contract has.
OUTSIDE = 0.10
# By how much later the first event of a stream may come, milliseconds.
FIRST_EVENT_MS = 5.0
READY_CPU_SECONDS = 1.0
RESIDENT_MB = 50.0
# Less than this cannot be told from nothing, microseconds.
MEASURABLE_US = 0.1


@dataclass
class Goal:
    """A figure and the bar it is held against."""

    name: str
    bar: float
    figure: float
    unit: str = "x"
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.figure <= self.bar if self.at_most else self.figure >= self.bar


def added_us(rounds: list[Round], base: list[Round]) -> float:
    """CPU a request that a variant adds to another, microseconds."""
    return paired(rounds, base, lambda one, other: one.cpu_us - other.cpu_us)


def kept(rounds: list[Round], base: list[Round]) -> float:
    """The part of another variant's requests per second that is left."""
    return paired(rounds, base, lambda one, other: one.requests_per_second / other.requests_per_second)


def judge(enforced: dict, outside: dict, filters: dict, events: dict) -> list[Goal]:
    goals = []
    for size, bar in CHEAPER.items():
        rounds = enforced[size]
        ours = max(added_us(rounds[OURS], rounds[NONE]), MEASURABLE_US)
        ratio = added_us(rounds[PROTOTYPE], rounds[NONE]) / ours
        goals.append(Goal(f"added CPU below the prototype's, {size}", bar, ratio))
    for size, bar in KEPT.items():
        goals.append(Goal(f"requests/s kept of no filter's, {size}", bar, kept(enforced[size][OURS], enforced[size][NONE])))
    ours, noop = outside[OURS], outside[NOOP]
    cpu = paired(ours, noop, lambda one, other: one.cpu_us / other.cpu_us)
    goals.append(Goal("outside every contract, CPU of a no-op's", 1 + OUTSIDE, cpu, at_most=True))
    goals.append(Goal("outside every contract, requests/s of a no-op's", 1 - OUTSIDE, kept(ours, noop)))
    goals.append(Goal("first event of a stream later by", FIRST_EVENT_MS, later_ms(events[OURS], events[NONE]), "ms", at_most=True))
    goals.append(Goal("CPU until ready", READY_CPU_SECONDS, filters[OURS]["ready_cpu_seconds"], "s", at_most=True))
    goals.append(Goal("memory added", RESIDENT_MB, filters[OURS]["resident_added_bytes"] / 1e6, "MB", at_most=True))
    return goals
