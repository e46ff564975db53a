//! What every document has that is published, whether its service wrote it or not: a
//! declaration of each parameter of a path, each tag that operations have, and a word on
//! security. None of it says more of the service than the document did.

use std::collections::BTreeSet;

use openapi::path::PathTemplate;
use serde_json::{Map, Value, json};

use super::{SOURCE, operations_mut, operations_of};

/// Completes a service's document in place.
pub(super) fn document(document: &mut Value) {
    path_parameters(document);
    let Some(fields) = document.as_object_mut() else {
        return;
    };
    tags(fields);
    // OAS 3.1 §4.8.1: without it nothing is asked for, which readers are left to guess.
    fields.entry("security").or_insert_with(|| json!([]));
}

/// OAS 3.1 §4.8.12.1: each expression of a path has its parameter. One that is nowhere is
/// any text; its source is the gateway.
fn path_parameters(document: &mut Value) {
    let components = document.pointer("/components/parameters").cloned();
    let is_declared = |parameters: Option<&Value>, name: &str| {
        let parameters = parameters.and_then(Value::as_array);
        parameters.into_iter().flatten().any(|parameter| {
            let reference = parameter.get("$ref").and_then(Value::as_str);
            let shared = reference.and_then(|it| it.strip_prefix("#/components/parameters/"));
            let shared = shared.and_then(|it| components.as_ref()?.get(it));
            let parameter = shared.unwrap_or(parameter);
            let is = |member: &str, text: &str| {
                parameter.get(member).and_then(Value::as_str) == Some(text)
            };
            // What leads elsewhere may be any.
            reference.is_some() && shared.is_none() || is("in", "path") && is("name", name)
        })
    };
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let Ok(template) = PathTemplate::parse(path) else {
            continue;
        };
        let shared = item.get("parameters").cloned();
        let names = template.names();
        let names: Vec<&str> = names
            .filter(|name| !is_declared(shared.as_ref(), name))
            .collect();
        for operation in operations_mut(item).filter_map(Value::as_object_mut) {
            for name in &names {
                if is_declared(operation.get("parameters"), name) {
                    continue;
                }
                let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
                if let Some(parameters) = parameters.as_array_mut() {
                    parameters.push(json!({
                        "name": name, "in": "path", "required": true,
                        "schema": { "type": "string" }, SOURCE: "gateway",
                    }));
                }
            }
        }
    }
}

/// Lists the tags of operations that the document does not list, in the order they come.
fn tags(document: &mut Map<String, Value>) {
    let own = document.get("tags").and_then(Value::as_array);
    let named = own.into_iter().flatten().filter_map(|tag| tag.get("name"));
    let mut listed: BTreeSet<String> = named.filter_map(Value::as_str).map(str::to_owned).collect();
    let mut missing = Vec::new();
    let items = document.get("paths").and_then(Value::as_object);
    let operations = items
        .into_iter()
        .flat_map(Map::values)
        .flat_map(operations_of);
    for (_, operation) in operations {
        let tags = operation.get("tags").and_then(Value::as_array);
        for tag in tags.into_iter().flatten().filter_map(Value::as_str) {
            if listed.insert(tag.to_owned()) {
                missing.push(json!({ "name": tag }));
            }
        }
    }
    if missing.is_empty() {
        return;
    }
    let tags = document.entry("tags").or_insert_with(|| json!([]));
    if let Some(tags) = tags.as_array_mut() {
        tags.extend(missing);
    }
}
