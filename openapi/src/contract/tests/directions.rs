//! Tests of `readOnly` and `writeOnly`: what a request may hold and what a response may.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Body, Contract, JsonLimits, MediaType, Value, compile, json, lines, matched};
use crate::limits::DIRECTED_SCHEMAS_MAX;

fn document(version: &str, schemas: &Value, schema: &Value) -> Value {
    let content = json!({ "application/json": { "schema": schema } });
    json!({
        "openapi": version,
        "components": { "schemas": schemas },
        "paths": { "/x": { "post": {
            "requestBody": { "content": content },
            "responses": { "200": { "content": content } },
        } } },
    })
}

/// What is said of a request with this body, and of a response.
fn said(contract: &Contract, body: &Value) -> [Vec<String>; 2] {
    let operation = matched(contract, "POST", "/x").operation;
    let media_type = MediaType::parse(b"application/json").unwrap();
    let text = body.to_string();
    let body = Body::read(Some(&media_type), text.as_bytes(), JsonLimits::default());
    [
        lines(&operation.check_request_body(Some(&media_type), &body)),
        lines(&operation.check_response_body(200, Some(&media_type), &body)),
    ]
}

/// Judges as the contract that was compiled and as the one that was carried.
#[track_caller]
fn check(schemas: &Value, schema: &Value, body: &Value, request: &[&str], response: &[&str]) {
    for version in ["3.0.3", "3.1.0"] {
        let (contract, mut problems) = compile(document(version, schemas, schema));
        problems.retain(|problem| !problem.ends_with(": of OpenAPI 3.0: null is allowed"));
        assert_eq!(problems, Vec::<String>::new());
        let carried = Contract::from_bytes(&contract.to_bytes()).unwrap();
        for contract in [contract, carried] {
            let [in_request, in_response] = said(&contract, body);
            assert_eq!(in_request, request, "{version} request {schema} {body}");
            assert_eq!(in_response, response, "{version} response {schema} {body}");
        }
    }
}

fn account() -> Value {
    json!({
        "type": "object",
        "required": ["id", "password", "name"],
        "properties": {
            "id": { "type": "integer", "readOnly": true },
            "password": { "type": "string", "writeOnly": true },
            "name": { "type": "string", "readOnly": false },
        },
        "additionalProperties": false,
    })
}

const ID: &str = r#"body "/id": expected to be absent from a request (readOnly)"#;
const PASSWORD: &str = r#"body "/password": expected to be absent from a response (writeOnly)"#;

