//! Tests of what is published for what was observed.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{Observed, Overrides, Publication};
use crate::contract::Contract;
use crate::http::Method;
use crate::limits::{MEDIA_TYPES_MAX, OBSERVED_SEGMENTS_MAX, PATH_CHILDREN_MAX, QUERY_NAMES_MAX};
use crate::observation::{ContentObservation, Observation, Segment, query_parameters, segments};
use crate::shape::tests::shape_of;

mod bodies;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod laws;
#[cfg(not(target_family = "wasm"))]
mod leaks;
mod names;
mod parameters;
mod templates;

/// An exchange without content.
fn exchange(method: Method, target: &str, status: u16) -> Observation {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Observation {
        query: query_parameters(query, None),
        ..Observation::new(method, segments(path).unwrap(), status)
    }
}

fn content(media_type: &str, body: Option<&Value>) -> ContentObservation {
    ContentObservation::new(media_type, body.map(shape_of))
}

fn observed(observations: impl IntoIterator<Item = Observation>) -> Observed {
    let mut observed = Observed::default();
    for observation in observations {
        observed.observe(observation);
    }
    observed
}

fn document(observations: impl IntoIterator<Item = Observation>) -> Value {
    let document = observed(observations).to_document(Publication::titled("test"));
    let (_, problems) = Contract::compile(&document);
    assert!(problems.is_empty(), "{problems:?}");
    document.into_value()
}

#[track_caller]
fn check_templates(targets: &[&str], expected: &[&str]) {
    let observed = observed(targets.iter().map(|t| exchange(Method::Get, t, 200)));
    let operations = observed.operations(&Overrides::default());
    let templates: Vec<_> = operations
        .iter()
        .map(super::ObservedOperation::template)
        .collect();
    assert_eq!(templates, expected);
}

#[test]
fn a_document_says_all_that_was_seen() {
    let observation = Observation {
        request: Some(content("application/json", Some(&json!({"score": 0.5})))),
        response: Some(content("application/json", Some(&json!({"id": 7})))),
        ..exchange(Method::Post, "/v1/users/42/ratings?dry=true", 201)
    };
    let expected = json!({
        "openapi": "3.1.0",
        "info": { "title": "test", "version": "observed" },
        "paths": { "/v1/users/{userId}/ratings": { "post": {
            "operationId": "createUserRating",
            "tags": ["users"],
            "parameters": [
                { "name": "userId", "in": "path", "required": true, "schema": { "type": "integer" } },
                { "name": "dry", "in": "query", "schema": { "type": "boolean" }, "x-presence": "1/1" },
            ],
            "requestBody": {
                "content": { "application/json": { "schema": {
                    "type": "object",
                    "properties": { "score": { "type": "number", "x-presence": "1/1" } },
                }, "example": { "score": 0.5 } } },
                "x-presence": "1/1",
            },
            "responses": { "201": {
                "description": "Created",
                "content": { "application/json": { "schema": {
                    "type": "object",
                    "properties": { "id": { "type": "integer", "x-presence": "1/1" } },
                }, "example": { "id": 1 } } },
                "x-docent-exchanges": 1,
            } },
            "x-docent-source": "observed",
            "x-docent-exchanges": 1,
            "x-docent-confidence": "low",
        } } },
    });
    assert_eq!(document([observation]), expected);
}

#[test]
fn nothing_observed_is_an_empty_document() {
    assert!(Observed::default().is_empty());
    assert_eq!(document([])["paths"], json!({}));
}

#[test]
fn values_in_a_path_become_parameters() {
    check_templates(
        &["/users/1", "/users/2", "/users/me", "/users"],
        &["/users", "/users/me", "/users/{userId}"],
    );
    check_templates(&["/users/1/2"], &["/users/{userId}/{id}"]);
    check_templates(&["/users/1/users/2"], &["/users/{userId}/users/{userId2}"]);
    check_templates(&["/v1/1", "/2"], &["/v1/{id}", "/{id}"]);
    check_templates(&["/", "/users/"], &["/", "/users/"]);
}

#[test]
fn literals_over_the_bound_become_values_but_a_final_slash_stays() {
    let names = |count: usize| {
        (0..count)
            .map(|n| format!("/users/name_{n}"))
            .collect::<Vec<_>>()
    };
    let targets = |names: &[String]| {
        let observed = observed(names.iter().map(|name| exchange(Method::Get, name, 200)));
        let literal = Overrides::parse(&["/users/^".to_owned()]).unwrap();
        observed.operations(&literal).len()
    };
    assert_eq!(targets(&names(PATH_CHILDREN_MAX)), PATH_CHILDREN_MAX);
    assert_eq!(targets(&names(PATH_CHILDREN_MAX + 1)), 1);
    let with_slash = [names(PATH_CHILDREN_MAX), vec!["/users/".to_owned()]].concat();
    assert_eq!(targets(&with_slash), PATH_CHILDREN_MAX + 1);
    let with_slash = [names(PATH_CHILDREN_MAX + 1), vec!["/users/".to_owned()]].concat();
    assert_eq!(targets(&with_slash), 2);
    let collapsed = names(PATH_CHILDREN_MAX + 1);
    let document = document(
        collapsed
            .iter()
            .map(|name| exchange(Method::Get, name, 200)),
    );
    let operation = &document["paths"]["/users/{userId}"]["get"];
    assert_eq!(
        operation["parameters"][0]["schema"],
        json!({"type": "string"})
    );
    assert_eq!(
        operation["x-docent-exchanges"],
        json!(PATH_CHILDREN_MAX + 1)
    );
}

