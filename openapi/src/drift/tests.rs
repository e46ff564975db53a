//! Tests of what is found between a declared and an observed document, and of what would
//! take it in.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{Change, Comparison, Drift, DriftKind, Patch, compare};
use crate::contract::{CompileProblem, Contract, ProblemKind};
use crate::document::Document;
use crate::http::Method;
use crate::limits::{UNSEEN_DAYS_MIN, UNSEEN_EXCHANGES_MIN};
use crate::observation::{ContentObservation, Observation, query_parameters, segments};
use crate::observed::{Observed, Publication};
use crate::shape::tests::shape_of;

mod bodies;
#[cfg(not(target_family = "wasm"))]
mod laws;
mod parameters;
mod schemas;

/// An exchange of JSON bodies.
pub(super) fn exchange(
    method: Method,
    target: &str,
    request: Option<&Value>,
    status: u16,
    response: Option<&Value>,
) -> Observation {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let content = |body: &Value| ContentObservation::new("application/json", Some(shape_of(body)));
    Observation {
        query: query_parameters(query, None),
        request: request.map(content),
        response: response.map(content),
        ..Observation::new(method, segments(path).unwrap(), status)
    }
}

pub(super) fn get(target: &str, response: &Value) -> Observation {
    exchange(Method::Get, target, None, 200, Some(response))
}

pub(super) fn observed(exchanges: impl IntoIterator<Item = Observation>) -> Value {
    let mut observed = Observed::default();
    for exchange in exchanges {
        observed.observe(exchange);
    }
    observed
        .to_document(Publication::titled("test"))
        .into_value()
}

/// A document of these paths and components.
pub(super) fn document(paths: Value, schemas: Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "T", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// An operation that answers JSON of this schema.
pub(super) fn answers(schema: Value) -> Value {
    let content = json!({ "application/json": { "schema": schema } });
    json!({ "responses": { "200": { "description": "ok", "content": content } } })
}

pub(super) fn patched(document: &Value, patch: &Patch) -> Value {
    let mut document = document.clone();
    let changes = serde_json::to_value(patch).unwrap();
    let changes: json_patch::Patch = serde_json::from_value(changes).unwrap();
    let applied = json_patch::patch(&mut document, &changes);
    assert!(applied.is_ok(), "{applied:?}: {changes} of {document}");
    document
}

fn places(comparison: &Comparison) -> Vec<String> {
    let name = |drift: &Drift| {
        let name = drift.place.name.as_ref();
        name.map(|name| format!(" {name}")).unwrap_or_default()
    };
    let line = |drift: &Drift| {
        let presence = drift
            .presence
            .map(|it| format!(" {}/{}", it.present, it.of));
        let types = drift.types.join(",");
        let types = if types.is_empty() {
            types
        } else {
            format!(" {types}")
        };
        format!(
            "{} {} {}{}{}{types}",
            drift.severity.as_str(),
            drift.place.kind.as_str(),
            drift.place.pointer,
            name(drift),
            presence.unwrap_or_default(),
        )
    };
    comparison.drifts.iter().map(line).collect()
}

fn not_enforced(document: &Value) -> Vec<CompileProblem> {
    let document = Document::from_value(document.clone()).unwrap();
    let (_, problems) = Contract::compile(&document);
    let problems = problems.into_iter();
    problems
        .filter(|it| it.kind == ProblemKind::NotEnforced)
        .collect()
}

/// Each patch makes its own difference disappear and no other; all together leave none; and
/// what comes out is a contract as much as what went in.
#[track_caller]
pub(super) fn check_patches(declared: &Value, observed: &Value, days: u64) {
    let before = compare(declared, observed, days);
    let problems = not_enforced(declared).len();
    let keys = |comparison: &Comparison| -> Vec<_> {
        let mut places: Vec<_> = comparison
            .drifts
            .iter()
            .map(|it| it.place.clone())
            .collect();
        places.sort();
        places
    };
    for drift in &before.drifts {
        assert!(!drift.patch.changes().is_empty(), "{drift:?}");
        let after = patched(declared, &drift.patch);
        let mut expected = keys(&before);
        expected.retain(|place| *place != drift.place);
        let found = keys(&compare(&after, observed, days));
        assert_eq!(found, expected, "{drift:?} of {declared} by {observed}");
        assert!(
            not_enforced(&after).len() <= problems,
            "{drift:?} of {declared}"
        );
    }
    let all = Patch::all(before.drifts.iter().map(|it| &it.patch));
    let after = patched(declared, &all);
    assert_eq!(
        keys(&compare(&after, observed, days)),
        [],
        "{declared} by {observed}"
    );
    assert!(not_enforced(&after).len() <= problems, "{after}");
}

/// The differences, one line each, after their patches were tried.
#[track_caller]
pub(super) fn check(declared: &Value, observed: &Value, expected: &[&str]) {
    check_patches(declared, observed, 1);
    assert_eq!(places(&compare(declared, observed, 1)), expected);
}

#[test]
fn an_operation_that_nobody_declared_is_a_shadow_and_its_patch_declares_it() {
    let declared = document(
        json!({ "/users/{id}": { "get": answers(json!({})), "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } },
        ] } }),
        json!({}),
    );
    let seen = observed([
        exchange(Method::Delete, "/users/7", None, 204, None),
        get("/orders/12?limit=3", &json!({ "id": 1 })),
        get("/users/7", &json!("x")),
        exchange(Method::Head, "/users/7", None, 200, None),
    ]);
    check(
        &declared,
        &seen,
        &[
            "warning undocumented_operation /paths/~1orders~1{orderId}/get",
            "warning undocumented_operation /paths/~1users~1{id}/delete",
        ],
    );
    let found = compare(&declared, &seen, 1);
    let after = patched(&declared, &found.drifts[0].patch);
    assert_eq!(
        after["paths"]["/orders/{orderId}"]["get"],
        json!({
            "operationId": "getOrder",
            "tags": ["orders"],
            "parameters": [
                { "name": "orderId", "in": "path", "required": true, "schema": { "type": "integer" } },
                { "name": "limit", "in": "query", "schema": { "type": "integer" } },
            ],
            "responses": { "200": { "description": "OK", "content": { "application/json": {
                "schema": { "type": "object", "properties": { "id": { "type": "integer" } } },
            } } } },
        })
    );
}

