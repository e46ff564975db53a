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

use mesh::platform::{Filter, Platform};
use mesh::promises::{Shared, enforced, stat, until, updates};
use serde_json::json;

static PLATFORM: Shared<platform::EnvoyGateway> = Shared::new();

mesh::promises!(@exchanges: every_case_gets_its_verdict, what_nobody_declared_is_learnt, a_stream_passes_as_it_comes, two_filters_of_one_listener_both_judge);
mesh::promises!(@updates: a_configuration_every_two_seconds_loses_no_request, new_code_loses_no_request);
mesh::promises!(@failures: code_with_a_wrong_digest_fails_as_it_was_told, code_that_is_missing_fails_as_it_was_told, an_aggregator_away_at_the_start_costs_no_request);

/// The promise counts calls to the aggregator. What a policy replaced drains for a minute and goes on calling, so the
/// policy that the promise attaches is attached before, and what was there has drained.
#[test]
fn a_contract_reaches_every_proxy_within_two_pulls() {
    PLATFORM.keeps(async |gateway| {
        let mut filter = Filter::usual(gateway).with("observe", json!({ "enabled": false }));
        filter.configuration["aggregator"]["pullIntervalMs"] = json!(2000);
        gateway.attach(&[filter]).await;
        enforced(gateway).await;
        until("what was attached before has drained", async || {
            let mut draining = 0;
            for admin in gateway.admins() {
                draining += stat(admin, "listener_manager.total_listeners_draining").await;
            }
            draining == 0
        })
        .await;
        updates::a_contract_reaches_every_proxy_within_two_pulls(gateway).await;
    });
}
