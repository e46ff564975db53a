//! Parameters that are written as in Swagger 2.0, with the members of their schema beside
//! their own.

use serde_json::{Map, Value};

use super::Repairs;

/// Members of a parameter, header or item of Swagger 2.0 that are its schema's in 3.x
/// (Swagger 2.0, Parameter Object).
const SCHEMA_MEMBERS: [&str; 19] = [
    "type",
    "format",
    "items",
    "default",
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
    "enum",
    "multipleOf",
    "nullable",
    "x-nullable",
    "x-isnullable",
];

/// Gives a Parameter Object that has a `type` and no `schema` its schema.
pub(in crate::document) fn parameter(
    object: &mut Map<String, Value>,
    pointer: &str,
    repairs: &mut Repairs,
) {
    let is = |member: &str, of: &[&str]| {
        let text = object.get(member).and_then(Value::as_str);
        text.is_some_and(|text| of.contains(&text))
    };
    // A security scheme has name, in and type, too; its types are others.
    let types = ["string", "number", "integer", "boolean", "array", "file"];
    if !is("in", &["path", "query", "header", "cookie"])
        || !is("type", &types)
        || object.contains_key("schema")
        || object.contains_key("content")
    {
        return;
    }
    let schema = taken(object);
    object.insert("schema".to_owned(), Value::Object(schema));
    repairs.note_member(
        pointer,
        "type",
        "a type beside a parameter's name: read as its schema's",
    );
}

/// The members of the schema, taken out.
pub(in crate::document) fn taken(object: &mut Map<String, Value>) -> Map<String, Value> {
    SCHEMA_MEMBERS
        .into_iter()
        .filter_map(|member| Some((member.to_owned(), object.shift_remove(member)?)))
        .collect()
}
