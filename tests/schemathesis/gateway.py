"""An Envoy with the reference configuration's listener and the filter, the documents as its contracts, one upstream."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import yaml

READY_SECONDS = 120
TOP = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(variable: str) -> str:
    return os.environ.get(variable) or sys.exit(f"docent: {variable} is not set; run `make test`")


class Gateway:
    """Running within its `with` block. Each document is mounted under its name."""

    def __init__(self, folder: Path, documents: dict[str, dict], upstream: int) -> None:
        self.port, self.admin = free_port(), free_port()
        plugin = {
            "request": "enforce",
            "response": "enforce",
            "holdHeaders": True,
            "unknownOperation": "deny",
            "contracts": [{"service": name, "basePath": f"/{name}", "document": it} for name, it in documents.items()],
        }
        path = folder / "envoy.json"
        path.write_text(json.dumps(self.bootstrap(plugin, upstream)))
        self.log = folder / "envoy.log"
        command = [program("DOCENT_TEST_ENVOY"), "-c", str(path), "--concurrency", "1", "--disable-hot-restart"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def bootstrap(self, plugin: dict, upstream: int) -> dict:
        bootstrap = yaml.safe_load((TOP / "envoy/envoy.yaml").read_text())
        bootstrap["admin"]["address"]["socket_address"]["port_value"] = self.admin
        resources = bootstrap["static_resources"]
        listener = resources["listeners"][0]
        listener["address"]["socket_address"]["port_value"] = self.port
        manager = listener["filter_chains"][0]["filters"][0]["typed_config"]
        manager["route_config"]["virtual_hosts"][0]["routes"] = [{"match": {"prefix": "/"}, "route": {"cluster": "upstream"}}]
        wasm = manager["http_filters"][0]["typed_config"]["config"]
        wasm["vm_config"]["code"]["local"]["filename"] = program("DOCENT_TEST_FILTER")
        wasm["configuration"]["value"] = json.dumps(plugin)
        address = {"socket_address": {"address": "127.0.0.1", "port_value": upstream}}
        endpoints = [{"lb_endpoints": [{"endpoint": {"address": address}}]}]
        assignment = {"cluster_name": "upstream", "endpoints": endpoints}
        resources["clusters"] = [{"name": "upstream", "connect_timeout": "2s", "load_assignment": assignment}]
        return bootstrap

    def __enter__(self) -> "Gateway":
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"docent: Envoy did not become ready:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()

    def is_ready(self) -> bool:
        try:
            return self.get("/ready")[0] == 200
        except OSError:
            return False

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.admin, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def trapped(self) -> list[str]:
        """What tells of a VM that died or of a callback that failed."""
        stats = [line for line in self.get("/stats?filter=vm_reload|panics_total")[1].splitlines() if not line.endswith(": 0")]
        return stats + [line for line in self.log.read_text().splitlines() if "Function: " in line]
