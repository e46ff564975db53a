//! Tests of schemas: what 3.0 says in other words, and what it does not say.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{downgraded, schema, told};

#[track_caller]
fn check(before: Value, after: Value) {
    let document = downgraded(json!({ "components": { "schemas": { "S": before } } }));
    assert_eq!(document["components"]["schemas"]["S"], after);
    assert_eq!(told(&document), Vec::<&str>::new());
}

/// What becomes wider, and where that is told.
#[track_caller]
fn check_wider(before: Value, after: Value, at: &[&str]) {
    let document = downgraded(json!({ "components": { "schemas": { "S": before } } }));
    assert_eq!(document["components"]["schemas"]["S"], after);
    let all: Vec<&str> = told(&document);
    let own = all
        .iter()
        .map(|it| it.strip_prefix("/components/schemas/S"));
    assert_eq!(own.map(Option::unwrap).collect::<Vec<_>>(), at);
}

#[test]
fn null_beside_a_type_is_nullable() {
    check(
        json!({ "type": ["string", "null"], "minLength": 1 }),
        json!({ "type": "string", "nullable": true, "minLength": 1 }),
    );
    check(
        json!({ "type": ["string", "null"], "enum": ["a"] }),
        json!({ "type": "string", "enum": ["a"] }),
    );
    check(
        json!({ "enum": ["a", "b", null] }),
        json!({ "enum": ["a", "b", null], "type": "string", "nullable": true }),
    );
    check(
        json!({ "type": "null", "description": "nothing" }),
        json!({ "type": "string", "description": "nothing", "nullable": true, "enum": [null] }),
    );
}

#[test]
fn several_types_are_a_choice_with_what_is_said_of_each() {
    check(
        json!({
            "title": "both", "type": ["string", "integer", "null"], "format": "date", "minimum": 1, "maxLength": 3,
        }),
        json!({ "title": "both", "anyOf": [
            { "type": "string", "nullable": true, "maxLength": 3, "format": "date" },
            { "type": "integer", "nullable": true, "minimum": 1 },
        ] }),
    );
    check(
        json!({ "type": ["string", "boolean", "array"], "enum": ["a", true, 1] }),
        json!({ "anyOf": [{ "type": "string", "enum": ["a"] }, { "type": "boolean", "enum": [true] }] }),
    );
    check(
        json!({ "type": ["integer", "number"], "format": "double" }),
        json!({ "type": "number", "format": "double" }),
    );
    check(
        json!({ "type": ["array", "object"], "anyOf": [{ "required": ["a"] }] }),
        json!({
            "anyOf": [{ "required": ["a"] }],
            "allOf": [{ "anyOf": [{ "type": "array", "items": {} }, { "type": "object" }] }],
        }),
    );
}

#[test]
fn null_as_a_branch_is_nullable_where_a_type_stands() {
    check(
        json!({ "title": "A", "default": null, "anyOf": [{ "type": "string", "title": "S" }, { "type": "null" }] }),
        json!({ "type": "string", "nullable": true, "title": "A", "default": null }),
    );
    check(
        json!({ "oneOf": [{ "type": "string" }, { "type": "boolean" }, { "type": "null" }] }),
        json!({ "oneOf": [{ "type": "string", "nullable": true }, { "type": "boolean" }] }),
    );
    let only_null = json!({ "type": "string", "nullable": true, "enum": [null] });
    let reference = json!({ "$ref": "#/components/schemas/S" });
    check(
        json!({ "properties": { "a": { "anyOf": [reference, { "type": "null" }] } } }),
        json!({ "properties": { "a": { "anyOf": [reference, only_null] } } }),
    );
}

#[test]
fn a_constant_is_an_enumeration_of_one() {
    check(json!({ "const": "a" }), json!({ "enum": ["a"] }));
    check(
        json!({ "const": 1, "enum": [1, 2] }),
        json!({ "enum": [1, 2], "allOf": [{ "enum": [1] }] }),
    );
    check(json!({ "enum": [] }), json!({ "allOf": [{ "not": {} }] }));
}

#[test]
fn an_exclusive_bound_says_so_of_the_bound() {
    check(
        json!({ "exclusiveMinimum": 0, "type": "number", "exclusiveMaximum": 1.5 }),
        json!({ "minimum": 0, "exclusiveMinimum": true, "type": "number", "maximum": 1.5, "exclusiveMaximum": true }),
    );
    check(
        json!({ "minimum": 1, "exclusiveMinimum": 0 }),
        json!({ "minimum": 1, "allOf": [{ "minimum": 0, "exclusiveMinimum": true }] }),
    );
}

#[test]
fn a_boolean_is_a_schema_only_for_additional_properties() {
    check(
        json!({ "properties": { "a": true, "b": false }, "additionalProperties": false, "items": true }),
        json!({ "properties": { "a": {}, "b": { "not": {} } }, "additionalProperties": false, "items": {} }),
    );
    check(
        json!({ "items": false }),
        json!({ "items": {}, "maxItems": 0 }),
    );
}

