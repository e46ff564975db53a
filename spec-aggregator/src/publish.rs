//! What is published: for every service one document, declared and observed merged, and one
//! for the gateway. Pure functions over documents; knows neither the store nor HTTP, and the
//! same input gives the same bytes.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

mod complete;
mod components;
mod gateway;
mod learnt;
mod merge;
mod names;
mod sanitize;
#[cfg(test)]
mod tests;
mod version;

pub use gateway::gateway;
pub use learnt::Learnt;
pub use version::{majors, version};

/// The methods a path item may hold, in the order they are published.
const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];
/// Where a path item holds the operations of all other methods (OAS 3.2 §4.9).
const OTHERS: &str = "additionalOperations";
/// The field that says where an operation is known from.
const SOURCE: &str = "x-docent-source";

/// The field that lists what was seen of an operation and is not declared.
const UNDECLARED: &str = "x-docent-undeclared";

/// One service, to be published.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The service's name.
    pub name: &'k str,
    /// Where it is mounted; empty, or `/something` without a final slash.
    pub base_path: &'k str,
    /// What is known of it.
    pub learnt: &'k Learnt,
}

/// One service's document, still to be given its server.
#[derive(Clone, Debug)]
pub struct ServiceDocument {
    /// The service's name.
    pub name: String,
    /// Where it is mounted.
    pub base_path: String,
    /// The merged document.
    pub document: Value,
}

/// Merges what is declared and what was observed. The document's only server is the
/// service's place at the gateway; links that are not HTTP are gone.
pub fn service(known: Known<'_>, gateway_url: &str) -> ServiceDocument {
    let Known {
        name,
        base_path,
        learnt,
    } = known;
    let Learnt {
        declared,
        observed,
        comparison,
    } = learnt;
    let declared = declared.clone();
    let mut document = declared.unwrap_or_else(|| {
        let mut document = empty(name, "observed");
        // What was learnt is of the version it needs: items of streams are of 3.2.
        let version = observed.as_ref().and_then(|it| it.get("openapi"));
        if let (Some(version), Some(label)) = (version, document.get_mut("openapi")) {
            label.clone_from(version);
        }
        document
    });
    sanitize::document(&mut document);
    merge::mark_declared(&mut document);
    if let Some(comparison) = comparison {
        merge::mark_seen(&mut document, comparison);
    }
    if let Some(observed) = observed {
        merge::add_observed(&mut document, observed, comparison.as_ref());
    }
    complete::document(&mut document);
    merge::number_repeated_ids(&mut document);
    set_server(&mut document, &format!("{gateway_url}{base_path}"));
    ServiceDocument {
        name: name.to_owned(),
        base_path: base_path.to_owned(),
        document,
    }
}

fn empty(title: &str, version: &str) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": title, "version": version },
        "servers": [],
        "paths": {},
    })
}

fn set_server(document: &mut Value, url: &str) {
    if let Value::Object(fields) = document {
        fields.insert("servers".to_owned(), json!([{ "url": url }]));
    }
}

/// The object under `key`, made if it is missing or something else. Always there; the
/// option only spares a panic.
fn object_at<'v>(
    fields: &'v mut Map<String, Value>,
    key: &str,
) -> Option<&'v mut Map<String, Value>> {
    let slot = fields.entry(key).or_insert(Value::Null);
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    slot.as_object_mut()
}

/// The operations of a path item, in the order they are published.
fn operations_of(item: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let others = item.get(OTHERS).and_then(Value::as_object);
    let others = others.into_iter().flatten();
    METHODS
        .into_iter()
        .filter_map(|method| Some((method, item.get(method)?)))
        .chain(others.map(|(method, operation)| (method.as_str(), operation)))
}

/// The operations of a path item, in the order in which it has them.
fn operations_mut(item: &mut Value) -> impl Iterator<Item = &mut Value> {
    let members = item.as_object_mut().into_iter().flatten();
    members.flat_map(|(name, member)| -> Box<dyn Iterator<Item = &mut Value>> {
        if METHODS.contains(&name.as_str()) {
            Box::new(std::iter::once(member))
        } else {
            let others = member.as_object_mut().filter(|_| name == OTHERS);
            Box::new(others.into_iter().flat_map(Map::values_mut))
        }
    })
}

/// Where each operation of a path item is known from.
pub fn sources_of(item: &Value) -> impl Iterator<Item = &str> {
    operations_of(item).filter_map(|(_, operation)| operation.get(SOURCE)?.as_str())
}

/// The wanted name, or that name with the first number that makes it free; taken from then on.
fn unique(taken: &mut BTreeSet<String>, wanted: &str, separator: &str) -> String {
    let numbered = (2_u64..).map(|number| format!("{wanted}{separator}{number}"));
    let mut candidates = std::iter::once(wanted.to_owned()).chain(numbered);
    let free = candidates
        .find(|candidate| !taken.contains(candidate))
        .unwrap_or_default();
    taken.insert(free.clone());
    free
}
