//! Verdicts without what is let through: what stands behind it is judged all the same, and
//! a list that may have been cut off lets nothing through.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use crate::contract::{
    Body, BodyNeed, Contract, HeadCheck, Operation, Route, Undecided, Verdict, Violation,
};
use crate::document::Document;
use crate::finding::{Direction, Mismatch};
use crate::http::{Announcement, Header, MediaType, RequestHead};
use crate::json::JsonLimits;
use crate::limits::VIOLATIONS_MAX;

/// The one operation, `POST /x`, with this schema for its body.
fn operation(schema: &Value) -> std::sync::Arc<Operation> {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/x": {"post": {
            "parameters": [
                {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}},
                {"name": "page", "in": "query", "schema": {"type": "integer"}},
            ],
            "requestBody": {"required": true, "content": {"application/json": {"schema": schema}}},
            "responses": {},
        }}},
    });
    let document = Document::from_value(document).unwrap();
    let (contract, problems) = Contract::compile(&document);
    assert_eq!(problems, []);
    let Route::Matched(matched) = contract.route(b"POST", "/x") else {
        panic!("no operation");
    };
    matched.operation
}

fn head(query: &str, encoding: &str) -> HeadCheck {
    let headers = [
        ("content-type", "application/json"),
        ("content-encoding", encoding),
    ];
    let headers = headers.map(|(name, value)| Header {
        name: name.as_bytes(),
        value: value.as_bytes(),
    });
    let head = RequestHead {
        method: b"POST",
        authority: b"a",
        path: query.as_bytes(),
        headers: &headers,
    };
    let limit = |violation: &Violation| violation.pointer == "/limit";
    operation(&json!({}))
        .check_request_head_except(&head, &[], &Announcement::of(&headers), &mut { limit })
}

fn body(schema: &Value, body: &Value) -> Verdict {
    let media_type = MediaType::parse(b"application/json").unwrap();
    let text = body.to_string();
    let body = Body::read(Some(&media_type), text.as_bytes(), JsonLimits::default());
    operation(schema).check_request_body(Some(&media_type), &body)
}

fn kinds(verdict: &Verdict) -> Vec<String> {
    let Verdict::Violates(violations) = verdict else {
        panic!("{verdict:?}")
    };
    let operation = operation(&json!({}));
    let kind = |it| Mismatch::of(&operation, Direction::Request, it).pointer;
    violations.iter().map(kind).collect()
}

#[test]
fn behind_a_parameter_that_is_let_through_the_rest_is_judged() {
    let passed = head("/x?limit=10", "");
    assert_eq!(
        (passed.verdict, passed.body),
        (Verdict::Conforms, BodyNeed::Whole)
    );
    assert_eq!(kinds(&head("/x?limit=10&page=a", "").verdict), ["/page"]);
    let encoded = head("/x?limit=10", "gzip").verdict;
    assert_eq!(encoded, Verdict::Undecided(Undecided::ContentEncoded));
}

#[test]
fn a_list_that_may_have_been_cut_off_lets_nothing_through() {
    let schema = json!({"type": "array", "items": {"type": "string"}});
    let wrong = |count: usize| body(&schema, &json!(vec![7; count]));
    let all = |verdict: Verdict| verdict.except(&mut |_| true);
    assert_eq!(all(wrong(VIOLATIONS_MAX - 1)), Verdict::Conforms);
    for count in [VIOLATIONS_MAX, VIOLATIONS_MAX + 1] {
        assert_eq!(all(wrong(count)), wrong(count));
    }
}

#[test]
fn a_reason_that_is_found_twice_does_not_hide_that_others_were_cut_off() {
    let item = json!({"allOf": [{"type": "string"}, {"type": "string"}, {"type": "string"}]});
    let schema = json!({"type": "object", "properties": {
        "a": {"type": "array", "items": item}, "b": {"type": "integer"},
    }});
    let verdict = body(&schema, &json!({"a": vec![7; VIOLATIONS_MAX], "b": "x"}));
    let lets_through = verdict.clone().except(&mut |it| it.pointer != "/b");
    assert_eq!(
        lets_through, verdict,
        "all are of /a, and nobody knows of /b"
    );
    let few = body(
        &schema,
        &json!({"a": vec![7; VIOLATIONS_MAX - 2], "b": "x"}),
    );
    assert_eq!(kinds(&few.except(&mut |it| it.pointer != "/b")), ["/b"]);
}

#[test]
fn reasons_that_took_too_long_to_find_say_that_there_may_be_more() {
    let tree = json!({"$ref": "#/$defs/tree"});
    let branch = json!({"type": "array", "items": tree});
    let schema = json!({
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": tree},
        "$defs": {"tree": {"anyOf": [{"type": "null"}, branch, branch]}},
    });
    let schema =
        json!({"$id": "docent:///tree", "allOf": [schema.clone()], "$defs": schema["$defs"]});
    let deep = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
    let verdicts: Vec<Verdict> = (10..17)
        .map(|levels| body(&schema, &json!({"a": 7, "b": deep(levels)})))
        .collect();
    let is_open = |verdict: &&Verdict| matches!(verdict, Verdict::Violates(all) if all.len() > 1 && all.iter().any(|it| it.keyword == "schema"));
    let open = verdicts
        .iter()
        .find(is_open)
        .expect("some are cut short by steps");
    assert!(kinds(open).contains(&"/a".to_owned()), "{open:?}");
    let lets_through = open.clone().except(&mut |it| it.keyword != "schema");
    assert_ne!(lets_through, Verdict::Conforms);
}
