//! Differences between what a service declares and what traffic taught of it.

use openapi::drift::{ComparedOperation, Comparison, Drift, DriftPlace, Patch, Presence};
use serde_json::{Map, Value};

use super::{Reader, chosen, head, id};
use crate::aggregate::start_of;
use crate::snapshot::{KnownService, Snapshot};
use crate::timestamp::rfc3339;

/// One difference, as far as it is known.
pub(super) struct Difference<'s> {
    pub(super) service: &'s str,
    pub(super) place: &'s DriftPlace,
    found: Option<Found<'s>>,
    accepted_at: Option<i64>,
}

/// A difference that is there.
struct Found<'s> {
    drift: &'s Drift,
    comparison: &'s Comparison,
    known: &'s KnownService,
}

fn comparisons<'s>(
    snapshot: &'s Snapshot,
    service: Option<&str>,
) -> impl Iterator<Item = (&'s str, &'s KnownService, &'s Comparison)> {
    chosen(&snapshot.services, service).filter_map(|(service, known)| {
        let comparison = known.learnt(service).comparison.as_ref()?;
        Some((service, known.as_ref(), comparison))
    })
}

/// Differences that are there, then those that are accepted and are not there.
pub(super) fn differences<'s>(
    snapshot: &'s Snapshot,
    service: Option<&str>,
) -> impl Iterator<Item = Difference<'s>> {
    let accepted_at = |service: &str, place: &DriftPlace| {
        let accepted = snapshot.drift_baseline.get(service);
        accepted.and_then(|it| it.get(place)).copied()
    };
    let found = comparisons(snapshot, service).flat_map(move |(service, known, comparison)| {
        comparison.drifts.iter().map(move |drift| Difference {
            service,
            place: &drift.place,
            found: Some(Found {
                drift,
                comparison,
                known,
            }),
            accepted_at: accepted_at(service, &drift.place),
        })
    });
    let gone = chosen(&snapshot.drift_baseline, service).flat_map(move |(service, accepted)| {
        accepted
            .iter()
            .filter(move |(place, _)| find(snapshot, service, place).is_none())
            .map(move |(place, at)| Difference {
                service,
                place,
                found: None,
                accepted_at: Some(*at),
            })
    });
    found.chain(gone)
}

fn find<'s>(snapshot: &'s Snapshot, service: &str, place: &DriftPlace) -> Option<Found<'s>> {
    let (_, known, comparison) = comparisons(snapshot, Some(service)).next()?;
    let drift = comparison.drifts.iter().find(|it| it.place == *place)?;
    Some(Found {
        drift,
        comparison,
        known,
    })
}

/// Differences that are not told apart, and pairs of schemas that were not compared.
pub(super) fn beyond(snapshot: &Snapshot, service: Option<&str>) -> (usize, usize) {
    comparisons(snapshot, service).fold((0, 0), |(omitted, uncompared), (_, _, it)| {
        (omitted + it.omitted, uncompared + it.uncompared)
    })
}

impl<'s> Difference<'s> {
    /// A difference, whether it is there or not.
    pub(super) fn of(snapshot: &'s Snapshot, service: &'s str, place: &'s DriftPlace) -> Self {
        let accepted = snapshot.drift_baseline.get(service);
        Self {
            service,
            place,
            found: find(snapshot, service, place),
            accepted_at: accepted.and_then(|it| it.get(place)).copied(),
        }
    }

    pub(super) fn was_seen(&self) -> bool {
        self.found.is_some()
    }

    pub(super) fn is_accepted(&self) -> bool {
        self.accepted_at.is_some()
    }

    pub(super) fn patch(&self) -> Option<&'s Patch> {
        self.found.as_ref().map(|found| &found.drift.patch)
    }

    pub(super) fn id(&self) -> String {
        let DriftPlace {
            kind,
            pointer,
            location,
            name,
        } = self.place;
        let location = location.map_or(String::new(), |it| it.to_string());
        let name = name.as_deref().unwrap_or_default();
        id(&[
            "drift",
            self.service,
            kind.as_str(),
            pointer,
            &location,
            name,
        ])
    }

    pub(super) fn to_json(&self, reader: Reader) -> Value {
        let severity = match (self.accepted_at, &self.found) {
            (None, Some(found)) => found.drift.severity.as_str(),
            (Some(_), _) | (_, None) => "info",
        };
        let kind = self.place.kind.as_str();
        let mut fields = head(self.id(), kind, severity, self.service);
        if let Some(found) = &self.found {
            found.place(&mut fields);
        }
        fields.insert("pointer".to_owned(), self.place.pointer.as_str().into());
        if let Some(location) = self.place.location {
            fields.insert("location".to_owned(), location.to_string().into());
        }
        if let Some(name) = &self.place.name {
            fields.insert("name".to_owned(), name.as_str().into());
        }
        match &self.found {
            Some(found) => found.counts(self.service, &mut fields),
            None => {
                fields.insert("exchanges".to_owned(), 0.into());
            }
        }
        if reader == Reader::Operator {
            let at = self.accepted_at.map(rfc3339);
            fields.extend(at.map(|at| ("acceptedAt".to_owned(), at.into())));
            fields.insert("accepted".to_owned(), self.is_accepted().into());
        }
        Value::Object(fields)
    }
}

impl Found<'_> {
    /// At which operations: the first, and how many there are.
    fn place(&self, fields: &mut Map<String, Value>) {
        let operations = &self.drift.operations;
        let first = operations.first().copied();
        let first = first.and_then(|index| self.comparison.operations.get(index));
        if let Some(ComparedOperation { method, path, .. }) = first {
            fields.insert("method".to_owned(), method.as_str().into());
            fields.insert("path".to_owned(), path.as_str().into());
        }
        if operations.len() > 1 {
            fields.insert("operations".to_owned(), operations.len().into());
        }
    }

    /// How often, when, and what would take it in.
    fn counts(&self, service: &str, fields: &mut Map<String, Value>) {
        let Drift {
            types,
            exchanges,
            presence,
            operations,
            patch,
            ..
        } = self.drift;
        if !types.is_empty() {
            fields.insert("types".to_owned(), types.clone().into());
        }
        fields.insert("exchanges".to_owned(), (*exchanges).into());
        if let Some(Presence { present, of }) = presence {
            fields.insert("present".to_owned(), (*present).into());
            fields.insert("of".to_owned(), (*of).into());
        }
        let seen = self.known.seen(service, operations.iter().copied());
        if let Some((first, last)) = seen {
            for (name, day) in [("firstSeen", first), ("lastSeen", last)] {
                fields.insert(name.to_owned(), rfc3339(start_of(day)).into());
            }
        }
        if let Ok(patch) = serde_json::to_value(patch) {
            fields.insert("patch".to_owned(), patch);
        }
    }
}
