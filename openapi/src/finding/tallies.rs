//! How often each kind of mismatch was seen. A sum with a bound: the kinds that are kept are
//! the smallest of all that were ever seen, what was seen of others is one number. So the
//! outcome depends on what was seen, and not on the order in which reports of it arrive.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Mismatch;
use crate::shape::is_zero;

/// The kinds of mismatches of one service. The default is what was seen of nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Tallies {
    #[serde(
        serialize_with = "write_kinds",
        deserialize_with = "read_kinds",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    kinds: BTreeMap<Mismatch, Tally>,
    /// What was seen of the kinds that found no room.
    #[serde(skip_serializing_if = "Tally::is_empty")]
    other: Tally,
}

/// How often one kind was seen, and when: in Unix seconds of who counts, if it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Tally {
    /// Exchanges that have it, and are refused for it where that is enforced.
    #[serde(skip_serializing_if = "is_zero")]
    pub count: u64,
    /// Exchanges that have it, and pass since it is on the baseline.
    #[serde(skip_serializing_if = "is_zero")]
    pub accepted: u64,
    /// When it was seen first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<i64>,
    /// When it was seen last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<i64>,
}

impl Tally {
    /// One exchange.
    pub fn one(is_accepted: bool) -> Self {
        Self {
            count: u64::from(!is_accepted),
            accepted: u64::from(is_accepted),
            ..Self::default()
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn join(&mut self, other: Self) {
        let Self {
            count,
            accepted,
            first_seen,
            last_seen,
        } = other;
        self.count = self.count.saturating_add(count);
        self.accepted = self.accepted.saturating_add(accepted);
        let earliest = self.first_seen.into_iter().chain(first_seen).min();
        self.first_seen = earliest;
        self.last_seen = self.last_seen.max(last_seen);
    }

    fn stamp(&mut self, at: i64) {
        if !self.is_empty() {
            self.first_seen = Some(at);
            self.last_seen = Some(at);
        }
    }
}

impl Tallies {
    /// Adds what was seen of one kind. At most `kinds_max` are kept apart.
    pub fn add(&mut self, kind: Mismatch, tally: Tally, kinds_max: usize) {
        if !kind.fits() {
            self.other.join(tally);
            return;
        }
        self.kinds.entry(kind).or_default().join(tally);
        while self.kinds.len() > kinds_max
            && let Some((_, tally)) = self.kinds.pop_last()
        {
            self.other.join(tally);
        }
    }

    /// Joins what was seen elsewhere.
    pub fn join(&mut self, other: Self, kinds_max: usize) {
        let Self { kinds, other } = other;
        self.other.join(other);
        for (kind, tally) in kinds {
            self.add(kind, tally, kinds_max);
        }
    }

    /// Says that all of it was seen at this time, in Unix seconds.
    pub fn stamp(&mut self, at: i64) {
        self.other.stamp(at);
        self.kinds.values_mut().for_each(|tally| tally.stamp(at));
    }

    /// Every kind that is kept apart, in the order of the kinds.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = (&Mismatch, &Tally)> {
        self.kinds.iter()
    }

    /// What was seen of one kind.
    pub fn of(&self, kind: &Mismatch) -> Option<&Tally> {
        self.kinds.get(kind)
    }

    /// What was seen of the kinds that are not kept apart.
    pub fn other(&self) -> &Tally {
        &self.other
    }

    /// Whether nothing was seen.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.other.is_empty()
    }
}

/// As an array of pairs: JSON has no other keys than text.
fn write_kinds<S: Serializer>(
    kinds: &BTreeMap<Mismatch, Tally>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(kinds)
}

fn read_kinds<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<Mismatch, Tally>, D::Error> {
    let pairs = Vec::<(Mismatch, Tally)>::deserialize(deserializer)?;
    let mut read = Tallies::default();
    for (kind, tally) in pairs {
        read.add(kind, tally, usize::MAX);
    }
    Ok(read.kinds)
}
