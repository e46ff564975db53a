//! What traffic violated, and what operators accepted of it and of the differences between
//! documents and traffic: staged like everything else.

use std::collections::BTreeMap;
use std::sync::Arc;

use openapi::drift::DriftPlace;
use openapi::finding::{Mismatch, Tallies};
use openapi::limits::BASELINE_MAX;
use serde::{Deserialize, Serialize};

use super::{Batch, slot};
use crate::limits::{DRIFT_BASELINE_MAX, SERVICE_MISMATCHES_MAX};

/// What is let through at one service, and since when in Unix seconds.
pub type Accepted = BTreeMap<Mismatch, i64>;
/// Which differences are accepted at one service, and since when in Unix seconds.
pub type AcceptedDrifts = BTreeMap<DriftPlace, i64>;

/// What an operator decides about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Decided {
    /// A mismatch: accepted, filters let it through.
    Mismatch(Mismatch),
    /// A difference between a document and traffic: accepted, it alarms nobody.
    Drift(DriftPlace),
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// It holds, now or already.
    Settled,
    /// More than [`BASELINE_MAX`] are let through, or [`DRIFT_BASELINE_MAX`] accepted.
    Full,
}

/// What was accepted of one kind, before and in this batch.
struct Baseline<'b, K> {
    known: &'b BTreeMap<String, Arc<BTreeMap<K, i64>>>,
    staged: &'b mut BTreeMap<String, Arc<BTreeMap<K, i64>>>,
    max: usize,
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

    /// Whether something is on the baseline of its service.
    pub(super) fn is_accepted(&self, service: &str, decided: &Decided) -> bool {
        fn has<K: Ord>(
            maps: [&BTreeMap<String, Arc<BTreeMap<K, i64>>>; 2],
            service: &str,
            what: &K,
        ) -> bool {
            let known = maps.iter().find_map(|map| map.get(service));
            known.is_some_and(|known| known.contains_key(what))
        }
        let (staged, known) = (&self.staged, self.state);
        match decided {
            Decided::Mismatch(it) => has([&staged.baseline, &known.baseline], service, it),
            Decided::Drift(it) => has([&staged.drift_baseline, &known.drift_baseline], service, it),
        }
    }

    /// Puts something on the baseline of its service, or takes it off.
    pub fn accept(
        &mut self,
        service: &str,
        decided: Decided,
        is_accepted: bool,
        now: i64,
    ) -> Acceptance {
        match decided {
            Decided::Mismatch(mismatch) => {
                let mut baseline = Baseline {
                    known: &self.state.baseline,
                    staged: &mut self.staged.baseline,
                    max: BASELINE_MAX,
                };
                baseline.decide(service, mismatch, is_accepted, now)
            }
            Decided::Drift(place) => {
                let mut baseline = Baseline {
                    known: &self.state.drift_baseline,
                    staged: &mut self.staged.drift_baseline,
                    max: DRIFT_BASELINE_MAX,
                };
                baseline.decide(service, place, is_accepted, now)
            }
        }
    }
}

impl<K: Clone + Ord> Baseline<'_, K> {
    fn decide(&mut self, service: &str, what: K, is_accepted: bool, now: i64) -> Acceptance {
        let known = self.staged.get(service).or_else(|| self.known.get(service));
        if known.is_some_and(|known| known.contains_key(&what)) == is_accepted {
            return Acceptance::Settled;
        }
        if is_accepted && self.accepted() >= self.max {
            return Acceptance::Full;
        }
        let mut changed = known.cloned().unwrap_or_default();
        let accepted = Arc::make_mut(&mut changed);
        if is_accepted {
            accepted.insert(what, now);
        } else {
            accepted.remove(&what);
        }
        self.staged.insert(service.to_owned(), changed);
        Acceptance::Settled
    }

    /// How much is accepted at all services.
    fn accepted(&self) -> usize {
        let untouched = self.known.iter();
        untouched
            .filter(|(service, _)| !self.staged.contains_key(*service))
            .chain(self.staged.iter())
            .map(|(_, accepted)| accepted.len())
            .sum()
    }
}
