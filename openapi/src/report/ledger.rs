//! Which reports of one sender were counted: delivery at least once becomes counting
//! exactly once, in whatever order reports arrive.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::limits::LEDGER_AHEAD_MAX;

/// The reports of one source in one epoch that were counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Ledger {
    /// Every sequence up to this one was counted.
    watermark: u64,
    /// Sequences that were counted beyond a gap.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    ahead: BTreeSet<u64>,
}

/// What to do with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Count it: the ledger now holds its sequence.
    New,
    /// It was counted; acknowledge it again.
    Duplicate,
    /// More than [`LEDGER_AHEAD_MAX`] beyond the first gap; refuse it, the sender will
    /// come again.
    TooFarAhead,
}

impl Ledger {
    /// Decides about a sequence, from 1; only [`Admission::New`] changes the ledger.
    pub fn admit(&mut self, sequence: u64) -> Admission {
        let Some(distance) = sequence.checked_sub(self.watermark).filter(|d| *d > 0) else {
            return Admission::Duplicate;
        };
        if distance > LEDGER_AHEAD_MAX {
            return Admission::TooFarAhead;
        }
        if !self.ahead.insert(sequence) {
            return Admission::Duplicate;
        }
        while let Some(next) = self.watermark.checked_add(1)
            && self.ahead.remove(&next)
        {
            self.watermark = next;
        }
        Admission::New
    }

    /// Gives up every report before a sequence that was not counted: from now on they are
    /// duplicates.
    pub fn close_gaps_before(&mut self, sequence: u64) {
        self.watermark = self.watermark.max(sequence.saturating_sub(1));
        self.ahead = self.ahead.split_off(&sequence);
    }

    /// The sequence up to which every report was counted; 0 before the first.
    pub fn watermark(&self) -> u64 {
        self.watermark
    }
}
