//! A schema that allows more than before: wherever it says what a value may be, and no
//! further. Other keywords stay; they speak only of the kinds they are for.

use serde_json::{Map, Value, json};

use crate::drift::alternatives::target;
use crate::drift::kinds::Kinds;
use crate::drift::levels::Level;
use crate::drift::patch::{Patch, below};

/// Keywords that describe values without limiting them: they stay where they are when a
/// reference becomes one of two.
const DESCRIBING: [&str; 6] = [
    "title",
    "description",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
];

/// Allows the kinds `outside` at a place, where `seen` describes what was seen of them.
pub(super) fn kinds(patch: &mut Patch, declared: &Value, at: &str, outside: Kinds, seen: &Value) {
    let Some(Value::Object(schema)) = declared.pointer(at) else {
        // The schema that refuses everything.
        patch.replace(at.to_owned(), seen.clone());
        return;
    };
    for choice in ["anyOf", "oneOf"] {
        if let Some(Value::Array(branches)) = schema.get(choice) {
            let allowed = branches.iter().map(|it| Kinds::allowed(declared, it));
            let any = allowed.fold(Kinds::NONE, Kinds::or);
            if !outside.without(any).is_empty() {
                patch.add(below(at, &[choice, "-"]), seen.clone());
            }
        }
    }
    let by_values = !outside.without(Kinds::by_values(schema)).is_empty();
    let by_type = !outside.without(Kinds::by_type(schema)).is_empty();
    let by_target = target(declared, schema)
        .is_some_and(|(it, _)| !outside.without(Kinds::allowed(declared, it)).is_empty());
    if by_target {
        reference(patch, schema, at, seen);
    }
    if by_values {
        drop_values(patch, schema, at);
    }
    if by_values || by_type {
        let known = Kinds::by_type(schema).and(Kinds::by_values(schema));
        put(patch, schema, at, "type", known.or(outside).to_type());
        // What is within objects and arrays that were not allowed before, unless it is told.
        let level = Level {
            pointer: String::new(),
            schema,
        };
        for keyword in ["properties", "additionalProperties", "items"] {
            let is_told = match keyword {
                "items" => schema.contains_key("items"),
                _ => level.describes_objects(),
            };
            if let Some(within) = seen.get(keyword).filter(|_| !is_told) {
                patch.add(below(at, &[keyword]), within.clone());
            }
        }
    }
}

/// An enumeration gives way to the types of its values: no value is learnt.
pub(super) fn enumeration(patch: &mut Patch, declared: &Value, at: &str) {
    let Some(Value::Object(schema)) = declared.pointer(at) else {
        return;
    };
    drop_values(patch, schema, at);
    if !schema.contains_key("type") {
        let kinds = Kinds::by_values(schema);
        patch.add(below(at, &["type"]), kinds.to_type());
    }
}

fn drop_values(patch: &mut Patch, schema: &Map<String, Value>, at: &str) {
    for keyword in ["enum", "const"] {
        if schema.contains_key(keyword) {
            patch.remove(below(at, &[keyword]));
        }
    }
}

/// What stands behind a reference stays as it is, for whoever else refers to it.
fn reference(patch: &mut Patch, schema: &Map<String, Value>, at: &str, seen: &Value) {
    let Some(reference) = schema.get("$ref") else {
        return;
    };
    let either = json!([{ "$ref": reference }, seen]);
    let is_alone = schema.keys().all(|keyword| {
        keyword == "$ref" || DESCRIBING.contains(&keyword.as_str()) || keyword.starts_with("x-")
    });
    if is_alone {
        let mut wider: Map<String, Value> = [("anyOf".to_owned(), either)].into_iter().collect();
        let rest = schema.iter().filter(|(keyword, _)| *keyword != "$ref");
        wider.extend(rest.map(|(keyword, value)| (keyword.clone(), value.clone())));
        patch.replace(at.to_owned(), wider);
        return;
    }
    patch.remove(below(at, &["$ref"]));
    let either = json!({ "anyOf": either });
    match schema.get("allOf") {
        Some(Value::Array(_)) => patch.add(below(at, &["allOf", "-"]), either),
        Some(_) | None => patch.add(below(at, &["allOf"]), json!([either])),
    }
}

fn put(patch: &mut Patch, schema: &Map<String, Value>, at: &str, keyword: &str, value: Value) {
    let at = below(at, &[keyword]);
    if schema.contains_key(keyword) {
        patch.replace(at, value);
    } else {
        patch.add(at, value);
    }
}
