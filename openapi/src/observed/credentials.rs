//! How many successes carried which credentials. When an operation has seen more kinds than
//! are kept apart, none is: names that clients make up are no schemes.

use serde::{Deserialize, Serialize};

use crate::limits::CREDENTIALS_MAX;
use crate::observation::Credential;
use crate::shape::Counts;

/// Successes by credential; of the named ones none once there were too many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub(super) struct Credentials {
    counts: Counts<Credential>,
    is_collapsed: bool,
}

impl Credentials {
    pub(super) fn is_empty(&self) -> bool {
        self.counts.is_empty() && !self.is_collapsed
    }

    /// Counts `times` exchanges with these.
    pub(super) fn add(&mut self, credential: Credential, times: u64) {
        if !(self.is_collapsed && credential.name().is_some()) {
            self.counts.add(credential, times);
            self.collapse_over();
        }
    }

    pub(super) fn join(&mut self, other: Self) {
        let Self {
            counts,
            is_collapsed,
        } = other;
        if is_collapsed {
            self.collapse();
        }
        for (credential, count) in counts.iter() {
            self.add(credential.clone(), count);
        }
    }

    /// Each and in how many successes it was.
    pub(super) fn counts(&self) -> impl Iterator<Item = (&Credential, u64)> {
        self.counts.iter()
    }

    fn named(&self) -> usize {
        let named = self.counts.iter().filter(|(it, _)| it.name().is_some());
        named.count()
    }

    fn collapse_over(&mut self) {
        if self.named() > CREDENTIALS_MAX {
            self.collapse();
        }
    }

    fn collapse(&mut self) {
        self.is_collapsed = true;
        self.counts.retain(|credential| credential.name().is_none());
    }
}

/// Pairs; `None` ends them where there were too many names.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
struct Wire(Vec<Option<(Credential, u64)>>);

impl From<Credentials> for Wire {
    fn from(credentials: Credentials) -> Self {
        let Credentials {
            counts,
            is_collapsed,
        } = credentials;
        let pairs = counts.iter().map(|(it, count)| Some((it.clone(), count)));
        Self(pairs.chain(is_collapsed.then_some(None)).collect())
    }
}

impl TryFrom<Wire> for Credentials {
    type Error = &'static str;

    fn try_from(Wire(pairs): Wire) -> Result<Self, Self::Error> {
        let is_collapsed = pairs.contains(&None);
        let mut credentials = Self {
            is_collapsed,
            ..Self::default()
        };
        for (credential, count) in pairs.into_iter().flatten() {
            credentials.counts.add(credential, count);
        }
        let named_max = if is_collapsed { 0 } else { CREDENTIALS_MAX };
        if credentials.named() > named_max {
            return Err("expected fewer names of credentials");
        }
        Ok(credentials)
    }
}
