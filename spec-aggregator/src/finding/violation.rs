//! Violations by kind: what traffic breaks of a contract.

use std::sync::Arc;

use openapi::finding::{Mismatch, Tallies, Tally};
use serde_json::Value;

use super::{Reader, chosen, head, id};
use crate::aggregate::Accepted;
use crate::snapshot::Snapshot;
use crate::timestamp::rfc3339;

/// One kind of violation, as far as it is known.
pub(super) struct Violation<'s> {
    pub(super) service: &'s str,
    pub(super) mismatch: &'s Mismatch,
    pub(super) tally: Tally,
    pub(super) accepted_at: Option<i64>,
}

/// Kinds that were seen, then those that are accepted and were not seen.
pub(super) fn violations<'s>(
    snapshot: &'s Snapshot,
    service: Option<&str>,
) -> impl Iterator<Item = Violation<'s>> {
    let accepted_at = |service: &str, mismatch: &Mismatch| {
        let accepted: Option<&Arc<Accepted>> = snapshot.baseline.get(service);
        accepted.and_then(|it| it.get(mismatch)).copied()
    };
    let seen = chosen(&snapshot.violated, service).flat_map(move |(service, tallies)| {
        tallies.kinds().map(move |(mismatch, tally)| Violation {
            service,
            mismatch,
            tally: *tally,
            accepted_at: accepted_at(service, mismatch),
        })
    });
    let is_seen = |service: &str, mismatch: &Mismatch| {
        let seen: Option<&Arc<Tallies>> = snapshot.violated.get(service);
        seen.is_some_and(|it| it.of(mismatch).is_some())
    };
    let unseen = chosen(&snapshot.baseline, service).flat_map(move |(service, accepted)| {
        accepted
            .iter()
            .filter(move |(mismatch, _)| !is_seen(service, mismatch))
            .map(move |(mismatch, at)| Violation {
                service,
                mismatch,
                tally: Tally::default(),
                accepted_at: Some(*at),
            })
    });
    seen.chain(unseen)
}

/// What was seen of the kinds that are not kept apart: how often, and how often it passed.
pub(super) fn unnamed(snapshot: &Snapshot, service: Option<&str>) -> (u64, u64) {
    let others = chosen(&snapshot.violated, service).map(|(_, tallies)| tallies.other());
    others.fold((0_u64, 0_u64), |(count, accepted), other| {
        (
            count.saturating_add(other.count),
            accepted.saturating_add(other.accepted),
        )
    })
}

impl<'s> Violation<'s> {
    /// A kind of violation, whether it was ever seen or not.
    pub(super) fn of(snapshot: &Snapshot, service: &'s str, mismatch: &'s Mismatch) -> Self {
        let seen = snapshot.violated.get(service);
        let accepted = snapshot.baseline.get(service);
        Self {
            service,
            mismatch,
            tally: seen
                .and_then(|it| it.of(mismatch))
                .copied()
                .unwrap_or_default(),
            accepted_at: accepted.and_then(|it| it.get(mismatch)).copied(),
        }
    }

    pub(super) fn was_seen(&self) -> bool {
        self.tally != Tally::default()
    }

    pub(super) fn id(&self) -> String {
        let Mismatch {
            method,
            path,
            direction,
            location,
            pointer,
            keyword,
        } = self.mismatch;
        let location = location.to_string();
        id(&[
            "violation",
            self.service,
            method.as_str(),
            path,
            direction.as_str(),
            &location,
            pointer,
            keyword,
        ])
    }

    pub(super) fn to_json(&self, reader: Reader) -> Value {
        let Self {
            service,
            mismatch,
            tally,
            accepted_at,
        } = self;
        let severity = if accepted_at.is_some() {
            "info"
        } else {
            "error"
        };
        let mut fields = head(self.id(), "violation", severity, service);
        if let Ok(Value::Object(place)) = serde_json::to_value(mismatch) {
            fields.extend(place);
        }
        fields.insert("count".to_owned(), tally.count.into());
        fields.insert("acceptedCount".to_owned(), tally.accepted.into());
        let mut time = |name: &str, at: Option<i64>| {
            fields.extend(at.map(|at| (name.to_owned(), rfc3339(at).into())));
        };
        time("firstSeen", tally.first_seen);
        time("lastSeen", tally.last_seen);
        if reader == Reader::Operator {
            time("acceptedAt", *accepted_at);
            fields.insert("accepted".to_owned(), accepted_at.is_some().into());
        }
        Value::Object(fields)
    }
}
