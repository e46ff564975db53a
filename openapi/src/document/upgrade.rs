//! OpenAPI 3.0 to the dialect of 3.1, so that the rest of the crate knows one: JSON
//! Schema 2020-12. Changes what means something else in 3.1, what is repaired on the way,
//! and nothing more.

use schema::part::Part;
use serde_json::{Map, Value, json};

use super::downgrade;
use super::repair::{self, Dialect, Repairs};
use super::schemas::visit;

/// Upgrades in place; a document labelled 3.1 or later changes only where it is repaired, and
/// where one of 3.1 has words of 3.2 under names of ours.
pub(super) fn upgrade(document: &mut Value, repairs: &mut Repairs) {
    let dialect = Dialect::of(document);
    let has_items = document
        .get("openapi")
        .and_then(Value::as_str)
        .is_some_and(|version| !version.starts_with("3.0") && !version.starts_with("3.1"));
    repair::paths(document, dialect.is_3_0, repairs);
    visit(document, &mut |part, object, pointer| match part {
        Part::Schema => {
            repair::schema(object, pointer, &dialect, repairs);
            schema(object, dialect.is_3_0);
        }
        Part::Other => {
            repair::reference(object, pointer, &dialect, repairs);
            repair::parameter(object, pointer, repairs);
            if !has_items {
                repair::item_schema(object, pointer, repairs);
                downgrade::restore(object);
            }
        }
        Part::SchemaMap => {}
    });
    if dialect.is_3_0
        && let Some(version) = document.get_mut("openapi")
    {
        *version = Value::String("3.1.0".to_owned());
    }
}

fn schema(schema: &mut Map<String, Value>, is_3_0: bool) {
    // OAS 3.0 §4.7.23: what stands beside a $ref is ignored.
    if is_3_0 && schema.contains_key("$ref") {
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
        } else if let Value::Array(names) = kind
            && !names.contains(&json!("null"))
        {
            names.push(json!("null"));
        }
    } else if !schema.is_empty() {
        // OAS 3.0.3 gives `nullable` no effect without `type`, yet everybody who writes it
        // beside allOf means null to be allowed.
        let rest = std::mem::take(schema);
        schema.insert("anyOf".to_owned(), json!([rest, { "type": "null" }]));
    }
}
