//! Names in a query that nobody declares.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Matched, RequestHead, Value, compile, json, matched};
use crate::limits::VIOLATIONS_MAX;

/// How many names each query has that the parameters do not declare.
#[track_caller]
fn check(parameters: Value, rows: &[(&str, usize)]) {
    let (contract, _) = compile(json!({
        "openapi": "3.2.0",
        "paths": { "/x": { "get": { "parameters": parameters } } },
    }));
    let Matched { operation, .. } = matched(&contract, "GET", "/x");
    for (query, count) in rows {
        let target = format!("/x?{query}");
        let head = RequestHead {
            method: b"GET",
            authority: b"a",
            path: target.as_bytes(),
            headers: &[],
        };
        let found = operation.undeclared_query(&head);
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            vec![r#"query "/*": not declared (undeclared)"#; *count],
            "{query}"
        );
    }
}

#[test]
fn a_name_belongs_to_the_parameter_that_has_it() {
    let parameters = json!([
        { "name": "q", "in": "query", "schema": { "type": "string" } },
        { "name": "ids[]", "in": "query", "schema": { "type": "array" } },
        { "name": "of", "in": "query", "content": { "application/json": {} } },
        { "name": "h", "in": "header", "schema": { "type": "string" } },
    ]);
    check(
        parameters,
        &[
            ("", 0),
            ("q=1&q=2&ids%5B%5D=1&of={}", 0),
            ("h=1", 1),
            ("Q=1", 1),
            ("q[]=1", 1),
            ("utm_source=a&utm_source=b&debug", 2),
            ("%FF", 0),
        ],
    );
    check(json!([]), &[("a=1", 1)]);
}

#[test]
fn objects_declare_the_names_of_their_members() {
    let object = |more: Value| json!({ "type": "object", "properties": { "a": {} }, "additionalProperties": more });
    let spread = |more: Value| json!([{ "name": "o", "in": "query", "schema": object(more) }]);
    let unsaid = json!([{ "name": "o", "in": "query", "schema": { "type": "object", "properties": { "a": {} } } }]);
    check(unsaid, &[("a=1", 0), ("o=1", 1), ("b=1", 1)]);
    check(spread(json!(false)), &[("a=1", 0), ("b=1", 1)]);
    check(spread(json!(true)), &[("a=1&b=2&o=3", 0)]);
    check(spread(json!({ "type": "integer" })), &[("b=1", 0)]);
    let deep = json!([{ "name": "o", "in": "query", "style": "deepObject", "schema": object(json!(false)) }]);
    check(
        deep,
        &[("o[a]=1&o[b][c]=2", 0), ("a=1", 1), ("other[a]=1", 1)],
    );
}

#[test]
fn what_is_not_judged_still_declares_its_names() {
    let nested = json!({ "type": "object", "properties": { "a": { "type": "object" } } });
    check(
        json!([{ "name": "o", "in": "query", "style": "deepObject", "schema": { "type": "string" } }]),
        &[("o=1&o[a]=1", 0), ("b=1", 1)],
    );
    check(
        json!([{ "name": "o", "in": "query", "schema": nested }]),
        &[("a.b=1", 0)],
    );
    check(
        json!([{ "name": "o", "in": "query", "content": { "application/xml": { "schema": {} } } }]),
        &[("o=1", 0), ("b=1", 1)],
    );
}

#[test]
fn a_query_that_is_one_value_declares_all_of_it() {
    check(
        json!([{ "name": "all", "in": "querystring", "content": { "application/json": {} } }]),
        &[("%7B%7D", 0), ("a=1&b=2", 0)],
    );
}

#[test]
fn so_many_are_told() {
    let query = |count: usize| {
        let names = (0..count).map(|number| format!("n{number}"));
        names.collect::<Vec<_>>().join("&")
    };
    check(
        json!([]),
        &[
            (&query(VIOLATIONS_MAX), VIOLATIONS_MAX),
            (&query(VIOLATIONS_MAX + 1), VIOLATIONS_MAX),
        ],
    );
}
