"""The gateway as Envoy's configuration: a listener for each variant, all with the same upstream."""

import json
from dataclasses import dataclass, field
from pathlib import Path

ADMIN, UPSTREAM, FIRST_PORT = 19901, 19900, 19910


@dataclass
class Variant:
    """One way to run the gateway: without a filter, or with a module and its plugin configuration."""

    name: str
    module: Path | None = None
    plugin: dict = field(default_factory=dict)
    path: str = "/sink"
    rejects: bool = False
    """Whether a body that breaks the schema is answered 400."""


def extension(name: str) -> str:
    return f"type.googleapis.com/envoy.extensions.{name}"


def address(port: int) -> dict:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


def listener(name: str, port: int, routes: list[dict], filters: list[dict]) -> dict:
    router = {"name": "router", "typed_config": {"@type": extension("filters.http.router.v3.Router")}}
    manager = {
        "@type": extension("filters.network.http_connection_manager.v3.HttpConnectionManager"),
        "stat_prefix": name,
        "generate_request_id": False,  # the less the proxy itself does, the more a filter shows
        "route_config": {"virtual_hosts": [{"name": name, "domains": ["*"], "routes": routes}]},
        "http_filters": [*filters, router],
    }
    chain = {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
    return {"name": name, "address": address(port), "filter_chains": [chain]}


def wasm(variant: Variant) -> dict:
    """The filter in a VM of its own, so that variants share neither a heap nor its leftovers."""
    code = {"local": {"filename": str(variant.module)}}
    return {
        "name": "envoy.filters.http.wasm",
        "typed_config": {
            "@type": extension("filters.http.wasm.v3.Wasm"),
            "config": {
                "name": variant.name,
                "vm_config": {"vm_id": variant.name, "runtime": "envoy.wasm.runtime.v8", "code": code},
                "failure_policy": "FAIL_RELOAD",
                "allow_on_headers_stop_iteration": True,
                "configuration": {"@type": "type.googleapis.com/google.protobuf.StringValue", "value": json.dumps(variant.plugin)},
            },
        },
    }


def gateway(variants: list[Variant]) -> dict:
    routes = [{"match": {"prefix": "/"}, "route": {"cluster": "upstream"}}]
    listeners = [
        listener(variant.name, FIRST_PORT + index, routes, [wasm(variant)] if variant.module else [])
        for index, variant in enumerate(variants)
    ]
    endpoint = {"lb_endpoints": [{"endpoint": {"address": address(UPSTREAM)}}]}
    cluster = {"name": "upstream", "connect_timeout": "2s", "load_assignment": {"cluster_name": "upstream", "endpoints": [endpoint]}}
    return {"admin": {"address": address(ADMIN)}, "static_resources": {"listeners": listeners, "clusters": [cluster]}}
