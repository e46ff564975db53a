//! Tests of what each part of a document becomes in 3.1 and in 3.2.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::told;
use crate::document::{Document, Version};

#[track_caller]
fn written(mut document: Value, version: Version) -> Value {
    let fields = document.as_object_mut().unwrap();
    fields.entry("openapi").or_insert(json!("3.2.0"));
    let document = Document::from_value(document).unwrap();
    document.downgraded(version).into_value()
}

/// What one member of a document becomes in 3.1, and where something was left out.
#[track_caller]
fn check(at: &str, before: &Value, after: &Value, left_out: &[&str]) {
    let tokens = at.rsplit('/').filter(|token| !token.is_empty());
    let around = tokens.fold(before.clone(), |inner, token| {
        let token = token.replace("~1", "/");
        json!({ token: inner })
    });
    let document = written(around, Version::V3_1);
    assert_eq!(document["openapi"], "3.1.0", "{at}");
    assert_eq!(document.pointer(at), Some(after), "{at}");
    let pointers: Vec<String> = left_out.iter().map(|it| format!("{at}/{it}")).collect();
    assert_eq!(told(&document), pointers, "{at}");
}

#[test]
fn what_3_1_says_stays() {
    let document = json!({
        "openapi": "3.1.1",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": {
            "title": "A", "version": "1", "summary": "short",
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "paths": {
            "/a": { "$ref": "#/components/pathItems/A" },
            "/b": { "get": { "responses": { "200": { "$ref": "#/components/responses/R", "description": "own" } } } },
        },
        "webhooks": { "new": { "post": {} } },
        "components": {
            "pathItems": { "A": { "get": { "operationId": "a" } } },
            "responses": { "R": { "description": "", "content": { "application/json": { "schema": { "const": 1 } } } } },
            "schemas": { "S": {
                "type": ["string", "null"], "examples": ["a"], "contentEncoding": "base64",
                "if": { "$ref": "#/components/schemas/T" }, "$defs": { "x": true },
            }, "T": true },
            "securitySchemes": { "cert": { "type": "mutualTLS" } },
        },
        "security": [{ "cert": [] }],
    });
    assert_eq!(written(document.clone(), Version::V3_1), document);
    let mut newer = document;
    newer["openapi"] = json!("3.2.0");
    assert_eq!(written(newer.clone(), Version::V3_2), newer);
}

#[test]
fn each_word_of_3_2_about_bodies_has_its_place() {
    let item = json!({ "type": ["string", "null"] });
    let plain = json!({ "type": "string" });
    for (at, before, after, left_out) in [
        (
            "/components/responses/R/content/text~1event-stream",
            json!({ "itemSchema": item }),
            json!({ "schema": plain, "x-item-schema": item }),
            &["itemSchema"][..],
        ),
        (
            "/components/responses/R/content/application~1jsonl",
            json!({ "itemSchema": item, "example": null, "examples": {
                "item": { "dataValue": 1 }, "text": { "serializedValue": "1\n" },
            } }),
            json!({ "examples": { "text": { "value": "1\n" } }, "schema": plain, "x-item-schema": item }),
            &["example", "examples/item", "itemSchema"],
        ),
        (
            "/components/responses/R/content/multipart~1mixed",
            json!({ "itemSchema": item, "itemEncoding": {}, "prefixEncoding": [{}] }),
            json!({ "x-item-schema": item }),
            &["itemEncoding", "itemSchema", "prefixEncoding"],
        ),
        (
            "/components/requestBodies/R/content/multipart~1form-data/encoding/a",
            json!({ "contentType": "a/b", "encoding": {}, "itemEncoding": {}, "prefixEncoding": [] }),
            json!({ "contentType": "a/b" }),
            &["encoding", "itemEncoding", "prefixEncoding"],
        ),
        (
            "/components/responses/R",
            json!({ "summary": "short" }),
            json!({ "description": "short" }),
            &[],
        ),
    ] {
        check(at, &before, &after, left_out);
    }
}

