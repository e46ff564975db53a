//! What a schema says of single values: bounds, enumerations and constants, null.

use serde_json::{Value, json};

use super::super::Object;
use super::nothing;
use crate::document::members;

/// Keywords that say nothing of what conforms.
const ANNOTATIONS: [&str; 9] = [
    "title",
    "description",
    "default",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
];

/// `exclusiveMinimum` is a number, and says in 3.0 whether `minimum` is exclusive.
pub(super) fn bounds(schema: &mut Object, also: &mut Vec<Value>) {
    for (exclusive, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        let Some(limit) = schema.get(exclusive).filter(|it| it.is_number()).cloned() else {
            schema.shift_remove(exclusive);
            continue;
        };
        if schema.contains_key(bound) {
            // Which of the two is narrower need not be known: both hold.
            schema.shift_remove(exclusive);
            also.push(json!({ bound: limit, exclusive: true }));
            continue;
        }
        let at = schema.keys().position(|name| name == exclusive);
        schema.insert(exclusive.to_owned(), json!(true));
        schema.shift_insert(at.unwrap_or_default(), bound.to_owned(), limit);
    }
}

/// A constant is an enumeration of one.
pub(super) fn constant(schema: &mut Object, also: &mut Vec<Value>) {
    let at = schema.keys().position(|name| name == "const");
    if let (Some(at), Some(value)) = (at, schema.shift_remove("const")) {
        if schema.contains_key("enum") {
            also.push(json!({ "enum": [value] }));
        } else {
            schema.shift_insert(at, "enum".to_owned(), json!([value]));
        }
    }
    match schema.get("enum") {
        // OAS 3.0 has at least one value there.
        Some(Value::Array(values)) if values.is_empty() => {
            schema.shift_remove("enum");
            also.push(nothing());
        }
        Some(Value::Array(_)) | None => {}
        Some(_) => drop(schema.shift_remove("enum")),
    }
}

/// Makes a schema that of null alone. Some readers take `nullable` for without effect where
/// there is no type, so there is one.
pub(super) fn only_null(schema: &mut Object) {
    schema.insert("type".to_owned(), json!("string"));
    schema.insert("nullable".to_owned(), json!(true));
    schema.insert("enum".to_owned(), json!([null]));
}

/// Whether a converted schema is that of null, whatever it says of it.
pub(super) fn is_null(schema: &Value) -> bool {
    schema.get("enum") == Some(&json!([null]))
        && members(Some(schema)).all(|(name, _)| {
            matches!(name.as_str(), "type" | "nullable" | "enum") || is_annotation(name)
        })
}

/// Whether a keyword says nothing of what conforms.
pub(super) fn is_annotation(name: &str) -> bool {
    name.starts_with("x-") || ANNOTATIONS.contains(&name)
}

/// Lets a schema with a type accept null, too.
pub(super) fn allow_null(schema: &mut Object) {
    let at = schema.keys().position(|name| name == "type");
    let at = at.map_or(schema.len(), |at| at + 1);
    schema.shift_insert(at, "nullable".to_owned(), json!(true));
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}
