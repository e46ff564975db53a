//! Counts by key where keys are few.

use serde::{Deserialize, Serialize};

use super::sorted::Sorted;
use super::text_counts::{add, multiply};

/// Counts by key; keys never seen are not stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent, bound(deserialize = "K: Ord + Deserialize<'de>"))]
pub struct Counts<K>(Sorted<K, u64>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(Sorted::default())
    }
}

impl<K: Ord> Counts<K> {
    /// Counts a key so many times.
    pub fn add(&mut self, key: K, times: u64) {
        if let (Some(count), _) = self.0.obtain(key) {
            add(count, times);
        }
    }

    /// Adds other counts.
    pub fn join(&mut self, other: Self) {
        for (key, count) in other.0.into_entries() {
            self.add(key, count);
        }
    }

    /// How often a key was counted.
    pub fn of(&self, key: &K) -> u64 {
        self.0.get(key).copied().unwrap_or_default()
    }

    /// Keys and their counts, in the order of keys.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, u64)> {
        self.0.iter().map(|(key, count)| (key, *count))
    }

    /// All counts together.
    pub fn total(&self) -> u64 {
        self.0.values().fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// Keys that were counted.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As if each had been counted so many times.
    pub(crate) fn multiply(&mut self, times: u64) {
        self.0.values_mut().for_each(|count| multiply(count, times));
    }

    /// Forgets the keys that are not to be kept.
    pub(crate) fn retain(&mut self, keeps: impl Fn(&K) -> bool) {
        self.0.retain(|key, _| keeps(key));
    }
}
