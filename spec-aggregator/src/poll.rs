//! Polls services' own documents: the configured addresses, nobody else's. A poll that
//! fails changes nothing; the last good document stays.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::task::{JoinSet, spawn_blocking};

use crate::aggregate::{Declaration, Fetched};
use crate::config::ServiceConfig;
use crate::limits::{POLL_BACK_OFF_FIRST, POLL_BACK_OFF_MAX};
use crate::telemetry::stats;
use crate::writer::Writer;

pub(crate) mod address;
mod fetch;
#[cfg(test)]
mod tests;

pub(crate) use fetch::client;
use fetch::{Fetch, FetchError, fetch};

/// Begins to poll every service that has an address; ends when the set is dropped.
///
/// # Errors
/// The HTTP client cannot be built.
pub fn start(services: &[ServiceConfig], writer: &Writer) -> Result<JoinSet<()>, reqwest::Error> {
    let client = client()?;
    let mut tasks = JoinSet::new();
    for service in services {
        if let Some(url) = service.document_url.clone() {
            tasks.spawn(watch(service.clone(), url, client.clone(), writer.clone()));
        }
    }
    Ok(tasks)
}

async fn watch(service: ServiceConfig, url: String, client: reqwest::Client, writer: Writer) {
    let ServiceConfig {
        name,
        poll_interval,
        ..
    } = service;
    let mut failures: u32 = 0;
    loop {
        match poll(&name, &url, &client, &writer).await {
            Ok(outcome) => {
                stats::poll(&name, outcome);
                failures = 0;
            }
            Err(error) => {
                stats::poll(&name, "failed");
                // Once for each time the service goes away, not once for each try.
                if failures == 0 {
                    tracing::warn!(service = name, %error, "a service's document could not be polled");
                } else {
                    tracing::debug!(service = name, %error, failures, "a service's document still cannot be polled");
                }
                failures = failures.saturating_add(1);
            }
        }
        tokio::time::sleep(delay(poll_interval, failures, fastrand::f64())).await;
    }
}

/// Polls once; says whether the document was changed.
async fn poll(
    name: &str,
    url: &str,
    client: &reqwest::Client,
    writer: &Writer,
) -> Result<&'static str, FetchError> {
    let snapshot = writer.snapshot();
    let declared = snapshot
        .mounts
        .services
        .get(name)
        .and_then(|mount| mount.declared.as_ref());
    let known = declared.and_then(|declared| declared.fetched.clone());
    drop(snapshot);
    let Fetch::Changed { text, etag, digest } = fetch(client, url, known.as_ref()).await? else {
        return Ok("same");
    };
    let service = name.to_owned();
    let read = spawn_blocking(move || Declaration::read(&service, &text)).await;
    let declaration = read.map_err(|_| FetchError::Panicked)??;
    for problem in &declaration.problems {
        tracing::warn!(
            service = name,
            problem.pointer,
            "part of a service's document cannot be used"
        );
    }
    tracing::info!(
        service = name,
        problems = declaration.problems.len(),
        "a service's document changed"
    );
    let fetched = Some(Fetched {
        etag,
        digest,
        at: unix_seconds(),
    });
    writer
        .declare(Declaration {
            fetched,
            configured: true,
            ..declaration
        })
        .await?;
    Ok("changed")
}

/// Time until the next poll: the interval, or a back-off that doubles with every failure,
/// give or take a tenth, so that services started together are not polled together. `chance`
/// in `0.0..1.0`.
fn delay(interval: Duration, failures: u32, chance: f64) -> Duration {
    let base = match failures.checked_sub(1) {
        None => interval,
        Some(doublings) => back_off(
            POLL_BACK_OFF_FIRST,
            POLL_BACK_OFF_MAX.max(interval),
            doublings,
        ),
    };
    jitter(base, chance)
}

/// `first`, doubled so often, at most `max`.
pub(crate) fn back_off(first: Duration, max: Duration, doublings: u32) -> Duration {
    let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
    first.saturating_mul(factor).min(max)
}

/// Give or take a tenth. `chance` in `0.0..1.0`.
pub(crate) fn jitter(base: Duration, chance: f64) -> Duration {
    base.mul_f64(0.9 + 0.2 * chance)
}

fn unix_seconds() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}
