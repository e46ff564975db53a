//! Tests of compiling and judging: one document, one exchange, the violations it shows.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{Body, BodyNeed, Contract, ItemsCheck, Matched, Route, Undecided, Verdict};
use crate::document::Document;
use crate::http::{ContentType, Header, MediaType, Method, RequestHead, ResponseHead};
use crate::json::JsonLimits;

mod bodies;
mod directions;
mod dirty;
mod discriminators;
mod headers;
mod parameters;
mod responses;
mod routes;
mod security;

pub(super) fn compile(document: Value) -> (Contract, Vec<String>) {
    let (contract, problems) = Contract::compile(&Document::from_value(document).unwrap());
    (contract, problems.iter().map(ToString::to_string).collect())
}

pub(super) fn matched(contract: &Contract, method: &str, path: &str) -> Matched {
    let route = contract.route(method.as_bytes(), path);
    let Route::Matched(matched) = route else {
        panic!("expected a match of {method} {path}, got {route:?}");
    };
    matched
}

pub(super) fn lines(verdict: &Verdict) -> Vec<String> {
    match verdict {
        Verdict::Conforms => Vec::new(),
        Verdict::Violates(violations) => violations.iter().map(ToString::to_string).collect(),
        Verdict::Undecided(reason) => vec![format!("undecided: {}", reason.as_str())],
    }
}

/// The verdict on a stream that comes in one chunk.
pub(super) fn stream_verdict(mut items: ItemsCheck, body: &str) -> Verdict {
    match items.chunk(body.as_bytes()) {
        Ok(()) => items.end(),
        Err(broken) => Verdict::Violates(broken.violations),
    }
}

/// A POST of `body` to `/x`; no body at all when it is empty.
#[track_caller]
fn check_body(request_body: Value, content_type: Option<&str>, body: &str, expected: &[&str]) {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x": { "post": { "requestBody": request_body } } },
    }));
    assert_eq!(problems, Vec::<String>::new());
    let Matched {
        operation,
        path_values,
    } = matched(&contract, "POST", "/x");
    let headers: Vec<Header<'_>> = content_type
        .map(|value| Header {
            name: b"content-type",
            value: value.as_bytes(),
        })
        .into_iter()
        .collect();
    let head = RequestHead {
        method: b"POST",
        authority: b"a",
        path: b"/x",
        headers: &headers,
    };
    let check = operation.check_request_head(&head, &path_values, body.is_empty());
    let verdict = match (check.body, content_type) {
        (BodyNeed::Whole, media_type) => {
            let media_type = media_type.and_then(|text| MediaType::parse(text.as_bytes()));
            let body = Body::read(media_type.as_ref(), body.as_bytes(), JsonLimits::default());
            check
                .verdict
                .and(operation.check_request_body(media_type.as_ref(), &body))
        }
        (BodyNeed::Items, _) => {
            let items = operation.check_request_items(&headers, JsonLimits::default());
            stream_verdict(items.unwrap(), body)
        }
        (BodyNeed::Nothing, _) => check.verdict,
    };
    assert_eq!(lines(&verdict), expected);
}

/// What a compiled contract of one operation, with this request body or none, says of a POST:
/// after its head when that is all it takes, or after its body.
pub(super) fn judged(
    request_body: &Value,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
) -> (Vec<String>, BodyNeed) {
    let mut operation = json!({ "requestBody": request_body });
    if request_body.is_null() {
        operation = json!({});
    }
    let (contract, _) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x": { "post": operation } },
    }));
    let contract = Contract::from_bytes(&contract.to_bytes()).unwrap();
    let operation = matched(&contract, "POST", "/x").operation;
    let headers: Vec<Header<'_>> = headers
        .iter()
        .map(|(name, value)| Header {
            name: name.as_bytes(),
            value: value.as_bytes(),
        })
        .collect();
    let head = RequestHead {
        method: b"POST",
        authority: b"a",
        path: b"/x",
        headers: &headers,
    };
    let check = operation.check_request_head(&head, &[], body.is_none());
    let (BodyNeed::Whole, Some(body)) = (check.body, body) else {
        return (lines(&check.verdict), check.body);
    };
    assert_eq!(check.verdict, Verdict::Conforms);
    let media_type = match ContentType::of(&headers) {
        ContentType::One(media_type) => Some(media_type),
        ContentType::Absent | ContentType::Several | ContentType::Malformed => None,
    };
    let body = Body::read(media_type.as_ref(), body, JsonLimits::default());
    let verdict = operation.check_request_body(media_type.as_ref(), &body);
    (lines(&verdict), check.body)
}

