//! Tests of Swagger 2.0: what goes in, what means the same in 3.0.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use crate::document::{Document, DocumentError};
use crate::limits::DOCUMENT_NODES_MAX;

fn converted(mut document: Value) -> Value {
    document["swagger"] = json!("2.0");
    Document::from_value(document).unwrap().into_value()
}

/// An operation of POST in a document that has nothing else, converted.
#[track_caller]
fn operation(operation: Value, expected: Value) {
    let document = converted(json!({ "paths": { "/x": { "post": operation } } }));
    assert_eq!(document["paths"]["/x"]["post"], expected);
}

#[test]
fn what_says_where_the_api_is_becomes_servers() {
    for (said, urls) in [
        (
            json!({ "host": "a.example", "basePath": "/v1", "schemes": ["https", "http"] }),
            json!([{ "url": "https://a.example/v1" }, { "url": "http://a.example/v1" }]),
        ),
        (
            json!({ "host": "a.example:8080" }),
            json!([{ "url": "https://a.example:8080" }]),
        ),
        (json!({ "basePath": "v1" }), json!([{ "url": "/v1" }])),
        (
            json!({ "host": "http://a.example", "basePath": "/v1" }),
            json!([{ "url": "http://a.example/v1" }]),
        ),
        (json!({}), Value::Null),
    ] {
        let mut document = said;
        document["paths"] = json!({});
        assert_eq!(converted(document)["servers"], urls);
    }
}

#[test]
fn a_parameter_gets_a_schema_and_a_style() {
    let tags = |format: Value| {
        let mut tags =
            json!({ "name": "t", "in": "query", "type": "array", "items": { "type": "string" } });
        if !format.is_null() {
            tags["collectionFormat"] = format;
        }
        tags
    };
    let list = json!({ "type": "array", "items": { "type": "string" } });
    for (format, style, explode) in [
        (Value::Null, Value::Null, false),
        (json!("csv"), Value::Null, false),
        (json!("multi"), Value::Null, true),
        (json!("ssv"), json!("spaceDelimited"), false),
        (json!("pipes"), json!("pipeDelimited"), false),
        (json!("tsv"), json!("tsv"), false),
    ] {
        let mut expected =
            json!({ "name": "t", "in": "query", "explode": explode, "schema": list });
        if !style.is_null() {
            expected["style"] = style;
        }
        operation(
            json!({ "parameters": [tags(format)] }),
            json!({ "parameters": [expected] }),
        );
    }
    operation(
        json!({ "parameters": [
            { "name": "n", "in": "header", "required": true, "type": "integer", "format": "int32", "maximum": 3, "exclusiveMaximum": true },
            { "name": "m", "in": "header", "type": "array", "items": { "type": "integer" } },
        ] }),
        json!({ "parameters": [
            { "name": "n", "in": "header", "required": true,
                "schema": { "type": "integer", "format": "int32", "maximum": 3, "exclusiveMaximum": true } },
            { "name": "m", "in": "header", "schema": { "type": "array", "items": { "type": "integer" } } },
        ] }),
    );
}

#[test]
fn a_body_is_what_its_operation_consumes() {
    let body =
        json!({ "name": "b", "in": "body", "required": true, "schema": { "type": "integer" } });
    let schema = json!({ "schema": { "type": "integer" } });
    operation(
        json!({ "consumes": ["application/json", "text/plain"], "parameters": [body] }),
        json!({ "requestBody": { "required": true, "content": { "application/json": schema, "text/plain": schema } } }),
    );
    // Nobody said what: JSON is judged, nothing is excluded.
    operation(
        json!({ "parameters": [body] }),
        json!({ "requestBody": { "required": true, "content": { "application/json": schema, "*/*": {} } } }),
    );
}

#[test]
fn fields_of_a_form_become_one_object() {
    let field = |name: &str, kind: &str| json!({ "name": name, "in": "formData", "type": kind });
    let mut required = field("a", "integer");
    required["required"] = json!(true);
    operation(
        json!({ "parameters": [required, { "name": "b", "in": "formData", "type": "array", "items": { "type": "string" } }] }),
        json!({ "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": {
            "schema": { "type": "object", "required": ["a"], "properties": {
                "a": { "type": "integer" }, "b": { "type": "array", "items": { "type": "string" } } } },
            "encoding": { "b": { "explode": false } },
        } } } }),
    );
    operation(
        json!({ "parameters": [field("f", "file")] }),
        json!({ "requestBody": { "required": false, "content": { "multipart/form-data": {
            "schema": { "type": "object", "properties": { "f": { "type": "string", "format": "binary" } } } } } } }),
    );
}

