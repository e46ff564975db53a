//! Schemas put together in every way, beside values that they do not know.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{answers, check, compare, document, get, observed, patched};

const AT: &str = "/paths/~1a/get/responses/200/content/application~1json/schema";

/// Values of one operation beside its schema; places below the schema are given.
#[track_caller]
fn check_values(schema: Value, components: Value, values: &[Value], expected: &[&str]) {
    let declared = document(json!({ "/a": { "get": answers(schema) } }), components);
    let seen = observed(values.iter().map(|it| get("/a", it)));
    let expected: Vec<String> = expected.iter().map(|it| it.replace('@', AT)).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(&declared, &seen, &expected);
}

/// The declared schema of the operation once everything is taken in.
#[track_caller]
fn check_widened(schema: Value, values: &[Value], expected: Value) {
    let declared = document(json!({ "/a": { "get": answers(schema) } }), json!({}));
    let seen = observed(values.iter().map(|it| get("/a", it)));
    let found = compare(&declared, &seen, 1);
    let all = super::Patch::all(found.drifts.iter().map(|it| &it.patch));
    assert_eq!(*patched(&declared, &all).pointer(AT).unwrap(), expected);
}

#[test]
fn what_conforms_is_no_difference() {
    let item = json!({
        "type": "object", "required": ["id"],
        "properties": { "id": { "type": "integer" }, "tags": { "type": "array", "items": { "type": "string" } } },
    });
    check_values(
        json!({ "type": "array", "items": { "$ref": "#/components/schemas/Item" } }),
        json!({ "Item": item }),
        &[json!([]), json!([{ "id": 1 }, { "id": 2, "tags": ["a"] }])],
        &[],
    );
    check_values(
        json!({}),
        json!({}),
        &[json!(1), json!("a"), json!(null)],
        &[],
    );
    check_values(
        json!({ "type": "number" }),
        json!({}),
        &[json!(1), json!(1.5)],
        &[],
    );
}

#[test]
fn a_type_is_widened_by_what_was_seen() {
    check_values(
        json!({ "type": "integer" }),
        json!({}),
        &[json!(1), json!(1.5)],
        &["error type_outside @ number"],
    );
    check_widened(
        json!({ "type": "integer", "minimum": 0 }),
        &[json!(1.5)],
        json!({ "type": "number", "minimum": 0 }),
    );
    check_widened(
        json!({ "type": "string" }),
        &[json!("a"), json!([1])],
        json!({
            "type": ["array", "string"], "items": { "type": "integer" },
        }),
    );
    check_widened(
        json!({ "type": ["string", "null"] }),
        &[json!({ "a": { "b": 1 } })],
        json!({
            "type": ["object", "string", "null"],
            "properties": { "a": { "type": "object", "properties": { "b": { "type": "integer" } } } },
        }),
    );
    check_values(
        json!(false),
        json!({}),
        &[json!(1)],
        &["error type_outside @ integer"],
    );
}

#[test]
fn an_enumeration_of_other_types_gives_way_to_types() {
    check_values(
        json!({ "enum": ["a", "b"] }),
        json!({}),
        &[json!(1), json!("c")],
        &["error type_outside @ integer"],
    );
    check_widened(
        json!({ "enum": ["a", null] }),
        &[json!(1)],
        json!({ "type": ["string", "integer", "null"] }),
    );
    check_widened(
        json!({ "const": "a", "type": "string" }),
        &[json!(1)],
        json!({ "type": ["string", "integer"] }),
    );
}

#[test]
fn what_others_refer_to_stays_as_it_is_when_one_place_takes_more() {
    let components =
        json!({ "User": { "type": "object", "properties": { "name": { "type": "string" } } } });
    check_values(
        json!({ "type": "object", "properties": {
            "owner": { "$ref": "#/components/schemas/User", "description": "d" },
            "author": { "$ref": "#/components/schemas/User" },
        } }),
        components,
        &[
            json!({ "owner": null, "author": { "name": "x" } }),
            json!({ "owner": { "name": "x" } }),
        ],
        &["error type_outside @/properties/owner null"],
    );
    check_widened(
        json!({ "$ref": "#/components/schemas/None", "description": "d" }),
        &[json!(1)],
        json!({ "$ref": "#/components/schemas/None", "description": "d" }),
    );
}

