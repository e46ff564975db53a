//! What is not there: the right code, any code, the aggregator.

use super::{case, enforced, everywhere, not_enforced};
use crate::platform::{Code, Filter, Platform};

/// A module whose digest is not the announced one never runs; what then happens to requests was the operator's to say.
pub async fn code_with_a_wrong_digest_fails_as_it_was_told(platform: &mut impl Platform) {
    fails_as_it_was_told(platform, Code::WrongDigest).await;
}

/// The same for a module that cannot be fetched.
pub async fn code_that_is_missing_fails_as_it_was_told(platform: &mut impl Platform) {
    fails_as_it_was_told(platform, Code::Missing).await;
}

/// Proxies that already run a filter may keep it when its successor cannot be had; those that start have nothing to keep.
async fn fails_as_it_was_told(platform: &mut impl Platform, code: Code) {
    let broken = Filter::usual(platform).running(code);
    platform.attach(std::slice::from_ref(&broken)).await;
    platform.restart_proxies().await;
    let conforms = case("requests/a-body-that-conforms");
    everywhere(platform, "closed: no request passes", &conforms, |answer| {
        answer.status.is_server_error() || answer.status == 403 // Istio's agent puts a deny-all in its place
    })
    .await;
    platform.attach(&[broken.failing_open()]).await;
    platform.restart_proxies().await;
    not_enforced(platform).await;
    platform.attach(&[Filter::usual(platform)]).await;
    enforced(platform).await;
}

/// Proxies that start without an aggregator pass what they cannot judge, and judge it once one is there.
pub async fn an_aggregator_away_at_the_start_costs_no_request(platform: &mut impl Platform) {
    platform.attach(&[Filter::usual(platform)]).await;
    enforced(platform).await;
    platform.stop_aggregator().await;
    platform.restart_proxies().await;
    not_enforced(platform).await;
    platform.start_aggregator().await;
    enforced(platform).await;
}