#[test]
fn what_is_not_for_a_direction_is_absent_from_it_and_not_required_in_it() {
    let (none, account) = (json!({}), account());
    let sent = json!({ "name": "a", "password": "b" });
    check(
        &none,
        &account,
        &sent,
        &[],
        &[r#"body "/id": missing (required)"#, PASSWORD],
    );
    let answered = json!({ "name": "a", "id": 1 });
    check(
        &none,
        &account,
        &answered,
        &[ID, r#"body "/password": missing (required)"#],
        &[],
    );
    // Nothing else is said of what must not be there.
    let all = json!({ "name": "a", "password": 1, "id": "b" });
    check(
        &none,
        &account,
        &all,
        &[ID, r#"body "/password": expected string (type)"#],
        &[r#"body "/id": expected integer (type)"#, PASSWORD],
    );
    check(
        &none,
        &account,
        &json!({}),
        &[
            r#"body "/name": missing (required)"#,
            r#"body "/password": missing (required)"#,
        ],
        &[
            r#"body "/id": missing (required)"#,
            r#"body "/name": missing (required)"#,
        ],
    );
}

#[test]
fn a_direction_is_followed_through_references_items_and_members() {
    let schemas = json!({
        "Id": { "type": "integer", "readOnly": true },
        "Account": { "required": ["id"], "properties": { "id": { "$ref": "#/components/schemas/Id" } } },
    });
    let account = json!({ "$ref": "#/components/schemas/Account" });
    let list = json!({ "properties": { "all": { "type": "array", "items": account } } });
    let sent = json!({ "all": [{}, { "id": 1 }] });
    check(
        &schemas,
        &list,
        &sent,
        &[r#"body "/all/1/id": expected to be absent from a request (readOnly)"#],
        &[r#"body "/all/0/id": missing (required)"#],
    );
    let map = json!({ "additionalProperties": account });
    check(
        &schemas,
        &map,
        &json!({ "canary": { "id": 1 } }),
        &[r#"body "/*/id": expected to be absent from a request (readOnly)"#],
        &[],
    );
    check(
        &schemas,
        &map,
        &json!({ "canary": {} }),
        &[],
        &[r#"body "/*/id": missing (required)"#],
    );
}

#[test]
fn what_one_part_of_all_of_declares_another_does_not_require() {
    let schemas =
        json!({ "Base": { "properties": { "id": { "type": "integer", "readOnly": true } } } });
    let base = json!({ "$ref": "#/components/schemas/Base" });
    for schema in [
        json!({ "allOf": [base, { "required": ["id"] }] }),
        json!({ "allOf": [base], "required": ["id"] }),
        json!({ "allOf": [{ "allOf": [base] }, { "oneOf": [{ "required": ["id"] }] }] }),
        json!({ "oneOf": [base], "required": ["id"] }),
    ] {
        let missing = [r#"body "/id": missing (required)"#];
        check(&schemas, &schema, &json!({}), &[], &missing);
        check(&schemas, &schema, &json!({ "id": 1 }), &[ID], &[]);
    }
}

/// Else nobody could send it: it would have to be there and must not be.
#[test]
fn what_is_marked_where_a_schema_is_referred_to_is_not_required_there_and_that_is_reported() {
    let base = json!({ "required": ["id", "name"], "properties": { "id": { "type": "integer" } } });
    let schemas = json!({ "Base": base, "Named": { "$ref": "#/components/schemas/Base" } });
    let marks = json!({ "properties": { "id": { "readOnly": true } } });
    let schema = json!({ "allOf": [{ "$ref": "#/components/schemas/Named" }, marks] });
    let (contract, problems) = compile(document("3.0.3", &schemas, &schema));
    let told = "\"id\" is not required: it must be absent in another part";
    assert_eq!(
        problems,
        [format!("/components/schemas/Base/required: {told}")]
    );
    let missing = |name| format!("body \"/{name}\": missing (required)");
    let [request, response] = said(&contract, &json!({}));
    assert_eq!(request, [missing("name")]);
    assert_eq!(response, [missing("id"), missing("name")]);
}

#[test]
fn a_property_is_marked_wherever_its_schema_says_so() {
    let schemas = json!({ "Id": { "allOf": [{ "type": "integer", "readOnly": true }] } });
    let id = json!({ "$ref": "#/components/schemas/Id" });
    for property in [
        json!({ "allOf": [id] }),
        json!({ "allOf": [{ "type": "integer" }], "readOnly": true, "nullable": true }),
    ] {
        let schema = json!({ "required": ["id"], "properties": { "id": property } });
        check(
            &schemas,
            &schema,
            &json!({}),
            &[],
            &[r#"body "/id": missing (required)"#],
        );
        check(&schemas, &schema, &json!({ "id": 1 }), &[ID], &[]);
    }
}

#[test]
fn a_reference_to_the_schema_of_such_a_property_means_the_schema() {
    let schemas =
        json!({ "Account": { "properties": { "id": { "type": "integer", "readOnly": true } } } });
    let id = json!({ "$ref": "#/components/schemas/Account/properties/id" });
    let schema = json!({ "type": "array", "items": id });
    check(&schemas, &schema, &json!([1]), &[], &[]);
    let wrong = [r#"body "/0": expected integer (type)"#];
    check(&schemas, &schema, &json!(["a"]), &wrong, &wrong);
}

#[test]
fn a_document_without_directions_has_one_program() {
    let (contract, _) = compile(document("3.1.0", &json!({}), &json!({ "type": "integer" })));
    assert!(std::sync::Arc::ptr_eq(
        &contract.program,
        &contract.of_responses
    ));
    let carried = Contract::from_bytes(&contract.to_bytes()).unwrap();
    assert!(std::sync::Arc::ptr_eq(
        &carried.program,
        &carried.of_responses
    ));
}

#[test]
fn what_both_directions_cannot_compile_is_reported_once() {
    let schema =
        json!({ "properties": { "a": { "readOnly": true }, "b": { "pattern": "(?=a)" } } });
    let schemas = json!({ "A": schema });
    let (_, problems) = compile(document(
        "3.1.0",
        &schemas,
        &json!({ "$ref": "#/components/schemas/A" }),
    ));
    assert_eq!(problems.len(), 1, "{problems:?}");
}

#[test]
fn names_are_looked_for_up_to_a_bound() {
    // The schema, its branches before the last, the last and its property: one look each.
    for (branches, request) in [
        (DIRECTED_SCHEMAS_MAX - 3, &[][..]),
        (
            DIRECTED_SCHEMAS_MAX - 2,
            &[r#"body "/id": missing (required)"#][..],
        ),
    ] {
        let mut all = vec![json!({}); branches];
        all.push(json!({ "properties": { "id": { "readOnly": true } } }));
        let schema = json!({ "allOf": all, "required": ["id"] });
        let response = [r#"body "/id": missing (required)"#];
        check(&json!({}), &schema, &json!({}), request, &response);
    }
}