#[test]
fn one_place_that_many_refer_to_is_one_difference() {
    let item = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } });
    let schema = json!({ "$ref": "#/components/schemas/Item" });
    let declared = document(
        json!({ "/a": { "get": answers(schema.clone()) }, "/b": { "get": answers(schema) } }),
        json!({ "Item": item }),
    );
    let seen = observed([
        get("/a", &json!({ "id": "x", "more": 1 })),
        get("/b", &json!({ "id": true, "more": "y" })),
        get("/b", &json!({ "more": null })),
    ]);
    check(
        &declared,
        &seen,
        &[
            "error type_outside /components/schemas/Item/properties/id string,boolean",
            "error required_missing /components/schemas/Item/properties/id 2/3",
            "info undeclared_property /components/schemas/Item/properties/more 3/3",
        ],
    );
    let found = compare(&declared, &seen, 1);
    assert_eq!(found.drifts[0].exchanges, 3);
    assert_eq!(found.drifts[0].operations, [0, 1].into());
}

#[test]
fn every_branch_of_all_of_is_a_place_of_its_own() {
    check_values(
        json!({ "allOf": [
            { "$ref": "#/components/schemas/Base" },
            { "type": "object", "required": ["b"], "properties": { "b": { "type": "string" } } },
        ] }),
        json!({ "Base": { "type": "object", "properties": { "a": { "type": "integer" } } } }),
        &[json!({ "a": "x", "b": "y", "c": 1 }), json!({ "a": 1 })],
        &[
            "error type_outside /components/schemas/Base/properties/a string",
            "error required_missing @/allOf/1/properties/b 1/2",
            "info undeclared_property @/properties/c 1/2",
        ],
    );
    check_values(
        json!({ "allOf": [{ "type": "object" }, { "$ref": "#/components/schemas/Base" }] }),
        json!({ "Base": { "type": "object" } }),
        &[json!(null)],
        &[],
    );
    check_values(
        json!({ "allOf": [{ "type": "object" }, { "$ref": "#/components/schemas/Base" }] }),
        json!({ "Base": { "type": "object" } }),
        &[json!(null), json!(null), json!(null)],
        &[
            "error type_outside @/allOf/0 null",
            "error type_outside @/allOf/1 null",
        ],
    );
}

#[test]
fn a_choice_with_one_branch_in_question_is_that_branch() {
    check_values(
        json!({ "anyOf": [{ "$ref": "#/components/schemas/Item" }, { "type": "null" }] }),
        json!({ "Item": { "type": "object", "properties": { "a": { "type": "integer" } } } }),
        &[json!({ "a": "x", "b": 1 }), json!(null)],
        &[
            "error type_outside /components/schemas/Item/properties/a string",
            "info undeclared_property /components/schemas/Item/properties/b 1/1",
        ],
    );
}

#[test]
fn a_choice_among_several_is_judged_only_where_all_agree() {
    let cat = json!({ "type": "object", "required": ["meows"], "properties": { "meows": { "type": "boolean" } } });
    let dog = json!({ "type": "object", "required": ["barks"], "properties": { "barks": { "type": "boolean" } } });
    check_values(
        json!({ "oneOf": [cat, dog] }),
        json!({}),
        &[
            json!({ "meows": 1 }),
            json!({ "barks": true, "legs": 4 }),
            json!([1]),
        ],
        &[
            "error type_outside @ array",
            "info undeclared_property @/properties/legs 1/2",
        ],
    );
}

#[test]
fn a_closed_object_refuses_what_it_does_not_name() {
    let closed = json!({ "type": "object", "properties": {}, "additionalProperties": false });
    check_values(
        closed.clone(),
        json!({}),
        &[json!({ "a": 1 })],
        &["error undeclared_property @/properties/a 1/1"],
    );
    check_values(
        json!({ "$ref": "#/components/schemas/Closed" }),
        json!({ "Closed": closed }),
        &[json!({ "a": 1 })],
        &["error undeclared_property /components/schemas/Closed/properties/a 1/1"],
    );
}

