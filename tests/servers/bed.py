"""One machine-learning server, started in a folder of its own as its bed.yaml says, with the Python of its own venv."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import yaml

BEDS = Path(__file__).parent / "beds"
READY_SECONDS = 120
STOP_SECONDS = 15


def names() -> list[str]:
    return [it.parent.name for it in sorted(BEDS.glob("*/bed.yaml"))]


class Bed:
    """Running within its `with` block."""

    def __init__(self, name: str, venvs: Path, folder: Path) -> None:
        self.name, self.folder, self.venv = name, folder, venvs / name
        self.says = yaml.safe_load((BEDS / name / "bed.yaml").read_text())
        self.port, self.mount, self.upstream = self.says["port"], self.says["mount"], self.says.get("upstream", "/")
        self.url = f"http://127.0.0.1:{self.port}"
        shutil.copytree(BEDS / name, folder)
        for shared in BEDS.glob("*.py"):
            shutil.copy(shared, folder)
        # Of a short name: Ray puts sockets below it, whose paths have at most 107 bytes.
        self.temporary = tempfile.TemporaryDirectory(prefix="docent-", ignore_cleanup_errors=True)
        self.environment = {
            "PATH": f"{self.venv}/bin:{os.environ['PATH']}",
            "HOME": str(folder),
            "TMPDIR": self.temporary.name,
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            **{name: value.format(folder=folder, temporary=self.temporary.name) for name, value in self.says.get("environment", {}).items()},
        }

    def __enter__(self) -> "Bed":
        if "prepare" in self.says:
            subprocess.run(self.command("prepare"), cwd=self.folder, env=self.environment, check=True)
        began = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command("start"), cwd=self.folder, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > began + READY_SECONDS:
                self.__exit__()
                sys.exit(f"docent: {self.name} did not become ready:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)
        self.ready_seconds = time.monotonic() - began
        return self

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def command(self, what: str) -> list[str]:
        program, *arguments = self.says[what].split()
        return [str(self.venv / "bin" / program), *arguments]

    def is_ready(self) -> bool:
        try:
            return httpx.get(self.url + self.says["ready"], timeout=5, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def document(self) -> bytes | None:
        """The server's own document, as it publishes it."""
        if "document" not in self.says:
            return None
        headers = self.says.get("credentials", {})
        return httpx.get(self.url + self.says["document"], headers=headers, timeout=60, trust_env=False).raise_for_status().content

    def traffic(self, gateway: str, part: str, seed: int) -> str | None:
        """Sends one part of what its clients send; what they complain of, if they do."""
        command = [f"{self.venv}/bin/python", "traffic.py", gateway, part, str(seed)]
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        (self.folder / f"traffic-{part}-{seed}.log").write_text(done.stdout + done.stderr)
        return (done.stdout + done.stderr)[-1500:] if done.returncode else None

    def __exit__(self, *_) -> None:
        """First as one asks it, then the whole session it started: some leave workers behind."""
        self.process.terminate()
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.temporary.cleanup()
