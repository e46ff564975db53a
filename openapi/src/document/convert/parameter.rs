//! Parameter and Header Objects: the members of a schema become one, and how the items of an
//! array are joined becomes a style (OAS 3.0 §4.7.12).

use serde_json::{Value, json};

use super::Object;
use crate::document::repair::taken;

/// Converts a parameter that is not in the body, or a header, in place.
pub(super) fn parameter(object: &mut Object) {
    let place = object.get("in").and_then(Value::as_str);
    let is_query = place == Some("query");
    let (schema, style) = schema_of(object, is_query);
    object.extend(style);
    object.insert("schema".to_owned(), Value::Object(schema));
}

/// The schema that the members of a parameter say, and `style` and `explode`.
pub(super) fn schema_of(object: &mut Object, is_form: bool) -> (Object, Object) {
    let joined = object.shift_remove("collectionFormat");
    let schema = taken(object);
    let is_array = |schema: Option<&Value>| schema.and_then(Value::as_str) == Some("array");
    let mut style = Object::new();
    if !is_array(schema.get("type")) {
        return (schema, style);
    }
    let joined = joined.as_ref().and_then(Value::as_str).unwrap_or("csv");
    let items = schema.get("items").and_then(|items| items.get("type"));
    let named = match joined {
        // No style of 3.x joins arrays of arrays, and none joins by tabs: the name of what
        // there is no style for is told when the contract is compiled.
        _ if is_array(items) => Some("nested"),
        "csv" => None,
        "multi" if is_form => None,
        "ssv" => Some("spaceDelimited"),
        "pipes" => Some("pipeDelimited"),
        other => Some(other),
    };
    style.extend(named.map(|named| ("style".to_owned(), json!(named))));
    if is_form || named.is_some() {
        style.insert("explode".to_owned(), json!(joined == "multi"));
    }
    (schema, style)
}