/// The problems of a contract of one operation with this request body.
pub(super) fn problems(request_body: &Value) -> Vec<String> {
    let (_, problems) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x": { "post": { "requestBody": request_body } } },
    }));
    let pointer = "/paths/~1x/post/requestBody/content";
    let short = |problem: String| problem.replace(pointer, "");
    problems.into_iter().map(short).collect()
}

fn json_body(schema: Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

const JSON: Option<&str> = Some("application/json");

#[test]
fn a_body_that_conforms_says_nothing() {
    let schema =
        json!({ "type": "object", "properties": { "n": { "type": "integer", "maximum": 3 } } });
    check_body(json_body(schema), JSON, r#"{"n": 3}"#, &[]);
}

#[test]
fn every_violation_names_its_place() {
    let schema = json!({
        "type": "object",
        "required": ["name"],
        "properties": { "n": { "type": "integer", "maximum": 3 }, "tags": { "items": { "type": "string" } } },
        "additionalProperties": false,
    });
    check_body(
        json_body(schema),
        JSON,
        r#"{"n": 4, "tags": ["a", 1], "extra": true}"#,
        &[
            r#"body "": a member that is not declared (additionalProperties)"#,
            r#"body "/n": above maximum 3 (maximum)"#,
            r#"body "/name": missing (required)"#,
            r#"body "/tags/1": expected string (type)"#,
        ],
    );
}

#[test]
fn a_violation_never_carries_what_was_sent() {
    let schema = json!({
        "additionalProperties": { "type": "integer" },
        "properties": { "kind": { "enum": ["a"] }, "id": { "format": "uuid" }, "code": { "pattern": "^x$" } },
    });
    check_body(
        json_body(schema),
        JSON,
        r#"{"canary-key": "canary-1", "kind": "canary-2", "id": "canary-3", "code": "canary-4"}"#,
        &[
            r#"body "/*": expected integer (type)"#,
            r#"body "/code": does not match the pattern (pattern)"#,
            r#"body "/id": expected format uuid (format)"#,
            r#"body "/kind": expected one of the enumerated values (enum)"#,
        ],
    );
}

#[test]
fn a_required_body_must_be_there() {
    check_body(
        json_body(json!({})),
        None,
        "",
        &[r#"body "": missing (required)"#],
    );
    check_body(json!({ "content": {} }), None, "", &[]);
}

#[test]
fn the_media_type_must_be_one_of_the_contract() {
    let contract = json_body(json!({ "type": "integer" }));
    let other = [r#"header "/content-type": not a media type of the contract (contentType)"#];
    check_body(contract.clone(), Some("text/plain"), "1", &other);
    check_body(
        contract.clone(),
        Some("application/problem+json"),
        "1",
        &other,
    );
    check_body(
        contract.clone(),
        Some("application/JSON; charset=UTF-8"),
        "1",
        &[],
    );
    check_body(
        contract.clone(),
        Some("application/json; charset=utf-7"),
        "1",
        &[r#"header "/content-type": expected charset utf-8 (contentType)"#],
    );
    check_body(
        contract,
        None,
        "1",
        &[r#"header "/content-type": missing (contentType)"#],
    );
}

#[test]
fn what_is_not_json_is_told_apart() {
    check_body(
        json_body(json!({})),
        JSON,
        "{",
        &[r#"body "": not a JSON text (json)"#],
    );
    check_body(
        json_body(json!({})),
        JSON,
        r#"{"a":1,"a":2}"#,
        &[r#"body "": a member name is given twice (duplicateKey)"#],
    );
}

#[test]
fn a_described_media_type_that_is_not_read_is_undecided() {
    let any = json!({ "content": { "*/*": { "schema": { "type": "object" } } } });
    check_body(
        any,
        Some("multipart/form-data; boundary=x"),
        "--x",
        &["undecided: media_type_not_decoded"],
    );
}

#[test]
fn one_broken_schema_leaves_the_others_enforced() {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "paths": {
            "/broken": { "post": { "requestBody": json_body(json!({ "$ref": "#/components/schemas/Gone" })) } },
            "/well": { "get": { "parameters": [{ "name": "n", "in": "query", "schema": { "type": "integer" } }] } },
        },
    }));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].starts_with(
            "/paths/~1broken/post/requestBody/content/application~1json/schema/$ref: "
        )
    );
    let Matched { operation, .. } = matched(&contract, "POST", "/broken");
    let headers = [Header {
        name: b"content-type",
        value: b"application/json",
    }];
    let head = RequestHead {
        method: b"POST",
        authority: b"a",
        path: b"/broken",
        headers: &headers,
    };
    assert_eq!(
        operation.check_request_head(&head, &[], false).verdict,
        Verdict::Undecided(Undecided::SchemaNotCompiled)
    );
    matched(&contract, "GET", "/well");
}

#[test]
fn a_pattern_without_a_linear_engine_is_reported_and_not_enforced() {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x": { "get": { "parameters": [
            { "name": "q", "in": "query", "schema": { "pattern": "^(?=a)b$", "maxLength": 1 } },
        ] } } },
    }));
    assert_eq!(problems.len(), 1, "{problems:?}");
    let Matched { operation, .. } = matched(&contract, "GET", "/x");
    let head = RequestHead {
        method: b"GET",
        authority: b"a",
        path: b"/x?q=zz",
        headers: &[],
    };
    let check = operation.check_request_head(&head, &[], true);
    assert_eq!(
        lines(&check.verdict),
        [r#"query "/q": longer than 1 characters (maxLength)"#]
    );
}

