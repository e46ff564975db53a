"""The processes of a run, each held to its cores, and what the kernel says the gateway used."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple, Self

from configuration import ADMIN, FIRST_PORT, UPSTREAM, Variant, gateway

READY_SECONDS = 120
VARIANTS_MAX = 8
"""Listeners of one gateway, at most."""


def cores() -> tuple[set[int], set[int]]:
    """Those of the gateway and those of everything else; the same where there is only one. Threads inherit them."""
    mine = sorted(os.sched_getaffinity(0))
    return {mine[0]}, set(mine[1:]) or {mine[0]}


def refuse_taken_ports() -> None:
    """Whoever answered there would be measured instead."""
    for port in (ADMIN, UPSTREAM, *range(FIRST_PORT, FIRST_PORT + VARIANTS_MAX)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                sys.exit(f"docent: port {port} of 127.0.0.1 is taken (ss -ltnp 'sport = :{port}')")


def answers(port: int, path: str) -> bool:
    """Whether there is a 200 to be had."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class Cpu(NamedTuple):
    """Seconds on a core, and seconds ready to run while something else was on it."""

    used: float
    waited: float

    def since(self, before: "Cpu") -> "Cpu":
        return Cpu(self.used - before.used, self.waited - before.waited)


class Child:
    """A process that is ready when this returns, and ended with the `with` block."""

    def __init__(self, command: list[str], log_path: Path, on: set[int], ready) -> None:
        with log_path.open("w") as log:
            began = time.monotonic()
            self.process = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=lambda: os.sched_setaffinity(0, on))
        try:
            while not ready():
                if self.process.poll() is not None or time.monotonic() - began > READY_SECONDS:
                    sys.exit(f"docent: {command[0]} did not become ready:\n{log_path.read_text()[-3000:]}")
                time.sleep(0.02)
        except BaseException:
            self.stop()
            raise
        self.ready_seconds = time.monotonic() - began

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Upstream(Child):
    """tests/bench/upstream.rs, built."""

    def __init__(self, program: Path, order: Path, log_path: Path) -> None:
        super().__init__([str(program), str(UPSTREAM), str(order)], log_path, cores()[1], lambda: answers(UPSTREAM, "/"))


class Envoy(Child):
    """The gateway: one Envoy with one worker."""

    def __init__(self, program: str, folder: Path, variants: list[Variant]) -> None:
        path = folder / "gateway.json"
        path.write_text(json.dumps(gateway(variants)))
        command = [program, "-c", str(path), "--concurrency", "1", "--log-level", "warning", "--disable-hot-restart"]
        super().__init__(command, folder / "gateway.log", cores()[0], lambda: answers(ADMIN, "/ready"))
        self.ready_cpu_seconds = self.cpu().used

    def cpu(self) -> Cpu:
        """What all its threads took since it began; the kernel counts nanoseconds."""
        used = waited = 0
        for thread in Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                fields = (thread / "schedstat").read_text().split()
            except FileNotFoundError:  # the thread has just ended
                continue
            used, waited = used + int(fields[0]), waited + int(fields[1])
        return Cpu(used / 1e9, waited / 1e9)

    def resident(self) -> int:
        """Bytes of memory it holds now."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        sys.exit("docent: Envoy has ended")
