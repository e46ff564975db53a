//! What a schema says of objects. Names that a pattern describes may be any name in 3.0.

use serde_json::{Map, Value, json};

use super::super::{Downgrade, Object};
use crate::pointer;

impl Downgrade {
    pub(super) fn properties(&mut self, schema: &mut Object, at: &str, depth: usize) {
        let mut named = |schema: &mut Object, keyword: &str| {
            let within = pointer::join(at, keyword);
            match schema.get_mut(keyword) {
                Some(Value::Object(properties)) => {
                    for (name, property) in properties {
                        self.schema_at(property, &within, name, depth);
                    }
                }
                Some(_) => drop(schema.shift_remove(keyword)),
                None => {}
            }
        };
        named(schema, "properties");
        named(schema, "patternProperties");
        if let Some(rest) = schema.get_mut("additionalProperties")
            && !rest.is_boolean()
        {
            self.schema_at(rest, at, "additionalProperties", depth);
        }
        if let Some(Value::Object(patterns)) = schema.shift_remove("patternProperties")
            && !patterns.is_empty()
        {
            self.told.member(at, "patternProperties");
            additional(schema, patterns);
        }
        required(schema);
    }
}

/// What a name that no property has may be: what any of the patterns allows, or what is
/// allowed where none matches.
fn additional(schema: &mut Object, patterns: Map<String, Value>) {
    let rest = match schema.get("additionalProperties") {
        None | Some(Value::Bool(true)) => return,
        Some(Value::Bool(false)) => None,
        Some(rest) => Some(rest.clone()),
    };
    let all = patterns.into_iter().map(|(_, schema)| schema).chain(rest);
    schema.insert("additionalProperties".to_owned(), any_of(all));
}

/// A schema of what any of these accepts.
pub(super) fn any_of(schemas: impl Iterator<Item = Value>) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for schema in schemas {
        if schema == json!({}) {
            return schema;
        }
        if !all.contains(&schema) {
            all.push(schema);
        }
    }
    match all.len() {
        1 => all.pop().unwrap_or_default(),
        _ => json!({ "anyOf": all }),
    }
}

/// OAS 3.0 has each name once there, and at least one.
fn required(schema: &mut Object) {
    let Some(required) = schema.get_mut("required") else {
        return;
    };
    let mut names: Vec<Value> = Vec::new();
    for name in required.as_array().into_iter().flatten() {
        if name.is_string() && !names.contains(name) {
            names.push(name.clone());
        }
    }
    if names.is_empty() {
        schema.shift_remove("required");
    } else {
        *required = Value::Array(names);
    }
}
