//! What is wrong between services, their documents and their traffic, as operators read it:
//! violations by kind, differences between a document and what was learnt, and parts of
//! documents that are not enforced. Pure: a view of a snapshot. Names places and keywords of
//! contracts, never what an exchange carried.

use std::collections::BTreeMap;

use openapi::contract::{CompileProblem, ProblemKind};
use openapi::drift::{DriftPlace, Patch};
use openapi::finding::Mismatch;
use serde_json::{Map, Value, json};

use crate::aggregate::Decided;
use crate::digest::hex_digest;
use crate::limits::{FINDINGS_MAX, LISTED_PATCH_BYTES_MAX};
use crate::snapshot::Snapshot;

mod difference;
#[cfg(test)]
mod tests;
mod violation;

use difference::{Difference, differences};
use violation::{Violation, violations};

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
    /// What can be accepted at a service.
    Decidable(String, Decided),
    /// Part of a document that is not enforced.
    Problem,
}

/// Every finding, or those of one service, as JSON. Takes its time: not for the executor's
/// threads.
pub fn list(snapshot: &Snapshot, service: Option<&str>, reader: Reader) -> Value {
    // Anybody may ask, however much there is: only what is listed is written out.
    let mut violations =
        violations(snapshot, service).filter(|it| reader == Reader::Operator || it.was_seen());
    let mut differences =
        differences(snapshot, service).filter(|it| reader == Reader::Operator || it.was_seen());
    let mut problems = problems(snapshot, service);
    let first = violations.by_ref().take(FINDINGS_MAX);
    let mut listed: Vec<Value> = first.map(|it| it.to_json(reader)).collect();
    let mut patches = PatchRoom::default();
    let room = FINDINGS_MAX.saturating_sub(listed.len());
    let next = differences.by_ref().take(room);
    listed.extend(next.map(|it| patches.fit(it.to_json(reader))));
    let room = FINDINGS_MAX.saturating_sub(listed.len());
    let rest = problems.by_ref().take(room);
    listed.extend(rest.map(|(service, it)| problem(service, it, reader)));
    let (count, accepted) = violation::unnamed(snapshot, service);
    let (untold, uncompared) = difference::beyond(snapshot, service);
    json!({
        "findings": listed,
        "omitted": violations.count() + differences.count() + untold + problems.count(),
        "patchesOmitted": patches.omitted,
        "uncompared": uncompared,
        "unnamed": { "count": count, "acceptedCount": accepted },
    })
}

/// Patches of one answer: as many as have room.
#[derive(Default)]
struct PatchRoom {
    bytes: usize,
    omitted: usize,
}

impl PatchRoom {
    fn fit(&mut self, mut finding: Value) -> Value {
        let bytes = finding.get("patch").map(|patch| patch.to_string().len());
        let bytes = self.bytes.saturating_add(bytes.unwrap_or_default());
        if bytes <= LISTED_PATCH_BYTES_MAX {
            self.bytes = bytes;
        } else if let Some(fields) = finding.as_object_mut() {
            fields.shift_remove("patch");
            self.omitted += 1;
        }
        finding
    }
}

/// What a name stands for. Looks at every finding: not for the executor's threads.
pub fn named(snapshot: &Snapshot, id: &str) -> Option<Named> {
    let violation = violations(snapshot, None)
        .find(|it| it.id() == id)
        .map(|it| (it.service, Decided::Mismatch(it.mismatch.clone())));
    let decidable = violation.or_else(|| {
        let difference = differences(snapshot, None).find(|it| it.id() == id)?;
        let decided = Decided::Drift(difference.place.clone());
        Some((difference.service, decided))
    });
    let decidable =
        decidable.map(|(service, decided)| Named::Decidable(service.to_owned(), decided));
    decidable.or_else(|| {
        problems(snapshot, None)
            .any(|(service, problem)| problem_id(service, problem) == id)
            .then_some(Named::Problem)
    })
}

/// One finding as JSON, as operators read it, whether it was ever seen or not.
pub fn decided(snapshot: &Snapshot, service: &str, decided: &Decided) -> Value {
    match decided {
        Decided::Mismatch(mismatch) => violation(snapshot, service, mismatch),
        Decided::Drift(place) => difference(snapshot, service, place),
    }
}

fn violation(snapshot: &Snapshot, service: &str, mismatch: &Mismatch) -> Value {
    Violation::of(snapshot, service, mismatch).to_json(Reader::Operator)
}

fn difference(snapshot: &Snapshot, service: &str, place: &DriftPlace) -> Value {
    Difference::of(snapshot, service, place).to_json(Reader::Operator)
}

/// The patches of what differs at one service and is not accepted; or of those that are
/// named, accepted or not. The names of the patched findings stand beside them. `Err` has
/// the first name that is none of the service's differences.
///
/// # Errors
/// A name stands for nothing that can be patched.
pub fn patches<'s, 'i>(
    snapshot: &'s Snapshot,
    service: &'s str,
    ids: Option<&'i [String]>,
) -> Result<Vec<(String, &'s Patch)>, &'i str> {
    let found = differences(snapshot, Some(service));
    let found = found.filter_map(|it| Some((it.id(), it.is_accepted(), it.patch()?)));
    let found: Vec<(String, bool, &Patch)> = found.collect();
    let Some(ids) = ids else {
        let open = found.into_iter().filter(|(_, is_accepted, _)| !is_accepted);
        return Ok(open.map(|(id, _, patch)| (id, patch)).collect());
    };
    let is_unknown = |id: &&String| !found.iter().any(|(it, _, _)| it == *id);
    if let Some(unknown) = ids.iter().find(is_unknown) {
        return Err(unknown);
    }
    let named = found.into_iter().filter(|(id, _, _)| ids.contains(id));
    Ok(named.map(|(id, _, patch)| (id, patch)).collect())
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
