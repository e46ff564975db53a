//! What every document has that is published.

use serde_json::{Value, json};

use super::{document, known, service};
use crate::publish::gateway;

fn published(declared: &Value) -> Value {
    service(known("s", "/base", Some(declared.clone()), None), "").document
}

/// The parameters of the first operation of a path.
fn parameters(path: &str, item: Value) -> Value {
    let declared = json!({
        "openapi": "3.1.0", "info": { "title": "T", "version": "1" },
        "paths": { path: item },
        "components": { "parameters": { "Id": { "name": "id", "in": "path", "required": true } } },
    });
    published(&declared)["paths"][path]["get"]["parameters"].clone()
}

#[test]
fn a_parameter_of_a_path_that_nobody_declared_is_the_gateways() {
    let added = |name: &str| {
        json!({
            "name": name, "in": "path", "required": true,
            "schema": { "type": "string" }, "x-docent-source": "gateway",
        })
    };
    let id = json!({ "name": "id", "in": "path", "required": true });
    let query = json!({ "name": "id", "in": "query" });
    let shared = json!({ "$ref": "#/components/parameters/Id" });
    let elsewhere = json!({ "$ref": "https://example.com/parameters.json#/Id" });
    for (path, item, expected) in [
        ("/a", json!({ "get": {} }), json!(null)),
        ("/{id}", json!({ "get": {} }), json!([added("id")])),
        (
            "/{id}/v{major}.{minor}",
            json!({ "parameters": [id], "get": { "parameters": [query] } }),
            json!([query, added("major"), added("minor")]),
        ),
        (
            "/{id}",
            json!({ "get": { "parameters": [query, shared] } }),
            json!([query, shared]),
        ),
        (
            "/{id}",
            json!({ "parameters": [shared], "get": {} }),
            json!(null),
        ),
        (
            "/{id}",
            json!({ "get": { "parameters": [elsewhere] } }),
            json!([elsewhere]),
        ),
    ] {
        assert_eq!(parameters(path, item.clone()), expected, "{path}: {item}");
    }
}

#[test]
fn the_tags_of_operations_are_listed_after_those_that_were() {
    let mut declared = document(&[("/a", &["get", "put"]), ("/b", &["get"])]);
    declared["tags"] = json!([{ "name": "known", "description": "first" }]);
    declared["paths"]["/a"]["get"]["tags"] = json!(["new", "known"]);
    declared["paths"]["/b"]["get"]["tags"] = json!(["new"]);
    assert_eq!(
        published(&declared)["tags"],
        json!([{ "name": "known", "description": "first" }, { "name": "new" }])
    );
    assert_eq!(published(&document(&[("/a", &["get"])])).get("tags"), None);
}

#[test]
fn that_nothing_is_asked_for_is_said() {
    let none = document(&[("/a", &["get"])]);
    let mut own = document(&[("/b", &["get"])]);
    own["security"] = json!([{ "key": [] }]);
    assert_eq!(published(&none)["security"], json!([]));
    assert_eq!(published(&own)["security"], json!([{ "key": [] }]));
    let services = [("a", none), ("b", own)]
        .map(|(name, declared)| service(known(name, "", Some(declared), None), ""));
    let gateway = gateway("T", "", services.to_vec());
    assert_eq!(gateway["security"], json!([]));
    let of = |path: &str| gateway["paths"][path]["get"].get("security").cloned();
    assert_eq!(of("/a"), None);
    assert_eq!(of("/b"), Some(json!([{ "B_key": [] }])));
}

#[test]
fn operations_of_any_method_are_published() {
    let mut declared = document(&[("/a/{id}", &["query", "get"])]);
    declared["openapi"] = json!("3.2.0");
    declared["paths"]["/a/{id}"]["query"]["operationId"] = json!("ask");
    let copy =
        json!({ "operationId": "ask", "responses": {}, "servers": [{ "url": "https://x.y" }] });
    declared["paths"]["/a/{id}"]["additionalOperations"] = json!({ "COPY": copy });
    let services = ["a", "b"].map(|name| {
        let known = known(name, "/m", Some(declared.clone()), None);
        service(known, "")
    });
    let gateway = gateway("T", "", services.to_vec());
    let item = &gateway["paths"]["/m/a/{id}"];
    let copy = &item["additionalOperations"]["COPY"];
    for (operation, id) in [(&item["query"], "a_ask"), (copy, "a_ask_2")] {
        assert_eq!(operation["operationId"], id);
        assert_eq!(operation["x-docent-source"], "declared");
        assert_eq!(operation["parameters"][0]["name"], "id");
        assert_eq!(operation["tags"], json!(["a"]));
        assert_eq!(operation.get("servers"), None);
    }
    let lost = gateway["x-docent-conflicts"].as_array().unwrap();
    let lost: Vec<&Value> = lost.iter().map(|it| &it["method"]).collect();
    assert_eq!(lost, ["get", "query", "COPY"]);
}
