//! The promises where the listener is patched so that the filter may hold headers: nothing of a refused request reaches the
//! upstream, a response whose body violates is replaced, and all else stays as it was.

use mesh::platform::{Filter, Platform};
use mesh::promises::{enforced, exchanges, updates};

use super::options::{PATCH_POLICY, delete, patch_is_programmed};
use super::platform::EnvoyGateway;

/// Keeps a promise with headers held. First the patch, then the filter; on the way back the filter goes first.
fn keeps(promise: impl AsyncFnOnce(&mut EnvoyGateway)) {
    super::PLATFORM.keeps(async |gateway| {
        gateway.attach(&[Filter::usual(gateway)]).await;
        gateway
            .manifests
            .apply(&gateway.kube, "held-headers.yaml", &[])
            .await;
        patch_is_programmed(gateway).await;
        gateway.holds_headers = true;
        promise(gateway).await;
        gateway.holds_headers = false;
        gateway.attach(&[Filter::usual(gateway)]).await;
        enforced(gateway).await;
        delete(gateway, &PATCH_POLICY).await;
    });
}

#[test]
fn held_every_case_gets_its_verdict() {
    keeps(async |gateway| exchanges::every_case_gets_its_verdict(gateway).await);
}

#[test]
fn held_a_stream_passes_as_it_comes() {
    keeps(async |gateway| exchanges::a_stream_passes_as_it_comes(gateway).await);
}

#[test]
fn held_a_configuration_every_two_seconds_loses_no_request() {
    keeps(async |gateway| {
        updates::a_configuration_every_two_seconds_loses_no_request(gateway).await;
    });
}
