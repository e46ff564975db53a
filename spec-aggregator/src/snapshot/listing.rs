//! The list of services: where each is, what is known of it, and what of its document could
//! not be used. Names no address behind the gateway.

use serde_json::{Value, json};

use super::{Mounts, Page};
use crate::publish::ServiceDocument;

/// The list as JSON.
pub(super) fn of(mounts: &Mounts, documents: &[ServiceDocument]) -> Page {
    let services: Vec<Value> = documents
        .iter()
        .map(|service| entry(mounts, service))
        .collect();
    Page::new(format!("{:#}\n", json!({ "services": services })))
}

fn entry(mounts: &Mounts, service: &ServiceDocument) -> Value {
    let ServiceDocument {
        name,
        base_path,
        document,
    } = service;
    let mount = mounts.services.get(name);
    let problems: Vec<Value> = mount
        .and_then(|mount| mount.declared.as_ref())
        .map(|declared| declared.problems.iter().map(problem).collect())
        .unwrap_or_default();
    let [declared, observed, both] = count(document);
    json!({
        "service": name,
        "mounted": mount.is_some(),
        "hosts": mount.map(|mount| mount.hosts.clone()),
        "basePath": base_path,
        "operations": { "declared": declared, "observed": observed, "both": both },
        "problems": problems,
        "document": format!("/services/{name}/openapi.json"),
    })
}

/// A problem as callers read it.
pub(crate) fn problem(problem: &openapi::contract::CompileProblem) -> Value {
    let kind = problem.kind.as_str();
    json!({ "kind": kind, "pointer": problem.pointer, "message": problem.message })
}

/// Operations by where they are known from: declared, observed, both.
fn count(document: &Value) -> [usize; 3] {
    let items = document.get("paths").and_then(Value::as_object);
    let sources: Vec<&str> = items
        .into_iter()
        .flat_map(|items| items.values())
        .flat_map(crate::publish::sources_of)
        .collect();
    ["declared", "observed", "both"]
        .map(|wanted| sources.iter().filter(|source| **source == wanted).count())
}
