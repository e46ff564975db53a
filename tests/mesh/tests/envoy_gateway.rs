//! Envoy Gateway 1.9: the promises, what its page says (`k8s/envoy-gateway/README.md`), and policies that do not pass.
#![cfg(test)]

#[path = "envoy_gateway/clusters.rs"]
mod clusters;
#[path = "envoy_gateway/control_plane.rs"]
mod control_plane;
#[path = "envoy_gateway/held.rs"]
mod held;
#[path = "envoy_gateway/options.rs"]
mod options;
#[path = "envoy_gateway/page.rs"]
mod page;
#[path = "envoy_gateway/platform.rs"]
mod platform;
#[path = "envoy_gateway/proxies.rs"]
mod proxies;
#[path = "envoy_gateway/refused.rs"]
mod refused;

mesh::promises!(platform::EnvoyGateway);
