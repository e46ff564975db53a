//! Walks a document and tells its Schema Objects, whatever holds them, from its other
//! objects. Says where schemas stand, not what they mean.

use schema::part::Part;
use serde_json::{Map, Value};

use crate::limits::DOCUMENT_DEPTH_MAX;
use crate::pointer;

/// Who is shown each object of a document, with its pointer.
pub(super) type Visitor<'v> = dyn FnMut(Part, &mut Map<String, Value>, &str) + 'v;

/// Shows every Schema Object after those within it, and every other object before what is
/// within it. Free data (examples, extensions) and levels beyond the depth a document may
/// have are left alone.
pub(super) fn visit(document: &mut Value, visitor: &mut Visitor<'_>) {
    let mut pointer = String::new();
    walk(
        document,
        Part::Other,
        DOCUMENT_DEPTH_MAX,
        &mut pointer,
        visitor,
    );
}

/// Shows every Schema Object after those within it.
pub(crate) fn visit_schemas(
    document: &mut Value,
    visit_one: &mut dyn FnMut(&mut Map<String, Value>),
) {
    visit(document, &mut |part, object, _| {
        if matches!(part, Part::Schema) {
            visit_one(object);
        }
    });
}

fn walk(value: &mut Value, part: Part, depth: usize, at: &mut String, visitor: &mut Visitor<'_>) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    let above = at.len();
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                push(at, &index.to_string());
                walk(item, part, depth, at, visitor);
                at.truncate(above);
            }
        }
        Value::Object(object) => {
            if matches!(part, Part::Other) {
                visitor(part, object, at);
            }
            for (name, member) in object.iter_mut() {
                if let Some(part) = part.of_member(name) {
                    push(at, name);
                    walk(member, part, depth, at, visitor);
                    at.truncate(above);
                }
            }
            if matches!(part, Part::Schema) {
                visitor(part, object, at);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn push(at: &mut String, token: &str) {
    at.push('/');
    at.push_str(&pointer::escape(token));
}
