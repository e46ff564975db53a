//! Schema Objects: JSON Schema 2020-12 to the dialect of OAS 3.0 §4.7.24. What a schema
//! accepts is accepted by what it becomes.

use serde_json::{Value, json};

use super::{Downgrade, Object};
use crate::pointer;

mod annotation;
mod array;
mod branch;
mod object;
mod types;
mod value;

pub(super) use types::is_kind;

/// The keywords of 3.0, `nullable` and `discriminator` with them.
const KEYWORDS: [&str; 35] = [
    "$ref",
    "title",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "required",
    "enum",
    "type",
    "not",
    "allOf",
    "oneOf",
    "anyOf",
    "items",
    "properties",
    "additionalProperties",
    "description",
    "format",
    "default",
    "discriminator",
    "readOnly",
    "writeOnly",
    "example",
    "externalDocs",
    "deprecated",
    "xml",
];

/// What names a schema or keeps others, and says nothing of a value once references are
/// gathered; and notes of authors to one another.
const SILENT: [&str; 8] = [
    "$id",
    "$schema",
    "$anchor",
    "$dynamicAnchor",
    "$vocabulary",
    "$comment",
    "$defs",
    "definitions",
];

/// A schema that nothing conforms to.
fn nothing() -> Value {
    json!({ "not": {} })
}

impl Downgrade {
    /// A schema, down to `depth` levels; below them everything is allowed.
    pub(super) fn schema(&mut self, schema: Value, at: &str, depth: usize) -> Value {
        let Some(depth) = depth.checked_sub(1) else {
            self.told.note(at);
            return json!({});
        };
        match schema {
            Value::Object(schema) => self.keywords(schema, at, depth),
            Value::Bool(true) => json!({}),
            Value::Bool(false) => nothing(),
            Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                self.told.note(at);
                json!({})
            }
        }
    }

    fn keywords(&mut self, mut schema: Object, at: &str, depth: usize) -> Value {
        // What holds beside the other keywords, and has no place among them.
        let mut also = Vec::new();
        self.branches(&mut schema, &mut also, at, depth);
        self.properties(&mut schema, at, depth);
        self.items(&mut schema, at, depth);
        self.annotations(&mut schema, at);
        value::bounds(&mut schema, &mut also);
        value::constant(&mut schema, &mut also);
        self.known(&mut schema, at);
        types::one(&mut schema, &mut also);
        branch::nulls(&mut schema);
        conjoin(&mut schema, also);
        Value::Object(schema)
    }

    /// Leaves the keywords of 3.0 and extensions.
    fn known(&mut self, schema: &mut Object, at: &str) {
        if schema.get("type").is_some_and(|kind| !is_kind(kind)) {
            self.leave_out(schema, at, &["type"]);
        }
        schema.retain(|name, _| {
            let stays = KEYWORDS.contains(&name.as_str()) || name.starts_with("x-");
            if !stays && !SILENT.contains(&name.as_str()) {
                self.told.member(at, name);
            }
            stays
        });
    }

    fn schema_at(&mut self, schema: &mut Value, at: &str, name: &str, depth: usize) {
        *schema = self.schema(schema.take(), &pointer::join(at, name), depth);
    }
}

/// Adds schemas to `allOf`; a reference that has company is one of them (OAS 3.0 §4.7.23).
fn conjoin(schema: &mut Object, mut also: Vec<Value>) {
    if schema.len() + also.len() > 1
        && let Some(at) = schema.keys().position(|name| name == "$ref")
        && let Some(reference) = schema.shift_remove("$ref")
    {
        also.insert(0, json!({ "$ref": reference }));
        if !schema.contains_key("allOf") {
            schema.shift_insert(at, "allOf".to_owned(), json!([]));
        }
    }
    if also.is_empty() {
        return;
    }
    let all = schema.entry("allOf").or_insert_with(|| json!([]));
    if let Value::Array(all) = all {
        also.append(all);
        *all = also;
    }
}
