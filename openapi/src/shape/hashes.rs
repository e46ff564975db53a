//! Counts by hash while there are few: of a set that grows beyond its bound it is only known
//! that it is open.

use serde::{Deserialize, Serialize};

use super::counts::Counts;
use super::words::WordHash;

/// Counts by hash, at most `MAX` of them, or the word that there are more or others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(try_from = "Counts<WordHash>", into = "Counts<WordHash>")]
pub(crate) struct Hashes<const MAX: usize> {
    counts: Counts<WordHash>,
    is_open: bool,
}

impl<const MAX: usize> Hashes<MAX> {
    /// Counts one; with more than `most` different ones the set is open. Returns how many are
    /// told apart that were not before.
    pub(crate) fn add(&mut self, hash: WordHash, most: usize) -> usize {
        let known = self.counts.len();
        if !self.is_open {
            self.counts.add(hash, 1);
            self.open_over(most);
        }
        self.counts.len().saturating_sub(known)
    }

    /// Adds what was counted elsewhere within the same bound. Returns what [`add`] does.
    ///
    /// [`add`]: Self::add
    pub(crate) fn join(&mut self, other: Self, most: usize) -> usize {
        let known = self.counts.len();
        let Self { counts, is_open } = other;
        if is_open {
            self.open();
        }
        if !self.is_open {
            self.counts.join(counts);
            self.open_over(most);
        }
        self.counts.len().saturating_sub(known)
    }

    pub(crate) fn multiply(&mut self, times: u64) {
        self.counts.multiply(times);
    }

    /// Each hash and how often it was seen; empty where the set is open or was not watched.
    pub(crate) fn counts(&self) -> &Counts<WordHash> {
        &self.counts
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.counts.is_empty() && !self.is_open
    }

    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    pub(super) fn open(&mut self) {
        self.is_open = true;
        self.counts = Counts::default();
    }

    fn open_over(&mut self, most: usize) {
        if self.counts.len() > most {
            self.open();
        }
    }
}

/// On the wire no hash at all stands for a set that is open.
impl<const MAX: usize> From<Hashes<MAX>> for Counts<WordHash> {
    fn from(hashes: Hashes<MAX>) -> Self {
        hashes.counts
    }
}

impl<const MAX: usize> TryFrom<Counts<WordHash>> for Hashes<MAX> {
    type Error = &'static str;

    fn try_from(counts: Counts<WordHash>) -> Result<Self, Self::Error> {
        if counts.len() > MAX {
            return Err("expected fewer hashes");
        }
        let is_open = counts.is_empty();
        Ok(Self { counts, is_open })
    }
}
