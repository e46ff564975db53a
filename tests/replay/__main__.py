"""Whether traffic teaches through the whole chain what it teaches offline: an archive is replayed through a real Envoy,
whose filter reports to a real aggregator that is killed twice on the way; what is then published is, byte for byte, what
`spec-aggregator emit` prints.

Run: scripts/replay ARCHIVE
"""

import difflib
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from chain import Aggregator, Chain
from exchanges import Entry, Upstream, replay

SERVICE = "replayed"
SETTLE_SECONDS = 60
SHOWN_LINES = 40


def main() -> int:
    archive = Path(sys.argv[1])
    entries = [Entry(each) for each in json.loads(archive.read_text())["log"]["entries"]]
    with tempfile.TemporaryDirectory() as folder, Upstream() as upstream:
        aggregator = Aggregator(Path(folder))
        expected = emitted(archive, aggregator)
        with aggregator, Chain(Path(folder), SERVICE, upstream.port, aggregator.internal) as gateway:
            began = time.monotonic()
            killed_after = {len(entries) // 3, 2 * len(entries) // 3}
            for index, entry in enumerate(entries):
                if index in killed_after:
                    aggregator.restart()
                replay(entry, upstream, gateway.port)
            took = time.monotonic() - began
            published = settled(aggregator, expected)
            trapped = gateway.trapped()
    if trapped:
        sys.exit("docent: the filter failed on the way:\n" + "\n".join(trapped))
    if published != expected:
        lines = difflib.unified_diff(expected.splitlines(), published.splitlines(), "emitted", "published", lineterm="", n=1)
        print("\n".join([*lines][:SHOWN_LINES]))
        print(f"{archive}: {len(entries)} exchanges published something else than emit prints")
        return 1
    print(f"{archive}: {len(entries)} exchanges in {took:.0f} s, 2 restarts: published as emitted, {len(expected)} bytes")
    return 0


def emitted(archive: Path, aggregator: Aggregator) -> str:
    options = ["--title", SERVICE, "--server", aggregator.gateway_url, "--format", "json"]
    command = [aggregator.program, "emit", "--from", "har", str(archive), *options]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def settled(aggregator: Aggregator, expected: str) -> str:
    """What is published once it is what is expected, or has had the time to become it."""
    deadline = time.monotonic() + SETTLE_SECONDS
    url = f"http://127.0.0.1:{aggregator.public}/services/{SERVICE}/openapi.json"
    while True:
        try:
            published = urllib.request.urlopen(url, timeout=30).read().decode()
        except OSError:
            published = ""
        if published == expected or time.monotonic() > deadline:
            return published
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
