//! What the service knows, and what reports and declarations change in it. Pure: a batch is
//! staged beside the state, becomes rows, and is absorbed only once the rows are durable.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use openapi::finding::Tallies;
use openapi::observed::Observed;
use openapi::report::{Admission, Ledger, Report};
use openapi::shape::{Revealed, Wanted};

use crate::limits::{LEDGERS_MAX, OBSERVED_SERVICES_MAX, REVEALED_TEXTS_MAX};

mod baseline;
mod days;
mod declared;
mod rows;
mod said;
#[cfg(test)]
mod tests;

pub use baseline::{Acceptance, Accepted, AcceptedDrifts, Decided};
pub use days::{Day, Days, day_of, start_of};
pub use declared::{Basis, Declaration, Declared, Fetched, Outcome};
pub use said::{Decision, RelayKind, RelayedDecision, RelayedDocument, Stamp, ToRelay};

/// Everything that survives a restart.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// What traffic has taught, by service.
    pub observed: BTreeMap<String, Arc<Days>>,
    /// What services declare.
    pub declared: BTreeMap<String, Arc<Declared>>,
    /// What traffic violated, by service.
    pub violated: BTreeMap<String, Arc<Tallies>>,
    /// What is let through, by service.
    pub baseline: BTreeMap<String, Arc<Accepted>>,
    /// Members of enumerations, by service.
    pub revealed: BTreeMap<String, Arc<Revealed>>,
    /// Those that what was published last could name. Found out again after a restart.
    pub wanted: Arc<BTreeMap<String, Wanted>>,
    /// What is accepted of differences between documents and traffic, by service.
    pub drift_baseline: BTreeMap<String, Arc<AcceptedDrifts>>,
    ledgers: BTreeMap<Source, Seen>,
    stamps: BTreeMap<String, Stamp>,
}

/// A root context and its epoch.
type Source = (String, u64);

/// Which reports of a source were counted, and when it was last heard, in Unix seconds.
#[derive(Clone, Debug)]
struct Seen {
    ledger: Ledger,
    at: i64,
}

/// Changes staged over a state.
#[derive(Debug)]
pub struct Batch<'s> {
    state: &'s State,
    staged: Staged,
    now_ms: i64,
    has_peers: bool,
}

/// Changes, complete: what [`State::absorb`] takes in.
#[derive(Debug, Default)]
pub struct Staged {
    observed: BTreeMap<String, Arc<Days>>,
    /// Which days of them are new or changed.
    days: BTreeSet<(String, Day)>,
    days_gone: Vec<(String, Day)>,
    ledgers: BTreeMap<Source, Seen>,
    ledgers_gone: Vec<Source>,
    declared: BTreeMap<String, Arc<Declared>>,
    violated: BTreeMap<String, Arc<Tallies>>,
    baseline: BTreeMap<String, Arc<Accepted>>,
    revealed: BTreeMap<String, Arc<Revealed>>,
    wanted: Option<Arc<BTreeMap<String, Wanted>>>,
    drift_baseline: BTreeMap<String, Arc<AcceptedDrifts>>,
    stamps: BTreeMap<String, Stamp>,
    stamps_gone: Vec<String>,
    /// What the other replicas have to hear.
    pub to_relay: Vec<ToRelay>,
    /// Services of reports that found no room.
    pub services_dropped: u64,
    /// Services of reports that came after their day was forgotten.
    pub services_outdated: u64,
}

