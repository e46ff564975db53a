//! Tests of the headers that responses declare.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Header, ResponseHead, Value, compile, json, lines, matched};

#[track_caller]
fn check(headers: &Value, given: &[(&str, &[u8])], expected: &[&str]) {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "components": { "headers": { "Left": { "required": true, "schema": { "type": "integer" } } } },
        "paths": { "/x": { "get": { "responses": { "2XX": { "headers": headers } } } } },
    }));
    assert_eq!(problems, Vec::<String>::new());
    let operation = matched(&contract, "GET", "/x").operation;
    let given: Vec<Header<'_>> = given
        .iter()
        .map(|(name, value)| Header {
            name: name.as_bytes(),
            value,
        })
        .collect();
    for (status, end_of_stream) in [(200, false), (200, true), (204, true)] {
        let head = ResponseHead {
            status,
            headers: &given,
        };
        let check = operation.check_response_head(&head, end_of_stream);
        assert_eq!(lines(&check.verdict), expected, "{headers} {status}");
    }
}

#[test]
fn a_required_header_must_be_there() {
    let headers = json!({ "X-Left": { "$ref": "#/components/headers/Left" } });
    check(&headers, &[("x-left", b"7")], &[]);
    check(&headers, &[], &[r#"header "/x-left": missing (required)"#]);
    check(
        &json!({ "X-Left": { "schema": { "type": "integer" } } }),
        &[],
        &[],
    );
}

#[test]
fn a_header_that_is_there_is_judged_by_its_schema() {
    let headers = json!({
        "X-Left": { "schema": { "type": "integer", "maximum": 10 } },
        "X-Tags": { "schema": { "type": "array", "items": { "enum": ["a", "b"] } } },
    });
    check(&headers, &[("x-left", b"7"), ("x-tags", b"a,b")], &[]);
    check(
        &headers,
        &[("x-left", b"11"), ("x-tags", b"a,c")],
        &[
            r#"header "/x-left": above maximum 10 (maximum)"#,
            r#"header "/x-tags/1": expected one of the enumerated values (enum)"#,
        ],
    );
    check(
        &headers,
        &[("x-left", b"1"), ("x-left", b"1")],
        &[r#"header "/x-left": given more than once (style)"#],
    );
    check(
        &headers,
        &[("x-left", b"\xff")],
        &[r#"header "/x-left": expected UTF-8 text (encoding)"#],
    );
}

#[test]
fn the_content_type_is_not_a_header_of_its_own() {
    let headers = json!({ "Content-Type": { "required": true, "schema": { "const": "a/b" } } });
    check(&headers, &[], &[]);
    check(&headers, &[("content-type", b"c/d")], &[]);
}

#[test]
fn every_cookie_that_is_set_is_a_field_of_its_own() {
    let headers = json!({ "Set-Cookie": { "required": true, "schema": { "type": "string", "pattern": "^s" } } });
    check(
        &headers,
        &[],
        &[r#"header "/set-cookie": missing (required)"#],
    );
    check(
        &headers,
        &[("set-cookie", b"s=1; Path=/"), ("set-cookie", b"s=2")],
        &[],
    );
    check(
        &headers,
        &[("set-cookie", b"s=1"), ("set-cookie", b"t=2")],
        &[r#"header "/set-cookie": does not match the pattern (pattern)"#],
    );
}

#[test]
fn a_header_and_a_media_type_are_judged_together() {
    let (contract, _) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x": { "get": { "responses": { "default": {
            "headers": { "ETag": { "required": true } },
            "content": { "application/json": { "schema": {} } },
        } } } } },
    }));
    let operation = matched(&contract, "GET", "/x").operation;
    let headers = [Header {
        name: b"content-type",
        value: b"text/plain",
    }];
    let head = ResponseHead {
        status: 500,
        headers: &headers,
    };
    assert_eq!(
        lines(&operation.check_response_head(&head, false).verdict),
        [
            r#"header "/content-type": not a media type of the contract (contentType)"#,
            r#"header "/etag": missing (required)"#,
        ]
    );
}

#[test]
fn a_header_that_leads_nowhere_is_reported_and_leaves_the_others() {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x": { "get": { "responses": { "200": { "headers": {
            "A": { "$ref": "#/components/headers/Gone" },
            "B": { "required": true },
        } } } } } },
    }));
    assert_eq!(problems.len(), 1, "{problems:?}");
    let operation = matched(&contract, "GET", "/x").operation;
    let head = ResponseHead {
        status: 200,
        headers: &[],
    };
    let check = operation.check_response_head(&head, true);
    assert_eq!(
        lines(&check.verdict),
        [r#"header "/b": missing (required)"#]
    );
}
