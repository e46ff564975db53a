//! Parameters of path and query.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{check, document, get, observed};

#[track_caller]
fn check_query(parameters: Value, targets: &[&str], expected: &[&str]) {
    let declared = document(
        json!({ "/a": { "get": { "parameters": parameters, "responses": {} } } }),
        json!({}),
    );
    let seen = observed(targets.iter().map(|target| get(target, &json!(1))));
    check(&declared, &seen, expected);
}

fn query(name: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "schema": schema })
}

#[test]
fn a_query_parameter_that_is_not_declared_is_found_by_its_name() {
    check_query(
        json!([query("limit", json!({ "type": "integer" }))]),
        &["/a?limit=1", "/a?offset=2&limit=3", "/a?q=x"],
        &[
            "warning undeclared_parameter /paths/~1a/get/parameters/- offset 1/3",
            "warning undeclared_parameter /paths/~1a/get/parameters/- q 1/3",
        ],
    );
    let declared = document(json!({ "/a": { "get": { "responses": {} } } }), json!({}));
    check(
        &declared,
        &observed([get("/a?q=x", &json!(1))]),
        &["warning undeclared_parameter /paths/~1a/get/parameters/- q 1/1"],
    );
}

#[test]
fn the_texts_of_a_query_are_read_as_their_schema_reads_them() {
    for schema in [
        json!({ "type": "string" }),
        json!({ "type": "array", "items": { "type": "integer" } }),
        json!({ "type": "integer" }),
        json!({ "type": "number" }),
        json!({}),
    ] {
        check_query(json!([query("limit", schema)]), &["/a?limit=1"], &[]);
    }
    check_query(
        json!([query("limit", json!({ "type": "integer" }))]),
        &["/a?limit=1", "/a?limit=all"],
        &["error type_outside /paths/~1a/get/parameters/0/schema string"],
    );
    check_query(
        json!([query("limit", json!({ "type": "integer" }))]),
        &["/a?limit=1&limit=2"],
        &["error type_outside /paths/~1a/get/parameters/0/schema array"],
    );
}

#[test]
fn a_required_parameter_that_was_not_there_is_not_required() {
    let required = json!({ "name": "q", "in": "query", "required": true, "schema": {} });
    check_query(
        json!([required]),
        &["/a?q=1", "/a"],
        &["error required_missing /paths/~1a/get/parameters/0 1/2"],
    );
    check_query(
        json!([required]),
        &["/a", "/a"],
        &["error required_missing /paths/~1a/get/parameters/0 0/2"],
    );
    let header = json!({ "name": "x-key", "in": "header", "required": true, "schema": {} });
    check_query(json!([header]), &["/a"], &[]);
}

#[test]
fn an_object_in_a_query_takes_the_names_that_it_stands_for() {
    let object = json!({ "type": "object", "properties": { "a": {}, "b": {} }, "additionalProperties": false });
    check_query(
        json!([query("filter", object.clone())]),
        &["/a?a=1&c=2"],
        &["warning undeclared_parameter /paths/~1a/get/parameters/- c 1/1"],
    );
    let deep = json!({ "name": "filter", "in": "query", "style": "deepObject", "schema": object });
    check_query(json!([deep]), &["/a?filter%5Ba%5D=1"], &[]);
}

#[test]
fn a_credential_in_a_query_is_declared_by_its_scheme() {
    let mut declared = document(json!({ "/a": { "get": { "responses": {} } } }), json!({}));
    declared["components"]["securitySchemes"] =
        json!({ "key": { "type": "apiKey", "in": "query", "name": "key" } });
    check(&declared, &observed([get("/a?key=x", &json!(1))]), &[]);
}

#[test]
fn parameters_of_the_path_item_and_of_components_count() {
    let mut declared = document(
        json!({ "/a/{id}": {
            "parameters": [
                { "$ref": "#/components/parameters/Id" },
                { "name": "q", "in": "query", "schema": { "type": "boolean" } },
            ],
            "get": { "responses": {} },
        } }),
        json!({}),
    );
    declared["components"]["parameters"]["Id"] =
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } });
    check(&declared, &observed([get("/a/7?q=true", &json!(1))]), &[]);
    check(
        &declared,
        &observed([get(
            "/a/550e8400-e29b-41d4-a716-446655440000?q=7",
            &json!(1),
        )]),
        &[
            "error type_outside /components/parameters/Id/schema string",
            "error type_outside /paths/~1a~1{id}/parameters/1/schema integer",
        ],
    );
}

/// The parameters of one operation, declared and as an observed document has them.
#[track_caller]
fn check_parameters(declared: Value, seen: Value, expected: &[&str]) {
    let operation = |parameters: Value, exchanges: u64| {
        json!({ "/a": { "get": {
            "parameters": parameters,
            "responses": { "200": { "description": "", "x-docent-exchanges": exchanges } },
            "x-docent-exchanges": exchanges,
        } } })
    };
    let declared = document(operation(declared, 0), json!({}));
    check(
        &declared,
        &document(operation(seen, 4), json!({})),
        expected,
    );
}

#[test]
fn header_fields_are_found_without_case_and_missed_only_where_they_were_seen() {
    let required = |name: &str| json!({ "name": name, "in": "header", "required": true, "schema": { "type": "integer" } });
    let seen = |name: &str, presence: &str| json!({ "name": name, "in": "header", "schema": { "type": "string" }, "x-presence": presence });
    check_parameters(
        json!([required("X-Tenant"), required("Accept-Version")]),
        json!([seen("x-tenant", "3/4"), seen("x-trace", "4/4")]),
        &[
            "error type_outside /paths/~1a/get/parameters/0/schema string",
            "error required_missing /paths/~1a/get/parameters/0 3/4",
            "info undeclared_parameter /paths/~1a/get/parameters/- x-trace 4/4",
        ],
    );
}

#[test]
fn an_object_in_brackets_is_the_names_that_are_declared_one_by_one() {
    let deep = json!({
        "name": "filter", "in": "query", "style": "deepObject", "explode": true,
        "schema": { "type": "object", "properties": { "age": { "type": "integer" } } },
        "x-presence": "4/4",
    });
    let own = json!({ "name": "filter[age]", "in": "query", "required": true, "schema": {} });
    check_parameters(json!([own]), json!([deep]), &[]);
    check_parameters(
        json!([]),
        json!([deep]),
        &["warning undeclared_parameter /paths/~1a/get/parameters/- filter 4/4"],
    );
}

#[test]
fn a_text_that_falls_into_parts_is_a_text() {
    let seen = json!([{
        "name": "fields", "in": "query", "style": "form", "explode": false,
        "schema": { "type": "array", "items": { "type": "string" } }, "x-presence": "4/4",
    }]);
    check_parameters(
        json!([query("fields", json!({ "type": "string" }))]),
        seen.clone(),
        &[],
    );
    let list = json!({ "type": "array", "items": { "type": "string" } });
    check_parameters(json!([query("fields", list)]), seen, &[]);
}
