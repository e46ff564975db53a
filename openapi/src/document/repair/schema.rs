//! Schemas of another dialect than their document's: what one of OpenAPI 3.0, of an older
//! JSON Schema or a careless serializer means all the same.

use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use super::{Repairs, reference};

/// Puts right what needs no guess. What a keyword of 3.0 means in 3.0 is no repair.
pub(in crate::document) fn schema(
    schema: &mut Map<String, Value>,
    pointer: &str,
    dialect: &Dialect,
    repairs: &mut Repairs,
) {
    nulls(schema, pointer, repairs);
    reference(schema, pointer, dialect, repairs);
    types(schema, pointer, repairs);
    if matches!(schema.get("required"), Some(Value::Bool(_))) {
        schema.shift_remove("required");
        let message = "a boolean is no list of names: left out";
        repairs.note_member(pointer, "required", message);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        if let Some(one @ Value::Object(_)) = schema.get_mut(keyword) {
            *one = Value::Array(vec![one.take()]);
            repairs.note_member(pointer, keyword, "one schema: read as a list of it");
        }
    }
    for keyword in ["anyOf", "oneOf"] {
        branches(schema, pointer, keyword, repairs);
    }
    tuple(schema, pointer, repairs);
    if dialect.is_3_0 {
        return;
    }
    for keyword in ["exclusiveMinimum", "exclusiveMaximum"] {
        if matches!(schema.get(keyword), Some(Value::Bool(_))) {
            repairs.note_member(pointer, keyword, "a boolean of OpenAPI 3.0: read as there");
        }
    }
    if schema.get("nullable") == Some(&Value::Bool(true)) {
        repairs.note_member(pointer, "nullable", "of OpenAPI 3.0: null is allowed");
    }
}

/// A serializer wrote what is not there as null.
fn nulls(schema: &mut Map<String, Value>, pointer: &str, repairs: &mut Repairs) {
    schema.retain(|keyword, value| {
        let stays = !value.is_null()
            || keyword.starts_with("x-")
            || matches!(keyword.as_str(), "const" | "default" | "example");
        if !stays {
            repairs.note_member(pointer, keyword, "null is no value here: left out");
        }
        stays
    });
}

fn types(schema: &mut Map<String, Value>, pointer: &str, repairs: &mut Repairs) {
    match schema.get_mut("type") {
        Some(Value::Array(names)) if names.contains(&Value::Null) => {
            for name in names.iter_mut().filter(|name| name.is_null()) {
                *name = json!("null");
            }
            repairs.note_member(
                pointer,
                "type",
                "null without quotes: read as the type null",
            );
        }
        Some(Value::String(name)) if name == "any" => {
            schema.shift_remove("type");
            repairs.note_member(pointer, "type", "any is no type: every type is allowed");
        }
        Some(Value::String(name)) if name == "file" => {
            "string".clone_into(name);
            if !schema.contains_key("format") {
                schema.insert("format".to_owned(), json!("binary"));
            }
            let message = "file is a type of Swagger 2.0: read as binary data";
            repairs.note_member(pointer, "type", message);
        }
        Some(_) | None => {}
    }
}

/// The types of JSON and those that are read as such.
const TYPES: [&str; 9] = [
    "null", "boolean", "integer", "number", "string", "array", "object", "any", "file",
];

/// A branch for values that are no JSON, such as `bytes` on a wire of its own, beside others
/// that are: no JSON is of it. A schema that is nothing else stays what nobody can judge.
fn branches(
    schema: &mut Map<String, Value>,
    pointer: &str,
    keyword: &'static str,
    repairs: &mut Repairs,
) {
    let Some(Value::Array(branches)) = schema.get_mut(keyword) else {
        return;
    };
    let is_foreign = |branch: &Value| {
        let name = branch.get("type").and_then(Value::as_str);
        name.is_some_and(|name| !TYPES.contains(&name))
    };
    if branches.iter().all(is_foreign) {
        return;
    }
    let branches = branches.iter_mut().enumerate();
    for (index, branch) in branches.filter(|(_, branch)| is_foreign(branch)) {
        *branch = json!({ "not": {} });
        let message = "its type is none of JSON: nothing is of it";
        repairs.note(&format!("{pointer}/{keyword}/{index}"), message);
    }
}

/// `items` as a list (JSON Schema draft 4 §5.3.1) is `prefixItems` in 2020-12, and
/// `additionalItems` is `items`.
fn tuple(schema: &mut Map<String, Value>, pointer: &str, repairs: &mut Repairs) {
    if !matches!(schema.get("items"), Some(Value::Array(_))) || schema.contains_key("prefixItems") {
        return;
    }
    let Some(items) = schema.shift_remove("items") else {
        return;
    };
    schema.insert("prefixItems".to_owned(), items);
    if let Some(rest) = schema.shift_remove("additionalItems") {
        schema.insert("items".to_owned(), rest);
    }
    repairs.note_member(
        pointer,
        "items",
        "a list of an older JSON Schema: read as prefixItems",
    );
}
