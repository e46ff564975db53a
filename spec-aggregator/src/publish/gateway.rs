//! The gateway's document: every service's operations below its base path, in one document.
//! When two services claim one operation, what is declared goes before what was observed,
//! then the service's name decides; what loses is listed, never silent.

use std::collections::{BTreeMap, BTreeSet};

use openapi::path::cover::{key, move_operation};
use serde_json::{Map, Value, json};

use super::names::{Names, children};
use super::{
    METHODS, OTHERS, SOURCE, ServiceDocument, UNDECLARED, empty, object_at, operations_of,
    set_server, unique,
};
use crate::digest::hex_digest;
use crate::limits::CONFLICTS_MAX;

/// One operation that a service claims at a path of the gateway.
struct Claim {
    observed_only: bool,
    service: String,
    path: String,
    method: String,
    operation: Value,
}

/// Merges the documents of all services. The order of `services` does not matter.
pub fn gateway(title: &str, gateway_url: &str, mut services: Vec<ServiceDocument>) -> Value {
    services
        .sort_by(|left, right| (&left.name, &right.base_path).cmp(&(&right.name, &left.base_path)));
    let mut document = empty(title, "");
    let mut claims = Vec::new();
    let mut tags = Vec::new();
    let mut named = BTreeSet::new();
    let mut taken = Taken::default();
    for service in services {
        // What was observed outside a service's mount comes under the service's name too.
        if named.insert(service.name.clone()) {
            tags.push(tag(&service));
        }
        add_service(&mut document, &mut claims, &mut taken, service);
    }
    let conflicts = settle(&mut document, claims);
    if let Some(fields) = document.as_object_mut() {
        // Operations say themselves what their services ask for.
        fields.insert("security".to_owned(), json!([]));
        fields.insert("tags".to_owned(), Value::Array(tags));
        if !conflicts.is_empty() {
            fields.insert("x-docent-conflicts".to_owned(), Value::Array(conflicts));
        }
    }
    set_server(&mut document, gateway_url);
    set_version(&mut document);
    document
}

/// Names that one document may hold once.
#[derive(Default)]
struct Taken {
    prefixes: BTreeSet<String>,
    operation_ids: BTreeSet<String>,
}

impl Taken {
    fn names(&mut self, service: &ServiceDocument) -> Names {
        let prefix = unique(&mut self.prefixes, &camel_case(&service.name), "");
        let snake: String = service
            .name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        let mut operation_ids = BTreeMap::new();
        for operation in operations(&service.document) {
            if let Some(id) = operation.get("operationId").and_then(Value::as_str)
                && !operation_ids.contains_key(id)
            {
                let new = unique(&mut self.operation_ids, &format!("{snake}_{id}"), "_");
                operation_ids.insert(id.to_owned(), new);
            }
        }
        let base_path = service.base_path.clone();
        Names {
            prefix,
            base_path,
            operation_ids,
            children: children(&service.document),
        }
    }
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let items = ["paths", "webhooks"]
        .into_iter()
        .filter_map(|section| document.get(section)?.as_object());
    items
        .flat_map(Map::values)
        .flat_map(|item| operations_of(item).map(|(_, operation)| operation))
}

/// `iris-classifier` → `IrisClassifier`: without an underscore, so that the first one in a
/// component's name ends the service.
fn camel_case(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let camel: String = words
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect();
    if camel.is_empty() {
        "Service".to_owned()
    } else {
        camel
    }
}

fn tag(service: &ServiceDocument) -> Value {
    let description = service
        .document
        .pointer("/info/description")
        .and_then(Value::as_str);
    match description {
        Some(description) => json!({ "name": service.name, "description": description }),
        None => json!({ "name": service.name }),
    }
}

fn add_service(
    document: &mut Value,
    claims: &mut Vec<Claim>,
    taken: &mut Taken,
    service: ServiceDocument,
) {
    let names = taken.names(&service);
    let ServiceDocument {
        name,
        base_path,
        document: mut declared,
    } = service;
    names.apply(&mut declared);
    let security = declared.get("security").cloned();
    let security = security.filter(|it| it.as_array().is_none_or(|all| !all.is_empty()));
    let (Some(document), Some(declared)) = (document.as_object_mut(), declared.as_object_mut())
    else {
        return;
    };
    if let Some(Value::Object(sections)) = declared.shift_remove("components") {
        for (section, named) in sections {
            let into = object_at(document, "components")
                .and_then(|components| object_at(components, &section));
            if let (Some(into), Value::Object(named)) = (into, named) {
                into.extend(named);
            }
        }
    }
    if let Some(Value::Object(webhooks)) = declared.shift_remove("webhooks")
        && let Some(into) = object_at(document, "webhooks")
    {
        into.extend(
            webhooks
                .into_iter()
                .map(|(webhook, item)| (names.component(&webhook), item)),
        );
    }
    let Some(Value::Object(paths)) = declared.shift_remove("paths") else {
        return;
    };
    for (template, mut item) in paths {
        let path = format!("{base_path}{template}");
        let shared = item
            .get("parameters")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        for (method, operation) in operations_of(&item) {
            let mut operation = operation.clone();
            settle_in(&mut operation, &name, &shared, security.as_ref());
            let observed_only = operation
                .get(SOURCE)
                .is_some_and(|source| source == "observed");
            claims.push(Claim {
                observed_only,
                service: name.clone(),
                path: path.clone(),
                method: method.to_owned(),
                operation,
            });
        }
        // A path item that is elsewhere keeps its reference; its operations follow it.
        if let Some(reference) = item.get_mut("$ref").map(Value::take)
            && let Some(item) =
                object_at(document, "paths").and_then(|paths| object_at(paths, &path))
        {
            item.insert("$ref".to_owned(), reference);
        }
    }
}

