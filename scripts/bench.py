"""Measures what the filter costs: requests per second and CPU a request, with and without it, in one run.

One Envoy with one worker has a listener for each variant. The upstream is a second Envoy, which reads the whole
request and answers it itself. The variants take turns, so that a busy machine is unfair to all of them alike; ratios
are what to read. CPU is that of the first Envoy alone.

Run by scripts/bench: python3 scripts/bench.py ENVOY WRK FOLDER
"""

import json
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROUNDS = 5
SECONDS = 4
CONNECTIONS = 16
ADMIN, UPSTREAM, UPSTREAM_ADMIN, FIRST_PORT = 19901, 19900, 19902, 19910
FILTER = Path("dist/filter.wasm")

ITEM = {
    "type": "object",
    "required": ["id", "name", "score", "tags"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "minimum": 0},
        "name": {"type": "string", "maxLength": 80},
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "tags": {"type": "array", "maxItems": 8, "items": {"type": "string", "enum": ["new", "old", "rare", "common"]}},
    },
}
SCHEMA = {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": ITEM}}}
CONTENT = {"application/json": {"schema": SCHEMA}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "bench", "version": "1"},
    "paths": {
        "/items": {
            "post": {
                "requestBody": {"required": True, "content": CONTENT},
                "responses": {"200": {"description": "ok", "content": CONTENT}},
            }
        }
    },
}


def body(size: int) -> str:
    items: list[dict] = []
    while len(json.dumps({"items": items})) < size:
        items.append({"id": len(items), "name": f"item number {len(items)}", "score": 0.5, "tags": ["new", "rare"]})
    return json.dumps({"items": items})


def variants() -> dict[str, dict | None]:
    contracts = [{"service": "bench", "document": DOCUMENT}]
    off = {"request": "off", "response": "off", "observe": {"enabled": False}}
    requests = off | {"contracts": contracts, "request": "enforce", "holdHeaders": True}
    both = requests | {"response": "enforce"}
    observing = {"contracts": contracts, "aggregator": {"clusters": ["upstream"]}}
    return {
        "no filter": None,
        "filter, all off": off,
        "requests enforced": requests,
        "both enforced": both,
        "both in shadow, observed": observing,
        "both enforced, observed": observing | {"request": "enforce", "response": "enforce", "holdHeaders": True},
    }


def wasm(name: str, config: dict) -> dict:
    return {
        "name": "envoy.filters.http.wasm",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
            "config": {
                "name": name,
                "vm_config": {"vm_id": "bench", "runtime": "envoy.wasm.runtime.v8", "code": {"local": {"filename": str(FILTER)}}},
                "failure_policy": "FAIL_RELOAD",
                "allow_on_headers_stop_iteration": True,
                "configuration": {"@type": "type.googleapis.com/google.protobuf.StringValue", "value": json.dumps(config)},
            },
        },
    }


def address(port: int) -> dict:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


