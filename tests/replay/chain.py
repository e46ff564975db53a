"""An Envoy whose filter has nothing but an aggregator, and that aggregator."""

import json
import subprocess
import time
import urllib.request
from pathlib import Path

from gateway import Gateway, free_port, program

READY_SECONDS = 60


class Aggregator:
    """Running within its `with` block, on a store that outlives it."""

    def __init__(self, folder: Path) -> None:
        self.program = program("DOCENT_TEST_AGGREGATOR")
        self.public, self.internal = free_port(), free_port()
        self.gateway_url = "http://gateway.example"
        self.store = folder / "docent.db"
        self.log = (folder / "aggregator.log").open("w")

    def __enter__(self) -> "Aggregator":
        self.start()
        return self

    def start(self) -> None:
        options = {
            "public-address": f"127.0.0.1:{self.public}",
            "internal-address": f"127.0.0.1:{self.internal}",
            "store": f"sqlite://{self.store}",
            "gateway-url": self.gateway_url,
        }
        command = [self.program, "serve", *(part for name, value in options.items() for part in (f"--{name}", value))]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise TimeoutError("the aggregator did not become ready")
            time.sleep(0.05)

    def restart(self) -> None:
        self.process.kill()
        self.process.wait()
        self.start()

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()

    def is_ready(self) -> bool:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.internal}/readyz", timeout=5).status == 200
        except OSError:
            return False


class Chain(Gateway):
    """One worker, one upstream whose cluster has the service's name, in shadow mode."""

    def __init__(self, folder: Path, service: str, upstream: int, aggregator: int) -> None:
        self.service, self.aggregator = service, aggregator
        super().__init__(folder, {}, upstream)

    def bootstrap(self, plugin: dict, upstream: int) -> dict:
        intervals = {"pullIntervalMs": 500, "reportIntervalMs": 500}
        bootstrap = super().bootstrap({"aggregator": {"clusters": ["spec_aggregator"], **intervals}}, upstream)
        resources = bootstrap["static_resources"]
        served = json.dumps(resources["clusters"][0]).replace('"upstream"', json.dumps(self.service))
        reporting = json.dumps(resources["clusters"][0]).replace('"upstream"', '"spec_aggregator"')
        reporting = reporting.replace(f'"port_value": {upstream}', f'"port_value": {self.aggregator}')
        resources["clusters"] = [json.loads(served), json.loads(reporting)]
        manager = resources["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]
        manager["route_config"]["virtual_hosts"][0]["routes"][0]["route"]["cluster"] = self.service
        return bootstrap
