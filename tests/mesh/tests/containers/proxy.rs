//! A proxy's container: Envoy with a bootstrap that says where Envoy Gateway is, and everything else from there.

use std::net::SocketAddr;

use serde_json::{Value, json};
use testcontainers::ImageExt;

use super::engine::{Container, Engine};
use super::envoy_gateway::{EnvoyGateway, NAME};

/// The listener of `gateway.yaml`. In a container everybody may listen on it.
const GATEWAY: u16 = 80;
const ADMIN: u16 = 9_901;
/// Where Envoy Gateway serves configuration.
const XDS: u16 = 18_000;
/// What Envoy Gateway knows the proxies of a Gateway by: its namespace and name.
const CLUSTER: &str = "default/eg";
/// Where Envoy Gateway tells proxies to look for the authority of its certificate, in a cluster and without.
const AUTHORITY: &str = "/certs/ca.crt";

/// As Envoy Gateway starts proxies: what an update replaces is gone after a minute, not after ten.
const ARGUMENTS: [&str; 8] = [
    "--config-path",
    "/etc/envoy/proxy.json",
    "--concurrency",
    "1",
    "--drain-strategy",
    "immediate",
    "--drain-time-s",
    "60",
];

pub(super) struct Proxy(Container);

impl Proxy {
    pub(super) async fn start(engine: &Engine, envoy_gateway: &EnvoyGateway) -> Self {
        let home = envoy_gateway.home();
        let bootstrap = bootstrap(&envoy_gateway.bootstrap).to_string();
        let mut container = engine
            .image("DOCENT_TEST_ENVOY_IMAGE")
            .with_cmd(ARGUMENTS)
            .with_copy_to("/etc/envoy/proxy.json", bootstrap.into_bytes())
            .with_copy_to(AUTHORITY, home.certificate("envoy-gateway", "ca.crt"));
        for file in ["tls.crt", "tls.key"] {
            container =
                container.with_copy_to(format!("/certs/{file}"), home.certificate("envoy", file));
        }
        Self(engine.start(container, &[]).await)
    }

    pub(super) async fn stop(self) {
        self.0.stop().await.unwrap();
        self.0.rm().await.unwrap();
    }

    /// Where clients go.
    pub(super) fn gateway(&self, engine: &Engine) -> SocketAddr {
        SocketAddr::new(engine.address(&self.0), GATEWAY)
    }

    pub(super) fn admin(&self, engine: &Engine) -> SocketAddr {
        SocketAddr::new(engine.address(&self.0), ADMIN)
    }
}

/// The bootstrap of a proxy, with what the Gateway's manifest adds to it.
fn bootstrap(added: &Value) -> Value {
    let xds = json!({ "ads": {}, "resource_api_version": "V3", "initial_fetch_timeout": "0s" });
    let mut clusters = vec![xds_cluster()];
    clusters.extend(
        added["static_resources"]["clusters"]
            .as_array()
            .unwrap()
            .clone(),
    );
    json!({
        "node": { "id": "proxy", "cluster": CLUSTER },
        "admin": { "address": { "socket_address": { "address": "0.0.0.0", "port_value": ADMIN } } },
        "stats_config": added["stats_config"],
        "dynamic_resources": {
            "ads_config": {
                "api_type": "DELTA_GRPC",
                "transport_api_version": "V3",
                "set_node_on_first_message_only": true,
                "grpc_services": [{ "envoy_grpc": { "cluster_name": "xds_cluster" } }],
            },
            "lds_config": xds,
            "cds_config": xds,
        },
        "static_resources": { "clusters": clusters },
    })
}

/// Envoy Gateway: both sides prove who they are.
fn xds_cluster() -> Value {
    let address = json!({ "socket_address": { "address": NAME, "port_value": XDS } });
    let http2 = "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    let tls = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext";
    json!({
        "name": "xds_cluster",
        "type": "STRICT_DNS",
        "connect_timeout": "5s",
        "load_assignment": {
            "cluster_name": "xds_cluster",
            "endpoints": [{ "lb_endpoints": [{ "endpoint": { "address": address } }] }],
        },
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": http2,
                "explicit_http_config": { "http2_protocol_options": {} },
            },
        },
        "transport_socket": {
            "name": "envoy.transport_sockets.tls",
            "typed_config": {
                "@type": tls,
                "common_tls_context": {
                    "tls_params": { "tls_maximum_protocol_version": "TLSv1_3" },
                    "tls_certificates": [{
                        "certificate_chain": { "filename": "/certs/tls.crt" },
                        "private_key": { "filename": "/certs/tls.key" },
                    }],
                    "validation_context": { "trusted_ca": { "filename": AUTHORITY } },
                },
            },
        },
    })
}