impl State {
    /// Begins to stage changes.
    pub fn batch(&self) -> Batch<'_> {
        Batch {
            state: self,
            staged: Staged::default(),
            now_ms: 0,
            has_peers: false,
        }
    }

    /// Takes in changes that are durable.
    pub fn absorb(&mut self, staged: Staged) {
        let Staged {
            observed,
            days: _,
            days_gone: _,
            ledgers,
            ledgers_gone,
            declared,
            violated,
            baseline,
            revealed,
            wanted,
            drift_baseline,
            stamps,
            stamps_gone,
            to_relay: _,
            services_dropped: _,
            services_outdated: _,
        } = staged;
        self.observed.extend(observed);
        self.observed.retain(|_, days| !days.is_empty());
        self.ledgers.extend(ledgers);
        for source in &ledgers_gone {
            self.ledgers.remove(source);
        }
        self.stamps.extend(stamps);
        for key in &stamps_gone {
            self.stamps.remove(key);
        }
        self.declared.extend(declared);
        self.violated.extend(violated);
        self.baseline.extend(baseline);
        self.revealed.extend(revealed);
        self.wanted = wanted.unwrap_or_else(|| Arc::clone(&self.wanted));
        self.baseline.retain(|_, accepted| !accepted.is_empty());
        self.drift_baseline.extend(drift_baseline);
        self.drift_baseline
            .retain(|_, accepted| !accepted.is_empty());
    }
}

