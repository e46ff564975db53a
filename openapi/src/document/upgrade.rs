//! OpenAPI 3.0 to the dialect of 3.1, so that the rest of the crate knows one: JSON
//! Schema 2020-12. Changes what means something else in 3.1 and nothing more.

use serde_json::{Map, Value, json};

use super::visit_schemas;

/// Upgrades in place; only documents labelled 3.0 change.
pub(super) fn upgrade(document: &mut Value) {
    let is_3_0 = document
        .get("openapi")
        .and_then(Value::as_str)
        .is_some_and(|version| version.starts_with("3.0"));
    if !is_3_0 {
        return;
    }
    visit_schemas(document, &mut schema);
    if let Some(version) = document.get_mut("openapi") {
        *version = Value::String("3.1.0".to_owned());
    }
}

fn schema(schema: &mut Map<String, Value>) {
    // OAS 3.0 §4.7.23: what stands beside a $ref is ignored.
    if schema.contains_key("$ref") {
        schema.retain(|name, _| name == "$ref");
        return;
    }
    exclusive(schema, "exclusiveMinimum", "minimum");
    exclusive(schema, "exclusiveMaximum", "maximum");
    if schema.remove("nullable") == Some(Value::Bool(true)) {
        nullable(schema);
    }
}

/// `exclusiveMinimum: true` says that `minimum` is exclusive; in 3.1 it is the bound itself.
fn exclusive(schema: &mut Map<String, Value>, exclusive: &str, bound: &str) {
    match schema.get(exclusive) {
        Some(Value::Bool(true)) => {
            schema.shift_remove(exclusive);
            if let Some(limit) = schema.shift_remove(bound) {
                schema.insert(exclusive.to_owned(), limit);
            }
        }
        Some(Value::Bool(false)) => {
            schema.shift_remove(exclusive);
        }
        Some(_) | None => {}
    }
}

fn nullable(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    if let Some(kind) = schema.get_mut("type") {
        if kind.is_string() {
            *kind = json!([kind.take(), "null"]);
        }
    } else if !schema.is_empty() {
        // OAS 3.0.3 gives `nullable` no effect without `type`, yet everybody who writes it
        // beside allOf means null to be allowed.
        let rest = std::mem::take(schema);
        schema.insert("anyOf".to_owned(), json!([rest, { "type": "null" }]));
    }
}
