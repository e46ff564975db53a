//! What changes while requests pass: contracts, configuration, code.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::time::sleep_until;

use super::{call, case, declare, enforced, everywhere, stat, total, until};
use crate::load::Load;
use crate::platform::{Code, Filter, Platform};

/// How long configurations change under load.
const UPDATES_LAST: Duration = Duration::from_mins(1);
/// Between two of them.
const UPDATE_EVERY: Duration = Duration::from_secs(2);
/// VMs of a proxy with one worker: its own and the main thread's.
const VMS: u64 = 2;
/// Pulls a proxy may need until a contract declared at any moment is in use in all its VMs.
const PULLS_MAX: u64 = 2;

/// A contract declared at the aggregator is in use in every proxy when two pull intervals have gone by.
pub async fn a_contract_reaches_every_proxy_within_two_pulls(platform: &mut impl Platform) {
    let quiet = json!({ "enabled": false }); // so that every call to the aggregator is a pull
    let mut filter = Filter::usual(platform).with("observe", quiet);
    filter.configuration["aggregator"]["pullIntervalMs"] = json!(2000);
    platform.attach(&[filter]).await;
    platform.restart_proxies().await; // what a proxy drains goes on pulling for a while
    enforced(platform).await;
    let changed = case("requests/a-body-that-violates");
    let document = changed.document.clone().unwrap();
    let number = "items: { type: number }";
    assert!(document.contains(number));

    let mut before = HashMap::new();
    for admin in platform.admins() {
        until("every VM has its first contracts", async || {
            swaps(admin).await >= VMS
        })
        .await;
        before.insert(admin, (swaps(admin).await, pulls(platform, admin).await));
    }
    declare(
        platform.house(),
        &changed,
        document.replace(number, "items: {}"),
    )
    .await;
    let mut needed = Vec::new();
    for admin in platform.admins() {
        let (swaps_before, pulls_before) = before[&admin];
        until("every VM has the new contract", async || {
            swaps(admin).await >= swaps_before + VMS
        })
        .await;
        needed.push(pulls(platform, admin).await - pulls_before);
    }
    everywhere(platform, "the new contract allows it", &changed, |answer| {
        answer.status == changed.exchange.response.status
    })
    .await;
    declare(platform.house(), &changed, document).await;
    enforced(platform).await;
    println!("in use after so many pulls, by proxy: {needed:?}");
    let in_time = |pulls: &u64| (1..=PULLS_MAX).contains(pulls);
    assert!(needed.iter().all(in_time), "{needed:?}");
}

async fn swaps(admin: u16) -> u64 {
    stat(admin, "wasmcustom.docent.contract_swaps_total").await
}

/// Calls a proxy has made to the aggregator.
async fn pulls(platform: &impl Platform, admin: u16) -> u64 {
    let mut sum = 0;
    for cluster in platform.aggregator_stat_names() {
        sum += stat(admin, &format!("cluster.{cluster}.upstream_rq_total")).await;
    }
    sum
}

/// A new configuration every two seconds, for a minute, under load.
pub async fn a_configuration_every_two_seconds_loses_no_request(platform: &mut impl Platform) {
    platform.attach(&[Filter::usual(platform)]).await;
    enforced(platform).await;
    let load = Load::start(platform.gateway(), &case("requests/a-body-that-conforms"));
    let begun = Instant::now();
    let mut updates = 0;
    while begun.elapsed() < UPDATES_LAST {
        let next = Instant::now() + UPDATE_EVERY;
        updates += 1;
        let mode = if updates % 2 == 0 {
            "enforce"
        } else {
            "shadow"
        };
        platform
            .attach(&[Filter::usual(platform).with("request", json!(mode))])
            .await;
        sleep_until(next.into()).await;
    }
    let shadow = Filter::usual(platform).with("request", json!("shadow"));
    platform.attach(&[shadow]).await;
    super::not_enforced(platform).await;
    platform.attach(&[Filter::usual(platform)]).await;
    enforced(platform).await;
    let outcome = load.stop().await;
    println!(
        "{updates} configurations, {} requests, {} failed",
        outcome.sent,
        outcome.failures.len()
    );
    assert!(updates > 1, "configurations changed: {updates}");
    assert!(outcome.sent > 1_000, "there was load: {}", outcome.sent);
    assert!(outcome.failures.is_empty(), "{:?}", outcome.failures);
}

/// Other bytes of the filter, and back, under load.
pub async fn new_code_loses_no_request(platform: &mut impl Platform) {
    platform.attach(&[Filter::usual(platform)]).await;
    platform.restart_proxies().await; // so that each has fetched nothing but the code it runs
    enforced(platform).await;
    let conforms = case("requests/a-body-that-conforms");
    let load = Load::start(platform.gateway(), &conforms);
    platform
        .attach(&[Filter::usual(platform).running(Code::Other)])
        .await;
    until("the other code runs in every proxy", async || {
        runs_everywhere(platform, true).await
    })
    .await;
    enforced(platform).await;
    platform.attach(&[Filter::usual(platform)]).await;
    until("the shipped code runs in every proxy", async || {
        runs_everywhere(platform, false).await
    })
    .await;
    enforced(platform).await;
    let outcome = load.stop().await;
    println!(
        "{} requests, {} failed",
        outcome.sent,
        outcome.failures.len()
    );
    assert!(outcome.sent > 100, "there was load: {}", outcome.sent);
    assert!(outcome.failures.is_empty(), "{:?}", outcome.failures);
}

/// Whether every one of many requests finds the other code (or none does): that one can be told to panic, and counts it.
async fn runs_everywhere(platform: &impl Platform, other: bool) -> bool {
    const REQUESTS: u64 = 24;
    let before = total(platform, "panics_total").await;
    for _ in 0..REQUESTS {
        let call = call(platform, &case("requests/a-body-that-conforms"));
        let answer = call
            .header("x-docent-fault", b"request_headers")
            .send()
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let caught = total(platform, "panics_total").await - before;
    caught == if other { REQUESTS } else { 0 }
}