#[test]
fn an_operation_is_unseen_only_after_enough_exchanges_and_days() {
    let declared = document(
        json!({ "/a": { "get": answers(json!({})), "put": answers(json!({})) } }),
        json!({}),
    );
    let one = get("/a", &json!(1));
    let count = usize::try_from(UNSEEN_EXCHANGES_MIN).unwrap();
    let unseen = |exchanges: usize, days: u64| {
        let seen = observed(vec![one.clone(); exchanges]);
        check_patches(&declared, &seen, days);
        places(&compare(&declared, &seen, days))
    };
    assert_eq!(
        unseen(count, UNSEEN_DAYS_MIN),
        ["warning unseen_operation /paths/~1a/put"]
    );
    assert_eq!(unseen(count - 1, UNSEEN_DAYS_MIN), [] as [&str; 0]);
    assert_eq!(unseen(count, UNSEEN_DAYS_MIN - 1), [] as [&str; 0]);
}

#[test]
fn a_literal_that_looks_like_a_value_is_seen_as_a_parameter_and_is_no_other_literal() {
    let declared = document(
        json!({ "/models/gpt-4-0613a7f3b2": { "get": answers(json!({})) } }),
        json!({}),
    );
    let count = usize::try_from(UNSEEN_EXCHANGES_MIN).unwrap();
    let seen = observed(vec![get("/models/gpt-4-0613a7f3b2", &json!(1)); count]);
    assert_eq!(
        places(&compare(&declared, &seen, UNSEEN_DAYS_MIN)),
        [] as [&str; 0]
    );
    let other = observed([get("/models/latest", &json!(1))]);
    check(
        &declared,
        &other,
        &["warning undocumented_operation /paths/~1models~1latest/get"],
    );
}

#[test]
fn what_was_observed_apart_is_one_declared_operation() {
    let declared = document(
        json!({ "/users/{name}": { "get": answers(json!({ "type": "string" })) } }),
        json!({}),
    );
    let seen = observed([get("/users/alice", &json!(1)), get("/users/bob", &json!(2))]);
    let found = compare(&declared, &seen, 1);
    assert_eq!(found.drifts.len(), 1);
    assert_eq!(found.drifts[0].place.kind, DriftKind::TypeOutside);
    assert_eq!(found.drifts[0].exchanges, 2);
    assert_eq!(found.operations.len(), 1);
    assert_eq!(found.matched.len(), 2);
}

#[test]
fn differences_beyond_the_bound_are_counted() {
    let max = crate::limits::DRIFTS_MAX;
    let mut paths = serde_json::Map::new();
    for n in 0..max + 3 {
        paths.insert(
            format!("/p{n}"),
            json!({ "get": {
            "responses": { "200": { "description": "ok" } },
        } }),
        );
    }
    let observed = document(paths.into(), json!({}));
    let found = compare(&document(json!({}), json!({})), &observed, 1);
    assert_eq!((found.drifts.len(), found.omitted), (max, 3));
}

#[test]
fn patches_of_one_array_are_made_from_its_end() {
    let schema = json!({ "type": "object", "required": ["a", "b", "c", "b"] });
    let declared = document(json!({ "/a": { "get": answers(schema) } }), json!({}));
    let seen = observed([
        get("/a", &json!({ "c": 1 })),
        get("/a", &json!({ "x": 1, "c": 1 })),
    ]);
    let found = compare(&declared, &seen, 1);
    let all = Patch::all(found.drifts.iter().map(|it| &it.patch));
    let removed: Vec<&str> = all
        .changes()
        .iter()
        .filter_map(|change| match change {
            Change::Remove { path } => path.rsplit('/').next(),
            Change::Add { .. } | Change::Replace { .. } | Change::Test { .. } => None,
        })
        .collect();
    assert_eq!(removed, ["3", "1", "0"]);
    let after = patched(&declared, &all);
    let content = &after["paths"]["/a"]["get"]["responses"]["200"]["content"];
    assert_eq!(
        content["application/json"]["schema"]["required"],
        json!(["c"])
    );
}
