//! The reference configurations of `envoy/`, read as values and changed where a test must.

use std::fs;
use std::net::{IpAddr, Ipv4Addr};

use mesh::house::{House, UPSTREAM_PORT, repository};
use mesh::platform::{Code, Filter};
use serde_json::{Value, json};

/// What `clusters` of the promises calls their upstream.
const CASES: &str = "cases";
/// Where services are, for an Envoy on the same machine.
pub(super) const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// A file of `envoy/`.
#[track_caller]
pub(super) fn reference(file: &str) -> Value {
    let text = fs::read_to_string(repository().join("envoy").join(file)).unwrap();
    serde_saphyr::from_str(&text).unwrap()
}

/// The part of a configuration that a pointer names.
#[track_caller]
pub(super) fn part<'v>(value: &'v mut Value, pointer: &str) -> &'v mut Value {
    let missing = format!("the reference configuration has no {pointer}");
    value.pointer_mut(pointer).expect(&missing)
}

/// Adds the route of the promises before the routes that are there.
pub(super) fn add_route(connection_manager: &mut Value) {
    let routes = part(connection_manager, "/route_config/virtual_hosts/0/routes");
    let route = json!({ "match": { "prefix": "/cases/" }, "route": { "cluster": CASES } });
    routes.as_array_mut().unwrap().insert(0, route);
}

/// The cluster of the promises.
pub(super) fn cluster() -> Value {
    let address = json!({ "socket_address": { "address": ADDRESS, "port_value": UPSTREAM_PORT } });
    json!({
        "name": CASES,
        "connect_timeout": "2s",
        "load_assignment": {
            "cluster_name": CASES,
            "endpoints": [{ "lb_endpoints": [{ "endpoint": { "address": address } }] }],
        },
    })
}

/// The filter's typed configuration: the reference one, with what the promise wants changed.
pub(super) fn typed_config(reference: &Value, filter: &Filter, house: &House) -> Value {
    let mut typed = reference.clone();
    *part(&mut typed, "/config/name") = json!(filter.name);
    *part(&mut typed, "/config/configuration/value") = json!(filter.configuration.to_string());
    *part(&mut typed, "/config/vm_config/code") = code(filter.code, house);
    if filter.fail_open {
        *part(&mut typed, "/config/failure_policy") = json!("FAIL_OPEN");
    }
    typed
}

/// A file where there is one; an address where the promise is about fetching.
fn code(code: Code, house: &House) -> Value {
    match code {
        Code::Shipped | Code::Other => json!({ "local": { "filename": House::module_path(code) } }),
        Code::WrongDigest | Code::Missing => json!({ "remote": {
            "sha256": House::module_sha256(code),
            "http_uri": { "uri": house.module_url(code), "cluster": CASES, "timeout": "5s" },
            "retry_policy": { "num_retries": 1 },
        } }),
    }
}