#[test]
fn nothing_is_fetched() {
    let (_, problems) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x": { "post": { "requestBody": json_body(json!({ "$ref": "http://127.0.0.1:9/x.json" })) } } },
    }));
    assert_eq!(problems.len(), 1, "{problems:?}");
}

/// Branches that double with each level of the data: first reasons take too long to find, then
/// the answer does. Nothing on the way conforms.
#[test]
fn what_violates_violates_even_where_its_reasons_take_too_long_to_find() {
    let tree = json!({ "$ref": "#/components/schemas/Tree" });
    let branch = json!({ "type": "array", "items": tree });
    let (contract, _) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x": { "post": { "requestBody": { "content": {
            "application/json": { "schema": tree } } } } } },
        "components": { "schemas": { "Tree": { "anyOf": [{ "type": "null" }, branch, branch] } } },
    }));
    let operation = matched(&contract, "POST", "/x").operation;
    let media_type = MediaType::parse(b"application/json").unwrap();
    let verdicts = (12..17).chain([22]).map(|levels| {
        let text = ["[".repeat(levels), "1".to_owned(), "]".repeat(levels)].concat();
        let body = Body::read(Some(&media_type), text.as_bytes(), JsonLimits::default());
        operation.check_request_body(Some(&media_type), &body)
    });
    let verdicts: Vec<Verdict> = verdicts.collect();
    assert!(!verdicts.contains(&Verdict::Conforms));
    let whole = "body \"\": does not conform (schema)".to_owned();
    assert!(
        verdicts
            .iter()
            .any(|verdict| lines(verdict) == [whole.clone()])
    );
    let last = verdicts.last().unwrap();
    assert_eq!(*last, Verdict::Undecided(Undecided::SchemaTooCostly));
}
