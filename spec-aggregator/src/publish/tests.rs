//! What is published, as documents.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::fmt::Write;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::{Known, Learnt, ServiceDocument};

mod complete;
mod gateway;

/// A document with these paths, each path with its methods.
fn document(paths: &[(&str, &[&str])]) -> Value {
    let mut document =
        json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": {} });
    for (path, methods) in paths {
        for method in *methods {
            document["paths"][path][method] = json!({ "responses": {} });
        }
    }
    document
}

struct Service {
    name: String,
    base_path: String,
    learnt: Learnt,
}

fn known(name: &str, base_path: &str, declared: Option<Value>, observed: Option<Value>) -> Service {
    Service {
        name: name.to_owned(),
        base_path: base_path.to_owned(),
        learnt: Learnt::of(declared, observed, 1),
    }
}

fn service(service: Service, gateway_url: &str) -> ServiceDocument {
    let Service {
        name,
        base_path,
        learnt,
    } = &service;
    let known = Known {
        name,
        base_path,
        learnt,
    };
    super::service(known, gateway_url)
}

/// One line for each operation: method, path, source.
fn operations(document: &Value) -> String {
    let mut lines = String::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let source = operation["x-docent-source"].as_str().unwrap();
            writeln!(lines, "{method} {path} {source}").unwrap();
        }
    }
    lines
}

#[track_caller]
fn check_merged(declared: &[(&str, &[&str])], observed: &[(&str, &[&str])], expected: Expect) {
    let known = known("s", "", Some(document(declared)), Some(document(observed)));
    expected.assert_eq(&operations(&service(known, "").document));
}

#[track_caller]
fn check_gateway(services: Vec<Service>, expected: Expect) {
    let services = services
        .into_iter()
        .map(|known| service(known, "https://gateway.example"))
        .collect();
    expected.assert_eq(&format!(
        "{:#}\n",
        super::gateway("T", "https://gateway.example", services)
    ));
}

