//! What traffic taught and the aggregator does not know yet: bounded, sealed into reports,
//! kept byte for byte until acknowledged. Pure: time and randomness come as arguments, and
//! sending is somebody else's.

use std::collections::BTreeMap;

use openapi::finding::{Tallies, Tally};
use openapi::limits::{
    KEY_BYTES_MAX, MISMATCHES_MAX, REPORT_NODES_MAX, REVEALED_MAX, SERVICES_MAX,
};
use openapi::observation::Observation;
use openapi::observed::Observed;
use openapi::report::{REPORT_VERSION, Report};
use openapi::shape::{Revealed, Shape};

use crate::by_number::ByNumber;
use crate::exchange::Told;
use crate::learning::Lesson;
use crate::pace::Pace;

#[cfg(test)]
mod tests;

/// Times the aggregator must refuse the same bytes before they are given up: a refusal may
/// come of a body that was cut off on its way.
const REFUSALS_MAX: u32 = 3;
/// Nodes that an exchange opens beside its path and its shapes, at most: the service, the
/// operation, the response and two media types.
const FRAME_NODES: usize = 5;

/// Observations between an exchange and the aggregator's acknowledgement.
#[derive(Debug)]
pub(crate) struct Outbox {
    source: String,
    epoch: u64,
    next_sequence: u64,
    services: BTreeMap<String, Learnt>,
    /// Nodes of all services, at most.
    nodes: usize,
    /// Those of them that do not wait to be summed up.
    summed_nodes: usize,
    exchanges: u64,
    violations: BTreeMap<String, Tallies>,
    /// Kinds of mismatches of all services.
    kinds: usize,
    /// Verdicts that have mismatches.
    tallied: u64,
    revealed: BTreeMap<String, Revealed>,
    dropped: u64,
    sealed: Option<Sealed>,
    pace: Pace,
}

/// What was learnt of one service.
#[derive(Debug, Default)]
struct Learnt {
    observed: Observed,
    /// What exchanges taught since it was summed up last, and how many of them, by key.
    counted: ByNumber<Box<(Observation, u64)>>,
}

/// A report that is not acknowledged. Its bytes never change, so that it can arrive twice.
#[derive(Debug)]
struct Sealed {
    bytes: Vec<u8>,
    exchanges: u64,
    dropped: u64,
    refusals: u32,
    is_in_flight: bool,
}

impl Outbox {
    /// An empty outbox. `source` is 32 hexadecimal digits that no other outbox has.
    pub(crate) fn new(source: String, report_interval_ms: u64) -> Self {
        Self {
            source,
            epoch: 1,
            next_sequence: 1,
            services: BTreeMap::new(),
            nodes: 0,
            summed_nodes: 0,
            exchanges: 0,
            violations: BTreeMap::new(),
            kinds: 0,
            tallied: 0,
            revealed: BTreeMap::new(),
            dropped: 0,
            sealed: None,
            pace: Pace::new(report_interval_ms),
        }
    }

    /// Takes in one exchange, or counts it as dropped: when a report might not have room
    /// for it, or might be refused for the service's name.
    pub(crate) fn observe(&mut self, service: &str, lesson: Lesson) -> bool {
        let key = lesson.key;
        let learnt = self.services.get_mut(service);
        let is_known = learnt.is_some();
        if let Some(counted) = learnt.and_then(|learnt| learnt.counted.get_mut(key)) {
            counted.1 += 1;
            self.exchanges += 1;
            return true;
        }
        let observation = lesson.into_observation();
        let nodes = nodes_max(&observation);
        if self.nodes + nodes > REPORT_NODES_MAX {
            self.sum_up();
        }
        let has_room = self.nodes + nodes <= REPORT_NODES_MAX;
        if !has_room || !(is_known || may_open(&self.services, service)) {
            self.drop_exchanges(1);
            return false;
        }
        let learnt = self.services.entry(service.to_owned()).or_default();
        learnt.counted.insert(key, Box::new((observation, 1)));
        self.nodes += nodes;
        self.exchanges += 1;
        true
    }

    /// Takes in texts that the aggregator asked for, as far as a report has room.
    pub(crate) fn reveal(&mut self, service: &str, found: Revealed) {
        let known: usize = self.revealed.values().map(Revealed::len).sum();
        let room = REVEALED_MAX.saturating_sub(known);
        let is_named = self.revealed.contains_key(service) || may_open(&self.revealed, service);
        if !found.is_empty() && is_named {
            let revealed = self.revealed.entry(service.to_owned()).or_default();
            for (hash, text) in found.into_iter().take(room) {
                revealed.insert(hash, text);
            }
        }
    }

    /// Takes what was only counted into what was observed: much of it has the same nodes.
    fn sum_up(&mut self) {
        for Learnt { observed, counted } in self.services.values_mut() {
            for counted in std::mem::take(counted).into_values() {
                let (observation, times) = *counted;
                self.summed_nodes += observed.observe_times(observation, times);
            }
        }
        self.nodes = self.summed_nodes;
    }

