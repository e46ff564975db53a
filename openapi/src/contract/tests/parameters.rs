//! Tests of parameters: where they stand, how their text is read, what is wrong with it.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Contract, Header, Matched, RequestHead, Value, compile, json, lines, matched};

mod coerced;
mod contents;
mod forms;
mod hostile;
#[cfg(not(target_family = "wasm"))]
mod laws;
mod objects;
mod styles;
mod undeclared;

#[track_caller]
fn check(parameters: Value, target: &str, headers: &[(&str, &[u8])], expected: &[&str]) {
    let (contract, problems) = compile(json!({
        "openapi": "3.0.3",
        "paths": { "/x/{id}": { "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "integer", "minimum": 1 } },
        ], "get": { "parameters": parameters } } },
    }));
    assert_eq!(problems, Vec::<String>::new());
    let path = target.split('?').next().unwrap();
    let Matched {
        operation,
        path_values,
    } = matched(&contract, "GET", path);
    let headers: Vec<Header<'_>> = headers
        .iter()
        .map(|&(name, value)| Header {
            name: name.as_bytes(),
            value,
        })
        .collect();
    let head = RequestHead {
        method: b"GET",
        authority: b"a",
        path: target.as_bytes(),
        headers: &headers,
    };
    assert_eq!(
        lines(
            &operation
                .check_request_head(&head, &path_values, true)
                .verdict
        ),
        expected
    );
}

/// What is said of a text that stands where parameters of a place do; the query, where it
/// stands in the query.
fn given(parameters: &Value, place: &str, text: &str) -> Vec<String> {
    let (contract, _) = compile(json!({
        "openapi": "3.2.0",
        "paths": { "/x/{color}": { "get": { "parameters": parameters } } },
    }));
    match place {
        "path" => judged(&contract, &format!("/x/{text}"), "", &[]),
        "query" => judged(&contract, "/x/y", text, &[]),
        "header" => judged(&contract, "/x/y", "", &[("color", text)]),
        _ => judged(&contract, "/x/y", "", &[("cookie", text)]),
    }
}

/// What a contract says of a GET.
fn judged(contract: &Contract, path: &str, query: &str, headers: &[(&str, &str)]) -> Vec<String> {
    let Matched {
        operation,
        path_values,
    } = matched(contract, "GET", path);
    let headers: Vec<Header<'_>> = headers
        .iter()
        .map(|(name, value)| Header {
            name: name.as_bytes(),
            value: value.as_bytes(),
        })
        .collect();
    let target = format!("{path}?{query}");
    let head = RequestHead {
        method: b"GET",
        authority: b"a",
        path: target.as_bytes(),
        headers: &headers,
    };
    let check = operation.check_request_head(&head, &path_values, true);
    lines(&check.verdict)
}

fn query(schema: Value) -> Value {
    json!([{ "name": "q", "in": "query", "schema": schema }])
}

