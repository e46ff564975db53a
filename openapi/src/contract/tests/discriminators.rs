//! Tests of discriminators: what is told of a tag, and that nothing but that changes.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Body, JsonLimits, MediaType, Value, compile, json, lines, matched};

fn schemas() -> Value {
    let kind = json!({ "type": "string" });
    json!({
        "Cat": { "type": "object", "required": ["kind", "lives"],
            "properties": { "kind": kind, "lives": { "type": "integer" } } },
        "Dog": { "type": "object", "required": ["kind", "barks"],
            "properties": { "kind": kind, "barks": { "type": "boolean" } } },
    })
}

fn pets(keyword: &str) -> Value {
    json!({
        keyword: [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }],
        "discriminator": {
            "propertyName": "kind",
            "mapping": { "hound": "#/components/schemas/Dog", "tom": "Cat" },
        },
    })
}

fn said(schema: &Value, body: &Value) -> (Vec<String>, Vec<String>) {
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "components": { "schemas": schemas() },
        "paths": { "/x": { "post": { "requestBody": {
            "content": { "application/json": { "schema": schema } },
        } } } },
    }));
    let operation = matched(&contract, "POST", "/x").operation;
    let media_type = MediaType::parse(b"application/json").unwrap();
    let text = body.to_string();
    let body = Body::read(Some(&media_type), text.as_bytes(), JsonLimits::default());
    let verdict = operation.check_request_body(Some(&media_type), &body);
    (lines(&verdict), problems)
}

#[track_caller]
fn check(schema: &Value, body: &Value, expected: &[&str]) {
    let (said, problems) = said(schema, body);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(said, expected, "{schema} {body}");
}

const UNKNOWN: &str = r#"body "/kind": names no schema of the contract (discriminator)"#;

#[test]
fn a_tag_that_names_no_branch_is_what_is_told() {
    for keyword in ["oneOf", "anyOf"] {
        let pets = pets(keyword);
        check(&pets, &json!({ "kind": "canary" }), &[UNKNOWN]);
        check(
            &pets,
            &json!({ "kind": "canary", "lives": "x", "barks": 1 }),
            &[UNKNOWN],
        );
        check(
            &pets,
            &json!({ "kind": 1 }),
            &[
                &format!(r#"body "": matches none of {keyword} ({keyword})"#),
                r#"body "/kind": expected string (type)"#,
            ],
        );
        let herd = json!({ "type": "array", "items": { "properties": { "pet": pets } } });
        let herd_of = json!([{ "pet": { "kind": "canary" } }]);
        let nested = r#"body "/0/pet/kind": names no schema of the contract (discriminator)"#;
        check(&herd, &herd_of, &[nested]);
    }
}

#[test]
fn a_tag_that_names_a_branch_lets_that_branch_speak() {
    let pets = pets("oneOf");
    let barks = [r#"body "/barks": missing (required)"#];
    let lives = [r#"body "/lives": expected integer (type)"#];
    check(&pets, &json!({ "kind": "Dog" }), &barks);
    check(&pets, &json!({ "kind": "hound" }), &barks);
    check(&pets, &json!({ "kind": "tom", "lives": "x" }), &lives);
    check(&pets, &json!({ "kind": "Cat", "lives": "x" }), &lives);
}

#[test]
fn a_tag_that_is_missing_is_missing() {
    let (said, _) = said(&pets("oneOf"), &json!({ "lives": 1 }));
    assert!(
        said.contains(&r#"body "/kind": missing (required)"#.to_owned()),
        "{said:?}"
    );
}

/// OAS 3.1 §4.8.25: it is a hint, and what conforms to the branches conforms.
#[test]
fn a_discriminator_never_changes_whether_a_value_conforms() {
    for keyword in ["oneOf", "anyOf"] {
        check(
            &pets(keyword),
            &json!({ "kind": "canary", "lives": 1 }),
            &[],
        );
        check(
            &pets(keyword),
            &json!({ "kind": "Cat", "barks": true }),
            &[],
        );
    }
    let mut open = pets("anyOf");
    open["anyOf"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "type": "null" }));
    check(&open, &json!(null), &[]);
    check(&open, &json!({ "kind": "canary" }), &[UNKNOWN]);
}

#[test]
fn where_some_branch_has_no_name_any_tag_may_be_its() {
    let mut open = pets("oneOf");
    open["oneOf"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "required": ["fins", "kind"] }));
    let (found, _) = said(&open, &json!({ "kind": "canary" }));
    assert!(!found.contains(&UNKNOWN.to_owned()), "{found:?}");
    let mut other = pets("oneOf");
    other["discriminator"]["defaultMapping"] = json!("Cat");
    let (found, _) = said(&other, &json!({ "kind": "canary" }));
    assert!(!found.contains(&UNKNOWN.to_owned()), "{found:?}");
}

#[test]
fn a_discriminator_of_a_parent_is_reported() {
    let (_, problems) = compile(json!({
        "openapi": "3.0.3",
        "paths": {},
        "components": { "schemas": {
            "Pet": { "discriminator": { "propertyName": "kind" }, "required": ["kind"] },
            "Cat": { "allOf": [{ "$ref": "#/components/schemas/Pet" }] },
        } },
    }));
    let told = "/components/schemas/Pet/discriminator: not judged without oneOf or anyOf beside it";
    assert_eq!(problems, [told]);
}