    /// Counts the mismatches of one verdict. Kinds that find no room in a report are
    /// counted together.
    pub(crate) fn tally(&mut self, service: &str, mismatches: Vec<Told>) {
        if mismatches.is_empty() {
            return;
        }
        if !self.violations.contains_key(service) && !may_open(&self.violations, service) {
            self.drop_exchanges(1);
            return;
        }
        self.tallied = self.tallied.saturating_add(1);
        let tallies = self.violations.entry(service.to_owned()).or_default();
        for (mismatch, is_accepted) in mismatches {
            let known = tallies.kinds().len();
            let kinds_max = known + MISMATCHES_MAX.saturating_sub(self.kinds);
            tallies.add(mismatch, Tally::one(is_accepted), kinds_max);
            self.kinds += tallies.kinds().len().saturating_sub(known);
        }
    }

    /// Counts exchanges that taught nothing because of a limit; the next report says so.
    pub(crate) fn drop_exchanges(&mut self, exchanges: u64) {
        self.dropped = self.dropped.saturating_add(exchanges);
    }

    /// The report that is to be sent now, if any: the one that is not acknowledged, or a
    /// new one. The caller says with [`Self::sent`], or with [`Self::failed`], what came
    /// of it.
    pub(crate) fn due(&mut self, now_ms: u64) -> Option<&[u8]> {
        if !self.pace.is_due(now_ms) {
            return None;
        }
        if self.sealed.is_none() {
            self.seal(now_ms);
        }
        let sealed = self.sealed.as_ref()?;
        (!sealed.is_in_flight).then_some(sealed.bytes.as_slice())
    }

    /// The report is on its way.
    pub(crate) fn sent(&mut self) {
        if let Some(sealed) = &mut self.sealed {
            sealed.is_in_flight = true;
        }
    }

    /// The aggregator has it.
    pub(crate) fn acknowledged(&mut self, now_ms: u64, random: u64) {
        if self.sealed.take().is_some() {
            self.next_sequence += 1;
        }
        self.pace.succeeded(now_ms, random);
    }

    /// It is not known to have arrived: the same bytes again, later.
    pub(crate) fn failed(&mut self, now_ms: u64, random: u64) {
        if let Some(sealed) = &mut self.sealed {
            sealed.is_in_flight = false;
        }
        self.pace.failed(now_ms, random);
    }

    /// The aggregator understood it and will not take it. After some times it is given up:
    /// its exchanges are dropped and their number returned. The next report gets its
    /// sequence, so that none is missing.
    pub(crate) fn refused(&mut self, now_ms: u64, random: u64) -> Option<u64> {
        self.failed(now_ms, random);
        let sealed = self.sealed.as_mut()?;
        sealed.refusals += 1;
        if sealed.refusals < REFUSALS_MAX {
            return None;
        }
        let sealed = self.sealed.take()?;
        self.drop_exchanges(sealed.exchanges.saturating_add(sealed.dropped));
        Some(sealed.exchanges)
    }

    /// The aggregator does not know the reports that came before this one: its store was
    /// lost. The report was not counted, so it may be the first of a new epoch.
    pub(crate) fn forgotten(&mut self, now_ms: u64, random: u64) {
        self.failed(now_ms, random);
        let before = (self.epoch, self.next_sequence);
        self.epoch += 1;
        self.next_sequence = 1;
        if let Some(sealed) = &mut self.sealed {
            let now = (self.epoch, self.next_sequence);
            Report::renumber(&mut sealed.bytes, &self.source, before, now);
        }
    }

    fn seal(&mut self, now_ms: u64) {
        if self.services.is_empty()
            && self.violations.is_empty()
            && self.revealed.is_empty()
            && self.dropped == 0
        {
            return;
        }
        self.sum_up();
        let mut services = BTreeMap::new();
        for (service, learnt) in std::mem::take(&mut self.services) {
            services.insert(service, learnt.observed);
        }
        let report = Report {
            version: REPORT_VERSION,
            source: self.source.clone(),
            epoch: self.epoch,
            sequence: self.next_sequence,
            observed_at: i64::try_from(now_ms / 1_000).ok(),
            dropped: self.dropped,
            services,
            violations: std::mem::take(&mut self.violations),
            revealed: std::mem::take(&mut self.revealed),
        };
        let tallied = std::mem::take(&mut self.tallied);
        self.sealed = Some(Sealed {
            bytes: report.encode(),
            exchanges: std::mem::take(&mut self.exchanges).max(tallied),
            dropped: std::mem::take(&mut self.dropped),
            refusals: 0,
            is_in_flight: false,
        });
        self.nodes = 0;
        self.summed_nodes = 0;
        self.kinds = 0;
    }
}

/// Whether a report may name one more service, and this one.
fn may_open<T>(services: &BTreeMap<String, T>, service: &str) -> bool {
    services.len() < SERVICES_MAX
        && (1..=KEY_BYTES_MAX).contains(&service.len())
        && !service.contains(char::is_control)
}

/// How many nodes an exchange opens at most.
fn nodes_max(observation: &Observation) -> usize {
    let contents = [&observation.request, &observation.response];
    let shapes = contents
        .into_iter()
        .flatten()
        .filter_map(|it| it.shape.as_ref());
    let bodies: usize = shapes.map(Shape::nodes).sum();
    let parameters = observation.query.iter().chain(&observation.headers);
    let parameters: usize = parameters
        .map(|(_, parameter)| parameter.shape.nodes() + parameter.parts.nodes() + 1)
        .sum();
    observation.path.len() + parameters + bodies + FRAME_NODES
}