#[test]
fn path_parameters_are_read_by_their_type() {
    check(json!([]), "/x/7", &[], &[]);
    check(
        json!([]),
        "/x/0",
        &[],
        &[r#"path "/id": below minimum 1 (minimum)"#],
    );
    check(
        json!([]),
        "/x/seven",
        &[],
        &[r#"path "/id": expected integer (type)"#],
    );
}

#[test]
fn an_operation_overrides_its_path_item() {
    let own =
        json!([{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }]);
    check(own, "/x/seven", &[], &[]);
}

#[test]
fn a_text_conforms_when_one_of_its_readings_does() {
    let union = json!({ "anyOf": [{ "type": "integer", "maximum": 9 }, { "type": "string", "maxLength": 1 }] });
    check(query(union.clone()), "/x/1?q=9", &[], &[]);
    check(query(union.clone()), "/x/1?q=a", &[], &[]);
    check(
        query(union),
        "/x/1?q=10",
        &[],
        &[r#"query "/q": above maximum 9 (maximum)"#],
    );
    check(query(json!({ "type": "boolean" })), "/x/1?q=true", &[], &[]);
    check(
        query(json!({ "type": "integer", "nullable": true })),
        "/x/1?q=null",
        &[],
        &[],
    );
    check(query(json!({ "enum": [1, 2] })), "/x/1?q=2", &[], &[]);
}

#[test]
fn numbers_are_read_as_json_writes_them() {
    for (text, well) in [
        ("1e3", true),
        ("-0.5", true),
        ("0x10", false),
        ("+1", false),
        ("01", false),
        ("1+", false),
        ("NaN", false),
    ] {
        let expected: &[&str] = if well {
            &[]
        } else {
            &[r#"query "/q": expected number (type)"#]
        };
        check(
            query(json!({ "type": "number" })),
            &format!("/x/1?q={text}"),
            &[],
            expected,
        );
    }
}

#[test]
fn a_scalar_given_twice_is_a_violation() {
    check(
        query(json!({ "type": "integer" })),
        "/x/1?q=1&q=2",
        &[],
        &[r#"query "/q": given more than once (style)"#],
    );
}

#[test]
fn arrays_follow_their_style() {
    let array = json!({ "type": "array", "items": { "type": "integer" }, "maxItems": 2 });
    check(query(array.clone()), "/x/1?q=1&q=2", &[], &[]);
    check(
        query(array.clone()),
        "/x/1?q=1&q=2&q=3",
        &[],
        &[r#"query "/q": more than 2 items (maxItems)"#],
    );
    check(
        query(array.clone()),
        "/x/1?q=1&q=b",
        &[],
        &[r#"query "/q/1": expected integer (type)"#],
    );
    for (style, target) in [
        ("form", "/x/1?q=1,2"),
        ("pipeDelimited", "/x/1?q=1|2"),
        ("spaceDelimited", "/x/1?q=1%202"),
    ] {
        let parameter = json!([{ "name": "q", "in": "query", "style": style, "explode": false, "schema": array }]);
        check(parameter, target, &[], &[]);
    }
}

#[test]
fn headers_and_cookies_are_parameters_too() {
    let parameters = json!([
        { "name": "X-Trace", "in": "header", "required": true, "schema": { "type": "string", "maxLength": 2 } },
        { "name": "Accept", "in": "header", "required": true, "schema": { "type": "integer" } },
        { "name": "sid", "in": "cookie", "schema": { "type": "integer" } },
    ]);
    check(
        parameters.clone(),
        "/x/1",
        &[("cookie", b"a=b; sid=x"), ("x-trace", b"abc")],
        &[
            r#"header "/x-trace": longer than 2 characters (maxLength)"#,
            r#"cookie "/sid": expected integer (type)"#,
        ],
    );
    check(
        parameters,
        "/x/1",
        &[("cookie", b"sid=1")],
        &[r#"header "/x-trace": missing (required)"#],
    );
}

#[test]
fn bytes_that_are_no_text_are_a_violation_and_no_trap() {
    let header = json!([{ "name": "x-a", "in": "header", "schema": { "type": "string" } }]);
    check(
        header,
        "/x/1",
        &[("x-a", b"\xFF")],
        &[r#"header "/x-a": expected UTF-8 text (encoding)"#],
    );
    check(
        query(json!({})),
        "/x/1?q=%FF",
        &[],
        &[r#"query "": expected UTF-8 text (encoding)"#],
    );
}

#[test]
fn the_query_is_decoded_once() {
    check(
        query(json!({ "const": "a b+%26" })),
        "/x/1?q=a+b%2B%2526",
        &[],
        &[],
    );
    check(query(json!({ "const": "1;b=2" })), "/x/1?q=1;b=2", &[], &[]);
}

#[test]
fn queries_end_at_their_limit() {
    use crate::limits::QUERY_PARAMETERS_MAX;
    let full = format!("/x/1?{}", "a=1&".repeat(QUERY_PARAMETERS_MAX));
    check(json!([]), &full, &[], &[]);
    check(
        json!([]),
        &format!("{full}a=1"),
        &[],
        &[r#"query "": more parameters than can be read (encoding)"#],
    );
}

#[test]
fn what_is_not_judged_is_reported() {
    for parameter in [
        json!({ "name": "q", "in": "query", "style": "deepObject", "schema": { "type": "string" } }),
        json!({ "name": "q", "in": "query", "style": "simple", "schema": { "type": "string" } }),
        json!({ "name": "q", "in": "query", "style": "wavy", "schema": { "type": "string" } }),
        json!({ "name": "q", "in": "query", "style": "pipeDelimited", "schema": { "type": "string" } }),
        json!({ "name": "q", "in": "query", "style": "spaceDelimited", "explode": true, "schema": { "type": "object" } }),
        json!({ "name": "q", "in": "query", "schema": { "type": "array", "items": { "type": "object" } } }),
        json!({ "name": "q", "in": "query", "schema": { "properties": { "a": { "type": "object" } } } }),
        json!({ "name": "q", "in": "header", "schema": { "properties": { "a": { "type": "array" } } } }),
        json!({ "name": "q", "in": "cookie", "style": "deepObject", "schema": { "type": "object" } }),
        json!({ "name": "q", "in": "query", "content": { "application/xml": { "schema": {} } } }),
        json!({ "name": "q", "in": "query", "content": { "application/json": {}, "text/plain": {} } }),
        json!({ "name": "q", "in": "query", "content": {} }),
        json!({ "name": "q", "in": "querystring", "schema": { "type": "object" } }),
        json!({ "name": "q", "in": "body" }),
        json!({ "name": "gone", "in": "path", "required": true }),
        json!({ "$ref": "#/components/parameters/gone" }),
    ] {
        let (_, problems) = compile(json!({
            "openapi": "3.1.0",
            "paths": { "/x": { "get": { "parameters": [parameter] } } },
        }));
        assert_eq!(problems.len(), 1, "{problems:?}");
    }
}

#[test]
fn a_schema_that_leads_back_to_itself_twice_is_looked_at_within_a_bound() {
    // Without the bound this looks at two to the thirty-second schemas, and never ends.
    let twice = |name: &str| json!({ "anyOf": [{ "$ref": name }, { "$ref": name }] });
    let (contract, _) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x": { "get": { "parameters": [
            { "name": "q", "in": "query", "schema": twice("#/components/schemas/Loop") },
        ] } } },
        "components": { "schemas": { "Loop": twice("#/components/schemas/Loop") } },
    }));
    let Matched { operation, .. } = matched(&contract, "GET", "/x");
    let head = RequestHead {
        method: b"GET",
        authority: b"a",
        path: b"/x?q=1",
        headers: &[],
    };
    // What such a schema says of a value is anybody's guess; that it ends is not.
    operation.check_request_head(&head, &[], true);
}
