//! What is published, as documents.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::fmt::Write;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Known, gateway, service};

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

fn known(name: &str, base_path: &str, declared: Option<Value>, observed: Option<Value>) -> Known {
    Known {
        name: name.to_owned(),
        base_path: base_path.to_owned(),
        declared,
        observed,
    }
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
fn check_gateway(services: Vec<Known>, expected: Expect) {
    let services = services
        .into_iter()
        .map(|known| service(known, "https://gateway.example"))
        .collect();
    expected.assert_eq(&format!(
        "{:#}\n",
        gateway("T", "https://gateway.example", services)
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
          }
        }"#]]
    .assert_eq(&format!("{:#}", merged.document));
}

#[test]
fn services_keep_apart_what_they_call_the_same() {
    let declared = |path: &str| {
        let mut document = document(&[(path, &["get"])]);
        document["paths"][path]["get"]["operationId"] = json!("list");
        document["components"] = json!({ "schemas": { "Item": {} } });
        document
    };
    let services = ["a-b", "a_b", "A.B"].map(|name| {
        service(
            known(
                name,
                &format!("/{}", name.len()),
                Some(declared(&format!("/{name}"))),
                None,
            ),
            "",
        )
    });
    let merged = gateway("T", "", services.to_vec());
    let names: Vec<&String> = merged["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(names, ["AB_Item", "AB2_Item", "AB3_Item"]);
    let ids: Vec<&Value> = merged["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|item| &item["get"]["operationId"])
        .collect();
    assert_eq!(ids, ["A_B_list", "a_b_list", "a_b_list_2"]);
}

#[test]
fn a_conflict_is_settled_and_listed() {
    let path = |name: &str| document(&[(name, &["get", "post"])]);
    check_gateway(
        vec![
            known("b", "/x", Some(document(&[("/{id}", &["get"])])), None),
            known("a", "", None, Some(path("/x/{name}"))),
            known("c", "/x", Some(path("/{key}")), None),
        ],
        expect![[r#"
            {
              "openapi": "3.1.0",
              "info": {
                "title": "T",
                "version": "0.0.0+6c8db9a21060"
              },
              "servers": [
                {
                  "url": "https://gateway.example"
                }
              ],
              "paths": {
                "/x/{id}": {
                  "get": {
                    "responses": {},
                    "x-docent-source": "declared",
                    "tags": [
                      "b"
                    ]
                  },
                  "post": {
                    "parameters": [
                      {
                        "name": "id",
                        "in": "path",
                        "required": true,
                        "schema": {
                          "type": "string"
                        }
                      }
                    ],
                    "responses": {},
                    "x-docent-source": "declared",
                    "tags": [
                      "c"
                    ]
                  }
                }
              },
              "tags": [
                {
                  "name": "a"
                },
                {
                  "name": "b"
                },
                {
                  "name": "c"
                }
              ],
              "x-docent-conflicts": [
                {
                  "path": "/x/{name}",
                  "method": "get",
                  "service": "a",
                  "published": "b"
                },
                {
                  "path": "/x/{name}",
                  "method": "post",
                  "service": "a",
                  "published": "c"
                },
                {
                  "path": "/x/{key}",
                  "method": "get",
                  "service": "c",
                  "published": "b"
                }
              ]
            }
        "#]],
    );
}

#[test]
fn the_version_is_of_what_is_said_and_not_of_how_often_it_was_seen() {
    let version = |exchanges: u64, method: &str| {
        let mut observed = document(&[]);
        observed["paths"]["/a"][method] =
            json!({ "responses": {}, "x-docent-exchanges": exchanges });
        let merged = gateway(
            "T",
            "",
            vec![service(known("s", "", None, Some(observed)), "")],
        );
        merged["info"]["version"].clone()
    };
    assert_eq!(version(1, "get"), version(2, "get"));
    assert_ne!(version(1, "get"), version(1, "put"));
}

proptest! {
    #[test]
    fn the_order_of_services_does_not_matter(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle()) {
        let of = |index: &usize| {
            let declared = (index.is_multiple_of(2)).then(|| document(&[("/{id}", &["get"]), ("/x/y", &["post"])]));
            let observed = (!index.is_multiple_of(3)).then(|| document(&[("/1", &["get"]), ("/x/{y}", &["post"]), ("/z", &["get"])]));
            service(known(&format!("s{index}"), if index.is_multiple_of(2) { "/m" } else { "" }, declared, observed), "")
        };
        let sorted: Vec<usize> = (0..6).collect();
        let published = |order: &[usize]| gateway("T", "", order.iter().map(of).collect()).to_string();
        prop_assert_eq!(published(&order), published(&sorted));
    }
}

#[test]
fn a_version_holds_what_its_operations_refer_to_and_nothing_else() {
    let declared = json!({
        "openapi": "3.1.0",
        "info": { "title": "T", "version": "1" },
        "security": [{ "key": [] }],
        "paths": {
            "/v1/a": { "get": { "responses": { "200": { "$ref": "#/components/responses/A" } } } },
            "/v2/b": { "get": { "security": [], "responses": { "200": { "description": "" } } } },
            "/version/v1": { "get": { "responses": { "200": { "description": "" } } } },
        },
        "components": {
            "responses": { "A": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/A~1B" } } } } },
            "schemas": { "A/B": { "items": { "$ref": "#/components/schemas/A~1B" } }, "C": {} },
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "k" }, "other": { "type": "http", "scheme": "basic" } },
        },
    });
    let services = ["s", "unversioned"].map(|name| {
        let declared = (name == "s").then(|| declared.clone());
        let observed = (name != "s").then(|| document(&[("/a", &["get"])]));
        service(known(name, "", declared, observed), "")
    });
    let gateway = gateway("T", "/", services.to_vec());
    let majors: Vec<String> = super::majors(&gateway).into_iter().collect();
    assert_eq!(majors, ["v1", "v2"]);

    let first = super::version(&gateway, "v1");
    assert_eq!(operations(&first), "get /v1/a declared\n");
    assert_eq!(first["tags"], json!([{ "name": "s" }]));
    let names = |section: &str| -> Vec<&String> {
        let named = first["components"][section].as_object();
        named.unwrap().keys().collect()
    };
    assert_eq!(names("responses"), ["S_A"]);
    assert_eq!(names("schemas"), ["S_A/B"]);
    assert_eq!(names("securitySchemes"), ["S_key"]);
    assert_ne!(first["info"]["version"], gateway["info"]["version"]);

    let second = super::version(&gateway, "v2");
    assert_eq!(operations(&second), "get /v2/b declared\n");
    assert_eq!(second.get("components"), None);
}
