"""Measures what the filter costs: against no filter, against a Wasm filter that does nothing, and against the prototype
(tests/prototype), side by side in one run.

One Envoy with one worker is the gateway and has a listener for each variant; CPU is that of its process. With two
cores or more the gateway has one to itself; wrk and the upstream, which reads the whole body before it answers, have
the others.

Run by scripts/bench: python3 tests/bench ENVOY WRK UPSTREAM FILTER PROTOTYPE FOLDER [--quick] [--assert]
"""

import argparse
import signal
import statistics
import sys
import time
from pathlib import Path

import first
import module
import orders
import report
from configuration import Variant
from goals import NONE, NOOP, OURS, PROTOTYPE, judge
from load import CONNECTIONS, Load, Round, check
from process import Envoy, Upstream, cores, refuse_taken_ports

KB = {"1 KB": 1024, "10 KB": 10240, "100 KB": 102400}


class Bench:
    """What every table needs."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.envoy, self.folder = arguments.envoy, arguments.folder
        self.filter, self.prototype = arguments.filter, arguments.prototype
        self.starts = 1 if arguments.quick else 3
        rounds, seconds = (5, 1) if arguments.quick else (9, 2)
        self.load = Load(arguments.wrk, arguments.folder, rounds, seconds)

    def gateway(self, variants: list[Variant]) -> Envoy:
        return Envoy(self.envoy, self.folder, variants)

    def ours(self, name: str, path: str = "/sink", **settings) -> Variant:
        off = {"request": "off", "response": "off", "observe": {"enabled": False}, "holdHeaders": True}
        plugin = off | {"contracts": [orders.CONTRACT]} | settings
        return Variant(name, self.filter, plugin, path, rejects=plugin["request"] == "enforce" and path != "/elsewhere")

    def none(self, path: str = "/sink") -> Variant:
        return Variant(NONE, path=path)

    def noop(self, path: str = "/sink") -> Variant:
        return Variant(NOOP, self.prototype, {"mode": "noop"}, path)

    def validating_prototype(self) -> Variant:
        return Variant(PROTOTYPE, self.prototype, {"mode": "validate", "schema": orders.SCHEMA}, rejects=True)

    def tables(self, variants: list[Variant], sizes: dict[str, int]) -> dict[str, dict[str, list[Round]]]:
        """The rounds of each variant at each size, in one Envoy; what is measured is checked before and after."""
        with self.gateway(variants) as envoy:
            for size in sizes.values():
                check(variants, size)
            found = {}
            for name, size in sizes.items():
                say(f"{', '.join(variant.name for variant in variants)}: {name}")
                found[name] = self.load.rounds_of(envoy, variants, size)
                check(variants, size)
            return found

    def first_events(self, variants: list[Variant]) -> dict[str, list[float]]:
        with self.gateway(variants):
            say(f"{', '.join(variant.name for variant in variants)}: the first event of a stream")
            return first.first_events_ms(variants)

    def start(self, variant: Variant) -> dict:
        """What one variant alone costs until Envoy is ready, and in memory once it has served every size."""
        runs = []
        for _ in range(self.starts):
            say(f"{variant.name}: start")
            with self.gateway([variant]) as envoy:
                for size in KB.values():
                    check([variant], size)
                time.sleep(0.5)  # what compiles behind ends, what was freed is given back
                runs.append((envoy.ready_cpu_seconds, envoy.ready_seconds, envoy.resident()))
        cpu, wall, resident = (statistics.median(run) for run in zip(*runs, strict=True))
        sizes = module.sizes(variant.module) if variant.module else {}
        return sizes | {"ready_cpu_seconds": cpu, "ready_seconds": wall, "resident_bytes": resident}


def say(text: str) -> None:
    print(f"docent: {text}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    for name in ("envoy", "wrk"):
        parser.add_argument(name)
    for name in ("upstream", "filter", "prototype", "folder"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--quick", action="store_true", help="rounds of one second: the order of magnitude")
    parser.add_argument("--assert", action="store_true", dest="asserting", help="exit code 1 when a goal is missed")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as with Ctrl-C, no child is left behind
    refuse_taken_ports()
    bench = Bench(arguments)

    enforcing = {"request": "enforce"}
    both = enforcing | {"response": "enforce"}
    observing = {"observe": {"enabled": True}, "aggregator": {"clusters": ["upstream"], "reportIntervalMs": 1000}}
    modes = [
        bench.none("/orders"),
        bench.ours("all off", "/orders"),
        bench.ours("requests enforced", "/orders", **enforcing),
        bench.ours("both enforced", "/orders", **both),
        bench.ours("both enforced, observed", "/orders", **both, **observing),
    ]
    contenders = [bench.none(), bench.noop(), bench.validating_prototype(), bench.ours(OURS, **enforcing)]
    streaming = [bench.none("/events"), bench.ours(OURS, "/events", **both, streams="cut")]
    unknown = [bench.noop("/elsewhere"), bench.ours(OURS, "/elsewhere", **enforcing)]
    small = {"1 KB": KB["1 KB"]}
    with Upstream(arguments.upstream, bench.load.body(KB["1 KB"]), arguments.folder / "upstream.log"):
        filters = {one.name: bench.start(one) for one in contenders if one.name != NOOP}
        enforced = bench.tables(contenders, KB)
        moded = bench.tables(modes, small)["1 KB"]
        outside = bench.tables(unknown, small)["1 KB"]
        events = bench.first_events(streaming)
    for one in filters.values():
        one["resident_added_bytes"] = one["resident_bytes"] - filters[NONE]["resident_bytes"]

    goals = judge(enforced, outside, filters, events)
    gateway, others = cores()
    where = "The gateway has a core to itself." if gateway != others else "Everything shares one core: read the CPU alone."
    rounds = f"{bench.load.rounds} rounds of {bench.load.seconds} s"
    lines = [
        "# What the filter costs",
        "",
        f"Medians of {rounds}, one Envoy worker, {CONNECTIONS} connections. CPU is that of the gateway's process for one request.",
        f"{where} `busy` is how much of it was used: where that is far from all, the load",
        "was the limit, and `kept` flatters. `waited` is for how long other work had it.",
        "",
        *report.warning([*enforced.values(), moded, outside]),
        *report.goals_table(goals),
    ]
    for size, measured in enforced.items():
        length = len(orders.written(orders.order(KB[size])))
        lines += ["", f"## Requests of {size} ({length} bytes) enforced, formats and a pattern included", "", *report.compared(measured)]
    lines += ["", "## Modes, orders of 1 KB each way", "", *report.compared(moded)]
    lines += ["", "## A route outside every contract, nothing observed, 1 KB", "", *report.compared(outside)]
    lines += ["", "## The first event of a stream, its items judged", "", *report.first_events(events)]
    lines += ["", "## Size, start and memory, one worker", "", *report.started(filters)]
    text = "\n".join(lines) + "\n"
    print(text, end="")
    tables = {f"enforced, {size}": measured for size, measured in enforced.items()} | {"modes": moded, "outside": outside}
    report.write(arguments.folder, text, goals, tables, filters)
    return 1 if arguments.asserting and not all(goal.met for goal in goals) else 0


if __name__ == "__main__":
    sys.exit(main())
