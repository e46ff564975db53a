//! Tests of programs beside the official suite: what OpenAPI adds, what is refused, and what
//! is said when the answer is no.

mod bounds;
mod explained;
mod glance;
mod wire;

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::{Broken, Compiler, Options, Problem, Program, SchemaId};
use crate::json::{JsonLimits, read};

/// A program of one schema, and what of it is not enforced.
fn compiled(schema: &Value) -> (Program, Option<SchemaId>, Vec<Problem>) {
    let mut compiler = Compiler::new("docent:///schema", schema, Options { formats: true });
    let id = compiler.schema("");
    let (program, problems) = compiler.finish();
    assert!(program.is_sound(), "{schema}");
    (program, id, problems)
}

#[track_caller]
fn accepts(schema: &Value, text: &str) -> bool {
    let (program, id, problems) = compiled(schema);
    assert_eq!(problems, []);
    let json = read(text.as_bytes(), &JsonLimits::default()).unwrap();
    let accepts = program.accepts(id.unwrap(), json.root()).unwrap();
    let reasons = program.explain(id.unwrap(), json.root(), 20);
    assert_eq!(accepts, reasons.is_empty(), "{schema} {text}");
    accepts
}

fn explained(schema: &Value, text: &str) -> Vec<Broken> {
    let (program, id, _) = compiled(schema);
    let json = read(text.as_bytes(), &JsonLimits::default()).unwrap();
    program.explain(id.unwrap(), json.root(), 20)
}

#[test]
fn numbers_are_judged_by_what_is_written() {
    let integer = json!({ "type": "integer" });
    assert!(accepts(&integer, "1.0"));
    assert!(accepts(&integer, "12e1"));
    assert!(!accepts(&integer, "1.5"));
    let limit = json!({ "maximum": 9_007_199_254_740_992_u64 });
    assert!(accepts(&limit, "9007199254740992"));
    assert!(!accepts(&limit, "9007199254740993"));
    let cents = json!({ "multipleOf": 0.01 });
    assert!(accepts(&cents, "0.07"));
    assert!(accepts(&cents, "19.99"));
    assert!(!accepts(&cents, "0.075"));
}

#[test]
fn members_are_found_in_any_order() {
    let schema = json!({
        "properties": { "b": { "type": "integer" }, "a": { "type": "string" }, "c": {} },
        "required": ["a", "z"],
        "additionalProperties": false
    });
    assert!(!accepts(&schema, r#"{"a":"x","b":1}"#));
    let open = json!({
        "properties": { "b": { "type": "integer" }, "a": { "type": "string" } },
        "required": ["a", "z"]
    });
    for text in [
        r#"{"b":1,"a":"x","z":null}"#,
        r#"{"z":0,"a":"x","b":1}"#,
        r#"{"\u0061":"x","q":0,"b":1,"z":[]}"#,
    ] {
        assert!(accepts(&open, text), "{text}");
    }
    assert!(!accepts(&open, r#"{"a":"x","b":"1","z":0}"#));
    assert!(!accepts(&open, r#"{"b":1,"a":"x"}"#));
}

#[test]
fn schemas_of_an_openapi_document_are_found_by_their_pointers() {
    let document = json!({
        "openapi": "3.1.0",
        "components": { "schemas": {
            "Pet": { "type": "object", "properties": { "next": { "$ref": "#/components/schemas/Pet" } },
                     "additionalProperties": false },
            "Bad": { "type": "strin" },
            "UsesBad": { "items": { "$ref": "#/components/schemas/Bad" } },
            "Lost": { "$ref": "#/components/schemas/Nowhere" }
        } }
    });
    let mut compiler = Compiler::new("docent:///document", &document, Options { formats: true });
    let pet = compiler.schema("/components/schemas/Pet").unwrap();
    assert_eq!(compiler.schema("/components/schemas/Pet"), Some(pet));
    for broken in ["Bad", "UsesBad", "Lost", "Missing"] {
        assert_eq!(
            compiler.schema(&format!("/components/schemas/{broken}")),
            None
        );
    }
    let (program, problems) = compiler.finish();
    let pointers: Vec<&str> = problems.iter().map(|it| it.pointer.as_str()).collect();
    assert_eq!(
        pointers,
        [
            "/components/schemas/Bad/type",
            "/components/schemas/Lost/$ref",
            "/components/schemas/Missing"
        ]
    );
    let judge = |text: &str| {
        let json = read(text.as_bytes(), &JsonLimits::default()).unwrap();
        program.accepts(pet, json.root())
    };
    assert_eq!(judge(r#"{"next":{"next":{}}}"#), Ok(true));
    assert_eq!(judge(r#"{"next":{"next":{"x":1}}}"#), Ok(false));
}
