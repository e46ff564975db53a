//! What is wrong between services, their documents and their traffic, as operators read it:
//! violations by kind, and parts of documents that are not enforced. Pure: a view of a
//! snapshot. Names places and keywords of contracts, never what an exchange carried.

use std::collections::BTreeMap;
use std::sync::Arc;

use openapi::contract::{CompileProblem, ProblemKind};
use openapi::finding::{Mismatch, Tallies, Tally};
use serde_json::{Map, Value, json};

use crate::aggregate::Accepted;
use crate::digest::hex_digest;
use crate::limits::FINDINGS_MAX;
use crate::snapshot::Snapshot;
use crate::timestamp::rfc3339;

#[cfg(test)]
mod tests;

/// Hexadecimal digits of a finding's name: 128 bits, so that no two findings meet.
const ID_DIGITS: usize = 32;

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Anybody: findings.
    Public,
    /// An operator: findings, and what was decided about them.
    Operator,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// A kind of violation at a service.
    Violation(String, Mismatch),
    /// Part of a document that is not enforced.
    Problem,
}

/// One kind of violation, as far as it is known.
struct Violation<'s> {
    service: &'s str,
    mismatch: &'s Mismatch,
    tally: Tally,
    accepted_at: Option<i64>,
}

/// Every finding, or those of one service, as JSON.
pub fn list(snapshot: &Snapshot, service: Option<&str>, reader: Reader) -> Value {
    // Anybody may ask, however much there is: only what is listed is written out.
    let mut violations = violations(snapshot, service)
        .filter(|it| reader == Reader::Operator || it.tally != Tally::default());
    let mut problems = problems(snapshot, service);
    let first = violations.by_ref().take(FINDINGS_MAX);
    let mut listed: Vec<Value> = first.map(|it| it.to_json(reader)).collect();
    let room = FINDINGS_MAX.saturating_sub(listed.len());
    let rest = problems.by_ref().take(room);
    listed.extend(rest.map(|(service, it)| problem(service, it, reader)));
    let others = chosen(&snapshot.violated, service).map(|(_, tallies)| tallies.other());
    let (count, accepted) = others.fold((0_u64, 0_u64), |(count, accepted), other| {
        (
            count.saturating_add(other.count),
            accepted.saturating_add(other.accepted),
        )
    });
    json!({
        "findings": listed,
        "omitted": violations.count() + problems.count(),
        "unnamed": { "count": count, "acceptedCount": accepted },
    })
}

/// What a name stands for. Looks at every finding: not for the executor's threads.
pub fn named(snapshot: &Snapshot, id: &str) -> Option<Named> {
    let violation = violations(snapshot, None).find(|it| it.id() == id);
    let violation =
        violation.map(|it| Named::Violation(it.service.to_owned(), it.mismatch.clone()));
    violation.or_else(|| {
        problems(snapshot, None)
            .any(|(service, problem)| problem_id(service, problem) == id)
            .then_some(Named::Problem)
    })
}

/// One kind of violation as JSON, whether it was ever seen or not.
pub fn violation(snapshot: &Snapshot, service: &str, mismatch: &Mismatch) -> Value {
    let tally = snapshot
        .violated
        .get(service)
        .and_then(|it| it.of(mismatch));
    let accepted = snapshot.baseline.get(service);
    let violation = Violation {
        service,
        mismatch,
        tally: tally.copied().unwrap_or_default(),
        accepted_at: accepted.and_then(|it| it.get(mismatch)).copied(),
    };
    violation.to_json(Reader::Operator)
}

/// The parts of services that a query is about.
fn chosen<'s, T>(
    parts: &'s BTreeMap<String, T>,
    service: Option<&str>,
) -> impl Iterator<Item = (&'s str, &'s T)> {
    let one = service.map(|service| parts.get_key_value(service));
    let all = service.is_none().then(|| parts.iter());
    one.flatten()
        .into_iter()
        .chain(all.into_iter().flatten())
        .map(|(service, part)| (service.as_str(), part))
}

/// Kinds that were seen, then those that are accepted and were not seen.
fn violations<'s>(
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

/// Parts of declared documents that are not enforced.
fn problems<'s>(
    snapshot: &'s Snapshot,
    service: Option<&str>,
) -> impl Iterator<Item = (&'s str, &'s CompileProblem)> {
    chosen(&snapshot.mounts.services, service).flat_map(|(service, mount)| {
        let problems = mount.declared.iter().flat_map(|it| &it.problems);
        problems.map(move |problem| (service, problem))
    })
}

impl Violation<'_> {
    fn id(&self) -> String {
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

    fn to_json(&self, reader: Reader) -> Value {
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

fn problem(service: &str, problem: &CompileProblem, reader: Reader) -> Value {
    let CompileProblem {
        kind,
        pointer,
        message,
    } = problem;
    let (name, severity) = match kind {
        ProblemKind::NotEnforced => ("problem", "warning"),
        ProblemKind::Repaired => ("repair", "info"),
    };
    let mut fields = head(problem_id(service, problem), name, severity, service);
    fields.insert("pointer".to_owned(), pointer.as_str().into());
    fields.insert("message".to_owned(), message.as_str().into());
    if reader == Reader::Operator {
        fields.insert("accepted".to_owned(), false.into());
    }
    Value::Object(fields)
}

fn problem_id(service: &str, problem: &CompileProblem) -> String {
    id(&["problem", service, &problem.pointer, &problem.message])
}

fn head(id: String, kind: &str, severity: &str, service: &str) -> Map<String, Value> {
    [
        ("id", id.as_str()),
        ("kind", kind),
        ("severity", severity),
        ("service", service),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.into()))
    .collect()
}

/// The same name for the same finding, wherever and whenever it is made.
fn id(parts: &[&str]) -> String {
    let mut digest = hex_digest(json!(parts).to_string().as_bytes());
    digest.truncate(ID_DIGITS);
    digest
}
