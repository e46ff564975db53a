//! How many texts of which class were seen in one place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text_class::TextClass;

/// Counts by class; classes never seen are not stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(transparent)]
pub(crate) struct TextCounts(BTreeMap<TextClass, u64>);

impl TextCounts {
    /// Counts one text.
    pub(crate) fn observe(&mut self, class: TextClass) {
        bump(self.0.entry(class).or_default());
    }

    /// Counts so many texts.
    pub(crate) fn add(&mut self, class: TextClass, times: u64) {
        add(self.0.entry(class).or_default(), times);
    }

    /// As if each text had been seen so many times.
    pub(crate) fn multiply(&mut self, times: u64) {
        self.0.values_mut().for_each(|count| multiply(count, times));
    }

    /// Adds other counts.
    pub(crate) fn join(&mut self, other: Self) {
        let Self(counts) = other;
        for (class, count) in counts {
            add(self.0.entry(class).or_default(), count);
        }
    }

    /// All texts.
    pub(crate) fn total(&self) -> u64 {
        self.0.values().fold(0, |sum, n| sum.saturating_add(*n))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The classes that were seen, in order.
    pub(crate) fn classes(&self) -> impl Iterator<Item = TextClass> {
        self.0.keys().copied()
    }

    /// Texts of one class.
    pub(crate) fn of(&self, class: TextClass) -> u64 {
        self.0.get(&class).copied().unwrap_or_default()
    }
}

/// Counts one more. Counts saturate: the sum of all stays associative.
pub(crate) fn bump(count: &mut u64) {
    add(count, 1);
}

/// Adds a count.
pub(crate) fn add(count: &mut u64, more: u64) {
    *count = count.saturating_add(more);
}

/// As if each had been counted so many times.
pub(crate) fn multiply(count: &mut u64, times: u64) {
    *count = count.saturating_mul(times);
}
