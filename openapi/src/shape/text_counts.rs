//! How many texts of which class were seen in one place.

use super::counts::Counts;
use super::text_class::TextClass;

/// Counts by class.
pub(crate) type TextCounts = Counts<TextClass>;

impl TextCounts {
    /// The classes that were seen, in order.
    pub(crate) fn classes(&self) -> impl Iterator<Item = TextClass> {
        self.iter().map(|(class, _)| *class)
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
