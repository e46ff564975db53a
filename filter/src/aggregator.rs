//! The filter's side of the aggregator: pulls contracts, sends reports, survives its
//! absence. It does not compile contracts and does not know what is in a report; a sick
//! aggregator costs a counter and one log line, never an exchange.

use std::time::Duration;

use crate::config;
use crate::host::{self, Buffer, Level, Map};
use crate::outbox::Outbox;
use crate::pace::Pace;
use crate::stats::{self, Total};

mod answer;
mod lease;
#[cfg(test)]
mod tests;

use answer::Answer;
use lease::Shared;
pub(crate) use lease::Stored;

/// Timeouts after which an answer that never came is given up: calls cannot be canceled.
const LOST_AFTER_TIMEOUTS: u64 = 4;

/// What a call came to, for whoever compiles contracts.
#[derive(Debug)]
pub(crate) enum News {
    /// Nothing to compile.
    None,
    /// A bundle this VM has not compiled.
    Bundle(Stored),
}

/// Calls to the aggregator.
#[derive(Debug)]
pub(crate) struct Aggregator {
    settings: config::Aggregator,
    shared: Shared,
    /// Index of the cluster that is tried first.
    cluster: usize,
    /// Version of the bundle in use; empty before the first.
    version: String,
    /// Version of the last bundle that could not be used, so as not to try it on every tick.
    unusable: String,
    pull: Pace,
    pulling: Option<Flight>,
    reporting: Option<Flight>,
    is_up: Option<bool>,
}

/// A call on its way.
#[derive(Clone, Copy, Debug)]
struct Flight {
    token: u32,
    since_ms: u64,
}

impl Aggregator {
    /// No call yet, and none before the first tick: a configuration is also read by VMs
    /// that are thrown away at once.
    pub(crate) fn new(settings: config::Aggregator) -> Self {
        Self {
            shared: Shared::new(&settings),
            cluster: 0,
            version: String::new(),
            unusable: String::new(),
            pull: Pace::new(settings.pull_interval_ms),
            pulling: None,
            reporting: None,
            is_up: None,
            settings,
        }
    }

    /// The last good bundle of any VM, if it is not the one in use.
    pub(crate) fn stored(&self) -> Option<Stored> {
        self.shared.other_than(&[&self.version, &self.unusable])
    }

    /// A bundle is in use. `is_pulled` says that this VM brought it, so that the others
    /// are to have it too.
    pub(crate) fn in_use(&mut self, stored: &Stored, is_pulled: bool, now_ms: u64) {
        self.version.clone_from(&stored.version);
        self.unusable.clear();
        if is_pulled {
            self.shared.store(stored);
            self.pull_succeeded(now_ms);
        }
    }

    /// A bundle could not be used; the one in use stays.
    pub(crate) fn not_in_use(&mut self, stored: &Stored, is_pulled: bool, now_ms: u64) {
        self.unusable.clone_from(&stored.version);
        if is_pulled {
            self.pull_failed(now_ms, "bundle_unreadable");
        }
    }

    /// Does what is due.
    pub(crate) fn tick(&mut self, now_ms: u64, outbox: &mut Outbox) -> News {
        self.give_up_lost(now_ms, outbox);
        if self.reporting.is_none() {
            self.report(now_ms, outbox);
        }
        if let Some(stored) = self.stored() {
            return News::Bundle(stored);
        }
        if self.pulling.is_none() && self.pull.is_due(now_ms) {
            self.pull(now_ms);
        }
        News::None
    }

    /// An answer has come. With `headers` zero there is none and nothing may be read.
    pub(crate) fn answered(
        &mut self,
        token: u32,
        headers: usize,
        body_size: usize,
        now_ms: u64,
        outbox: &mut Outbox,
    ) -> News {
        let is_for = |flight: Option<Flight>| flight.is_some_and(|it| it.token == token);
        let map = if headers == 0 {
            None
        } else {
            host::header_map(Map::Call)
        };
        let answer = Answer::read(map.as_ref());
        if is_for(self.reporting) {
            self.reporting = None;
            self.reported(&answer, now_ms, outbox);
        } else if is_for(self.pulling) {
            self.pulling = None;
            return self.pulled(answer, body_size, now_ms);
        }
        News::None
    }

    fn report(&mut self, now_ms: u64, outbox: &mut Outbox) {
        let Some(bytes) = outbox.due(now_ms) else {
            return;
        };
        let call = [
            (":method", "POST"),
            (":path", "/v1/reports"),
            ("content-type", "application/json"),
        ];
        match self.call(&call, bytes) {
            Some(token) => {
                outbox.sent();
                self.reporting = Some(Flight {
                    token,
                    since_ms: now_ms,
                });
            }
            None => self.report_failed(now_ms, outbox, "cluster_missing"),
        }
    }

