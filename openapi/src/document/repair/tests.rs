//! Tests of repairs: each is made, told by its place, and nothing else is.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use crate::document::Document;

/// What a document becomes, and the pointers of its repairs.
fn repaired(document: Value) -> (Value, Vec<String>) {
    let (document, repairs) = Document::from_value(document).unwrap().repaired();
    let pointers = repairs.into_iter().map(|repair| repair.pointer).collect();
    (document.into_value(), pointers)
}

#[track_caller]
fn schema(version: &str, before: Value, after: Value, repairs: &[&str]) {
    let document = json!({ "openapi": version, "components": { "schemas": { "S": before } } });
    let (document, found) = repaired(document);
    assert_eq!(document["components"]["schemas"]["S"], after);
    let expected: Vec<String> = repairs
        .iter()
        .map(|below| format!("/components/schemas/S{below}"))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn schemas_of_another_dialect_are_read_as_they_were_meant() {
    let bound = json!({ "minimum": 1, "exclusiveMinimum": true, "exclusiveMaximum": false });
    schema(
        "3.1.0",
        bound.clone(),
        json!({ "exclusiveMinimum": 1 }),
        &["/exclusiveMinimum", "/exclusiveMaximum"],
    );
    schema("3.0.3", bound, json!({ "exclusiveMinimum": 1 }), &[]);
    let nullable = json!({ "type": "string", "nullable": true });
    schema(
        "3.1.0",
        nullable.clone(),
        json!({ "type": ["string", "null"] }),
        &["/nullable"],
    );
    schema(
        "3.0.0",
        nullable,
        json!({ "type": ["string", "null"] }),
        &[],
    );
    schema(
        "3.1.0",
        json!({ "type": ["string", null] }),
        json!({ "type": ["string", "null"] }),
        &["/type"],
    );
    schema(
        "3.1.0",
        json!({ "type": "any", "maximum": 1 }),
        json!({ "maximum": 1 }),
        &["/type"],
    );
    schema(
        "3.0.0",
        json!({ "type": "file" }),
        json!({ "type": "string", "format": "binary" }),
        &["/type"],
    );
    schema(
        "3.0.0",
        json!({ "type": "string", "pattern": null }),
        json!({ "type": "string" }),
        &["/pattern"],
    );
    schema(
        "3.0.2",
        json!({ "type": "array", "items": [{ "type": "string" }], "additionalItems": false }),
        json!({ "type": "array", "prefixItems": [{ "type": "string" }], "items": false }),
        &["/items"],
    );
    schema(
        "3.1.0",
        json!({ "anyOf": { "type": "string" } }),
        json!({ "anyOf": [{ "type": "string" }] }),
        &["/anyOf"],
    );
    schema(
        "3.1.0",
        json!({ "properties": { "a": { "type": "string", "required": true } } }),
        json!({ "properties": { "a": { "type": "string" } } }),
        &["/properties/a/required"],
    );
}

#[test]
fn what_only_looks_like_a_schema_stays() {
    let free = json!({ "default": null, "const": null, "x-null": null, "example": { "type": null, "required": true },
        "properties": { "type": { "type": "string" }, "nullable": { "type": "boolean" } } });
    schema("3.1.0", free.clone(), free, &[]);
}

#[test]
fn a_definition_that_is_a_component_is_found_there() {
    let document = |definitions: Value| {
        json!({ "openapi": "3.1.0", "definitions": definitions, "components": { "schemas": {
            "A": { "$ref": "#/definitions/B" }, "B": { "type": "integer" }, "C": { "$ref": "#/definitions/None" } } } })
    };
    let mut without = document(json!({}));
    without.as_object_mut().unwrap().remove("definitions");
    let (found, repairs) = repaired(without);
    assert_eq!(
        found["components"]["schemas"]["A"]["$ref"],
        "#/components/schemas/B"
    );
    assert_eq!(
        found["components"]["schemas"]["C"]["$ref"],
        "#/definitions/None"
    );
    assert_eq!(repairs, ["/components/schemas/A/$ref"]);
    let (found, repairs) = repaired(document(json!({ "B": {} })));
    assert_eq!(
        found["components"]["schemas"]["A"]["$ref"],
        "#/definitions/B"
    );
    assert_eq!(repairs, Vec::<String>::new());
}

#[test]
fn a_definition_is_found_in_the_schema_around() {
    let inner = json!({ "properties": { "b": { "$ref": "#/$defs/B" }, "none": { "$ref": "#/$defs/None" } }, "$defs": { "B": {} } });
    let mut resource = inner.clone();
    resource["$id"] = json!("https://a.example/a");
    let (found, repairs) = repaired(json!({
        "openapi": "3.1.0",
        "paths": { "/a": { "post": { "requestBody": { "content": { "application/json": { "schema": inner } } } } } },
        "components": { "schemas": { "A": resource, "C": { "$ref": "#/$defs/D" }, "D": {} } },
    }));
    let at = "/paths/~1a/post/requestBody/content/application~1json/schema";
    let schema = found.pointer(at).unwrap();
    assert_eq!(schema["properties"]["b"]["$ref"], format!("#{at}/$defs/B"));
    assert_eq!(schema["properties"]["none"]["$ref"], "#/$defs/None");
    assert_eq!(
        found["components"]["schemas"]["A"]["properties"]["b"]["$ref"],
        "#/$defs/B"
    );
    assert_eq!(
        found["components"]["schemas"]["C"]["$ref"],
        "#/components/schemas/D"
    );
    assert_eq!(
        repairs,
        [
            format!("{at}/properties/b/$ref"),
            "/components/schemas/C/$ref".to_owned()
        ]
    );
    let document = Document::from_value(found).unwrap();
    let (_, problems) = crate::contract::Contract::compile(&document);
    let pointers: Vec<&str> = problems.iter().map(|it| it.pointer.as_str()).collect();
    assert_eq!(pointers, [format!("{at}/properties/none/$ref")]);
}

#[test]
fn a_document_may_call_itself_by_name() {
    let (found, repairs) = repaired(json!({
        "openapi": "3.2.0", "$self": "https://a.example/api",
        "components": { "schemas": { "A": { "$ref": "https://a.example/api#/components/schemas/B" }, "B": {} } },
    }));
    assert_eq!(
        found["components"]["schemas"]["A"]["$ref"],
        "#/components/schemas/B"
    );
    assert_eq!(repairs, Vec::<String>::new());
}

#[test]
fn paths_are_written_as_templates() {
    let (found, repairs) = repaired(json!({ "openapi": "3.1.0", "paths": {
        "/v2/models/${MODEL_NAME}/infer": { "post": {} },
        "v2/health": { "get": {} },
        "/a/${x}": { "get": {} },
        "/a/{x}": { "get": {} },
        "x-group": { "get": {} },
    } }));
    let paths: Vec<&String> = found["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        [
            "/v2/models/{MODEL_NAME}/infer",
            "/v2/health",
            "/a/${x}",
            "/a/{x}",
            "x-group"
        ]
    );
    assert_eq!(
        repairs,
        [
            "/paths/~1v2~1models~1${MODEL_NAME}~1infer",
            "/paths/v2~1health"
        ]
    );
}