#[test]
fn an_observed_path_marks_the_declared_operation_that_covers_it() {
    check_merged(
        &[
            ("/users/{id}", &["get", "put"]),
            ("/users/me", &["get"]),
            ("/files/{name}.json", &["get"]),
        ],
        &[
            ("/users/{userId}", &["get"]),
            ("/users/me", &["get"]),
            ("/files/a.json", &["get"]),
            ("/files/{x}", &["get"]),
        ],
        expect![[r#"
            get /users/{id} both
            put /users/{id} declared
            get /users/me both
            get /files/{name}.json both
        "#]],
    );
}

#[test]
fn what_nobody_declared_is_added() {
    check_merged(
        &[("/users/{id}", &["get"]), ("/caf%C3%A9", &["get"])],
        &[
            ("/users/{userId}", &["delete"]),
            ("/users/export", &["post"]),
            ("/café", &["get"]),
            ("/orders", &["get"]),
        ],
        expect![[r#"
            get /users/{id} declared
            delete /users/{id} observed
            get /caf%C3%A9 both
            post /users/export observed
            get /orders observed
        "#]],
    );
}

#[test]
fn an_added_operation_brings_what_it_refers_to_under_names_that_are_free() {
    let refers = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let answers = |schema: Value| {
        let content = json!({ "application/json": { "schema": schema } });
        json!({ "200": { "description": "OK", "content": content } })
    };
    let mut declared = document(&[("/pets", &["get"])]);
    declared["paths"]["/pets"]["get"]["responses"] = answers(refers("Pet"));
    declared["components"] = json!({ "schemas": { "Pet": { "type": "string" } } });
    let mut observed = document(&[("/pets", &["get"]), ("/owners", &["get"])]);
    observed["paths"]["/pets"]["get"]["responses"] = answers(refers("Unused"));
    observed["paths"]["/owners"]["get"]["responses"] = answers(refers("Owner"));
    observed["paths"]["/owners"]["get"]["security"] = json!([{ "bearerAuth": [] }]);
    observed["components"] = json!({
        "schemas": {
            "Owner": { "properties": { "pet": refers("Pet"), "$ref": { "type": "string" } } },
            "Pet": { "type": "object" },
            "Unused": { "type": "object" },
        },
        "securitySchemes": { "bearerAuth": { "type": "http", "scheme": "bearer" } },
    });
    let merged = service(known("s", "", Some(declared), Some(observed)), "").document;
    assert_eq!(
        merged["components"],
        json!({
            "schemas": {
                "Pet": { "type": "string" },
                "Owner": { "properties": { "pet": refers("Pet_2"), "$ref": { "type": "string" } } },
                "Pet_2": { "type": "object" },
            },
            "securitySchemes": { "bearerAuth": { "type": "http", "scheme": "bearer" } },
        })
    );
}

#[test]
fn an_added_operation_has_the_parameter_names_of_its_path() {
    let mut observed = document(&[]);
    observed["paths"]["/users/{userId}"]["delete"] = json!({
        "operationId": "deleteUser",
        "parameters": [{ "name": "userId", "in": "path", "required": true, "schema": { "type": "integer" } }],
        "responses": {},
    });
    let merged = service(
        known(
            "s",
            "",
            Some(document(&[("/users/{id}", &["get"])])),
            Some(observed),
        ),
        "",
    );
    let added = &merged.document["paths"]["/users/{id}"]["delete"];
    assert_eq!(added["parameters"][0]["name"], "id");
    assert_eq!(added["parameters"][0]["schema"]["type"], "integer");
}

#[test]
fn what_was_not_seen_of_an_operation_that_was_is_marked_and_more_is_listed() {
    let declared = json!({
        "openapi": "3.1.0", "info": { "title": "T", "version": "1" },
        "paths": { "/a": {
            "get": {
                "parameters": [
                    { "name": "limit", "in": "query", "schema": { "type": "integer" } },
                    { "name": "page", "in": "query", "schema": { "type": "integer" } },
                ],
                "responses": {
                    "200": { "description": "ok", "content": {
                        "application/json": { "schema": { "$ref": "#/components/schemas/Item" } },
                        "text/csv": {},
                    } },
                    "404": { "description": "none" },
                },
            },
            "put": { "responses": { "200": { "description": "ok" } } },
        } },
        "components": { "schemas": { "Item": { "type": "object", "properties": {
            "id": { "type": "integer" },
            "note": { "type": "string" },
        } } } },
    });
    let content = json!({ "application/json": { "schema": { "type": "object", "properties": {
        "id": { "type": "integer", "x-presence": "3/3" },
        "more": { "type": "integer", "x-presence": "2/3" },
    } } } });
    let mut observed = document(&[]);
    observed["paths"]["/a"]["get"] = json!({
        "parameters": [{
            "name": "limit", "in": "query", "schema": { "type": "integer" }, "x-presence": "1/3",
        }],
        "responses": { "200": { "content": content, "x-docent-exchanges": 3 } },
        "x-docent-exchanges": 3,
    });
    let merged = service(known("s", "", Some(declared.clone()), Some(observed)), "").document;
    let get = &merged["paths"]["/a"]["get"];
    let expected = json!([
        { "pointer": "/components/schemas/Item/properties/more", "x-presence": "2/3" },
    ]);
    assert_eq!(get["x-docent-undeclared"], expected);
    let mut sources = Vec::new();
    collect_sources(&merged, "", &mut sources);
    assert_eq!(
        sources,
        [
            "/paths/~1a/get both",
            "/paths/~1a/get/parameters/1 declared",
            "/paths/~1a/get/responses/200/content/text~1csv declared",
            "/paths/~1a/get/responses/404 declared",
            "/paths/~1a/put declared",
            "/components/schemas/Item/properties/note declared",
        ]
    );
    // Apart from marks the document says what was declared.
    let unmarked = openapi::document::Document::from_value(merged.clone())
        .unwrap()
        .unmarked();
    let mut unmarked = unmarked.into_value();
    for added in ["servers", "security"] {
        unmarked.as_object_mut().unwrap().shift_remove(added);
    }
    assert_eq!(unmarked, declared);
    let gateway = super::gateway(
        "T",
        "",
        vec![ServiceDocument {
            name: "s".to_owned(),
            base_path: String::new(),
            document: merged,
        }],
    );
    assert!(!gateway.to_string().contains("x-docent-undeclared"));
}

/// Where a document says where something is known from, and from where.
fn collect_sources(value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(source) = value.get("x-docent-source").and_then(Value::as_str) {
        found.push(format!("{at} {source}"));
    }
    let below = |token: &str| format!("{at}/{}", token.replace('/', "~1"));
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                collect_sources(field, &below(name), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_sources(item, &below(&index.to_string()), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn a_service_never_speaks_for_other_servers_or_with_other_links() {
    let mut declared = document(&[("/a", &["get"])]);
    declared["servers"] = json!([{ "url": "http://localhost:9001" }]);
    declared["info"]["termsOfService"] = json!("javascript:alert(1)");
    declared["info"]["contact"] = json!({ "name": "N", "url": "data:text/html,x" });
    declared["externalDocs"] = json!({ "url": "JavaScript:alert(1)" });
    declared["paths"]["/a"]["servers"] = json!([{ "url": "http://metadata" }]);
    declared["paths"]["/a"]["get"]["servers"] = json!([{ "url": "http://metadata" }]);
    declared["paths"]["/a"]["get"]["externalDocs"] = json!({ "url": "https://docs.example/a" });
    declared["components"] = json!({ "securitySchemes": { "o": { "type": "oauth2", "flows": {
        "clientCredentials": { "tokenUrl": "file:///etc/passwd", "refreshUrl": "/refresh", "scopes": {} } } } } });
    let merged = service(
        known("s", "/base", Some(declared), None),
        "https://gateway.example",
    );
    expect![[r#"
        {
          "openapi": "3.1.0",
          "info": {
            "title": "T",
            "version": "1",
            "contact": {
              "name": "N"
            }
          },
          "paths": {
            "/a": {
              "get": {
                "responses": {},
                "externalDocs": {
                  "url": "https://docs.example/a"
                },
                "x-docent-source": "declared"
              }
            }
          },
          "servers": [
            {
              "url": "https://gateway.example/base"
            }
          ],
          "components": {
            "securitySchemes": {
              "o": {
                "type": "oauth2",
                "flows": {
                  "clientCredentials": {
                    "refreshUrl": "/refresh",
                    "scopes": {}
                  }
                }
              }
            }
          },
          "security": []
        }"#]]
    .assert_eq(&format!("{:#}", merged.document));
}
