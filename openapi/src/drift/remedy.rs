//! What would take a difference into the declared document. A remedy only widens: what was
//! declared stays allowed, and no observed value is ever written into a patch.

use serde_json::{Map, Value, json};

use super::kinds::Kinds;
use super::learnt::Learnt;
use super::patch::{Patch, below};
use super::survey::Note;
use crate::http::Method;
use crate::path::cover::move_operation;

mod widen;

/// Keywords that tell of properties.
const PROPERTIES: [&str; 2] = ["properties", "additionalProperties"];

/// How a difference is taken in, by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// An operation is declared.
    Declare {
        /// The path item that gets it.
        at: String,
        method: Method,
        /// The template it was observed under, and the one it gets.
        templates: (String, String),
    },
    /// An operation is taken away.
    Withdraw { at: String },
    /// A schema allows more kinds. Where properties would be declared at another one, it
    /// does not tell of them.
    Type { at: String, is_base: bool },
    /// An enumeration gives way to the types of its values.
    Enumeration { at: String },
    /// A schema does not require a property.
    Required { at: String, name: String },
    /// A parameter or a request body is not required.
    Optional { at: String },
    /// A property is declared, at every schema that would refuse it otherwise.
    Property { at: Vec<String>, name: String },
    /// A response is declared.
    Status { at: String, status: String },
    /// A media type of a response or a request body is declared.
    MediaType { at: String, media_type: String },
    /// A parameter is declared.
    Parameter { at: String },
}

impl Remedy {
    /// The patch of the declared document. `note` says what was seen there.
    pub(super) fn patch(&self, declared: &Value, observed: &Value, note: &Note<'_>) -> Patch {
        let mut patch = Patch::default();
        let mut learnt = Learnt::of(observed);
        let seen = note.observed.first().copied().unwrap_or(&Value::Null);
        match self {
            Self::Declare {
                at,
                method,
                templates: (from, to),
            } => {
                patch.make(declared, "/paths");
                patch.make(declared, at);
                let mut operation = learnt.operation(seen);
                move_operation(&mut operation, from, to);
                keep_id_unique(declared, &mut operation);
                patch.add(below(at, &[method.key()]), operation);
            }
            Self::Withdraw { at } => patch.remove(at.clone()),
            Self::Type { at, is_base } => {
                let mut seen = learnt.schema(&note.observed, note.outside);
                if let Some(seen) = seen.as_object_mut().filter(|_| !is_base) {
                    seen.retain(|keyword, _| !PROPERTIES.contains(&keyword.as_str()));
                }
                widen::kinds(&mut patch, declared, at, note.outside, &seen);
            }
            Self::Enumeration { at } => widen::enumeration(&mut patch, declared, at),
            Self::Required { at, name } => {
                let at = below(at, &["required"]);
                let names = declared.pointer(&at).and_then(Value::as_array);
                let names = names
                    .map(Vec::as_slice)
                    .unwrap_or_default()
                    .iter()
                    .enumerate();
                for (index, item) in names.rev().filter(|(_, it)| *it == name) {
                    patch.remove_item(&at, index, item);
                }
            }
            Self::Optional { at } => patch.replace(below(at, &["required"]), false),
            Self::Property { at, name } => {
                let schema = learnt.schema(&note.observed, Kinds::ALL);
                for at in at {
                    let properties = below(at, &["properties"]);
                    patch.make(declared, &properties);
                    patch.add(below(&properties, &[name]), schema.clone());
                }
            }
            Self::Status { at, status } => {
                patch.add(below(at, &[status]), learnt.response(seen));
            }
            Self::MediaType { at, media_type } => {
                if declared.pointer(at).is_none() {
                    patch.add(at.clone(), json!({ "content": {} }));
                } else {
                    patch.make(declared, &below(at, &["content"]));
                }
                let content = learnt.media_types(&note.observed);
                patch.add(below(at, &["content", media_type]), content);
            }
            Self::Parameter { at } => {
                if declared.pointer(at).is_none() {
                    patch.add(at.clone(), Vec::<Value>::new());
                }
                patch.add(format!("{at}/-"), learnt.parameter(seen));
            }
        }
        patch
    }
}

/// An operation id stands for one operation (OAS 3.1 §4.8.10).
fn keep_id_unique(declared: &Value, operation: &mut Value) {
    let items = declared.get("paths").and_then(Value::as_object);
    let operations = items
        .into_iter()
        .flat_map(Map::values)
        .flat_map(|item| Method::ALL.map(|method| item.get(method.key())))
        .flatten();
    let mut ids = operations.filter_map(|operation| operation.get("operationId"));
    let own = operation.get("operationId").cloned();
    if own.is_some_and(|own| ids.any(|id| *id == own))
        && let Some(operation) = operation.as_object_mut()
    {
        operation.shift_remove("operationId");
    }
}
