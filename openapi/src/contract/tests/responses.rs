//! Tests of responses: status codes, media types, bodies.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    Body, BodyNeed, Header, JsonLimits, MediaType, ResponseHead, Value, compile, json, lines,
    matched, stream_verdict,
};

#[track_caller]
fn check(responses: Value, status: u16, content_type: Option<&str>, body: &str, expected: &[&str]) {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x": { "get": { "responses": responses } } },
    }));
    assert_eq!(problems, Vec::<String>::new());
    let operation = matched(&contract, "GET", "/x").operation;
    let headers: Vec<Header<'_>> = content_type
        .map(|value| Header {
            name: b"content-type",
            value: value.as_bytes(),
        })
        .into_iter()
        .collect();
    let head = ResponseHead {
        status,
        headers: &headers,
    };
    let check = operation.check_response_head(&head, body.is_empty());
    let verdict = match (
        check.body,
        content_type.and_then(|text| MediaType::parse(text.as_bytes())),
    ) {
        (BodyNeed::Whole, media_type) => {
            let body = Body::read(media_type.as_ref(), body.as_bytes(), JsonLimits::default());
            check
                .verdict
                .and(operation.check_response_body(status, media_type.as_ref(), &body))
        }
        (BodyNeed::Items, _) => {
            let items = operation.check_response_items(&head, JsonLimits::default());
            stream_verdict(items.unwrap(), body)
        }
        (BodyNeed::Nothing, _) => check.verdict,
    };
    assert_eq!(lines(&verdict), expected);
}

const JSON: Option<&str> = Some("application/json");

fn integer() -> Value {
    json!({ "content": { "application/json": { "schema": { "type": "integer" } } } })
}

#[test]
fn exact_codes_come_before_ranges_and_default() {
    let responses =
        json!({ "200": integer(), "2XX": {}, "default": { "content": { "text/plain": {} } } });
    check(responses.clone(), 200, JSON, "1", &[]);
    check(
        responses.clone(),
        200,
        JSON,
        "\"a\"",
        &[r#"body "": expected integer (type)"#],
    );
    check(responses.clone(), 201, JSON, "\"a\"", &[]);
    check(responses.clone(), 500, Some("text/plain"), "a", &[]);
    check(
        responses,
        500,
        JSON,
        "1",
        &[r#"header "/content-type": not a media type of the contract (contentType)"#],
    );
}

#[test]
fn an_undeclared_status_is_a_violation() {
    check(
        json!({ "200": integer() }),
        418,
        None,
        "",
        &[r#"status "": status 418 is not declared (responses)"#],
    );
    check(json!({}), 418, None, "", &[]);
}

#[test]
fn responses_without_a_body_are_not_asked_for_one() {
    check(json!({ "204": integer() }), 204, None, "x", &[]);
    check(json!({ "200": integer() }), 200, None, "", &[]);
}

#[test]
fn streams_are_passed_undecided() {
    let responses = json!({ "200": { "content": { "text/event-stream": {} } } });
    check(
        responses,
        200,
        Some("text/event-stream; charset=utf-8"),
        "data: 1",
        &["undecided: stream"],
    );
}
