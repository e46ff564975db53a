//! Tells the other replicas what was received here: one task for each, in order, until each
//! has answered. What waits is durable, so that nothing acknowledged is lost on the way.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, Response, StatusCode};
use tokio::task::JoinSet;

use crate::app::App;
use crate::config::Config;
use crate::limits::{RELAY_BACK_OFF_FIRST, RELAY_BACK_OFF_MAX, RELAY_GAP_PATIENCE, RELAY_TIMEOUT};
use crate::poll::{back_off, client, jitter};
use crate::store::RelayRow;
use crate::telemetry::stats;
use crate::token::Token;
use crate::writer::{WriteError, Writer};

pub mod queue;
#[cfg(test)]
mod tests;

use queue::Sent;

/// The header that says when what is relayed was received first, in Unix milliseconds.
pub const RELAYED: &str = "docent-relayed";
/// The header that says which replica relays: whoever reads its own name talks to itself.
pub const INSTANCE: &str = "docent-instance";
/// The header that tells our answers from a proxy's in between.
pub const ORIGIN: &str = "x-docent";

/// One of the other replicas, and how to talk to it.
struct Peer {
    url: String,
    client: Client,
    token: Option<Token>,
    instance: Arc<str>,
}

/// What became of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    /// The peer has it.
    Taken,
    /// The peer will never take it, for this status.
    Refused(StatusCode),
    /// A report that others of its source should precede.
    TooEarly,
    /// The peer is this replica.
    Itself,
    /// Not at the moment, for this reason.
    Failed(String),
}

/// Begins to tell every peer; ends when the set is dropped.
///
/// # Errors
/// The HTTP client cannot be built.
pub fn start(config: &Config, app: &App) -> Result<JoinSet<()>, reqwest::Error> {
    let mut tasks = JoinSet::new();
    if config.peers.is_empty() {
        return Ok(tasks);
    }
    let client = client()?;
    for url in &config.peers {
        let peer = Peer {
            url: url.clone(),
            client: client.clone(),
            token: config.token.clone(),
            instance: Arc::clone(&app.instance),
        };
        tasks.spawn(tell_all(peer, app.writer.clone()));
    }
    Ok(tasks)
}

async fn tell_all(peer: Peer, writer: Writer) {
    let mut news = writer.news();
    let mut failures: u32 = 0;
    let mut too_early: Option<(i64, Instant)> = None;
    loop {
        news.mark_unchanged();
        let rows = match writer.waiting(&peer.url).await {
            Ok(rows) => rows,
            Err(WriteError::Store) => Vec::new(),
            Err(WriteError::Stopped) => return,
        };
        let mut done = None;
        let mut failed = None;
        for row in &rows {
            let waits = too_early.filter(|(id, _)| *id == row.id);
            let closes_gaps = waits.is_some_and(|(_, since)| since.elapsed() > RELAY_GAP_PATIENCE);
            if closes_gaps {
                tracing::warn!(
                    peer = peer.url,
                    "another replica lacks reports that came before one of the same source: it is told to go on without"
                );
            }
            match peer.tell(row, closes_gaps).await {
                Told::Taken => stats::relayed(&peer.url, "taken"),
                Told::Refused(status) => {
                    stats::relayed(&peer.url, "refused");
                    tracing::warn!(
                        peer = peer.url,
                        kind = row.kind,
                        status = status.as_u16(),
                        "another replica refused what was relayed to it"
                    );
                }
                Told::Itself => {
                    tracing::info!(peer = peer.url, "a peer is this replica itself");
                    if writer.sent(&peer.url, Sent::Itself).await.is_ok() {
                        return;
                    }
                    failed = Some("the store refused".to_owned());
                    break;
                }
                Told::TooEarly => {
                    too_early = waits.or(Some((row.id, Instant::now())));
                    failed = Some("reports of the same source have to come first".to_owned());
                    break;
                }
                Told::Failed(reason) => {
                    failed = Some(reason);
                    break;
                }
            }
            done = Some(row.id);
        }
        if let Some(id) = done {
            failures = 0;
            // Refused, it is sent again: the peer knows what it has.
            let _is_written = writer.sent(&peer.url, Sent::Through(id)).await;
        }
        if let Some(reason) = failed {
            // Once for each time the peer goes away, not once for each try.
            if failures == 0 {
                tracing::warn!(
                    peer = peer.url,
                    reason,
                    "another replica does not take what is relayed"
                );
            } else {
                tracing::debug!(
                    peer = peer.url,
                    reason,
                    failures,
                    "another replica still does not take it"
                );
            }
            failures = failures.saturating_add(1);
            tokio::time::sleep(pause(failures)).await;
        } else if rows.is_empty() && news.changed().await.is_err() {
            return;
        }
    }
}

fn pause(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1);
    jitter(
        back_off(RELAY_BACK_OFF_FIRST, RELAY_BACK_OFF_MAX, doublings),
        fastrand::f64(),
    )
}

impl Peer {
    async fn tell(&self, row: &RelayRow, closes_gaps: bool) -> Told {
        let Self {
            url,
            client,
            token,
            instance,
        } = self;
        let RelayRow { kind, at, body, .. } = row;
        let closing = if closes_gaps { "?closesGaps=true" } else { "" };
        let mut request = client
            .post(format!("{url}/v1/relayed/{kind}{closing}"))
            .header(RELAYED, *at)
            .header(INSTANCE, instance.as_ref())
            .timeout(RELAY_TIMEOUT)
            .body(body.clone());
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, token.authorization());
        }
        match request.send().await {
            Ok(response) => told(&response, kind == "reports"),
            Err(error) => Told::Failed(error.without_url().to_string()),
        }
    }
}

/// What an answer means. One that is not a replica's own means nothing.
fn told(response: &Response, is_report: bool) -> Told {
    let status = response.status();
    let origin = response.headers().get(ORIGIN).map(HeaderValue::as_bytes);
    if origin != Some(b"aggregator") {
        return Told::Failed(format!("status {status}, from something else"));
    }
    match status {
        StatusCode::MISDIRECTED_REQUEST => Told::Itself,
        StatusCode::CONFLICT if is_report => Told::TooEarly,
        // A token or an address that is about to be put right, or a peer of before.
        StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN
        | StatusCode::NOT_FOUND
        | StatusCode::METHOD_NOT_ALLOWED
        | StatusCode::REQUEST_TIMEOUT
        | StatusCode::TOO_MANY_REQUESTS => Told::Failed(format!("status {status}")),
        status if status.is_success() => Told::Taken,
        status if status.is_client_error() => Told::Refused(status),
        status => Told::Failed(format!("status {status}")),
    }
}
