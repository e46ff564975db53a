"""Measures what the filter costs: requests per second with and without it, in one run of one Envoy.

One Envoy with one worker has a listener for each variant, in front of the same trivial upstream (its own direct
response). The variants take turns, so that a busy machine is unfair to all of them alike; ratios are what to read.

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
ADMIN, UPSTREAM, FIRST_PORT = 19901, 19900, 19910
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
    plain = {"request": "off", "response": "off", "observe": {"enabled": False}}
    shadow = {"contracts": contracts, "aggregator": {"clusters": ["upstream"]}}
    enforce = shadow | {"request": "enforce", "response": "enforce", "holdHeaders": True}
    return {"no filter": None, "filter, all off": plain, "shadow and observe": shadow, "enforce and observe": enforce}


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


def bootstrap(payload: str, configs: dict[str, dict | None]) -> dict:
    # The upstream stands in for the aggregator too: no contracts of its own, every report acknowledged.
    ours = {"header": {"key": "x-docent", "value": "aggregator"}}
    contracts = {"match": {"prefix": "/v1/contracts"}, "direct_response": {"status": 200, "body": {"inline_string": '{"contracts":[]}'}}}
    reports = {"match": {"prefix": "/v1/reports"}, "direct_response": {"status": 202}}
    for route in (contracts, reports):
        route["response_headers_to_add"] = [ours]
    upstream = {
        "match": {"prefix": "/"},
        "direct_response": {"status": 200, "body": {"inline_string": payload}},
        "response_headers_to_add": [
            {"header": {"key": "content-type", "value": "application/json"}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
        ],
    }
    listeners = [listener("upstream", UPSTREAM, [contracts, reports, upstream], [])]
    for index, (name, config) in enumerate(configs.items()):
        filters = [] if config is None else [wasm(name, config)]
        listeners.append(listener(name, FIRST_PORT + index, [{"match": {"prefix": "/"}, "route": {"cluster": "upstream"}}], filters))
    endpoint = {"lb_endpoints": [{"endpoint": {"address": address(UPSTREAM)}}]}
    cluster = {"name": "upstream", "connect_timeout": "2s", "load_assignment": {"cluster_name": "upstream", "endpoints": [endpoint]}}
    return {"admin": {"address": address(ADMIN)}, "static_resources": {"listeners": listeners, "clusters": [cluster]}}


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start(envoy: str, folder: Path, config: dict) -> tuple[subprocess.Popen, float, float]:
    """Starts Envoy; returns it with the CPU-seconds and the seconds until it was ready."""
    path = folder / "envoy.json"
    path.write_text(json.dumps(config))
    with (folder / "envoy.log").open("w") as log:
        began = time.monotonic()
        process = subprocess.Popen([envoy, "-c", str(path), "--concurrency", "1", "--log-level", "warning"], stdout=log, stderr=log)
    while time.monotonic() - began < 120 and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{ADMIN}/ready", timeout=1) as answer:
                if answer.status == 200:
                    return process, cpu_seconds(process.pid), time.monotonic() - began
        except OSError:
            time.sleep(0.02)
    process.kill()
    sys.exit(f"Envoy did not become ready:\n{(folder / 'envoy.log').read_text()[-3000:]}")


def requests_per_second(wrk: str, script: Path, port: int, seconds: int) -> float:
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}/items"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        sys.exit(f"not every answer was 200:\n{text}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])


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

    bare, bare_cpu, bare_wall = start(envoy, folder, bootstrap(payload, {"no filter": None}))
    bare.terminate()
    bare.wait()
    process, cpu, wall = start(envoy, folder, bootstrap(payload, configs))
    try:
        script = folder / "post.lua"
        script.write_text(
            'wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\nwrk.body = ' + json.dumps(payload) + "\n"
        )
        rates: dict[str, list[float]] = {name: [] for name in configs}
        for index in range(len(configs)):
            requests_per_second(wrk, script, FIRST_PORT + index, 1)
        for _ in range(ROUNDS):
            for index, name in enumerate(configs):
                rates[name].append(requests_per_second(wrk, script, FIRST_PORT + index, SECONDS))
    finally:
        process.terminate()
        process.wait()

    medians = {name: statistics.median(found) for name, found in rates.items()}
    base = medians["no filter"]
    wasm_bytes = FILTER.read_bytes()
    report = {
        "body_bytes": len(payload),
        "connections": CONNECTIONS,
        "ratio": {name: round(rate / base, 3) for name, rate in medians.items()},
        "added_microseconds": {name: round(1e6 / rate - 1e6 / base, 1) for name, rate in medians.items()},
        "requests_per_second": {name: [round(rate) for rate in found] for name, found in rates.items()},
        "filter_bytes": len(wasm_bytes),
        "filter_sections": sections(wasm_bytes),
        "ready": {"cpu_seconds": round(cpu, 2), "seconds": round(wall, 2), "cpu_seconds_no_filter": round(bare_cpu, 2), "seconds_no_filter": round(bare_wall, 2)},
    }
    (folder / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    lines = [f"Requests with {len(payload)} bytes of JSON each way, {CONNECTIONS} connections, one Envoy worker, median of {ROUNDS} x {SECONDS} s", ""]
    lines += [f"  {report['ratio'][name]:.2f} x   {name:<22} {medians[name]:>8.0f} requests/s   {report['added_microseconds'][name]:>+7.1f} us a request" for name in configs]
    ready = report["ready"]
    lines += [
        "",
        f"  {len(wasm_bytes)} bytes in {FILTER} (code {report['filter_sections']['code']}, data {report['filter_sections']['data']})",
        f"  {ready['cpu_seconds']} CPU-seconds, {ready['seconds']} s until Envoy is ready ({ready['cpu_seconds_no_filter']} and {ready['seconds_no_filter']} without the filter)",
    ]
    text = "\n".join(lines)
    (folder / "report.txt").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
