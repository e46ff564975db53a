//! Schemas that are joined: `allOf`, `anyOf`, `oneOf` and `not`. In the last two a wider
//! schema would make the whole stricter, so they stand only where nothing is lost.

use serde_json::{Value, json};

use super::super::{Downgrade, Object};
use super::value;
use crate::pointer;

/// Keywords that say something of null where they stand beside a type.
const OF_ANY_TYPE: [&str; 5] = ["$ref", "allOf", "anyOf", "oneOf", "not"];

impl Downgrade {
    pub(super) fn branches(
        &mut self,
        schema: &mut Object,
        also: &mut Vec<Value>,
        at: &str,
        depth: usize,
    ) {
        if let Some(not) = schema.get_mut("not") {
            if self.exact.holds(not, depth) {
                self.schema_at(not, at, "not", depth);
            } else {
                self.leave_out(schema, at, &["not"]);
            }
        }
        let is_wider = match schema.get("oneOf") {
            Some(Value::Array(branches)) if branches.len() > 1 => {
                !branches.iter().all(|it| self.exact.holds(it, depth))
            }
            Some(_) | None => false,
        };
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let at = pointer::join(at, keyword);
            if let Some(Value::Array(branches)) = schema.get_mut(keyword) {
                for (index, branch) in branches.iter_mut().enumerate() {
                    self.schema_at(branch, &at, &index.to_string(), depth);
                }
            } else {
                // No list of schemas.
                schema.shift_remove(keyword);
            }
        }
        if is_wider {
            self.told.member(at, "oneOf");
            any_of_one(schema, also);
        }
    }
}

/// One of several is at least any of them.
fn any_of_one(schema: &mut Object, also: &mut Vec<Value>) {
    let place = schema.keys().position(|name| name == "oneOf");
    let (Some(at), Some(branches)) = (place, schema.shift_remove("oneOf")) else {
        return;
    };
    if schema.contains_key("anyOf") {
        also.push(json!({ "anyOf": branches }));
    } else {
        schema.shift_insert(at, "anyOf".to_owned(), branches);
    }
}

/// Makes null, where it is a branch of its own, `nullable` of another one, if there is one
/// that has a type and says no more of null.
pub(super) fn nulls(schema: &mut Object) {
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(branches)) = schema.get_mut(keyword) else {
            continue;
        };
        let nulls = branches.iter().filter(|it| value::is_null(it)).count();
        // Null that two of `oneOf` accept is accepted by none.
        if nulls == 0 || (keyword == "oneOf" && nulls > 1) {
            continue;
        }
        let mut others = branches.iter_mut().filter(|it| !value::is_null(it));
        let Some(other) = others.find_map(|it| it.as_object_mut().filter(|it| has_room(it))) else {
            continue;
        };
        value::allow_null(other);
        branches.retain(|it| !value::is_null(it));
        if branches.len() == 1 {
            merge(schema, keyword);
        }
    }
}

/// Whether null can be allowed by a keyword of this schema.
fn has_room(schema: &Object) -> bool {
    schema.contains_key("type")
        && !schema.contains_key("nullable")
        && !OF_ANY_TYPE.iter().any(|it| schema.contains_key(*it))
}

/// Puts an only branch in the place of its keyword; what is said around it goes first.
fn merge(schema: &mut Object, keyword: &str) {
    let mut around = schema.keys().filter(|name| *name != keyword);
    if !around.all(|name| value::is_annotation(name)) {
        return;
    }
    let Some(Value::Array(mut branches)) = schema.shift_remove(keyword) else {
        return;
    };
    let Some(Value::Object(branch)) = branches.pop() else {
        return;
    };
    let around = std::mem::replace(schema, branch);
    schema.extend(around);
}