def listener(name: str, port: int, routes: list[dict], filters: list[dict]) -> dict:
    router = {"name": "router", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}
    manager = {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": name,
        "route_config": {"virtual_hosts": [{"name": name, "domains": ["*"], "routes": routes}]},
        "http_filters": [*filters, router],
    }
    chain = {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
    return {"name": name, "address": address(port), "filter_chains": [chain]}


def upstream(payload: str) -> dict:
    # It stands in for the aggregator too: no contracts of its own, every report acknowledged.
    ours = {"header": {"key": "x-docent", "value": "aggregator"}}
    contracts = {"match": {"prefix": "/v1/contracts"}, "direct_response": {"status": 200, "body": {"inline_string": '{"contracts":[]}'}}}
    reports = {"match": {"prefix": "/v1/reports"}, "direct_response": {"status": 202}}
    for route in (contracts, reports):
        route["response_headers_to_add"] = [ours]
    answer = {
        "match": {"prefix": "/"},
        "direct_response": {"status": 200, "body": {"inline_string": payload}},
        "response_headers_to_add": [
            {"header": {"key": "content-type", "value": "application/json"}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
        ],
    }
    buffer = {
        "name": "envoy.filters.http.buffer",
        "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer", "max_request_bytes": 16 << 20},
    }
    return bootstrap(UPSTREAM_ADMIN, [listener("upstream", UPSTREAM, [contracts, reports, answer], [buffer])], [])


def gateway(configs: dict[str, dict | None]) -> dict:
    routes = [{"match": {"prefix": "/"}, "route": {"cluster": "upstream"}}]
    listeners = [
        listener(name, FIRST_PORT + index, routes, [] if config is None else [wasm(name, config)])
        for index, (name, config) in enumerate(configs.items())
    ]
    endpoint = {"lb_endpoints": [{"endpoint": {"address": address(UPSTREAM)}}]}
    cluster = {"name": "upstream", "connect_timeout": "2s", "load_assignment": {"cluster_name": "upstream", "endpoints": [endpoint]}}
    return bootstrap(ADMIN, listeners, [cluster])


def bootstrap(admin: int, listeners: list[dict], clusters: list[dict]) -> dict:
    return {"admin": {"address": address(admin)}, "static_resources": {"listeners": listeners, "clusters": clusters}}


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start(envoy: str, folder: Path, name: str, config: dict) -> tuple[subprocess.Popen, float, float]:
    """Starts Envoy; returns it with the CPU-seconds and the seconds until it was ready."""
    path, log_path = folder / f"{name}.json", folder / f"{name}.log"
    path.write_text(json.dumps(config))
    admin = config["admin"]["address"]["socket_address"]["port_value"]
    with log_path.open("w") as log:
        began = time.monotonic()
        process = subprocess.Popen([envoy, "-c", str(path), "--concurrency", "1", "--log-level", "warning", "--disable-hot-restart"], stdout=log, stderr=log)
    while time.monotonic() - began < 120 and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{admin}/ready", timeout=1) as answer:
                if answer.status == 200:
                    return process, cpu_seconds(process.pid), time.monotonic() - began
        except OSError:
            time.sleep(0.02)
    process.kill()
    sys.exit(f"Envoy did not become ready:\n{log_path.read_text()[-3000:]}")


def load(wrk: str, script: Path, port: int, seconds: int, pid: int) -> tuple[float, float]:
    """Requests per second, and microseconds of CPU that the process took for each."""
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}/items"]
    before = cpu_seconds(pid)
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        sys.exit(f"not every answer was 200:\n{text}")
    requests = int(re.search(r"(\d+) requests in", text)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    return rate, 1e6 * (cpu_seconds(pid) - before) / requests


def sections(wasm_bytes: bytes) -> dict[str, int]:
    """The sizes of the code and data sections."""

    def number(at: int) -> tuple[int, int]:
        value = shift = 0
        while True:
            byte = wasm_bytes[at]
            at, value, shift = at + 1, value | (byte & 127) << shift, shift + 7
            if byte < 128:
                return value, at

    found, at = {}, 8
    while at < len(wasm_bytes):
        size, start_of_section = number(at + 1)
        if wasm_bytes[at] in (10, 11):
            found["code" if wasm_bytes[at] == 10 else "data"] = size
        at = start_of_section + size
    return found


def main() -> None:
    envoy, wrk, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    payload = body(1024)
    configs = variants()

    served, _, _ = start(envoy, folder, "upstream", upstream(payload))
    ready = {}
    for name in ("no filter", "both enforced, observed"):
        process, cpu, wall = start(envoy, folder, "ready", gateway({name: configs[name]}))
        process.terminate()
        process.wait()
        ready[name] = {"cpu_seconds": round(cpu, 2), "seconds": round(wall, 2)}
    process, _, _ = start(envoy, folder, "gateway", gateway(configs))
    try:
        script = folder / "post.lua"
        script.write_text(
            'wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\nwrk.body = ' + json.dumps(payload) + "\n"
        )
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in configs}
        for index in range(len(configs)):
            load(wrk, script, FIRST_PORT + index, 1, process.pid)
        for _ in range(ROUNDS):
            for index, name in enumerate(configs):
                found[name].append(load(wrk, script, FIRST_PORT + index, SECONDS, process.pid))
    finally:
        for child in (process, served):
            child.terminate()
            child.wait()

    rates = {name: statistics.median(rate for rate, _ in runs) for name, runs in found.items()}
    costs = {name: statistics.median(cost for _, cost in runs) for name, runs in found.items()}
    base_rate, base_cost = rates["no filter"], costs["no filter"]
    wasm_bytes = FILTER.read_bytes()
    report = {
        "body_bytes": len(payload),
        "connections": CONNECTIONS,
        "ratio": {name: round(rate / base_rate, 3) for name, rate in rates.items()},
        "added_cpu_microseconds": {name: round(cost - base_cost, 1) for name, cost in costs.items()},
        "cpu_microseconds": {name: round(cost, 1) for name, cost in costs.items()},
        "requests_per_second": {name: [round(rate) for rate, _ in runs] for name, runs in found.items()},
        "filter_bytes": len(wasm_bytes),
        "filter_sections": sections(wasm_bytes),
        "ready": ready,
    }
    (folder / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    lines = [f"Requests with {len(payload)} bytes of JSON each way, {CONNECTIONS} connections, one Envoy worker, median of {ROUNDS} x {SECONDS} s", ""]
    lines += [
        f"  {report['ratio'][name]:.2f} x   {name:<25} {rates[name]:>8.0f} requests/s   {report['added_cpu_microseconds'][name]:>+7.1f} us of CPU a request"
        for name in configs
    ]
    bare, filtered = ready.values()
    lines += [
        "",
        f"  {len(wasm_bytes)} bytes in {FILTER} (code {report['filter_sections']['code']}, data {report['filter_sections']['data']})",
        f"  {filtered['cpu_seconds']} CPU-seconds, {filtered['seconds']} s until Envoy is ready ({bare['cpu_seconds']} and {bare['seconds']} without the filter)",
    ]
    text = "\n".join(lines)
    (folder / "report.txt").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