/// Gives an operation what it had from its path item and its document.
fn settle_in(operation: &mut Value, service: &str, shared: &[Value], security: Option<&Value>) {
    let Some(fields) = operation.as_object_mut() else {
        return;
    };
    // Its pointers are into the service's own document.
    fields.shift_remove(UNDECLARED);
    fields.insert("tags".to_owned(), json!([service]));
    if let Some(security) = security
        && !fields.contains_key("security")
    {
        fields.insert("security".to_owned(), security.clone());
    }
    if shared.is_empty() {
        return;
    }
    let own = fields
        .get("parameters")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let identity =
        |parameter: &Value| (parameter.get("name").cloned(), parameter.get("in").cloned());
    let mut parameters: Vec<Value> = shared
        .iter()
        .filter(|shared| {
            !own.iter().any(|own| {
                identity(own) == identity(shared) && own.get("$ref") == shared.get("$ref")
            })
        })
        .cloned()
        .collect();
    parameters.extend(own);
    fields.insert("parameters".to_owned(), Value::Array(parameters));
}

/// Gives every operation to one claim and lists the others.
fn settle(document: &mut Value, claims: Vec<Claim>) -> Vec<Value> {
    let mut winners: BTreeMap<(String, String), (bool, usize)> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        let rank = (claim.observed_only, index);
        let winner = winners
            .entry((key(&claim.path), claim.method.clone()))
            .or_insert(rank);
        *winner = rank.min(*winner);
    }
    let services: Vec<String> = claims.iter().map(|claim| claim.service.clone()).collect();
    let mut spelled: BTreeMap<String, String> = BTreeMap::new();
    let mut conflicts = Vec::new();
    let mut omitted: u64 = 0;
    for (
        index,
        Claim {
            observed_only: _,
            service,
            path,
            method,
            mut operation,
        },
    ) in claims.into_iter().enumerate()
    {
        let key = key(&path);
        let winner = winners
            .get(&(key.clone(), method.clone()))
            .map_or(index, |(_, winner)| *winner);
        if winner != index {
            if conflicts.len() < CONFLICTS_MAX {
                let published = services.get(winner);
                conflicts.push(json!({ "path": path, "method": method, "service": service, "published": published }));
            } else {
                omitted += 1;
            }
            continue;
        }
        // One path has one spelling; the first to claim it chose the parameters' names.
        let spelling = spelled.entry(key).or_insert_with(|| path.clone());
        move_operation(&mut operation, &path, spelling);
        let item = document
            .as_object_mut()
            .and_then(|document| object_at(document, "paths"));
        let item = item.and_then(|paths| object_at(paths, spelling));
        let is_other = !METHODS.contains(&method.as_str());
        let holder = item.and_then(|item| {
            if is_other {
                object_at(item, OTHERS)
            } else {
                Some(item)
            }
        });
        if let Some(holder) = holder {
            holder.insert(method, operation);
        }
    }
    if omitted > 0 {
        conflicts.push(json!({ "omitted": omitted }));
    }
    conflicts
}

/// Counters that say how much was seen, not what.
const COUNTERS: [&str; 4] = [
    "x-docent-confidence",
    "x-docent-exchanges",
    "x-docent-unnamed-query",
    "x-presence",
];

/// A version that changes when, and only when, what the document says of an API does: the
/// content's digest, counters apart, is its build metadata (Semantic Versioning 2.0.0, 10).
pub(super) fn set_version(document: &mut Value) {
    let mut content = document.clone();
    remove_counters(&mut content);
    let digest = hex_digest(content.to_string().as_bytes());
    let short: String = digest.chars().take(12).collect();
    if let Some(version) = document.pointer_mut("/info/version") {
        *version = Value::String(format!("0.0.0+{short}"));
    }
}

fn remove_counters(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(remove_counters),
        Value::Object(fields) => {
            fields.retain(|name, _| !COUNTERS.contains(&name.as_str()));
            fields.values_mut().for_each(remove_counters);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
