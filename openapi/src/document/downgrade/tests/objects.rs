//! Tests of all objects but schemas.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{downgraded, told};
use crate::document::{Document, Version};

#[test]
fn a_document_says_less_of_itself() {
    let document = downgraded(json!({
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": { "title": "A", "version": "1", "summary": "short", "license": { "name": "MIT", "identifier": "MIT" } },
        "tags": [{ "name": "a", "summary": "A", "description": "about", "kind": "nav" }],
        "servers": [{ "url": "/", "name": "own" }],
        "webhooks": { "new": { "post": { "requestBody": { "content": { "application/json": { "schema": { "const": 1 } } } } } } },
    }));
    assert_eq!(
        document,
        json!({
            "openapi": "3.0.4",
            "info": {
                "title": "A", "version": "1", "description": "short",
                "license": { "name": "MIT", "url": "https://spdx.org/licenses/MIT.html" },
            },
            "tags": [{ "name": "a", "description": "about" }],
            "servers": [{ "url": "/" }],
            "x-webhooks": { "new": { "post": {
                "requestBody": { "content": { "application/json": { "schema": { "enum": [1] } } } },
                "responses": { "default": { "description": "" } },
            } } },
            "paths": {},
            "x-docent-downgraded": {
                "from": "3.1.0", "count": 4,
                "pointers": ["/servers/0/name", "/tags/0/kind", "/tags/0/summary", "/webhooks"],
            },
        })
    );
}

#[test]
fn what_is_shared_in_a_way_of_3_1_stands_in_each_place() {
    let shared = json!({ "get": { "operationId": "read", "responses": { "200": { "$ref": "#/components/responses/R", "description": "own" } } } });
    let document = downgraded(json!({
        "paths": {
            "/a": { "$ref": "#/components/pathItems/Shared", "summary": "first" },
            "/b": { "$ref": "#/components/pathItems/Shared" },
        },
        "components": {
            "pathItems": { "Shared": shared },
            "mediaTypes": { "M": { "schema": { "const": 1 } } },
            "responses": { "R": { "summary": "done", "content": { "application/json": { "$ref": "#/components/mediaTypes/M" } } } },
        },
    }));
    let read = |id: &str| json!({ "operationId": id, "responses": { "200": { "$ref": "#/components/responses/R" } } });
    assert_eq!(
        document["paths"],
        json!({
            "/a": { "get": read("read"), "summary": "first" },
            "/b": { "get": read("read_2") },
        })
    );
    assert_eq!(
        document["components"],
        json!({ "responses": { "R": {
            "content": { "application/json": { "schema": { "enum": [1] } } }, "description": "done",
        } } })
    );
    assert_eq!(
        told(&document),
        ["/components/pathItems/Shared/get/responses/200/description"]
    );
}

#[test]
fn other_methods_and_items_of_streams_are_read_back() {
    let stream =
        |schema: Value| json!({ "description": "", "content": { "text/event-stream": schema } });
    let item =
        json!({ "type": "object", "properties": { "data": { "type": ["string", "null"] } } });
    let document = json!({
        "openapi": "3.1.0",
        "paths": { "/a": {
            "query": { "responses": { "200": stream(json!({ "itemSchema": item })) } },
            "additionalOperations": { "COPY": { "responses": { "200": { "description": "" } } } },
        } },
    });
    let narrow = Document::from_value(document.clone())
        .unwrap()
        .downgraded(Version::V3_0);
    let item_3_0 = json!({ "type": "object", "properties": { "data": { "type": "string", "nullable": true } } });
    assert_eq!(
        narrow.as_value()["paths"]["/a"],
        json!({ "x-additional-operations": {
            "QUERY": { "responses": { "200": stream(json!({ "schema": { "type": "string" }, "x-item-schema": item_3_0 })) } },
            "COPY": { "responses": { "200": { "description": "" } } },
        } })
    );
    assert_eq!(narrow.upgraded().as_value()["paths"], document["paths"]);
}

#[test]
fn parameters_of_a_whole_query_are_left_out() {
    let document = downgraded(json!({
        "paths": { "/a": {
            "parameters": [
                { "$ref": "#/components/parameters/All" },
                { "name": "c", "in": "cookie", "style": "cookie", "schema": { "type": "string" } },
            ],
            "get": { "parameters": [{ "name": "q", "in": "querystring", "content": {} }], "responses": {} },
        } },
        "components": { "parameters": { "All": { "name": "q", "in": "querystring", "content": {} } } },
    }));
    assert_eq!(
        document["paths"]["/a"],
        json!({
            "parameters": [{ "name": "c", "in": "cookie", "schema": { "type": "string" } }],
            "get": { "parameters": [], "responses": { "default": { "description": "" } } },
        })
    );
    assert_eq!(document["components"]["parameters"], json!({}));
    assert_eq!(
        told(&document),
        [
            "/paths/~1a/get/parameters/0",
            "/paths/~1a/parameters/0",
            "/paths/~1a/parameters/1/style"
        ]
    );
}

#[test]
fn certificates_of_clients_are_the_listeners() {
    let document = downgraded(json!({
        "security": [{ "cert": [] }, { "cert": [], "key": [] }],
        "components": { "securitySchemes": {
            "cert": { "type": "mutualTLS" },
            "key": { "type": "apiKey", "name": "k", "in": "header", "deprecated": true },
            "oauth": { "type": "oauth2", "flows": { "deviceAuthorization": {}, "password": {} } },
        } },
    }));
    assert_eq!(document["security"], json!([{}, { "key": [] }]));
    assert_eq!(
        document["components"]["securitySchemes"],
        json!({
            "key": { "type": "apiKey", "name": "k", "in": "header" },
            "oauth": { "type": "oauth2", "flows": { "password": {} } },
        })
    );
    assert_eq!(told(&document).len(), 5);
}

#[test]
fn examples_hold_values() {
    let document = downgraded(json!({ "components": { "examples": {
        "a": { "dataValue": { "a": 1 }, "serializedValue": "{\"a\":1}" },
        "b": { "serializedValue": "a=1" },
        "c": { "value": { "dataValue": 1 } },
    } } }));
    assert_eq!(
        document["components"]["examples"],
        json!({
            "a": { "value": { "a": 1 } },
            "b": { "value": "a=1" },
            "c": { "value": { "dataValue": 1 } },
        })
    );
    assert_eq!(told(&document), ["/components/examples/a/serializedValue"]);
}
