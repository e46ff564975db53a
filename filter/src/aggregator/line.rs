//! One kind of call: at most one on its way, and one log line when it begins to fail or
//! works again.

use super::clusters::Clusters;
use crate::host::{self, Level};
use crate::stats::{self, Total};

/// Timeouts after which an answer that never came is given up: calls cannot be canceled.
const LOST_AFTER_TIMEOUTS: u64 = 4;

/// Calls of one kind.
#[derive(Debug)]
pub(super) struct Line {
    /// What is called, for logs.
    what: &'static str,
    patience_ms: u64,
    flight: Option<Flight>,
    works: Option<bool>,
}

/// A call on its way.
#[derive(Clone, Copy, Debug)]
struct Flight {
    token: u32,
    since_ms: u64,
}

impl Line {
    pub(super) fn new(what: &'static str, timeout_ms: u64) -> Self {
        Self {
            what,
            patience_ms: timeout_ms * LOST_AFTER_TIMEOUTS,
            flight: None,
            works: None,
        }
    }

    pub(super) fn begins(&mut self, token: u32, since_ms: u64) {
        self.flight = Some(Flight { token, since_ms });
    }

    /// Whether this is the answer to the call on its way, which then is no more.
    pub(super) fn ends(&mut self, token: u32) -> bool {
        self.flight
            .take_if(|flight| flight.token == token)
            .is_some()
    }

    /// Whether a call on its way was just given up.
    pub(super) fn is_lost(&mut self, now_ms: u64) -> bool {
        let patience_ms = self.patience_ms;
        self.flight
            .take_if(|flight| now_ms.saturating_sub(flight.since_ms) > patience_ms)
            .is_some()
    }

    pub(super) fn is_busy(&self) -> bool {
        self.flight.is_some()
    }

    pub(super) fn works(&mut self, clusters: &Clusters) {
        if self.works != Some(true) {
            let (what, cluster) = (self.what, clusters.name());
            host::log(
                Level::Info,
                &format!("aggregator takes calls call={what} cluster={cluster}"),
            );
        }
        self.works = Some(true);
    }

    pub(super) fn fails(&mut self, clusters: &mut Clusters, reason: &str) {
        stats::count(Total::CallFailures, 1);
        if self.works != Some(false) {
            let (what, cluster) = (self.what, clusters.name());
            host::log(
                Level::Warn,
                &format!("aggregator fails calls call={what} cluster={cluster} reason={reason}"),
            );
        }
        self.works = Some(false);
        clusters.next();
    }
}
