//! Texts to values of the types that a schema allows, wherever it says so.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Value, compile, given, json};

/// Which of these texts conform to a schema.
#[track_caller]
fn check(schema: Value, conform: &[&str], violate: &[&str]) {
    let parameters = json!([{ "name": "q", "in": "query", "schema": schema }]);
    let found = |text: &&str| given(&parameters, "query", &format!("q={text}"));
    for text in conform {
        assert_eq!(found(text), [""; 0], "{text} {schema}");
    }
    for text in violate {
        let lines = found(text);
        assert!(!lines.is_empty(), "{text} {schema}");
        assert!(!lines.concat().contains("undecided"), "{lines:?}");
    }
}

#[test]
fn texts_are_read_as_json_writes_values() {
    check(
        json!({ "type": "integer" }),
        &["1", "-0", "1.0", "1e2"],
        &[
            "", "01", "1.5", "0x1", "+1", "%201", "1.", ".5", "true", "Infinity",
        ],
    );
    check(
        json!({ "type": "boolean" }),
        &["true", "false"],
        &["", "TRUE", "1", "yes", "on"],
    );
    check(json!({ "type": "null" }), &["", "null"], &["nil", "0"]);
    check(
        json!({ "type": "string", "minLength": 1 }),
        &["1", "true", "null", "%22"],
        &[""],
    );
}

#[test]
fn numbers_keep_their_digits() {
    check(
        json!({ "type": "integer", "maximum": 9_007_199_254_740_993_u64 }),
        &["9007199254740993"],
        &["9007199254740994"],
    );
    check(
        json!({ "type": "number", "multipleOf": 0.1 }),
        &["0.3", "1234567890123456789.1"],
        &["0.35"],
    );
}

#[test]
fn a_schema_may_allow_several_types() {
    check(
        json!({ "type": ["integer", "boolean"] }),
        &["1", "true"],
        &["x", ""],
    );
    check(
        json!({ "type": ["integer", "null"], "minimum": 1 }),
        &["1", "", "null"],
        &["0", "x"],
    );
    check(
        json!({ "type": ["string", "integer"], "maximum": 5 }),
        &["5", "6", "x"],
        &[],
    );
    check(
        json!({ "enum": [1, "a", true, null] }),
        &["1", "a", "true", "null", ""],
        &["2", "false"],
    );
    check(json!({ "const": 1 }), &["1", "1.0"], &["2", "x"]);
    check(json!({ "const": "1" }), &["1"], &["2"]);
    check(json!({ "minimum": 5 }), &["5", "x"], &["4"]);
    check(json!({}), &["1", "", "x", "true"], &[]);
    check(json!(false), &[], &["1"]);
}

#[test]
fn branches_are_tried_in_turn() {
    let union = json!([{ "type": "integer", "maximum": 9 }, { "type": "string", "pattern": "^9" }]);
    check(json!({ "anyOf": union }), &["9", "99", "9x"], &["10", "x"]);
    check(json!({ "oneOf": union }), &["3", "99"], &["10"]);
    check(
        json!({ "allOf": [{ "type": ["integer", "string"] }, { "minimum": 2 }] }),
        &["2", "x", "1"],
        &[],
    );
    check(
        json!({ "type": "integer", "allOf": [{ "minimum": 2 }, { "maximum": 3 }] }),
        &["2", "3"],
        &["1", "4", "x"],
    );
}