#[test]
fn a_map_declares_every_name() {
    check_values(
        json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
        json!({}),
        &[json!({ "a": 1, "b": "x" })],
        &["error type_outside @/additionalProperties string"],
    );
    for open in [json!(true), json!({})] {
        check_values(
            json!({ "type": "object", "additionalProperties": open }),
            json!({}),
            &[json!({ "a": 1 })],
            &[],
        );
    }
    check_values(
        json!({ "type": "object", "patternProperties": { "^x": {} } }),
        json!({}),
        &[json!({ "a": 1 })],
        &[],
    );
}

#[test]
fn a_schema_that_contains_itself_comes_to_an_end() {
    let tree = json!({ "type": "object", "properties": {
        "children": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
    } });
    check_values(
        json!({ "$ref": "#/components/schemas/Tree" }),
        json!({ "Tree": tree, "Loop": { "$ref": "#/components/schemas/Loop" } }),
        &[json!({ "children": [{ "children": [{ "x": 1, "children": [1] }] }] })],
        &[
            "error type_outside /components/schemas/Tree/properties/children/items integer",
            "info undeclared_property /components/schemas/Tree/properties/x 1/1",
        ],
    );
    check_values(
        json!({ "$ref": "#/components/schemas/Loop" }),
        json!({ "Loop": { "$ref": "#/components/schemas/Loop" } }),
        &[json!(1)],
        &[],
    );
}

#[test]
fn published_enumerations_are_compared_and_no_value_is_learnt() {
    let color = json!({ "type": "string", "enum": ["red", "green"] });
    let declared = document(json!({ "/a": { "get": answers(color) } }), json!({}));
    let mut seen = observed([get("/a", &json!("blue"))]);
    let schema = &mut seen["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]
        ["schema"];
    schema["enum"] = json!(["blue", "red"]);
    check(&declared, &seen, &[&format!("error enum_outside {AT}")]);
    let found = compare(&declared, &seen, 1);
    assert!(!format!("{:?}", found.drifts).contains("blue"));
    let mut inside = declared.clone();
    inside.pointer_mut(AT).unwrap()["enum"] = json!(["red", "blue", "green"]);
    check(&inside, &seen, &[]);
}

#[test]
fn an_observed_document_may_refer_and_choose() {
    let schema = json!({ "type": "object", "properties": { "a": { "type": "integer" } } });
    let declared = document(json!({ "/a": { "get": answers(schema) } }), json!({}));
    let mut seen = document(
        json!({ "/a": { "get": answers(json!({ "oneOf": [
            { "$ref": "#/components/schemas/One" }, { "$ref": "#/components/schemas/Two" },
        ] })) } }),
        json!({
            "One": { "type": "object", "properties": { "a": { "type": "string", "x-presence": "3/3" } } },
            "Two": { "type": "object", "properties": {
                "b": { "$ref": "#/components/schemas/One", "x-presence": "1/2" },
            } },
        }),
    );
    seen["paths"]["/a"]["get"]["x-docent-exchanges"] = json!(5);
    check(
        &declared,
        &seen,
        &[
            &format!("error type_outside {AT}/properties/a string"),
            &format!("info undeclared_property {AT}/properties/b 1/2"),
        ],
    );
}

#[test]
fn the_places_of_a_tuple_are_items() {
    let declared = document(
        json!({ "/a": { "get": answers(json!({ "type": "array", "items": { "type": "number" } })) } }),
        json!({}),
    );
    let seen = document(
        json!({ "/a": { "get": answers(json!({ "type": "array", "prefixItems": [
            { "type": "number" }, { "type": "string" },
        ] })) } }),
        json!({}),
    );
    check(
        &declared,
        &seen,
        &[&format!("error type_outside {AT}/items string")],
    );
}
