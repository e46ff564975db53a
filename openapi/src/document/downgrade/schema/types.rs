//! One type for each schema: null becomes `nullable`, several types become a choice, with
//! what the schema says of each.

use serde_json::{Map, Value, json};

use super::super::Object;
use super::{nothing, value};

/// The types of 2020-12, and keywords that speak of values of one of them alone.
const KINDS: [(&str, &[&str]); 7] = [
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
        ],
    ),
    ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
    ("string", &["minLength", "maxLength", "pattern"]),
    ("integer", &NUMERIC),
    ("number", &NUMERIC),
    ("boolean", &[]),
    ("null", &[]),
];
const NUMERIC: [&str; 5] = [
    "multipleOf",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
];
/// Formats of numbers (OAS 3.0 §4.4, and its registry); all others are of strings.
const NUMERIC_FORMATS: [&str; 12] = [
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float",
    "double",
    "double-int",
    "decimal",
];

/// Whether this is a type, or a list of types, that is known.
pub(in crate::document::downgrade) fn is_kind(kind: &Value) -> bool {
    let is_known = |name: &Value| KINDS.iter().any(|(known, _)| name == known);
    match kind.as_array() {
        Some(names) => !names.is_empty() && names.iter().all(is_known),
        None => is_known(kind),
    }
}

/// Leaves one type, or none.
pub(super) fn one(schema: &mut Object, also: &mut Vec<Value>) {
    let Some(mut names) = named(schema) else {
        return implied(schema);
    };
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        // No value of another type conforms anyhow.
        values.retain(|value| names.iter().any(|name| is_of(value, name)));
        if values.is_empty() {
            schema.shift_remove("enum");
            also.push(nothing());
        } else {
            names.retain(|name| values.iter().any(|value| is_of(value, name)));
        }
    }
    let has_null = names.contains(&"null");
    names.retain(|name| *name != "null");
    if names.contains(&"number") {
        names.retain(|name| *name != "integer");
    }
    match names.as_slice() {
        [] => value::only_null(schema),
        [name] => {
            schema.insert("type".to_owned(), json!(name));
            finish(schema, has_null);
        }
        _ => several(schema, also, &names, has_null),
    }
}

fn named(schema: &Object) -> Option<Vec<&'static str>> {
    let of = |name: &Value| KINDS.iter().map(|(known, _)| *known).find(|it| name == it);
    let kind = schema.get("type")?;
    let names = kind
        .as_array()
        .map_or(std::slice::from_ref(kind), Vec::as_slice);
    Some(names.iter().filter_map(of).collect())
}

/// Null among the values of a schema without a type is `nullable` of the type that all other
/// values have.
fn implied(schema: &mut Object) {
    let Some(Value::Array(values)) = schema.get("enum") else {
        return;
    };
    if !values.contains(&Value::Null) {
        return;
    }
    let mut others = values.iter().filter(|value| !value.is_null());
    let Some(first) = others.next() else {
        return value::only_null(schema);
    };
    let name = kind_of(first);
    if others.all(|value| kind_of(value) == name) {
        schema.insert("type".to_owned(), json!(name));
        finish(schema, true);
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    let kind = kind_of(value);
    kind == name || (kind == "number" && name == "integer")
}

/// What goes with a type in 3.0.
fn finish(schema: &mut Object, has_null: bool) {
    if has_null {
        value::allow_null(schema);
    }
    // OAS 3.0 §4.7.24: an array has `items`.
    if schema.get("type") == Some(&json!("array")) && !schema.contains_key("items") {
        schema.insert("items".to_owned(), json!({}));
    }
}

/// Any of several types, each with the keywords that speak of it.
fn several(schema: &mut Object, also: &mut Vec<Value>, names: &[&str], has_null: bool) {
    let values = schema.shift_remove("enum");
    let format = schema.get("format").and_then(Value::as_str);
    let of_numbers = format.is_some_and(|format| NUMERIC_FORMATS.contains(&format));
    let formatted = |name: &str| match name {
        "integer" | "number" => of_numbers,
        "string" => !of_numbers,
        _ => false,
    };
    let mut moved: Vec<&str> = Vec::new();
    if names.iter().any(|name| formatted(name)) {
        moved.push("format");
    }
    let branches = names.iter().map(|name| {
        let mut branch = Map::new();
        branch.insert("type".to_owned(), json!(name));
        let own = KINDS.iter().find(|(known, _)| known == name);
        let own = own.map_or(&[][..], |(_, keywords)| keywords);
        moved.extend(own);
        let own = own.iter().chain(formatted(name).then_some(&"format"));
        for keyword in own {
            let said = schema.get(*keyword).cloned();
            branch.extend(said.map(|said| ((*keyword).to_owned(), said)));
        }
        if let Some(Value::Array(values)) = &values {
            let own: Vec<&Value> = values.iter().filter(|it| is_of(it, name)).collect();
            branch.insert("enum".to_owned(), json!(own));
        }
        finish(&mut branch, has_null);
        Value::Object(branch)
    });
    let branches: Vec<Value> = branches.collect();
    let at = schema.keys().position(|name| name == "type");
    schema.shift_remove("type");
    for keyword in moved {
        schema.shift_remove(keyword);
    }
    if schema.contains_key("anyOf") {
        also.push(json!({ "anyOf": branches }));
    } else {
        let at = at.unwrap_or_default().min(schema.len());
        schema.shift_insert(at, "anyOf".to_owned(), json!(branches));
    }
}