#[test]
fn responses_are_what_their_operation_produces() {
    let document = converted(json!({
        "produces": ["application/json"],
        "paths": { "/x": { "get": { "responses": {
            "200": { "description": "one", "schema": { "$ref": "#/definitions/Item" },
                "headers": { "X-Left": { "type": "integer", "minimum": 0 } },
                "examples": { "application/json": { "id": 1 } } },
            "404": { "$ref": "#/responses/Gone" },
        } }, "delete": { "produces": ["text/plain"], "responses": { "404": { "$ref": "#/responses/Gone" } } } } },
        "definitions": { "Item": { "type": "object", "discriminator": "kind", "properties": {
            "kind": { "type": "string" }, "next": { "$ref": "#/definitions/Item", "x-nullable": true } } } },
        "responses": { "Gone": { "description": "no", "schema": { "type": "string" } } },
    }));
    let gone = |media_type: &str| json!({ "description": "no", "content": { media_type: { "schema": { "type": "string" } } } });
    assert_eq!(
        document["paths"]["/x"]["get"]["responses"],
        json!({
            "200": { "description": "one",
                "headers": { "X-Left": { "schema": { "type": "integer", "minimum": 0 } } },
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Item" }, "example": { "id": 1 } } } },
            "404": { "$ref": "#/components/responses/Gone" },
        })
    );
    assert_eq!(
        document["paths"]["/x"]["delete"]["responses"]["404"],
        gone("text/plain")
    );
    assert_eq!(
        document["components"]["responses"]["Gone"],
        gone("application/json")
    );
    assert_eq!(
        document["components"]["schemas"]["Item"],
        json!({
            "type": "object", "discriminator": { "propertyName": "kind" }, "properties": {
                "kind": { "type": "string" },
                "next": { "allOf": [{ "$ref": "#/components/schemas/Item" }], "nullable": true } },
        })
    );
}

#[test]
fn shared_parameters_are_found_wherever_they_belong_now() {
    let document = converted(json!({
        "paths": { "/x": {
            "parameters": [{ "$ref": "#/parameters/Page" }, { "$ref": "#/parameters/Thing" }],
            "post": { "parameters": [{ "$ref": "#/parameters/None" }] },
        } },
        "parameters": {
            "Page": { "name": "page", "in": "query", "type": "integer" },
            "Thing": { "name": "thing", "in": "body", "schema": { "type": "object" } },
        },
    }));
    let item = &document["paths"]["/x"];
    assert_eq!(
        item["parameters"],
        json!([{ "$ref": "#/components/parameters/Page" }])
    );
    assert_eq!(
        item["post"]["parameters"],
        json!([{ "$ref": "#/components/parameters/None" }])
    );
    assert_eq!(
        item["post"]["requestBody"]["content"]["application/json"],
        json!({ "schema": { "type": "object" } })
    );
    let page = json!({ "name": "page", "in": "query", "schema": { "type": "integer" } });
    assert_eq!(
        document["components"]["parameters"],
        json!({ "Page": page })
    );
}

#[test]
fn schemes_of_security_are_told_apart_by_http_and_flows() {
    let document = converted(json!({ "securityDefinitions": {
        "basic": { "type": "basic" },
        "key": { "type": "apiKey", "name": "k", "in": "header" },
        "oauth": { "type": "oauth2", "flow": "accessCode", "authorizationUrl": "https://a", "tokenUrl": "https://b", "scopes": { "r": "read" } },
    } }));
    assert_eq!(
        document["components"]["securitySchemes"],
        json!({
            "basic": { "type": "http", "scheme": "basic" },
            "key": { "type": "apiKey", "name": "k", "in": "header" },
            "oauth": { "type": "oauth2", "flows": { "authorizationCode": {
                "authorizationUrl": "https://a", "tokenUrl": "https://b", "scopes": { "r": "read" } } } },
        })
    );
}

#[test]
fn a_conversion_ends_at_its_limit() {
    let document = |media_types: usize| {
        let consumes: Vec<String> = (0..media_types)
            .map(|number| format!("a/{number}"))
            .collect();
        json!({ "swagger": "2.0", "paths": { "/x": { "post": {
            "consumes": consumes,
            "parameters": [{ "in": "body", "name": "b", "schema": { "enum": vec![0; 994] } }],
        } } } })
    };
    // A thousand nodes for each: the value and its name, three names and objects above it.
    let each = 1_000;
    let fits = DOCUMENT_NODES_MAX / each;
    assert!(Document::from_value(document(fits)).is_ok());
    assert_eq!(
        Document::from_value(document(fits + 1)),
        Err(DocumentError::Conversion)
    );
}

#[test]
fn other_versions_of_swagger_are_refused_and_numbers_are_read() {
    for (text, expected) in [
        ("swagger: 2.0\npaths: {}", true),
        ("swagger: '2.0'", true),
        ("swagger: '1.2'", false),
        ("swagger: 3", false),
    ] {
        assert_eq!(Document::parse(text).is_ok(), expected, "{text}");
    }
}
