//! Statuses, media types and request bodies.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{answers, check, document, exchange, get, observed};
use crate::http::Method;
use crate::observation::{ContentObservation, Observation};

fn operation(responses: Value) -> Value {
    document(
        json!({ "/a": { "post": { "responses": responses } } }),
        json!({}),
    )
}

fn post(body: Option<&Value>, status: u16) -> Observation {
    exchange(Method::Post, "/a", body, status, None)
}

#[test]
fn a_status_is_declared_by_itself_by_its_range_or_by_default() {
    let seen = observed([200, 201, 404, 422, 503].map(|status| post(None, status)));
    let ok = json!({ "description": "ok" });
    check(
        &operation(json!({ "200": ok, "4XX": ok })),
        &seen,
        &[
            "error undeclared_status /paths/~1a/post/responses/201",
            "warning undeclared_status /paths/~1a/post/responses/503",
        ],
    );
    check(&operation(json!({ "default": ok })), &seen, &[]);
    check(&operation(json!({})), &seen, &[]);
    check(&operation(json!({ "x-none": ok })), &seen, &[]);
}

#[test]
fn a_media_type_is_declared_by_itself_or_by_its_range() {
    let typed = |media_type: &str| Observation {
        response: Some(ContentObservation::new(media_type, None)),
        ..get("/a", &json!(1))
    };
    let seen = observed(["application/json", "text/csv", "image/png"].map(typed));
    let content = |content: Value| {
        let responses = json!({ "200": { "description": "ok", "content": content } });
        document(
            json!({ "/a": { "get": { "responses": responses } } }),
            json!({}),
        )
    };
    check(
        &content(json!({ "application/json; charset=utf-8": {}, "text/*": {} })),
        &seen,
        &["error undeclared_media_type /paths/~1a/get/responses/200/content/image~1png"],
    );
    check(&content(json!({ "*/*": {} })), &seen, &[]);
    let silent = document(
        json!({ "/a": { "get": { "responses": { "200": { "description": "ok" } } } } }),
        json!({}),
    );
    check(
        &silent,
        &observed([typed("image/png")]),
        &["info undeclared_media_type /paths/~1a/get/responses/200/content/image~1png"],
    );
}

#[test]
fn a_response_that_is_elsewhere_is_found_there() {
    let mut declared = document(
        json!({ "/a": { "get": { "responses": { "200": { "$ref": "#/components/responses/Ok" } } } } }),
        json!({}),
    );
    declared["components"]["responses"]["Ok"] =
        answers(json!({ "type": "string" }))["responses"]["200"].clone();
    let seen = observed([get("/a", &json!(1))]);
    check(
        &declared,
        &seen,
        &["error type_outside /components/responses/Ok/content/application~1json/schema integer"],
    );
}

#[test]
fn a_request_body_that_is_not_declared_is() {
    let body = json!({ "name": "x" });
    let seen = observed([post(Some(&body), 200)]);
    let ok = json!({ "200": { "description": "ok" } });
    check(
        &operation(ok),
        &seen,
        &["error undeclared_media_type /paths/~1a/post/requestBody/content/application~1json"],
    );
}

#[test]
fn a_request_body_that_was_not_there_is_not_required() {
    let body = json!({ "name": "x" });
    let mut declared =
        operation(json!({ "200": { "description": "ok" }, "400": { "description": "no" } }));
    declared["paths"]["/a"]["post"]["requestBody"] = json!({ "required": true, "content": {
        "application/json": { "schema": { "type": "object", "properties": {
            "name": { "type": "string" }, "id": { "type": "integer", "readOnly": true },
        }, "required": ["name", "id"] } },
    } });
    let refused = post(None, 400);
    let seen = observed([post(Some(&body), 200), refused.clone()]);
    check(&declared, &seen, &[]);
    let seen = observed([post(Some(&body), 200), post(None, 200), refused.clone()]);
    check(
        &declared,
        &seen,
        &["error required_missing /paths/~1a/post/requestBody 1/2"],
    );
    let seen = observed([post(None, 200), refused]);
    check(
        &declared,
        &seen,
        &["error required_missing /paths/~1a/post/requestBody 0/1"],
    );
}

/// A response of one media type, declared and as an observed document has it.
#[track_caller]
fn check_stream(media_type: &str, declared: Value, item: Value, expected: &[&str]) {
    let operation = |content: Value| {
        json!({ "/a": { "get": { "responses": {
            "200": { "description": "", "content": { media_type: content } },
        } } } })
    };
    let declared = document(operation(declared), json!({}));
    let seen = document(operation(json!({ "itemSchema": item })), json!({}));
    let at = "/paths/~1a/get/responses/200/content/";
    let expected: Vec<String> = expected.iter().map(|it| it.replace('@', at)).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(&declared, &seen, &expected);
}

#[test]
fn a_line_of_a_stream_is_an_item_whichever_way_it_is_declared() {
    let item = json!({ "type": "object", "properties": { "a": { "type": "integer" } } });
    let text = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let lines = "application/x-ndjson";
    check_stream(lines, json!({ "itemSchema": item }), item.clone(), &[]);
    check_stream(lines, json!({}), item.clone(), &[]);
    for (declared, at) in [
        (json!({ "itemSchema": text }), "itemSchema"),
        (json!({ "schema": text }), "schema"),
        (
            json!({ "schema": { "type": "array", "items": text } }),
            "schema/items",
        ),
    ] {
        let expected =
            format!("error type_outside @application~1x-ndjson/{at}/properties/a integer");
        check_stream(lines, declared, item.clone(), &[&expected]);
    }
}

#[test]
fn what_events_carry_is_compared_wherever_it_is_declared() {
    let payload = |kind: &str| json!({ "type": "object", "properties": { "a": { "type": kind } } });
    let event = |content: Value| {
        json!({ "type": "object", "required": ["data"], "properties": {
            "data": { "type": "string", "contentSchema": content },
            "event": { "type": "string" },
        } })
    };
    let seen = event(payload("integer"));
    let stream = "text/event-stream";
    for (declared, at) in [
        (
            json!({ "itemSchema": event(payload("string")) }),
            "itemSchema/properties/data/contentSchema/",
        ),
        (json!({ "itemSchema": payload("string") }), "itemSchema/"),
        (json!({ "schema": payload("string") }), "schema/"),
    ] {
        let expected = format!("error type_outside @text~1event-stream/{at}properties/a integer");
        check_stream(stream, declared, seen.clone(), &[&expected]);
    }
    for declared in [
        json!({ "itemSchema": { "type": "object" } }),
        json!({ "itemSchema": { "type": "object", "properties": { "data": { "type": "string" } } } }),
        json!({ "schema": { "type": "string" } }),
    ] {
        let text = json!({ "type": "object", "properties": { "data": { "type": "string" } } });
        check_stream(stream, declared, text, &[]);
    }
    check_stream(stream, json!({ "schema": { "type": "string" } }), seen, &[]);
}
