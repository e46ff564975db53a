"""An Envoy with the reference configuration's listener, the filter and a tap behind it, and an aggregator beside it."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import yaml

TOP = Path(__file__).parent.parent.parent
READY_SECONDS = 60
SETTLED_SECONDS = 1.5
"""So long nothing changes when all is told: several times what a filter waits between two reports, or two pulls."""
INTERVAL_MS = 250
WORKERS = 2
TAPPED_BYTES = 1 << 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(variable: str) -> str:
    return os.environ.get(variable) or sys.exit(f"docent: {variable} is not set; run scripts/servers")


class Gateway:
    """Running within its `with` block: one service, known by its name and where it is mounted, without a document. With
    `is_placed` off only by its name: then a document's first server has to say where."""

    def __init__(self, folder: Path, service: str, mount: str, upstream: int, rewrite: str | None, is_placed: bool = True) -> None:
        self.folder, self.service = folder, service
        self.port, self.admin, public, internal = (free_port() for _ in range(4))
        self.url = f"http://127.0.0.1:{self.port}{mount.rstrip('/')}"
        self.public, self.internal = f"http://127.0.0.1:{public}", f"http://127.0.0.1:{internal}"
        self.client = httpx.Client(timeout=60, trust_env=False)
        (folder / "taps").mkdir(parents=True)
        aggregator = {
            "publicAddress": self.public.removeprefix("http://"),
            "internalAddress": self.internal.removeprefix("http://"),
            "store": f"sqlite://{folder}/docent.db",
            "gatewayUrl": f"http://127.0.0.1:{self.port}",
            "services": [{"name": service} | ({"basePath": mount} if is_placed else {})],
        }
        (folder / "aggregator.json").write_text(json.dumps(aggregator))
        (folder / "envoy.json").write_text(json.dumps(self.bootstrap(mount, upstream, internal, rewrite)))
        self.processes: list[subprocess.Popen] = []

    def bootstrap(self, mount: str, upstream: int, internal: int, rewrite: str | None) -> dict:
        bootstrap = yaml.safe_load((TOP / "envoy/envoy.yaml").read_text())
        bootstrap["admin"]["address"]["socket_address"]["port_value"] = self.admin
        resources = bootstrap["static_resources"]
        listener = resources["listeners"][0]
        listener["address"]["socket_address"]["port_value"] = self.port
        manager = listener["filter_chains"][0]["filters"][0]["typed_config"]
        logged = manager["access_log"][0]["typed_config"]["log_format"]["json_format"]
        logged["id"] = "%REQ(X-REQUEST-ID)%"
        # Some servers close a connection after an error and do not say so before.
        route = {"cluster": "server", "timeout": "0s", "retry_policy": {"retry_on": "reset", "num_retries": 2}}
        route |= {"prefix_rewrite": rewrite} if rewrite else {}
        prefix = mount if mount.endswith("/") else f"{mount}/"
        manager["route_config"]["virtual_hosts"][0]["routes"] = [{"match": {"prefix": prefix}, "route": route}]
        wasm = manager["http_filters"][0]["typed_config"]["config"]
        wasm["vm_config"]["code"]["local"]["filename"] = program("DOCENT_TEST_FILTER")
        wasm["configuration"]["value"] = json.dumps({
            "request": "shadow",
            "response": "shadow",
            "decodeContent": True,
            "aggregator": {"pullIntervalMs": INTERVAL_MS, "reportIntervalMs": INTERVAL_MS},
        })
        manager["http_filters"].insert(1, self.tap())
        resources["clusters"] = [cluster("server", upstream), cluster("spec_aggregator", internal)]
        return bootstrap

    def tap(self) -> dict:
        """Envoy's own record of every exchange, as the upstream had it: what verdicts and documents are held against."""
        sink = {"format": "JSON_BODY_AS_BYTES", "file_per_tap": {"path_prefix": f"{self.folder}/taps/exchange"}}
        limits = {"max_buffered_rx_bytes": TAPPED_BYTES, "max_buffered_tx_bytes": TAPPED_BYTES}
        always = {"match": {"any_match": True}, "output_config": {"sinks": [sink], **limits}}
        typed = {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.tap.v3.Tap",
            "common_config": {"static_config": always},
        }
        return {"name": "envoy.filters.http.tap", "typed_config": typed}

    def __enter__(self) -> "Gateway":
        self.start("aggregator", [program("DOCENT_TEST_AGGREGATOR"), "serve", "--config", f"{self.folder}/aggregator.json"])
        self.wait("the aggregator", lambda: self.client.get(f"{self.internal}/readyz").status_code == 200)
        return self

    def start_envoy(self) -> None:
        """Apart from the aggregator, so that a document can be declared before: the first bundle then has its contract."""
        options = ["--concurrency", str(WORKERS), "--disable-hot-restart", "--file-flush-interval-msec", "100"]
        self.start("envoy", [program("DOCENT_TEST_ENVOY"), "-c", f"{self.folder}/envoy.json", *options])
        self.wait("Envoy", lambda: self.client.get(f"http://127.0.0.1:{self.admin}/ready").status_code == 200)
        # One for each worker and one for the main thread.
        self.wait("the contract in the filter", lambda: self.stats().get("docent.contract_swaps_total", 0) > WORKERS)

    def start(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("w") as log:
            self.processes.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=TOP))

    def wait(self, what: str, holds) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                if holds():
                    return
            except httpx.TransportError:
                pass
            if time.monotonic() > deadline or any(it.poll() is not None for it in self.processes):
                sys.exit(f"docent: {what} did not come up; see the logs in {self.folder}")
            time.sleep(0.05)

    def __exit__(self, *_) -> None:
        self.client.close()
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def stats(self) -> dict[str, int]:
        """The filter's counters that have no labels."""
        text = self.client.get(f"http://127.0.0.1:{self.admin}/stats?filter=^wasmcustom").text
        lines = [line.removeprefix("wasmcustom.").rsplit(": ", 1) for line in text.splitlines()]
        return {name: int(value) for name, value in lines if name.endswith("_total")}

    def trapped(self) -> list[str]:
        """What tells of a VM that died, of a callback that failed, or of a shape that was lost."""
        lost = [f"{name}: {self.stats().get(name)}" for name in ("docent.panics_total", "docent.dropped_total") if self.stats().get(name)]
        text = self.client.get(f"http://127.0.0.1:{self.admin}/stats?filter=vm_reload").text
        lost += [line for line in text.splitlines() if not line.endswith(": 0")]
        return lost + [line for line in (self.folder / "envoy.log").read_text().splitlines() if "Function: " in line]

    def declare(self, document: bytes) -> dict:
        """What the aggregator says to a document."""
        answer = self.client.put(f"{self.internal}/v1/services/{self.service}/document", content=document)
        if answer.status_code not in (200, 201):
            sys.exit(f"docent: the aggregator refuses the document: {answer.status_code} {answer.text[:500]}")
        return answer.json()

    def accept(self, findings: list[str]) -> None:
        """Lets violations through, and waits until every filter does."""
        swaps = self.stats()["docent.contract_swaps_total"]
        for id_ in findings:
            answer = self.client.post(f"{self.internal}/v1/findings/{id_}/accept")
            if answer.status_code != 200:
                sys.exit(f"docent: a finding cannot be accepted: {answer.status_code} {answer.text[:500]}")
        self.wait("the baseline in the filter", lambda: self.stats()["docent.contract_swaps_total"] > swaps + WORKERS)
        time.sleep(4 * INTERVAL_MS / 1000)

    def settled(self, path: str) -> httpx.Response:
        """What is published there, once every report has come and nothing changes any more."""
        last, since = b"", time.monotonic()
        while time.monotonic() < since + SETTLED_SECONDS:
            answer = self.client.get(f"{self.public}{path}")
            if answer.content != last:
                last, since = answer.content, time.monotonic()
            time.sleep(0.1)
        return answer


def cluster(name: str, port: int) -> dict:
    address = {"socket_address": {"address": "127.0.0.1", "port_value": port}}
    endpoints = [{"lb_endpoints": [{"endpoint": {"address": address}}]}]
    return {"name": name, "connect_timeout": "2s", "load_assignment": {"cluster_name": name, "endpoints": endpoints}}
