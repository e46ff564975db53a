//! Counts by key where keys are few: a sorted list, which is less code, less memory and
//! quicker than a tree.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text_counts::{add, multiply};

/// Counts by key; keys never seen are not stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Counts<K>(Vec<(K, u64)>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord> Counts<K> {
    /// Counts a key so many times.
    pub fn add(&mut self, key: K, times: u64) {
        match self.0.binary_search_by(|(own, _)| own.cmp(&key)) {
            Ok(index) => {
                if let Some((_, count)) = self.0.get_mut(index) {
                    add(count, times);
                }
            }
            Err(index) => self.0.insert(index, (key, times)),
        }
    }

    /// Adds other counts.
    pub fn join(&mut self, other: Self) {
        for (key, count) in other.0 {
            self.add(key, count);
        }
    }

    /// How often a key was counted.
    pub fn of(&self, key: &K) -> u64 {
        let found = self.0.iter().find(|(own, _)| own == key);
        found.map_or(0, |(_, count)| *count)
    }

    /// Keys and their counts, in the order of keys.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, u64)> {
        self.0.iter().map(|(key, count)| (key, *count))
    }

    /// All counts together.
    pub fn total(&self) -> u64 {
        self.0.iter().fold(0, |sum, (_, n)| sum.saturating_add(*n))
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
        self.0
            .iter_mut()
            .for_each(|(_, count)| multiply(count, times));
    }

    /// Forgets the keys that are not to be kept.
    pub(crate) fn retain(&mut self, keeps: impl Fn(&K) -> bool) {
        self.0.retain(|(key, _)| keeps(key));
    }
}

impl<K: Serialize> Serialize for Counts<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, count)| (key, count)))
    }
}

impl<'de, K: Ord + Deserialize<'de>> Deserialize<'de> for Counts<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let counts = BTreeMap::<K, u64>::deserialize(deserializer)?;
        Ok(Self(counts.into_iter().collect()))
    }
}
