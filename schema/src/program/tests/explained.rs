//! What is said when a value does not conform.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::explained;

#[track_caller]
fn says(schema: &Value, text: &str, expected: &[&str]) {
    let mut said: Vec<String> = explained(schema, text)
        .into_iter()
        .map(|it| format!("{} {}: {}", it.pointer, it.keyword, it.message))
        .collect();
    said.sort();
    assert_eq!(said, expected, "{schema} {text}");
}

#[test]
fn every_reason_has_its_place_and_none_has_a_value() {
    let schema = json!({
        "type": "object",
        "required": ["id", "tags"],
        "properties": {
            "id": { "type": "integer", "minimum": 1 },
            "tags": { "items": { "type": "string", "maxLength": 3 } },
            "a/b": { "const": 1 }
        },
        "additionalProperties": false
    });
    says(
        &schema,
        r#"{"id":0,"a/b":2,"secret":1,"tags":["abc","abcd",5]}"#,
        &[
            " additionalProperties: a member that is not declared",
            "/a~1b const: expected the one value of const",
            "/id minimum: below minimum 1",
            "/tags/1 maxLength: longer than 3 characters",
            "/tags/2 type: expected string",
        ],
    );
    says(
        &schema,
        "{}",
        &["/id required: missing", "/tags required: missing"],
    );
    says(&schema, "[]", &[" type: expected object"]);
}

#[test]
fn names_the_schemas_do_not_use_are_not_repeated() {
    let schema = json!({ "additionalProperties": { "type": "null" } });
    says(&schema, r#"{"secret":1}"#, &["/* type: expected null"]);
}

#[test]
fn the_branch_that_was_meant_speaks() {
    let cat = json!({ "type": "object", "required": ["kind", "lives"],
        "properties": { "kind": { "const": "cat" }, "lives": { "maximum": 9 } } });
    let dog = json!({ "type": "object", "required": ["kind"],
        "properties": { "kind": { "enum": ["dog"] }, "barks": { "type": "boolean" }, "lives": false } });
    for keyword in ["oneOf", "anyOf"] {
        let pet = json!({ keyword: [cat, dog, { "type": "null" }] });
        says(
            &pet,
            r#"{"kind":"cat","lives":10}"#,
            &["/lives maximum: above maximum 9"],
        );
        says(
            &pet,
            r#"{"kind":"dog","barks":1}"#,
            &["/barks type: expected boolean"],
        );
        let none = format!(" {keyword}: matches none of {keyword}");
        says(&pet, "1", &[&none]);
    }
}

#[test]
fn a_discriminator_names_the_branch() {
    let document = json!({
        "oneOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }],
        "discriminator": { "propertyName": "kind", "mapping": { "hound": "#/$defs/Dog" } },
        "$defs": {
            "Cat": { "required": ["lives"] },
            "Dog": { "required": ["barks", "name"] }
        }
    });
    let dog = ["/barks required: missing", "/name required: missing"];
    says(&document, r#"{"kind":"Dog"}"#, &dog);
    says(&document, r#"{"kind":"hound"}"#, &dog);
    says(
        &document,
        r#"{"kind":"Cat"}"#,
        &["/lives required: missing"],
    );
}

#[test]
fn more_than_one_of_one_is_told_as_that() {
    says(
        &json!({ "oneOf": [{ "type": "integer" }, { "minimum": 1 }] }),
        "5",
        &[" oneOf: matches more than one of oneOf"],
    );
}
