"""Load on the variants in turns: each round visits all of them, every other round backwards, so that a busy machine is
unfair to all alike. What is read are ratios within a round, and of those the medians.
"""

import http.client
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import orders
from configuration import FIRST_PORT, Variant
from process import Envoy, cores

CONNECTIONS = 8
SCRIPT = Path(__file__).parent / "post.lua"


@dataclass
class Round:
    """One variant under load for some seconds."""

    requests_per_second: float
    cpu_us: float
    """CPU of the gateway's process for one request, microseconds."""
    busy: float
    """The part of the time that the gateway was on its core."""
    waited: float
    """The part of the time that it waited for its core, where other work was."""
    p50_us: float
    p99_us: float


@dataclass
class Load:
    """How to make it, and for how long."""

    wrk: str
    folder: Path
    rounds: int
    seconds: int

    def body(self, size: int) -> Path:
        path = self.folder / f"order-{size}.json"
        path.write_bytes(orders.written(orders.order(size)))
        return path

    def once(self, envoy: Envoy, port: int, path: str, size: int, seconds: int) -> Round:
        command = [self.wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT), f"http://127.0.0.1:{port}{path}"]
        settings = os.environ | {"BODY": str(self.body(size))}
        before = envoy.cpu()
        run = subprocess.run(command, env=settings, capture_output=True, text=True, preexec_fn=lambda: os.sched_setaffinity(0, cores()[1]))
        cpu = envoy.cpu().since(before)
        lines = [line for line in run.stdout.splitlines() if line.startswith("figures ")]
        if not lines:
            sys.exit(f"docent: wrk failed: {run.stdout}{run.stderr}")
        requests, duration_us, failed, p50, p99 = (float(word) for word in lines[0].split()[1:])
        if failed or not requests:
            sys.exit(f"docent: {failed:.0f} of {requests:.0f} requests were not answered 200:\n{run.stdout}")
        seconds_run = duration_us / 1e6
        return Round(requests / seconds_run, 1e6 * cpu.used / requests, cpu.used / seconds_run, cpu.waited / seconds_run, p50, p99)

    def rounds_of(self, envoy: Envoy, variants: list[Variant], size: int) -> dict[str, list[Round]]:
        turns = list(enumerate(variants))
        for index, variant in turns:  # until the compiled code is warm
            self.once(envoy, FIRST_PORT + index, variant.path, size, 1)
        found: dict[str, list[Round]] = {variant.name: [] for variant in variants}
        for number in range(self.rounds):
            for index, variant in reversed(turns) if number % 2 else turns:
                found[variant.name].append(self.once(envoy, FIRST_PORT + index, variant.path, size, self.seconds))
        return found


def post(port: int, path: str, body: bytes) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", path, body, {"content-type": "application/json"})
        found = connection.getresponse()
        found.read()
        return found.status
    finally:
        connection.close()


def check(variants: list[Variant], size: int) -> None:
    """What is measured must also work: a good body passes, a bad one is rejected by whom it should be."""
    good = orders.order(size)
    for index, variant in enumerate(variants):
        for body, wanted in ((good, 200), (orders.broken(good), 400 if variant.rejects else 200)):
            status = post(FIRST_PORT + index, variant.path, orders.written(body))
            if status != wanted:
                sys.exit(f"docent: {variant.name} answered {status} instead of {wanted} to an order of {size} bytes")


def median(rounds: list[Round], of) -> float:
    return statistics.median(of(one) for one in rounds)


def paired(rounds: list[Round], base: list[Round], of) -> float:
    """The median over rounds of a comparison within a round."""
    return statistics.median(of(one, other) for one, other in zip(rounds, base, strict=True))