#[test]
fn items_by_their_place_are_any_of_them() {
    check_wider(
        json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": false }),
        json!({
            "type": "array", "items": { "anyOf": [{ "type": "string" }, { "type": "integer" }] }, "maxItems": 2,
        }),
        &["/prefixItems"],
    );
    check_wider(
        json!({ "prefixItems": [{ "type": "string" }], "minItems": 1 }),
        json!({ "minItems": 1, "items": {} }),
        &["/prefixItems"],
    );
}

#[test]
fn properties_by_their_pattern_are_any_of_them() {
    let patterns = json!({ "^x-": { "type": "string" }, "^y-": { "type": "integer" } });
    check_wider(
        json!({ "patternProperties": patterns, "additionalProperties": false }),
        json!({ "additionalProperties": { "anyOf": [{ "type": "string" }, { "type": "integer" }] } }),
        &["/patternProperties"],
    );
    check_wider(
        json!({ "patternProperties": patterns }),
        json!({}),
        &["/patternProperties"],
    );
}

#[test]
fn what_3_0_does_not_say_is_left_out() {
    check_wider(
        json!({
            "$comment": "for authors", "type": "object", "propertyNames": { "maxLength": 3 }, "if": { "required": ["a"] },
            "then": { "required": ["b"] }, "unevaluatedProperties": false, "dependentRequired": { "a": ["c"] },
            "required": [], "x-note": { "const": 1 },
        }),
        json!({ "type": "object", "x-note": { "const": 1 } }),
        &[
            "/dependentRequired",
            "/if",
            "/propertyNames",
            "/then",
            "/unevaluatedProperties",
        ],
    );
}

#[test]
fn what_would_become_stricter_by_a_wider_part_is_left_out_too() {
    let tuple = json!({ "prefixItems": [{ "type": "string" }] });
    check_wider(
        json!({ "not": { "properties": { "a": tuple } } }),
        json!({}),
        &["/not"],
    );
    check_wider(
        json!({ "oneOf": [tuple, { "type": "string" }] }),
        json!({ "anyOf": [{ "items": {} }, { "type": "string" }] }),
        &["/oneOf", "/oneOf/0/prefixItems"],
    );
    check(
        json!({ "not": { "const": 1 }, "oneOf": [{ "type": "string" }, { "maxLength": 2 }] }),
        json!({ "not": { "enum": [1] }, "oneOf": [{ "type": "string" }, { "maxLength": 2 }] }),
    );
}

#[test]
fn a_part_is_lossy_by_what_it_refers_to() {
    let document = downgraded(json!({ "components": { "schemas": {
        "Not": { "not": { "$ref": "#/components/schemas/Far" } },
        "Far": { "properties": { "a": { "$ref": "#/components/schemas/Near" } } },
        "Near": { "properties": { "b": { "$ref": "#/components/schemas/Far" } }, "contains": {} },
        "Exact": { "not": { "$ref": "#/components/schemas/Plain" } },
        "Plain": { "properties": { "a": { "$ref": "#/components/schemas/Plain" } } },
    } } }));
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Not"], json!({}));
    assert_eq!(
        schemas["Exact"],
        json!({ "not": { "$ref": "#/components/schemas/Plain" } })
    );
    assert_eq!(
        told(&document),
        [
            "/components/schemas/Near/contains",
            "/components/schemas/Not/not"
        ]
    );
}

#[test]
fn annotations_keep_what_3_0_has_of_them() {
    check(
        json!({ "examples": ["a"], "type": "string", "contentEncoding": "base64" }),
        json!({ "example": "a", "type": "string", "format": "byte" }),
    );
    check(
        json!({ "type": "string", "contentMediaType": "image/png" }),
        json!({ "type": "string", "format": "binary" }),
    );
    check_wider(
        json!({ "type": "string", "contentMediaType": "application/json", "contentSchema": {}, "examples": ["a", "b"] }),
        json!({ "type": "string", "example": "a" }),
        &["/contentMediaType", "/contentSchema", "/examples"],
    );
    check_wider(
        json!({
            "oneOf": [{}], "discriminator": { "propertyName": "a", "defaultMapping": "B" },
            "xml": { "nodeType": "attribute" },
        }),
        json!({ "oneOf": [{}], "discriminator": { "propertyName": "a" }, "xml": { "attribute": true } }),
        &["/discriminator/defaultMapping"],
    );
}

#[test]
fn free_data_is_no_schema() {
    let data = json!({ "default": { "const": 1 }, "example": { "type": ["a"] }, "enum": [{ "prefixItems": [] }] });
    assert_eq!(schema(data.clone()), data);
}