    fn reported(&mut self, answer: &Answer, now_ms: u64, outbox: &mut Outbox) {
        match answer {
            Answer::Docent {
                status: 200..=299, ..
            } => {
                self.is_reachable();
                stats::count(Total::Reports, 1);
                outbox.acknowledged(now_ms, host::random());
            }
            // These will be answered the same way however often they are sent.
            Answer::Docent {
                status: 400 | 413 | 415 | 422,
                ..
            } => {
                stats::count(Total::CallFailures, 1);
                let exchanges = outbox.refused(now_ms, host::random());
                stats::count(Total::Dropped, exchanges);
                let line = format!("report refused by the aggregator exchanges={exchanges}");
                host::log(Level::Warn, &line);
            }
            Answer::Docent { .. } => self.report_failed(now_ms, outbox, "status"),
            Answer::Failed(reason) => self.report_failed(now_ms, outbox, reason),
        }
    }

    fn pull(&mut self, now_ms: u64) {
        if !self
            .shared
            .take_turn(now_ms, self.settings.pull_interval_ms)
        {
            return;
        }
        let mut call = vec![
            (":method", "GET"),
            (":path", "/v1/contracts"),
            ("accept", "application/json"),
        ];
        let version = self.version.clone();
        if Stored::is_etag(&version) {
            call.push(("if-none-match", &version));
        }
        match self.call(&call, &[]) {
            Some(token) => {
                self.pulling = Some(Flight {
                    token,
                    since_ms: now_ms,
                });
            }
            None => self.pull_failed(now_ms, "cluster_missing"),
        }
    }

    fn pulled(&mut self, answer: Answer, body_size: usize, now_ms: u64) -> News {
        match answer {
            Answer::Docent { status: 200, etag } => {
                let bytes = (body_size <= crate::contracts::BUNDLE_BYTES_MAX)
                    .then(|| host::buffer(Buffer::CallBody, body_size))
                    .flatten();
                let Some(bytes) = bytes else {
                    self.pull_failed(now_ms, "bundle_too_large");
                    return News::None;
                };
                let stored = Stored::new(etag, bytes);
                if stored.version != self.version {
                    return News::Bundle(stored);
                }
                self.pull_succeeded(now_ms);
                News::None
            }
            Answer::Docent { status: 304, .. } => {
                self.pull_succeeded(now_ms);
                News::None
            }
            Answer::Docent { .. } => {
                self.pull_failed(now_ms, "status");
                News::None
            }
            Answer::Failed(reason) => {
                self.pull_failed(now_ms, reason);
                News::None
            }
        }
    }

    /// Calls the first cluster that takes the call.
    fn call(&mut self, call: &[(&str, &str)], body: &[u8]) -> Option<u32> {
        let bearer = format!("Bearer {}", self.settings.token);
        let mut headers = vec![(":authority", self.settings.authority.as_str())];
        headers.extend_from_slice(call);
        if !self.settings.token.is_empty() {
            headers.push(("authorization", &bearer));
        }
        let timeout = Duration::from_millis(self.settings.timeout_ms);
        let count = self.settings.clusters.len();
        let order = (0..count).map(|step| (self.cluster + step) % count);
        let (cluster, token) = order
            .filter_map(|index| Some((index, self.settings.clusters.get(index)?)))
            .find_map(|(index, name)| Some((index, host::call(name, &headers, body, timeout)?)))?;
        self.cluster = cluster;
        Some(token)
    }

    fn give_up_lost(&mut self, now_ms: u64, outbox: &mut Outbox) {
        let patience_ms = self.settings.timeout_ms * LOST_AFTER_TIMEOUTS;
        let is_lost = |flight: Option<Flight>| {
            flight.is_some_and(|it| now_ms.saturating_sub(it.since_ms) > patience_ms)
        };
        if is_lost(self.reporting) {
            self.reporting = None;
            self.report_failed(now_ms, outbox, "no_answer");
        }
        if is_lost(self.pulling) {
            self.pulling = None;
            self.pull_failed(now_ms, "no_answer");
        }
    }

    fn report_failed(&mut self, now_ms: u64, outbox: &mut Outbox, reason: &str) {
        outbox.failed(now_ms, host::random());
        self.failed(reason);
    }

    fn pull_succeeded(&mut self, now_ms: u64) {
        self.pull.succeeded(now_ms, host::random());
        self.is_reachable();
    }

    fn pull_failed(&mut self, now_ms: u64, reason: &str) {
        self.pull.failed(now_ms, host::random());
        self.failed(reason);
    }

    fn failed(&mut self, reason: &str) {
        stats::count(Total::CallFailures, 1);
        let line = format!(
            "aggregator gives no answer that counts cluster={} reason={reason}",
            self.cluster_name()
        );
        self.cluster = (self.cluster + 1) % self.settings.clusters.len().max(1);
        if self.is_up != Some(false) {
            host::log(Level::Warn, &line);
        }
        self.is_up = Some(false);
    }

    fn is_reachable(&mut self) {
        if self.is_up != Some(true) {
            host::log(
                Level::Info,
                &format!("aggregator answers cluster={}", self.cluster_name()),
            );
        }
        self.is_up = Some(true);
    }

    fn cluster_name(&self) -> &str {
        self.settings
            .clusters
            .get(self.cluster)
            .map_or("", String::as_str)
    }
}