#[test]
fn what_may_be_left_out_of_a_path_makes_two_of_it() {
    let (found, repairs) = repaired(json!({ "openapi": "3.1.0", "paths": {
        "/v2/models/${MODEL_NAME}[/versions/${MODEL_VERSION}]/generate": { "post": {
            "parameters": [{ "name": "model_name", "in": "path", "required": true, "schema": { "type": "string" } }] } },
        "/a[0]": { "get": {} },
        "/a[/b[/c]]": { "get": {} },
    } }));
    let short = "/v2/models/{MODEL_NAME}/generate";
    let long = "/v2/models/{MODEL_NAME}/versions/{MODEL_VERSION}/generate";
    let paths: Vec<&String> = found["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, [short, long, "/a[0]", "/a[/b[/c]]"]);
    for path in [short, long] {
        assert_eq!(
            found["paths"][path]["post"]["parameters"][0]["name"],
            "MODEL_NAME"
        );
    }
    assert_eq!(
        repairs,
        [
            "/paths/~1v2~1models~1${MODEL_NAME}[~1versions~1${MODEL_VERSION}]~1generate",
            "/paths/~1v2~1models~1{MODEL_NAME}~1generate/post/parameters/0/name",
            "/paths/~1v2~1models~1{MODEL_NAME}~1versions~1{MODEL_VERSION}~1generate/post/parameters/0/name",
        ]
    );
}

#[test]
fn operations_without_what_3_0_asks_of_them_are_told() {
    let document = |version: &str| {
        json!({ "openapi": version, "paths": {
            "/a": { "get": { "operationId": "read" } },
            "/b": { "get": { "operationId": "read", "responses": {} } },
        } })
    };
    let (_, repairs) = repaired(document("3.0.3"));
    assert_eq!(
        repairs,
        ["/paths/~1a/get/responses", "/paths/~1b/get/operationId"]
    );
    let (_, repairs) = repaired(document("3.1.0"));
    assert_eq!(repairs, ["/paths/~1b/get/operationId"]);
}

#[test]
fn a_type_beside_the_name_of_a_parameter_is_its_schemas() {
    let (found, repairs) = repaired(json!({
        "openapi": "3.0.0",
        "paths": { "/a": { "parameters": [{ "name": "n", "in": "query", "type": "integer", "nullable": true }] } },
        "components": { "securitySchemes": { "key": { "name": "k", "in": "header", "type": "apiKey" } } },
    }));
    let schema = json!({ "type": ["integer", "null"] });
    assert_eq!(
        found["paths"]["/a"]["parameters"][0],
        json!({ "name": "n", "in": "query", "schema": schema })
    );
    assert_eq!(repairs, ["/paths/~1a/parameters/0/type"]);
}

#[test]
fn items_of_a_stream_are_described_in_any_version() {
    let document = |version: &str| {
        let content = json!({ "text/event-stream": { "itemSchema": { "type": "string", "nullable": true } } });
        json!({ "openapi": version, "components": { "responses": { "S": { "content": content } } } })
    };
    let at = "/components/responses/S/content/text~1event-stream/itemSchema";
    assert_eq!(repaired(document("3.0.3")).1, [at]);
    assert_eq!(
        repaired(document("3.1.0")).1,
        [at, &format!("{at}/nullable")]
    );
    assert_eq!(repaired(document("3.2.0")).1, [format!("{at}/nullable")]);
}

#[test]
fn a_loopback_address_counts_only_where_there_is_no_other() {
    for (urls, path, repairs) in [
        (
            &["http://localhost:8000/dev", "https://a.example/v1"][..],
            "/v1",
            &["/servers/0"][..],
        ),
        (
            &["http://127.0.0.1/dev", "http://[::1]:80/x", "/v1"],
            "/v1",
            &["/servers/0", "/servers/1"],
        ),
        (&["http://localhost/dev"], "/dev", &[]),
        (&["localhost:5000", "/v1"], "/v1", &["/servers/0"]),
        (&["localhost:5000"], "", &[]),
        (&["https://a.example/v1", "http://0.0.0.0/dev"], "/v1", &[]),
        (&["https://127.example/v1"], "/v1", &[]),
    ] {
        let servers: Vec<Value> = urls.iter().map(|url| json!({ "url": url })).collect();
        let document =
            Document::from_value(json!({ "openapi": "3.1.0", "servers": servers })).unwrap();
        assert_eq!(document.server_path(), path);
        let found: Vec<String> = document
            .repaired()
            .1
            .into_iter()
            .map(|it| it.pointer)
            .collect();
        assert_eq!(found, repairs);
    }
}

#[test]
fn a_version_without_quotes_is_a_number_that_is_read() {
    let document = Document::parse("openapi: 3.1\npaths: {}").unwrap();
    assert_eq!(document.as_value()["openapi"], "3.1");
    assert_eq!(document.repaired().1.len(), 1);
    for unknown in ["3.3.0", "3", "3.10.0", "3.", "4.0.0", "30.1"] {
        assert!(
            Document::from_value(json!({ "openapi": unknown })).is_err(),
            "{unknown}"
        );
    }
}

#[test]
fn a_branch_for_what_is_no_json_takes_none() {
    let of = |schema: Value| {
        let (found, repairs) = repaired(json!({
            "openapi": "3.0.3", "components": { "schemas": { "Data": schema } },
        }));
        (found["components"]["schemas"]["Data"].clone(), repairs)
    };
    let at = "/components/schemas/Data";
    assert_eq!(
        of(json!({ "oneOf": [{ "type": "array", "items": {} }, { "type": "bytes" }] })),
        (
            json!({ "oneOf": [{ "type": "array", "items": {} }, { "not": {} }] }),
            vec![format!("{at}/oneOf/1")]
        )
    );
    let nothing_else = json!({ "anyOf": [{ "type": "bytes" }, { "type": "tensor" }] });
    assert_eq!(of(nothing_else.clone()), (nothing_else, vec![]));
    let known = json!({ "anyOf": [{ "type": "string" }, { "$ref": "#/components/schemas/Data" }] });
    assert_eq!(of(known.clone()), (known, vec![]));
}