impl Batch<'_> {
    /// Stages a report, unless its source's ledger has it already. `now` in Unix seconds.
    pub fn report(&mut self, report: Report, now: i64) -> Admission {
        self.report_after(report, now, false)
    }

    /// Stages a report; `closes_gaps` when those of its source that did not come before it
    /// are given up.
    pub fn report_after(&mut self, report: Report, now: i64, closes_gaps: bool) -> Admission {
        let Report {
            version: _,
            source,
            epoch,
            sequence,
            observed_at,
            dropped: _,
            services,
            violations,
            revealed,
        } = report;
        let key = (source, epoch);
        let known = self
            .staged
            .ledgers
            .get(&key)
            .or_else(|| self.state.ledgers.get(&key));
        let mut ledger = known.map(|seen| seen.ledger.clone()).unwrap_or_default();
        let admission = match ledger.admit(sequence) {
            Admission::TooFarAhead if closes_gaps => {
                ledger.close_gaps_before(sequence);
                ledger.admit(sequence)
            }
            admission @ (Admission::New | Admission::Duplicate | Admission::TooFarAhead) => {
                admission
            }
        };
        if admission == Admission::New {
            self.staged.ledgers.insert(key, Seen { ledger, at: now });
            // A clock that is ahead has seen nothing that is still to come.
            let day = day_of(observed_at.unwrap_or(now).min(now));
            for (service, observed) in services {
                self.join(service, day, observed);
            }
            for (service, tallies) in violations {
                self.violated(service, tallies, now);
            }
            for (service, found) in revealed {
                self.revealed(service, found);
            }
        }
        admission
    }

    fn join(&mut self, service: String, day: Day, observed: Observed) {
        let (known, staged) = (&self.state.observed, &mut self.staged.observed);
        match slot(known, staged, service.clone()) {
            Some(days) => {
                days.join(day, observed);
                self.staged.days.insert((service, day));
            }
            None => self.staged.services_dropped += 1,
        }
    }

    /// Stages what is asked for from now on.
    pub fn want(&mut self, wanted: BTreeMap<String, Wanted>) {
        self.staged.wanted = Some(Arc::new(wanted));
    }

    /// Stages texts that were asked for; others are none of a service's business. With other
    /// replicas, any of them may have asked. Of too many the first by their hashes are kept,
    /// in whatever order they come.
    fn revealed(&mut self, service: String, mut found: Revealed) {
        let wanted = self.state.wanted.get(&service);
        let is_wanted = |hash: &_| wanted.is_some_and(|wanted| wanted.contains(hash));
        found.retain(|hash, _| self.has_peers || is_wanted(hash));
        if !found.is_empty()
            && let Some(known) = slot(&self.state.revealed, &mut self.staged.revealed, service)
        {
            for (hash, text) in found {
                let kept = known.entry(hash).or_insert_with(|| text.clone());
                *kept = std::mem::take(kept).min(text);
            }
            while known.len() > REVEALED_TEXTS_MAX {
                known.pop_last();
            }
        }
    }

    /// Forgets what was seen before a day.
    pub fn forget_before(&mut self, oldest: Day) {
        let (known, staged) = (&self.state.observed, &mut self.staged.observed);
        let untouched = known.iter().filter(|(_, days)| days.reaches_before(oldest));
        for (service, days) in untouched {
            staged
                .entry(service.clone())
                .or_insert_with(|| Arc::clone(days));
        }
        for (service, days) in staged {
            if !days.reaches_before(oldest) {
                continue;
            }
            for day in Arc::make_mut(days).forget_before(oldest) {
                let place = (service.clone(), day);
                self.staged.services_outdated += u64::from(self.staged.days.remove(&place));
                self.staged.days_gone.push(place);
            }
        }
    }

    /// Stages a declaration. Of those that other replicas relay, and of polls that find what
    /// another one found, only what is news changes anything.
    pub fn declare(&mut self, declaration: Declaration) -> Outcome {
        let service = &declaration.service;
        let known = self.staged.declared.get(service);
        let known = known.or_else(|| self.state.declared.get(service)).cloned();
        let outcome = match known {
            Some(_) => Outcome::Replaced,
            None => Outcome::Created,
        };
        if !declaration.basis.holds(known.as_ref()) {
            return Outcome::Stale;
        }
        let known = known.as_deref();
        let is_relayed = declaration.relayed.is_some();
        let digest = |fetched: &Option<Fetched>| fetched.as_ref().map(|it| it.digest.clone());
        let polled = digest(&declaration.fetched);
        if !is_relayed && polled.is_some() && polled == known.and_then(|it| digest(&it.fetched)) {
            return outcome;
        }
        let Some(stamp) = self.stamp_of(&declaration) else {
            return outcome;
        };
        let Declaration {
            service,
            document,
            contract,
            problems,
            hosts,
            base_path,
            fetched,
            configured,
            basis: _,
            relayed: _,
        } = declaration;
        // What is relayed is complete.
        let known = known.filter(|_| !is_relayed);
        let declared = Declared {
            document,
            contract,
            problems,
            hosts: hosts
                .or_else(|| known.map(|known| known.hosts.clone()))
                .unwrap_or_else(|| vec!["*".to_owned()]),
            base_path: base_path.or_else(|| known.and_then(|known| known.base_path.clone())),
            fetched: fetched.or_else(|| known.and_then(|known| known.fetched.clone())),
            configured,
        };
        self.say(service, declared, stamp, is_relayed);
        outcome
    }

    /// Ends the batch: forgets the sources silent the longest where there are too many.
    pub fn finish(mut self) -> Staged {
        self.forget_stamps();
        let Self {
            state, mut staged, ..
        } = self;
        let opened = staged
            .ledgers
            .keys()
            .filter(|source| !state.ledgers.contains_key(*source))
            .count();
        let excess = (state.ledgers.len() + opened).saturating_sub(LEDGERS_MAX);
        if excess > 0 {
            let untouched = state
                .ledgers
                .iter()
                .filter(|(source, _)| !staged.ledgers.contains_key(*source));
            let mut oldest: Vec<(i64, &Source)> =
                untouched.map(|(source, seen)| (seen.at, source)).collect();
            oldest.sort_unstable();
            staged.ledgers_gone = oldest
                .into_iter()
                .take(excess)
                .map(|(_, source)| source.clone())
                .collect();
        }
        staged
    }
}

/// Where to join what is new of a service; `None` when there are too many services.
fn slot<'s, T: Clone + Default>(
    known: &BTreeMap<String, Arc<T>>,
    staged: &'s mut BTreeMap<String, Arc<T>>,
    service: String,
) -> Option<&'s mut T> {
    let is_new = |service: &String| !known.contains_key(service);
    let opened = staged.keys().filter(|service| is_new(service)).count();
    let opens = is_new(&service) && !staged.contains_key(&service);
    if opens && known.len() + opened >= OBSERVED_SERVICES_MAX {
        return None;
    }
    let slot = staged
        .entry(service)
        .or_insert_with_key(|service| known.get(service).cloned().unwrap_or_default());
    // The first report of a batch copies what readers may hold; the others join in place.
    Some(Arc::make_mut(slot))
}
