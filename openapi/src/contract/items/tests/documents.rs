//! Event streams as documents describe them: by OAS 3.2, as generators write it, and as before.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

/// The example of OAS 3.2 §4.14.3, of which `addInt64` is in words here.
fn of_oas() -> Value {
    json!({ "itemSchema": {
        "type": "object",
        "properties": {
            "event": { "type": "string" },
            "data": { "type": "string" },
            "retry": { "type": "integer", "minimum": 0 },
        },
        "required": ["event"],
        "oneOf": [
            { "properties": { "event": { "const": "addString" } } },
            { "properties": { "event": { "const": "addLong" }, "data": { "minLength": 3 } } },
            { "properties": { "event": { "const": "addJson" }, "data": {
                "contentMediaType": "application/json",
                "contentSchema": {
                    "type": "object",
                    "required": ["foo"],
                    "properties": { "foo": { "type": "integer" } },
                },
            } } },
        ],
    } })
}

#[test]
fn an_event_is_an_object_of_its_fields() {
    let good = "event: addString\ndata: two\ndata: lines\nretry: 007\n\n\
                event: addLong\ndata: 123\nother: ignored\n\n\
                : a comment\nevent: addJson\ndata: {\"foo\": 42}\n\n\
                data: [DONE]\n\n";
    check(EVENTS, &of_oas(), good, &[]);
    check(
        EVENTS,
        &of_oas(),
        "data: 1\n\n",
        &[
            r#"body "/0": matches more than one of oneOf (oneOf)"#,
            r#"body "/0/event": missing (required)"#,
        ],
    );
    check(
        EVENTS,
        &of_oas(),
        &[good, "event: addJson\ndata: {\"foo\": \"x\"}\n\n"].concat(),
        &[r#"body "/4/data/foo": expected integer (type)"#],
    );
    check(
        EVENTS,
        &of_oas(),
        "event: addJson\ndata: x\n\n",
        &[r#"body "/0/data": not a JSON text (json)"#],
    );
}

/// As `FastAPI` writes the events of a typed generator, in a document of 3.1.
#[test]
fn json_in_data_is_judged_by_its_content_schema() {
    let of_fastapi = json!({ "itemSchema": {
        "type": "object",
        "properties": {
            "data": {
                "type": "string",
                "contentMediaType": "application/json",
                "contentSchema": { "$ref": "#/components/schemas/Chunk" },
            },
            "event": { "type": "string" },
            "id": { "type": "string" },
            "retry": { "type": "integer", "minimum": 0 },
        },
        "required": ["data"],
    } });
    let good = "id: 1\ndata: {\"id\": \"a\", \"choices\": [1]}\n\n";
    check(EVENTS, &of_fastapi, good, &[]);
    check(
        EVENTS,
        &of_fastapi,
        &[good, "data: {\"id\": \"a\", \"choices\": [\"\"]}\n\n"].concat(),
        &[r#"body "/1/data/choices/0": expected integer (type)"#],
    );
}

/// As the documents of large providers, and many of 3.1, describe streams.
#[test]
fn a_schema_of_the_payload_is_of_the_json_in_data() {
    for keyword in ["schema", "itemSchema"] {
        let of_openai = json!({ keyword: { "$ref": "#/components/schemas/Chunk" } });
        let good = r#"{"id": "a", "choices": []}"#;
        check(EVENTS, &of_openai, &events(&[good, good, "[DONE]"]), &[]);
        check(
            EVENTS,
            &of_openai,
            &events(&[good, "{}", "[DONE]"]),
            &[
                r#"body "/1/choices": missing (required)"#,
                r#"body "/1/id": missing (required)"#,
            ],
        );
        check(
            EVENTS,
            &of_openai,
            &events(&[good, "x"]),
            &[r#"body "/1": not a JSON text (json)"#],
        );
    }
}

#[test]
fn alternatives_of_payloads_are_of_the_payload() {
    let by_type = |name: &str| json!({ "required": ["type"], "properties": { "type": { "const": name }, "data": {} } });
    let any = json!({ "schema": { "anyOf": [by_type("a"), by_type("b")] } });
    check(EVENTS, &any, &events(&[r#"{"type": "b"}"#]), &[]);
    check(
        EVENTS,
        &any,
        &events(&[r#"{"type": "c"}"#]),
        &[r#"body "/0": matches none of anyOf (anyOf)"#],
    );
    // A text that reads like the JSON is not meant.
    check(
        EVENTS,
        &any,
        &events(&["x"]),
        &[r#"body "/0": not a JSON text (json)"#],
    );
}

#[test]
fn a_schema_of_a_text_is_of_data_as_text() {
    let text = json!({ "schema": { "type": "string", "maxLength": 3 } });
    check(
        EVENTS,
        &text,
        &events(&["abc", "12", "{}", "\"a\"", "[DONE]"]),
        &[],
    );
    let long = [r#"body "/0": longer than 3 characters (maxLength)"#];
    check(EVENTS, &text, &events(&["abcd"]), &long);
    check(
        EVENTS,
        &json!({ "schema": {} }),
        &events(&["abc", "12"]),
        &[],
    );
}

#[test]
fn data_that_wants_another_type_than_string_is_the_json_it_carries() {
    let in_place = json!({ "schema": { "oneOf": [
        { "properties": { "event": { "const": "a" }, "data": { "$ref": "#/components/schemas/Chunk" } } },
        { "properties": { "event": { "const": "b" }, "data": { "type": ["integer", "null"] } } },
    ] } });
    check(
        EVENTS,
        &in_place,
        "event: a\ndata: {\"id\": \"a\", \"choices\": []}\n\nevent: b\ndata: 1\n\nevent: b\ndata: [DONE]\n\n",
        &[],
    );
    check(
        EVENTS,
        &in_place,
        "event: b\ndata: x\n\n",
        &[r#"body "/0/data": not a JSON text (json)"#],
    );
}

#[test]
fn an_item_schema_that_names_nothing_is_of_the_event() {
    let open = json!({ "itemSchema": { "type": "object" } });
    check(EVENTS, &open, &events(&["x"]), &[]);
    let by_event = json!({ "itemSchema": { "required": ["event"] } });
    check(
        EVENTS,
        &by_event,
        &events(&["x"]),
        &[r#"body "/0/event": missing (required)"#],
    );
}

/// Alternatives that are found right by what their data carries alone.
#[test]
fn of_alternatives_one_must_find_its_data_right() {
    let carries = |kind: &str| json!({ "properties": { "data": { "contentMediaType": "application/json", "contentSchema": { "type": kind } } } });
    let any = json!({ "itemSchema": { "anyOf": [carries("integer"), carries("object")] } });
    check(EVENTS, &any, &events(&["1", "{}"]), &[]);
    check(
        EVENTS,
        &any,
        &events(&["1", "[]"]),
        &[r#"body "/1/data": expected integer (type)"#],
    );
}

#[test]
fn schemas_that_lead_back_to_themselves_end() {
    let mut document = document(
        EVENTS,
        &json!({ "schema": { "$ref": "#/components/schemas/Tree" } }),
    );
    let tree = json!({ "$ref": "#/components/schemas/Tree" });
    document["components"]["schemas"]["Tree"] =
        json!({ "properties": { "data": {} }, "anyOf": [tree, tree, { "allOf": [tree, tree] }] });
    let (_, problems) = compile(document);
    assert!(problems.len() <= 10, "{problems:?}");
}
