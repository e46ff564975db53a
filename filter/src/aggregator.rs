//! The filter's side of the aggregator: pulls contracts, sends reports, survives its
//! absence. It does not compile contracts and does not know what is in a report; a sick
//! aggregator costs a counter and one log line, never an exchange.

use crate::config;
use crate::host::{self, Map};
use crate::outbox::Outbox;

mod answer;
mod clusters;
mod lease;
mod line;
mod pull;
mod report;
#[cfg(test)]
mod tests;

use answer::Answer;
use clusters::Clusters;
pub(crate) use lease::Stored;
use pull::Pull;
use report::Reports;

/// Calls to the aggregator.
#[derive(Debug)]
pub(crate) struct Aggregator {
    clusters: Clusters,
    pull: Pull,
    reports: Reports,
}

impl Aggregator {
    /// No call yet, and none before the first tick: a configuration is also read by VMs
    /// that are thrown away at once.
    pub(crate) fn new(settings: config::Aggregator) -> Self {
        Self {
            pull: Pull::new(&settings),
            reports: Reports::new(&settings),
            clusters: Clusters::new(settings),
        }
    }

    /// The last good bundle of any VM, if it is not the one in use.
    pub(crate) fn stored(&self) -> Option<Stored> {
        self.pull.stored()
    }

    /// A bundle is in use. `is_pulled` says that this VM brought it, so that the others
    /// are to have it too.
    pub(crate) fn in_use(&mut self, stored: &Stored, is_pulled: bool, now_ms: u64) {
        self.pull
            .in_use(stored, is_pulled, now_ms, &mut self.clusters);
    }

    /// A bundle could not be used; the one in use stays.
    pub(crate) fn not_in_use(&mut self, stored: &Stored, is_pulled: bool, now_ms: u64) {
        self.pull
            .not_in_use(stored, is_pulled, now_ms, &mut self.clusters);
    }

    /// Does what is due. Gives a bundle that another VM has brought.
    pub(crate) fn tick(&mut self, now_ms: u64, outbox: &mut Outbox) -> Option<Stored> {
        self.reports.tick(now_ms, outbox, &mut self.clusters);
        let stored = self.pull.stored();
        if stored.is_none() {
            self.pull.tick(now_ms, &mut self.clusters);
        }
        stored
    }

    /// An answer has come. With `headers` zero there is none and nothing may be read.
    /// Gives a bundle that this VM has not compiled.
    pub(crate) fn answered(
        &mut self,
        token: u32,
        headers: usize,
        body_size: usize,
        now_ms: u64,
        outbox: &mut Outbox,
    ) -> Option<Stored> {
        let map = (headers > 0).then(|| host::header_map(Map::Call)).flatten();
        let answer = Answer::read(map.as_ref());
        if self.reports.line.ends(token) {
            self.reports
                .answered(&answer, now_ms, outbox, &mut self.clusters);
            None
        } else if self.pull.line.ends(token) {
            self.pull
                .answered(answer, body_size, now_ms, &mut self.clusters)
        } else {
            None
        }
    }
}
