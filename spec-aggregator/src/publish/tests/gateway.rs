//! The documents of the gateway and of its major versions.

use expect_test::expect;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::gateway;
use super::{check_gateway, document, known, operations, service};

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
                "version": "0.0.0+66580804fce8"
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
                    "parameters": [
                      {
                        "name": "id",
                        "in": "path",
                        "required": true,
                        "schema": {
                          "type": "string"
                        },
                        "x-docent-source": "gateway"
                      }
                    ],
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
                        },
                        "x-docent-source": "gateway"
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
              "security": [],
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
    let majors: Vec<String> = super::super::majors(&gateway).into_iter().collect();
    assert_eq!(majors, ["v1", "v2"]);

    let first = super::super::version(&gateway, "v1");
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

    let second = super::super::version(&gateway, "v2");
    assert_eq!(operations(&second), "get /v2/b declared\n");
    assert_eq!(second.get("components"), None);
}
