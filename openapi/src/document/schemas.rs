//! Finds every Schema Object of a document, whatever holds it. Says where schemas
//! stand, not what they mean.

use schema::part::Part;
use serde_json::{Map, Value};

use crate::limits::DOCUMENT_DEPTH_MAX;

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
