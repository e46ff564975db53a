//! What is wrong with a document in a way that leaves no doubt what was meant: put right
//! before it is compiled, and each told by its place. What leaves a doubt stays as it is.

use serde_json::{Map, Value};

use crate::limits::COMPILE_PROBLEMS_MAX;
use crate::pointer;

mod dialect;
mod parameter;
mod paths;
mod reference;
mod schema;
#[cfg(test)]
mod tests;

pub(super) use dialect::Dialect;
pub(super) use parameter::{parameter, taken};
pub(super) use paths::paths;
pub(super) use reference::reference;
pub(super) use schema::schema;

/// A place of a document that was put right, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repair {
    /// JSON Pointer into the document (RFC 6901).
    pub(crate) pointer: String,
    /// What was found and is read as what.
    pub(crate) message: String,
}

/// Repairs in the order in which they were made, so many at most.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Repairs(Vec<Repair>);

impl Repairs {
    pub(super) fn note(&mut self, pointer: &str, message: &str) {
        if self.0.len() < COMPILE_PROBLEMS_MAX {
            self.0.push(Repair {
                pointer: pointer.to_owned(),
                message: message.to_owned(),
            });
        }
    }

    pub(super) fn note_member(&mut self, pointer: &str, member: &str, message: &str) {
        self.note(&pointer::join(pointer, member), message);
    }

    pub(crate) fn into_vec(self) -> Vec<Repair> {
        self.0
    }
}

/// `itemSchema` (OAS 3.2 §4.14.1) is honored whatever version a document says it has.
pub(super) fn item_schema(object: &Map<String, Value>, pointer: &str, repairs: &mut Repairs) {
    if object.contains_key("itemSchema") {
        let message = "itemSchema is of OpenAPI 3.2: read as if the document were";
        repairs.note_member(pointer, "itemSchema", message);
    }
}