#[test]
fn each_other_word_of_3_2_has_its_place() {
    let item = json!({ "type": ["string", "null"] });
    for (at, before, after, left_out) in [
        (
            "/paths/~1a",
            json!({ "query": {}, "additionalOperations": { "COPY": {} } }),
            json!({ "x-additional-operations": { "QUERY": {}, "COPY": {} } }),
            &["additionalOperations", "query"][..],
        ),
        (
            "/components/pathItems/A",
            json!({ "query": { "operationId": "a" } }),
            json!({ "x-additional-operations": { "QUERY": { "operationId": "a" } } }),
            &["query"],
        ),
        (
            "/paths/~1a/get/parameters",
            json!([{ "name": "q", "in": "querystring", "content": {} }]),
            json!([]),
            &["0"],
        ),
        (
            "/paths/~1a/get/responses",
            json!({}),
            json!({ "default": { "description": "" } }),
            &[],
        ),
        (
            "/components/parameters/P",
            json!({ "name": "c", "in": "cookie", "style": "cookie", "schema": item, "allowReserved": true }),
            json!({ "name": "c", "in": "cookie", "schema": item }),
            &["allowReserved", "style"],
        ),
        (
            "/components/parameters/P",
            json!({ "name": "c", "in": "query", "schema": item, "allowReserved": true }),
            json!({ "name": "c", "in": "query", "schema": item, "allowReserved": true }),
            &[],
        ),
        (
            "/components/examples/E",
            json!({ "dataValue": 1, "serializedValue": "1" }),
            json!({ "value": 1 }),
            &["serializedValue"],
        ),
        (
            "/components/schemas/S",
            json!({
                "xml": { "nodeType": "attribute" },
                "discriminator": { "propertyName": "p", "defaultMapping": "A" },
                "properties": { "itemSchema": { "xml": { "nodeType": "text", "name": "a" } } },
            }),
            json!({
                "xml": { "attribute": true },
                "discriminator": { "propertyName": "p" },
                "properties": { "itemSchema": { "xml": { "name": "a" } } },
            }),
            &[
                "discriminator/defaultMapping",
                "properties/itemSchema/xml/nodeType",
            ],
        ),
        (
            "/components/securitySchemes/O",
            json!({ "type": "oauth2", "deprecated": true, "flows": { "deviceAuthorization": {} } }),
            json!({ "type": "oauth2", "flows": {} }),
            &["deprecated", "flows/deviceAuthorization"],
        ),
        (
            "/tags",
            json!([{ "name": "a", "summary": "A", "parent": "b", "kind": "nav" }]),
            json!([{ "name": "a", "description": "A" }]),
            &["0/kind", "0/parent"],
        ),
        (
            "/servers",
            json!([{ "url": "/", "name": "own" }]),
            json!([{ "url": "/" }]),
            &["0/name"],
        ),
    ] {
        check(at, &before, &after, left_out);
    }
}

#[test]
fn media_types_that_are_shared_stand_in_each_place() {
    let reference = json!({ "$ref": "#/components/mediaTypes/M" });
    let document = written(
        json!({
            "$self": "https://example.com/a",
            "jsonSchemaDialect": "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
            "components": {
                "mediaTypes": { "M": { "itemSchema": true } },
                "requestBodies": { "B": { "content": { "application/jsonl": reference } } },
            },
        }),
        Version::V3_1,
    );
    assert_eq!(
        document,
        json!({
            "openapi": "3.1.0",
            "components": { "requestBodies": { "B": { "content": { "application/jsonl": {
                "schema": { "type": "string" }, "x-item-schema": true,
            } } } } },
            "x-docent-downgraded": {
                "from": "3.2.0", "count": 1, "pointers": ["/components/mediaTypes/M/itemSchema"],
            },
        })
    );
}

/// What was written as 3.1 is read as what it was, and written again as 3.2.
#[test]
fn words_of_3_2_are_read_back() {
    let stream = json!({ "description": "", "content": { "text/event-stream": { "itemSchema": { "properties": { "data": {} } } } } });
    let paths = json!({ "/a": {
        "query": { "responses": { "200": stream } },
        "additionalOperations": { "COPY": { "responses": { "200": { "description": "" } } } },
    } });
    // Whatever it is labelled: that it says so of items is repaired.
    for label in ["3.1.0", "3.2.1"] {
        let document = json!({ "openapi": label, "paths": paths });
        let narrow = written(document.clone(), Version::V3_1);
        assert_ne!(narrow["paths"], paths);
        let from = narrow["x-docent-downgraded"]["from"].clone();
        assert_eq!(from, label.replace("3.1.0", "3.2.0"));
        let again = written(narrow.clone(), Version::V3_1);
        assert_eq!(again["paths"], narrow["paths"]);
        let wide = written(narrow, Version::V3_2);
        assert_eq!(
            (&wide["openapi"], &wide["paths"]),
            (&json!("3.2.0"), &paths)
        );
    }
}

#[test]
fn versions_read_as_they_are_written() {
    for version in Version::ALL {
        assert_eq!(Version::parse(version.as_str()), Some(version));
    }
    assert_eq!(Version::parse("3"), None);
}
