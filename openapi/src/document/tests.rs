//! Tests of documents as data.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{Document, DocumentError, resolve};
use crate::limits::DOCUMENT_BYTES_MAX;

#[track_caller]
fn upgraded_schema(schema: Value) -> Value {
    let document = json!({ "openapi": "3.0.3", "components": { "schemas": { "S": schema } } });
    let document = Document::from_value(document).unwrap().upgraded();
    document
        .as_value()
        .pointer("/components/schemas/S")
        .unwrap()
        .clone()
}

#[track_caller]
fn refused(text: &str, error: DocumentError) {
    assert_eq!(Document::parse(text), Err(error));
}

#[test]
fn yaml_and_json_read_the_same() {
    let yaml = "openapi: 3.1.0\ninfo: {title: on, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: no}\n";
    let json = r#"{"openapi":"3.1.0","info":{"title":"on","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"description":"no"}}}}}}"#;
    assert_eq!(Document::parse(yaml), Document::parse(json));
}

#[test]
fn what_is_written_reads_back() {
    let document = Document::parse(r#"{"openapi":"3.1.0","info":{"version":"012","title":"yes"},"x":[1,null,"a: b","0o7"," "],"paths":{}}"#).unwrap();
    assert_eq!(Document::parse(&document.to_json()), Ok(document.clone()));
    assert_eq!(Document::parse(&document.to_yaml()), Ok(document));
}

#[test]
fn what_is_no_document_says_why() {
    refused("[]", DocumentError::NotAnObject);
    refused("swagger: '1.2'", DocumentError::Swagger);
    refused("openapi: 4.0.0", DocumentError::Version);
    refused("openapi: 3.1.0\npaths: []", DocumentError::Paths);
    refused("a: [", DocumentError::Syntax { line: 1, column: 4 });
    refused(&" ".repeat(DOCUMENT_BYTES_MAX + 1), DocumentError::TooLarge);
}

#[test]
fn an_alias_bomb_is_refused() {
    let levels = (1..9).map(|level| {
        let below = format!("*a{},", level - 1).repeat(10);
        format!("a{level}: &a{level} [{below}]\n")
    });
    let bomb: String =
        std::iter::once("openapi: 3.1.0\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned())
            .chain(levels)
            .collect();
    assert!(Document::parse(&bomb).is_err());
}

#[test]
fn the_first_server_names_the_mount() {
    for (url, path) in [
        ("https://api.example.com/v1/", "/v1"),
        ("http://localhost:8000", ""),
        ("/textgen", "/textgen"),
        ("https://{region}.example.com/{base}", ""),
        ("https://{region}.example.com/v2", "/v2"),
        ("relative", ""),
    ] {
        let document =
            Document::from_value(json!({ "openapi": "3.1.0", "servers": [{ "url": url }] }));
        assert_eq!(document.unwrap().server_path(), path, "{url}");
    }
}

#[test]
fn schemas_of_3_0_become_2020_12() {
    assert_eq!(
        upgraded_schema(json!({ "type": "string", "nullable": true, "enum": ["a"] })),
        json!({ "type": ["string", "null"], "enum": ["a", null] })
    );
    assert_eq!(
        upgraded_schema(
            json!({ "minimum": 1, "exclusiveMinimum": true, "exclusiveMaximum": false })
        ),
        json!({ "exclusiveMinimum": 1 })
    );
    assert_eq!(
        upgraded_schema(
            json!({ "allOf": [{ "$ref": "#/x", "nullable": true }], "nullable": true })
        ),
        json!({ "anyOf": [{ "allOf": [{ "$ref": "#/x" }] }, { "type": "null" }] })
    );
}

#[test]
fn a_property_called_nullable_is_no_keyword() {
    let schema = json!({ "properties": { "nullable": { "type": "boolean" } }, "example": { "nullable": true } });
    assert_eq!(upgraded_schema(schema.clone()), schema);
}

#[test]
fn references_end_in_the_document_or_nowhere() {
    let document = json!({
        "a": { "$ref": "#/b" }, "b": { "$ref": "#/c~1d" }, "c/d": 1,
        "loop": { "$ref": "#/loop" }, "far": { "$ref": "http://example.com/x" }, "gone": { "$ref": "#/none" },
    });
    let follow =
        |name: &str| resolve(&document, &document[name], "").map(|(value, at)| (value.clone(), at));
    assert_eq!(follow("a"), Ok((json!(1), "/c~1d".to_owned())));
    for name in ["loop", "far", "gone"] {
        assert!(follow(name).is_err(), "{name}");
    }
}
