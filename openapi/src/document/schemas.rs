//! Finds every Schema Object of a document, whatever holds it. Says where schemas
//! stand, not what they mean.

use serde_json::{Map, Value};

use crate::limits::DOCUMENT_DEPTH_MAX;

/// What a value is, as far as finding schemas goes.
#[derive(Clone, Copy)]
enum Part {
    /// Any other object of OAS: schemas may stand below it.
    Other,
    /// A Schema Object.
    Schema,
    /// A map from names to Schema Objects.
    SchemaMap,
}

/// Calls `visit` on every Schema Object, inner ones first. Levels beyond the depth a
/// document may have are left alone.
pub(crate) fn visit_schemas(document: &mut Value, visit: &mut dyn FnMut(&mut Map<String, Value>)) {
    walk(document, Part::Other, DOCUMENT_DEPTH_MAX, visit);
}

fn walk(
    value: &mut Value,
    part: Part,
    depth: usize,
    visit: &mut dyn FnMut(&mut Map<String, Value>),
) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    match value {
        Value::Array(items) => {
            for item in items {
                walk(item, part, depth, visit);
            }
        }
        Value::Object(object) => {
            for (name, member) in object.iter_mut() {
                if let Some(part) = part.of_member(name) {
                    walk(member, part, depth, visit);
                }
            }
            if matches!(part, Part::Schema) {
                visit(object);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

impl Part {
    /// What the member `name` of this part is; `None` for free data that only looks like
    /// schemas (examples, extensions, enumerated values).
    fn of_member(self, name: &str) -> Option<Self> {
        match self {
            Self::SchemaMap => Some(Self::Schema),
            Self::Other => match name {
                "schema" | "itemSchema" => Some(Self::Schema),
                "schemas" => Some(Self::SchemaMap),
                "example" | "examples" | "value" => None,
                _ if name.starts_with("x-") => None,
                _ => Some(Self::Other),
            },
            Self::Schema => match name {
                "properties" | "patternProperties" | "$defs" | "definitions"
                | "dependentSchemas" => Some(Self::SchemaMap),
                "items"
                | "additionalProperties"
                | "not"
                | "allOf"
                | "anyOf"
                | "oneOf"
                | "prefixItems"
                | "contains"
                | "propertyNames"
                | "if"
                | "then"
                | "else"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "contentSchema" => Some(Self::Schema),
                _ => None,
            },
        }
    }
}