#[test]
fn what_never_succeeded_is_not_published() {
    let probes = [404, 401, 500].map(|status| exchange(Method::Get, "/wp-login.php", status));
    assert_eq!(document(probes.clone())["paths"], json!({}));
    let document = document(probes.into_iter().chain([exchange(
        Method::Get,
        "/wp-login.php",
        302,
    )]));
    let responses = document["paths"]["/wp-login.php"]["get"]["responses"]
        .as_object()
        .unwrap();
    assert_eq!(
        responses.keys().collect::<Vec<_>>(),
        ["302", "401", "404", "500"]
    );
}

#[test]
fn a_request_is_learnt_from_successes_alone() {
    let sent = |status, body: Value| Observation {
        request: Some(content("application/json", Some(&body))),
        ..exchange(Method::Put, "/a?q=1", status)
    };
    let document = document([sent(200, json!({"good": 1})), sent(422, json!({"bad": 1}))]);
    let text = document.to_string();
    assert!(text.contains("good") && !text.contains("bad\""));
    assert_eq!(
        document["paths"]["/a"]["put"]["parameters"][0]["x-presence"],
        "1/1"
    );
}

#[test]
fn a_parameter_and_a_body_are_required_after_twelve_successes_without_a_miss() {
    let sent = |n: usize, target: &str, body: Option<&Value>| {
        let one = Observation {
            request: body.map(|body| content("application/json", Some(body))),
            ..exchange(Method::Post, target, 200)
        };
        vec![one; n]
    };
    let required = |observations: Vec<Observation>| {
        let document = document(observations);
        let operation = &document["paths"]["/a"]["post"];
        (
            operation["parameters"][0]["required"].clone(),
            operation["requestBody"]["required"].clone(),
        )
    };
    let with = |n| sent(n, "/a?q=1", Some(&json!(1)));
    assert_eq!(required(with(11)), (json!(null), json!(null)));
    assert_eq!(required(with(12)), (json!(true), json!(true)));
    let missed = [with(12), sent(1, "/a", None)].concat();
    assert_eq!(required(missed), (json!(null), json!(null)));
}

#[test]
fn a_parameter_that_repeats_is_an_array() {
    let document = document([exchange(Method::Get, "/a?tag=1&tag=2", 200)]);
    let schema = &document["paths"]["/a"]["get"]["parameters"][0]["schema"];
    assert_eq!(
        *schema,
        json!({"type": "array", "items": {"type": "integer"}})
    );
}

#[test]
fn query_names_over_the_bound_and_names_that_identify_are_counted() {
    let named = |n: usize| exchange(Method::Get, &format!("/a?name_{}=1", "x".repeat(n)), 200);
    let count = |observations: Vec<Observation>| {
        let document = document(observations);
        let operation = &document["paths"]["/a"]["get"];
        let parameters = operation["parameters"].as_array().map_or(0, Vec::len);
        (parameters, operation["x-docent-unnamed-query"].clone())
    };
    assert_eq!(
        count((0..QUERY_NAMES_MAX).map(named).collect()),
        (QUERY_NAMES_MAX, json!(null))
    );
    assert_eq!(
        count((0..=QUERY_NAMES_MAX).map(named).collect()),
        (0, json!(QUERY_NAMES_MAX + 1))
    );
    let identifying = exchange(Method::Get, "/a?4711=1&ok=1", 200);
    assert_eq!(count(vec![identifying]), (1, json!(1)));
}

#[test]
fn content_that_is_not_read_has_a_media_type_and_no_schema() {
    let stream = Observation {
        response: Some(content("text/event-stream", None)),
        ..exchange(Method::Get, "/events", 200)
    };
    let document = document([stream]);
    let content = &document["paths"]["/events"]["get"]["responses"]["200"]["content"];
    assert_eq!(*content, json!({"text/event-stream": {}}));
}

#[test]
fn media_types_over_the_bound_are_any() {
    let typed = |n: usize| Observation {
        response: Some(content(&format!("application/x{n}"), None)),
        ..exchange(Method::Get, "/a", 200)
    };
    let published = |count: usize| {
        let document = document((0..count).map(typed));
        document["paths"]["/a"]["get"]["responses"]["200"]["content"].clone()
    };
    assert_eq!(
        published(MEDIA_TYPES_MAX).as_object().unwrap().len(),
        MEDIA_TYPES_MAX
    );
    assert_eq!(published(MEDIA_TYPES_MAX + 1), json!({"*/*": {}}));
}

#[test]
fn what_cannot_be_kept_is_counted() {
    let mut observed = Observed::default();
    let long = vec![Segment::Literal("a".to_owned()); OBSERVED_SEGMENTS_MAX + 1];
    for (path, status) in [(long, 200), (vec![], 200), (segments("/a").unwrap(), 99)] {
        let observation = Observation {
            path,
            ..exchange(Method::Get, "/a", status)
        };
        assert_eq!(observed.observe(observation), 0);
    }
    assert_eq!(
        (observed.refused(), observed.nodes(), observed.is_empty()),
        (3, 1, false)
    );
}

#[test]
fn a_literal_that_would_break_a_template_is_a_value() {
    let path = vec![Segment::Literal("{x}".to_owned())];
    let observation = Observation {
        path,
        ..exchange(Method::Get, "/", 200)
    };
    assert_eq!(
        observed([observation]).operations(&Overrides::default())[0].template(),
        "/{id}"
    );
}

#[test]
fn what_is_known_opens_no_node() {
    let observation = Observation {
        request: Some(content("application/json", Some(&json!({"a": [1]})))),
        response: Some(content("application/json", Some(&json!({"b": null})))),
        ..exchange(Method::Post, "/users/42?limit=1", 200)
    };
    let mut observed = Observed::default();
    let nodes = observed.nodes();
    assert_eq!(
        observed.observe(observation.clone()),
        observed.nodes() - nodes
    );
    assert_eq!(observed.observe(observation), 0);
}
