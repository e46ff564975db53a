//! What operators and services say, as it holds at every replica: of what is said about one
//! thing the last counts, wherever and in whatever order it arrives. And what is received
//! here, as the others have to hear it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rows::declared_row;
use super::{Acceptance, Batch, Decided, Declaration, Declared};
use crate::digest::hex_digest;
use crate::limits::STAMPS_MAX;
use crate::store::DeclaredRow;

/// When something was said: the greater one is the last.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// When it was received first, in Unix milliseconds; later than what its replica knew.
    pub at: i64,
    /// Changes that were polled since. They do not move `at`: a replica that polls late
    /// must not win over what was said meanwhile.
    pub polls: i64,
    /// Made of the content: decides between what was said at the same time.
    pub tie: String,
}

/// What an operator decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Decision {
    /// The service.
    pub service: String,
    /// What about.
    pub decided: Decided,
    /// Whether it is accepted from now on.
    pub is_accepted: bool,
}

/// A decision on its way between replicas.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelayedDecision {
    /// When.
    pub stamp: Stamp,
    /// What.
    pub decision: Decision,
}

/// What a service declares, on its way between replicas: all of it, so that it holds there
/// whatever was known before.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelayedDocument {
    /// When.
    pub stamp: Stamp,
    /// What.
    pub declared: DeclaredRow,
}

/// The parts of state that are told to other replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayKind {
    /// A report, as it came.
    Report,
    /// A [`RelayedDocument`].
    Document,
    /// A [`RelayedDecision`].
    Decision,
}

/// What the other replicas have to hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToRelay {
    /// What it is.
    pub kind: RelayKind,
    /// When it was received, in Unix milliseconds.
    pub at: i64,
    /// The body of the request.
    pub body: Vec<u8>,
}

impl RelayKind {
    /// The last segment of the path that takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Report => "reports",
            Self::Document => "documents",
            Self::Decision => "decisions",
        }
    }
}

impl Batch<'_> {
    /// The time at which what is staged from now on was received, in Unix milliseconds, and
    /// whether there are other replicas to tell.
    pub fn received(&mut self, now_ms: i64, has_peers: bool) {
        self.now_ms = now_ms;
        self.has_peers = has_peers;
    }

    /// Stages a decision; one that another replica relays has its time.
    pub fn decide(&mut self, decision: Decision, relayed: Option<Stamp>) -> Acceptance {
        let Decision {
            service,
            decided,
            is_accepted,
        } = &decision;
        let key = format!(
            "decision {}",
            hex_digest(json!([service, decided]).to_string().as_bytes())
        );
        let known = self.stamp(&key).cloned().unwrap_or_default();
        let is_relayed = relayed.is_some();
        let stamp = match relayed {
            Some(stamp) if stamp <= known => return Acceptance::Settled,
            Some(stamp) => {
                // Its time of acceptance holds, not that of an earlier one.
                self.accept(service, decided.clone(), false, 0);
                stamp
            }
            None => Stamp {
                at: self.now_ms.max(known.at.saturating_add(1)),
                polls: 0,
                tie: is_accepted.to_string(),
            },
        };
        if !is_relayed && self.is_accepted(service, decided) == *is_accepted {
            return Acceptance::Settled;
        }
        let seconds = stamp.at.div_euclid(1_000);
        let acceptance = self.accept(service, decided.clone(), *is_accepted, seconds);
        if acceptance == Acceptance::Settled {
            self.staged.stamps.insert(key, stamp.clone());
            if !is_relayed {
                let relayed = RelayedDecision { stamp, decision };
                self.relay(RelayKind::Decision, || serde_json::to_vec(&relayed).ok());
            }
        }
        acceptance
    }

    /// When the declaration is said; `None` when it is not the last.
    pub(super) fn stamp_of(&self, declaration: &Declaration) -> Option<Stamp> {
        let known = self.stamp(&document_key(&declaration.service));
        let known = known.cloned().unwrap_or_default();
        if let Some(stamp) = &declaration.relayed {
            return (*stamp > known).then(|| stamp.clone());
        }
        let (at, polls) = match &declaration.fetched {
            Some(_) => (known.at, known.polls.saturating_add(1)),
            None => (self.now_ms.max(known.at.saturating_add(1)), 0),
        };
        let text = declaration.document.as_value().to_string();
        Some(Stamp {
            at,
            polls,
            tie: hex_digest(text.as_bytes()),
        })
    }

    /// Stages that a service declares this from now on, and tells the others.
    pub(super) fn say(
        &mut self,
        service: String,
        declared: Declared,
        stamp: Stamp,
        is_relayed: bool,
    ) {
        if !is_relayed {
            let row = || declared_row(&service, &declared).ok();
            self.relay(RelayKind::Document, || {
                let declared = row()?;
                serde_json::to_vec(&RelayedDocument {
                    stamp: stamp.clone(),
                    declared,
                })
                .ok()
            });
        }
        self.staged.stamps.insert(document_key(&service), stamp);
        self.staged.declared.insert(service, Arc::new(declared));
    }

    /// Stages what the other replicas have to hear, if there are any.
    pub fn relay(&mut self, kind: RelayKind, body: impl FnOnce() -> Option<Vec<u8>>) {
        if self.has_peers
            && let Some(body) = body()
        {
            let at = self.now_ms;
            self.staged.to_relay.push(ToRelay { kind, at, body });
        }
    }

    fn stamp(&self, key: &str) -> Option<&Stamp> {
        let staged = self.staged.stamps.get(key);
        staged.or_else(|| self.state.stamps.get(key))
    }

    /// Forgets the oldest times where there are too many, never those of documents.
    pub(super) fn forget_stamps(&mut self) {
        let known = &self.state.stamps;
        let opened = self
            .staged
            .stamps
            .keys()
            .filter(|key| !known.contains_key(*key));
        let excess = (known.len() + opened.count()).saturating_sub(STAMPS_MAX);
        if excess == 0 {
            return;
        }
        let untouched = known.iter().filter(|(key, _)| {
            key.starts_with("decision ") && !self.staged.stamps.contains_key(*key)
        });
        let mut oldest: Vec<(&Stamp, &String)> = untouched.map(|(key, it)| (it, key)).collect();
        oldest.sort_unstable();
        let oldest = oldest.into_iter().take(excess);
        self.staged.stamps_gone = oldest.map(|(_, key)| key.clone()).collect();
    }
}

fn document_key(service: &str) -> String {
    format!("document {service}")
}
