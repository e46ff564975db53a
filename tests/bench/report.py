"""What was measured, as text that reads in a terminal and as Markdown alike, and as JSON."""

import dataclasses
import json
import statistics
from pathlib import Path

from first import later_ms
from goals import Goal, added_us, kept
from load import Round, median

# The part of the time that the gateway may wait for its core before the figures are in doubt.
WAITED_MAX = 0.10


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """The first column is text, the others are figures."""
    widths = [max(len(row[index]) for row in [head, *rows]) for index in range(len(head))]

    def line(row: list[str]) -> str:
        first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        return "| " + " | ".join([first.strip().ljust(widths[0]), *rest]) + " |"

    rule = [":" + "-" * (widths[0] - 1), *("-" * (width - 1) + ":" for width in widths[1:])]
    return [line(head), line(rule), *(line(row) for row in rows)]


def compared(measured: dict[str, list[Round]]) -> list[str]:
    """Every variant against the first one."""
    base = next(iter(measured.values()))
    rows = [
        [
            name,
            f"{median(rounds, lambda one: one.requests_per_second):.0f}",
            f"{kept(rounds, base):.2f} x",
            f"{median(rounds, lambda one: one.cpu_us):.1f}",
            f"{added_us(rounds, base):+.1f}",
            f"{median(rounds, lambda one: one.p50_us):.0f}",
            f"{median(rounds, lambda one: one.p99_us):.0f}",
            f"{100 * median(rounds, lambda one: one.busy):.0f} %",
            f"{100 * median(rounds, lambda one: one.waited):.0f} %",
        ]
        for name, rounds in measured.items()
    ]
    return table(["variant", "requests/s", "kept", "CPU us", "added us", "p50 us", "p99 us", "busy", "waited"], rows)


def first_events(measured: dict[str, list[float]]) -> list[str]:
    """Every variant against the first one."""
    base = next(iter(measured.values()))
    rows = [
        [name, f"{statistics.median(waits):.2f}", f"{max(waits):.2f}", f"{later_ms(waits, base):+.2f}"]
        for name, waits in measured.items()
    ]
    return table(["variant", "median ms", "longest ms", "later ms"], rows)


def warning(tables: list[dict[str, list[Round]]]) -> list[str]:
    """What to know before a figure is believed."""
    waited = max(median(rounds, lambda one: one.waited) for measured in tables for rounds in measured.values())
    if waited < WAITED_MAX:
        return []
    return [f"**Other work kept the gateway waiting, up to {100 * waited:.0f} % of the time. Measure again on a quiet machine.**", ""]


def started(filters: dict[str, dict]) -> list[str]:
    rows = [
        [
            name,
            f"{one.get('module_bytes', 0)}",
            f"{one.get('code_bytes', 0)}",
            f"{one['ready_cpu_seconds']:.2f}",
            f"{one['ready_seconds']:.2f}",
            f"{one['resident_bytes'] / 1e6:.1f}",
            f"{one['resident_added_bytes'] / 1e6:+.1f}",
        ]
        for name, one in filters.items()
    ]
    return table(["variant", "module bytes", "code bytes", "CPU s to ready", "s to ready", "resident MB", "added MB"], rows)


def goals_table(goals: list[Goal]) -> list[str]:
    rows = [
        [
            goal.name,
            f"{'at most' if goal.at_most else 'at least'} {goal.bar:.2f} {goal.unit}",
            f"{goal.figure:.2f} {goal.unit}",
            "met" if goal.met else "MISSED",
        ]
        for goal in goals
    ]
    return table(["goal", "bar", "figure", ""], rows)


def write(folder: Path, text: str, goals: list[Goal], tables: dict[str, dict[str, list[Round]]], filters: dict[str, dict]) -> None:
    (folder / "report.md").write_text(text)
    figures = {
        "goals": [dataclasses.asdict(goal) | {"met": goal.met} for goal in goals],
        "filters": filters,
        "rounds": {
            title: {name: [dataclasses.asdict(one) for one in rounds] for name, rounds in measured.items()}
            for title, measured in tables.items()
        },
    }
    (folder / "report.json").write_text(json.dumps(figures, indent=1) + "\n")
