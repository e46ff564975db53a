//! A program that came over the wire is the same program, or is refused.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::super::Program;
use super::compiled;

fn program() -> Program {
    let (program, ..) = compiled(&json!({
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": { "type": "string", "pattern": "^[a-z]+$", "minLength": 2 },
            "price": { "multipleOf": 0.01, "maximum": 10 },
            "kind": { "enum": ["a", { "b": 1 }] },
            "next": { "anyOf": [{ "$ref": "#" }, { "type": "null" }] }
        },
        "patternProperties": { "^x-": true },
        "dependentRequired": { "price": ["kind"] },
        "unevaluatedProperties": false
    }));
    program
}

#[test]
fn a_program_survives_the_wire() {
    let program = program();
    let wire = serde_json::to_string(&program).unwrap();
    let back: Program = serde_json::from_str(&wire).unwrap();
    assert_eq!(back, program);
    assert!(back.is_sound());
}

/// Every number of the wire form, one at a time, made too large.
#[test]
fn an_index_that_leads_nowhere_is_refused_or_no_index() {
    let wire = serde_json::to_value(program()).unwrap();
    let mut refused = 0;
    let mut pointers = Vec::new();
    collect(&wire, String::new(), &mut pointers);
    for pointer in pointers {
        let mut bad = wire.clone();
        *bad.pointer_mut(&pointer).unwrap() = json!(1_000_000);
        if let Ok(bad) = serde_json::from_value::<Program>(bad) {
            refused += usize::from(!bad.is_sound());
        } else {
            refused += 1;
        }
    }
    assert!(refused > 50, "{refused}");
}

fn collect(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Number(_) => pointers.push(pointer),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, format!("{pointer}/{at}"), pointers);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                collect(member, format!("{pointer}/{name}"), pointers);
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}
