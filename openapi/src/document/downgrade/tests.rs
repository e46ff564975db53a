//! Tests of what each part of a document becomes in 3.0.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use crate::document::{Document, Version};
use crate::limits::DOWNGRADED_TOLD_MAX;

mod newer;
mod objects;
mod references;
mod schemas;

#[track_caller]
fn downgraded(mut document: Value) -> Value {
    let fields = document.as_object_mut().unwrap();
    fields.entry("openapi").or_insert(json!("3.1.0"));
    let document = Document::from_value(document).unwrap();
    document.downgraded(Version::V3_0).into_value()
}

/// What a component becomes.
#[track_caller]
fn schema(schema: Value) -> Value {
    let document = downgraded(json!({ "components": { "schemas": { "S": schema } } }));
    document.pointer("/components/schemas/S").unwrap().clone()
}

/// Where something was left out.
fn told(document: &Value) -> Vec<&str> {
    let pointers = document.pointer("/x-docent-downgraded/pointers");
    let pointers = pointers.and_then(Value::as_array).into_iter().flatten();
    pointers.map(|it| it.as_str().unwrap()).collect()
}

#[test]
fn a_document_of_3_0_stays_what_it_is() {
    let document = json!({
        "openapi": "3.0.4",
        "info": { "title": "A", "version": "1" },
        "paths": { "/a": { "get": { "responses": { "200": { "description": "", "content": { "application/json": {
            "schema": { "type": "object", "nullable": true, "properties": {
                "a": { "type": "integer", "minimum": 0, "exclusiveMinimum": true },
                "b": { "type": "string", "enum": ["x", null], "nullable": true },
                "c": { "$ref": "#/components/schemas/C" },
            } },
        } } } } } } },
        "components": { "schemas": { "C": { "type": "array", "items": { "not": {} } } } },
    });
    assert_eq!(downgraded(document.clone()), document);
}

#[test]
fn what_is_left_out_is_counted_and_the_first_of_it_named() {
    let properties: serde_json::Map<String, Value> = (0..DOWNGRADED_TOLD_MAX + 5)
        .map(|number| (format!("p{number:03}"), json!({ "contains": {} })))
        .collect();
    let document = downgraded(json!({
        "openapi": "3.2.0",
        "components": { "schemas": { "S": { "properties": properties } } },
    }));
    let told = &document["x-docent-downgraded"];
    assert_eq!(told["from"], "3.2.0");
    assert_eq!(told["count"], DOWNGRADED_TOLD_MAX + 5);
    let pointers = told["pointers"].as_array().unwrap();
    assert_eq!(pointers.len(), DOWNGRADED_TOLD_MAX);
    assert_eq!(
        pointers[0],
        "/components/schemas/S/properties/p000/contains"
    );
}

#[test]
fn the_same_document_is_written_twice() {
    let document = Document::from_value(json!({
        "openapi": "3.1.0",
        "components": { "schemas": { "S": {
            "type": ["string", "integer", "null"], "const": 1, "prefixItems": [{ "$ref": "#/$defs/A" }],
            "$defs": { "A": { "if": true, "then": false } },
        } } },
    }))
    .unwrap();
    let first = document.downgraded(Version::V3_0);
    assert_eq!(
        first.to_json(),
        document.downgraded(Version::V3_0).to_json()
    );
    assert_eq!(
        first.downgraded(Version::V3_0).downgraded(Version::V3_0),
        first.downgraded(Version::V3_0)
    );
}
