//! Declared and observed in one document. What is declared keeps its words; traffic marks it
//! as seen, and adds what nobody declared. Observed schemas never change declared ones.

use std::collections::BTreeSet;

use openapi::path::cover::{covering, key, move_operation};
use serde_json::{Map, Value, json};

use super::{METHODS, SOURCE, components, object_at, operations_of, unique};

/// Marks every operation of the document as declared.
pub(super) fn mark_declared(document: &mut Value) {
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in items.into_iter().flat_map(Map::values_mut) {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                mark(operation, "declared");
            }
        }
    }
}

/// Adds what traffic has taught: an observed operation that a declared one covers marks it
/// as both, any other is added as observed.
pub(super) fn add_observed(document: &mut Value, observed: &Value) {
    let Some(document) = document.as_object_mut() else {
        return;
    };
    let observed = &components::fitted(document, observed);
    let Some(paths) = object_at(document, "paths") else {
        return;
    };
    let declared: Vec<String> = paths.keys().cloned().collect();
    for (path, item) in observed
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        for (method, operation) in operations_of(item) {
            add(paths, &declared, path, method, operation);
        }
    }
    components::bring(document, observed);
}

fn add(
    paths: &mut Map<String, Value>,
    declared: &[String],
    path: &str,
    method: &str,
    operation: &Value,
) {
    let holds = |template: &&str| {
        paths
            .get(*template)
            .is_some_and(|item| item.get(method).is_some())
    };
    let all: Vec<&str> = declared.iter().map(String::as_str).collect();
    let with_method: Vec<&str> = all.iter().copied().filter(holds).collect();

    if let Some(template) = covering(&with_method, path) {
        if let Some(declared) = paths
            .get_mut(template)
            .and_then(|item| item.get_mut(method))
        {
            mark(declared, "both");
        }
        return;
    }
    // A path that differs from a declared one by names only is that path: a second key for
    // it would not be a valid document. A narrower path stays itself.
    let same = all
        .iter()
        .copied()
        .find(|template| key(template) == key(path))
        .unwrap_or(path);
    let mut operation = operation.clone();
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
        for method in METHODS {
            let id = item
                .get_mut(method)
                .and_then(|operation| operation.get_mut("operationId"));
            if let Some(Value::String(id)) = id {
                *id = unique(&mut taken, id, "_");
            }
        }
    }
}

fn mark(operation: &mut Value, source: &str) {
    if let Value::Object(fields) = operation {
        fields.insert(SOURCE.to_owned(), json!(source));
    }
}
