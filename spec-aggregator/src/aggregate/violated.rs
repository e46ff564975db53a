//! What traffic violated, and what of it is let through: staged like everything else.

use std::collections::BTreeMap;
use std::sync::Arc;

use openapi::finding::{Mismatch, Tallies};
use openapi::limits::BASELINE_MAX;

use super::{Batch, slot};
use crate::limits::SERVICE_MISMATCHES_MAX;

/// What is let through at one service, and since when in Unix seconds.
pub type Accepted = BTreeMap<Mismatch, i64>;

/// What became of a decision about a mismatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// It holds, now or already.
    Settled,
    /// More than [`BASELINE_MAX`] are let through.
    Full,
}

impl Batch<'_> {
    /// Joins what a report says was violated. `now` in Unix seconds.
    pub(super) fn violated(&mut self, service: String, mut tallies: Tallies, now: i64) {
        tallies.stamp(now);
        match slot(&self.state.violated, &mut self.staged.violated, service) {
            Some(violated) => violated.join(tallies, SERVICE_MISMATCHES_MAX),
            None => self.staged.services_dropped += 1,
        }
    }

    /// Puts a mismatch on the baseline of its service, or takes it off.
    pub fn accept(
        &mut self,
        service: &str,
        mismatch: Mismatch,
        is_accepted: bool,
        now: i64,
    ) -> Acceptance {
        let known = self.baseline(service);
        if known.is_some_and(|known| known.contains_key(&mismatch)) == is_accepted {
            return Acceptance::Settled;
        }
        if is_accepted && self.accepted() >= BASELINE_MAX {
            return Acceptance::Full;
        }
        let mut changed = known.cloned().unwrap_or_default();
        let accepted = Arc::make_mut(&mut changed);
        if is_accepted {
            accepted.insert(mismatch, now);
        } else {
            accepted.remove(&mismatch);
        }
        self.staged.baseline.insert(service.to_owned(), changed);
        Acceptance::Settled
    }

    fn baseline(&self, service: &str) -> Option<&Arc<Accepted>> {
        let staged = self.staged.baseline.get(service);
        staged.or_else(|| self.state.baseline.get(service))
    }

    /// Mismatches on all baselines.
    fn accepted(&self) -> usize {
        let untouched = self.state.baseline.iter();
        untouched
            .filter(|(service, _)| !self.staged.baseline.contains_key(*service))
            .chain(&self.staged.baseline)
            .map(|(_, accepted)| accepted.len())
            .sum()
    }
}
