"""How fast an archive is learnt from, and in how much memory."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Speed:
    """Of one run, on one core."""

    exchanges: int
    archive_bytes: int
    cpu_seconds: float
    seconds: float
    resident_bytes: int

    @property
    def per_second(self) -> float:
        """By the time of the CPU, which other work on the machine changes less than the clock's."""
        return self.exchanges / self.cpu_seconds


def measure(command: list[str], archive: Path, exchanges: int) -> Speed:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})  # inherited by the program
    try:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
    finally:
        os.sched_setaffinity(0, cores)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Speed(exchanges, archive.stat().st_size, used.ru_utime + used.ru_stime, seconds, used.ru_maxrss * 1024)