#[test]
fn items_are_read_one_by_one() {
    let union = json!({ "anyOf": [{ "type": "integer", "maximum": 9 }, { "type": "string", "pattern": "^9" }] });
    let list = |items: Value| json!({ "type": "array", "items": items });
    let parameters =
        |schema: Value| json!([{ "name": "q", "in": "query", "explode": false, "schema": schema }]);
    let found = |schema: Value, text: &str| given(&parameters(schema), "query", text);
    assert_eq!(found(list(union.clone()), "q=1,99,9x,3"), [""; 0]);
    assert_eq!(
        found(list(union), "q=1,99,10"),
        [r#"query "/q/2": above maximum 9 (maximum)"#]
    );
    let tuple = json!({ "type": "array", "prefixItems": [{ "type": "integer" }, { "type": "string" }], "items": { "type": "boolean" } });
    assert_eq!(found(tuple.clone(), "q=1,1,true"), [""; 0]);
    assert_eq!(
        found(tuple, "q=x,1,1"),
        [
            r#"query "/q/0": expected integer (type)"#,
            r#"query "/q/2": expected boolean (type)"#,
        ]
    );
    let either = json!({ "type": ["array", "integer"], "items": { "type": "integer" }, "maximum": 5, "maxItems": 2 });
    assert_eq!(found(either.clone(), "q=5"), [""; 0]);
    assert_eq!(found(either.clone(), "q=6,7"), [""; 0]);
    // A list of one is a list, too.
    assert_eq!(found(either.clone(), "q=6"), [""; 0]);
    assert_eq!(
        found(either, "q=6,7,8"),
        [r#"query "/q": more than 2 items (maxItems)"#]
    );
}

#[test]
fn members_are_read_by_what_is_said_of_them_anywhere() {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x/{color}": { "get": { "parameters": [
            { "name": "q", "in": "query", "style": "deepObject", "schema": { "$ref": "#/components/schemas/Filter", "properties": { "d": { "type": "boolean" } } } },
        ] } } },
        "components": { "schemas": {
            "Filter": { "allOf": [
                { "type": "object", "properties": { "a": { "$ref": "#/components/schemas/Count" } } },
                { "properties": { "a": { "maximum": 9 } } },
                { "oneOf": [
                    { "properties": { "b": { "type": "integer" } }, "required": ["b"] },
                    { "properties": { "c": { "type": ["boolean", "null"] } }, "required": ["c"] },
                ] },
            ] },
            "Count": { "type": "integer" },
        } },
    }));
    assert_eq!(problems, Vec::<String>::new());
    let found = |query: &str| super::judged(&contract, "/x/y", query, &[]);
    for query in [
        "q[a]=1&q[b]=2",
        "q[c]=true&q[d]=false",
        "q[c]=",
        "q[c]=null&q[b]=x",
    ] {
        assert_eq!(found(query), [""; 0], "{query}");
    }
    for query in [
        "q[a]=10&q[b]=2",
        "q[b]=x",
        "q[c]=true&q[d]=1",
        "q[c]=1",
        "q[b]=1&q[c]=true",
    ] {
        assert_ne!(found(query), [""; 0], "{query}");
    }
}

#[test]
fn a_reference_that_cannot_be_looked_through_is_read_in_any_way() {
    let (contract, _) = compile(json!({
        "openapi": "3.1.0",
        "paths": { "/x/{color}": { "get": { "parameters": [
            { "name": "q", "in": "query", "explode": false, "schema": { "$ref": "#count" } },
        ] } } },
        "components": { "schemas": { "Count": { "$anchor": "count", "type": "array", "items": { "type": "integer" } } } },
    }));
    let found = |query: &str| super::judged(&contract, "/x/y", query, &[]);
    assert_eq!(found("q=1,2"), [""; 0]);
    assert_ne!(found("q=1,b"), [""; 0]);
}

#[test]
fn so_many_texts_are_asked_about() {
    use crate::limits::READINGS_JUDGED_MAX;
    let union = json!({ "anyOf": [{ "type": "integer", "maximum": 9 }, { "type": "string", "pattern": "^9" }] });
    let schema = json!({ "type": "array", "items": union });
    let parameters = json!([{ "name": "q", "in": "query", "explode": false, "schema": schema }]);
    // Of "99" both readings are asked about.
    let query = |count: usize| format!("q={}", vec!["99"; count].join(","));
    assert_eq!(
        given(&parameters, "query", &query(READINGS_JUDGED_MAX / 2)),
        [""; 0]
    );
    assert_ne!(
        given(&parameters, "query", &query(READINGS_JUDGED_MAX / 2 + 1)),
        [""; 0]
    );
}
