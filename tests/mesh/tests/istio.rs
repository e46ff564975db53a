//! Istio 1.31: the promises, what its page says (`k8s/istio/README.md`), and what only Istio does.
#![cfg(test)]

#[path = "istio/control_plane.rs"]
mod control_plane;
#[path = "istio/held.rs"]
mod held;
#[path = "istio/options.rs"]
mod options;
#[path = "istio/page.rs"]
mod page;
#[path = "istio/phases.rs"]
mod phases;
#[path = "istio/platform.rs"]
mod platform;
#[path = "istio/proxies.rs"]
mod proxies;
#[path = "istio/registry.rs"]
mod registry;
#[path = "istio/strangers.rs"]
mod strangers;

mesh::promises!(platform::Istio);
