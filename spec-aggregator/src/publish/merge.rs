//! Declared and observed in one document. What is declared keeps its words; traffic marks it
//! as seen, and adds what nobody declared. Observed schemas never change declared ones.

use std::collections::BTreeSet;

use openapi::drift::{Comparison, Drift, DriftKind};
use openapi::http::Method;
use openapi::path::cover::{key, move_operation};
use serde_json::{Map, Value, json};

use super::{SOURCE, UNDECLARED, components, object_at, operations_mut, operations_of, unique};
use crate::limits::UNDECLARED_MAX;

/// Marks every operation of the document as declared.
pub(super) fn mark_declared(document: &mut Value) {
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in items.into_iter().flat_map(Map::values_mut) {
        for operation in operations_mut(item) {
            mark(operation, "declared");
        }
    }
}

/// Marks what was seen of a declared document: an operation as both, and of what belongs to
/// it that which was not seen as declared. What was seen and is not declared is listed.
pub(super) fn mark_seen(document: &mut Value, comparison: &Comparison) {
    for (index, operation) in comparison.operations.iter().enumerate() {
        if !(operation.is_declared && operation.is_observed) {
            continue;
        }
        if let Some(declared) = document.pointer_mut(&operation.pointer) {
            mark(declared, "both");
            let undeclared = undeclared(comparison, index);
            if let Some(declared) = declared.as_object_mut().filter(|_| !undeclared.is_empty()) {
                declared.insert(UNDECLARED.to_owned(), Value::Array(undeclared));
            }
        }
    }
    for at in &comparison.unseen {
        if let Some(field) = document.pointer_mut(at) {
            mark(field, "declared");
        }
    }
}

/// What traffic has and a declared operation has not: where it would be, and how often.
fn undeclared(comparison: &Comparison, operation: usize) -> Vec<Value> {
    let is_undeclared = |drift: &&Drift| {
        let is_kind = matches!(
            drift.place.kind,
            DriftKind::UndeclaredProperty
                | DriftKind::UndeclaredStatus
                | DriftKind::UndeclaredMediaType
                | DriftKind::UndeclaredParameter
        );
        is_kind && drift.operations.contains(&operation)
    };
    let mut found: Vec<&Drift> = comparison.drifts.iter().filter(is_undeclared).collect();
    found.sort_by_key(|drift| &drift.place);
    let rest = found.len().saturating_sub(UNDECLARED_MAX);
    let entries = found.into_iter().take(UNDECLARED_MAX).map(|drift| {
        let mut entry = Map::new();
        entry.insert("pointer".to_owned(), json!(drift.place.pointer));
        if let Some(location) = drift.place.location {
            entry.insert("in".to_owned(), json!(location.to_string()));
        }
        if let Some(name) = &drift.place.name {
            entry.insert("name".to_owned(), json!(name));
        }
        if let Some(presence) = drift.presence {
            let presence = format!("{}/{}", presence.present, presence.of);
            entry.insert("x-presence".to_owned(), presence.into());
        }
        Value::Object(entry)
    });
    let omitted = (rest > 0).then(|| json!({ "omitted": rest }));
    entries.chain(omitted).collect()
}

/// Adds the observed operations that are not declared.
pub(super) fn add_observed(
    document: &mut Value,
    observed: &Value,
    comparison: Option<&Comparison>,
) {
    let Some(document) = document.as_object_mut() else {
        return;
    };
    let observed = &components::fitted(document, observed);
    let Some(paths) = object_at(document, "paths") else {
        return;
    };
    let declared: Vec<String> = paths.keys().cloned().collect();
    let items = observed.get("paths").and_then(Value::as_object);
    for (path, item) in items.into_iter().flatten() {
        for (name, operation) in operations_of(item) {
            let method = Method::ALL.into_iter().find(|method| method.key() == name);
            let is_declared = method.zip(comparison).is_some_and(|(method, comparison)| {
                comparison.matched.contains_key(&(method, path.clone()))
            });
            if !is_declared {
                add(paths, &declared, path, name, operation.clone());
            }
        }
    }
    components::bring(document, observed);
}

fn add(
    paths: &mut Map<String, Value>,
    declared: &[String],
    path: &str,
    method: &str,
    mut operation: Value,
) {
    // A path that differs from a declared one by names only is that path: a second key for
    // it would not be a valid document. A narrower path stays itself.
    let same = declared.iter().find(|template| key(template) == key(path));
    let same = same.map_or(path, String::as_str);
    move_operation(&mut operation, path, same);
    mark(&mut operation, "observed");
    if let Some(item) = object_at(paths, same) {
        item.insert(method.to_owned(), operation);
    }
}

/// An operation id stands for one operation (OAS 3.1 §4.8.10): the second with the same gets
/// a number. Generators repeat themselves, and traffic names operations by its own rules.
pub(super) fn number_repeated_ids(document: &mut Value) {
    let mut taken = BTreeSet::new();
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in items.into_iter().flat_map(Map::values_mut) {
        for operation in operations_mut(item) {
            if let Some(Value::String(id)) = operation.get_mut("operationId") {
                *id = unique(&mut taken, id, "_");
            }
        }
    }
}

fn mark(object: &mut Value, source: &str) {
    if let Value::Object(fields) = object {
        fields.insert(SOURCE.to_owned(), json!(source));
    }
}
