//! Items of a stream (OAS 3.2 §4.14.3, `itemSchema`): what one item of a sequence must look
//! like. Where one item ends and the next begins is not known here.

mod check;
mod contents;
mod event;
mod survey;
#[cfg(test)]
mod tests;

pub use check::{BrokenItem, ItemsCheck};

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::schema::{Program, SchemaId};
use crate::http::MediaType;
use crate::json::JsonLimits;
use crate::pointer;
use crate::stream::{Framing, Splitter};
use contents::Group;
use event::DataAs;
use survey::Survey;

/// A Media Type Object for a sequence of items, compiled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Items {
    /// `None`: there is no schema, or nobody here tells one item from the next.
    item: Option<ItemSchema>,
}

/// The schema of one item and how an item is read to be judged by it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct ItemSchema {
    schema: SchemaId,
    reading: Reading,
}

/// What value an item is.
///
/// The item of a text stream of JSON, or a JSON part, is that JSON. What the item of an event
/// stream is, OAS says since 3.2: an object of `data`, `event`, `id` and `retry`, the first
/// three strings, of those that were given; for JSON in `data` there is `contentSchema`. But
/// documents, also those that generators write, more often describe what `data` carries. So:
///
/// - A schema that names `data`, and no property that an event does not have, is of the event.
///   So is an `itemSchema` that names no property and may be an object.
///   `data` is a string there, unless every schema of that property wants another type.
/// - Any other schema is of the data, read as JSON; where it asks for a string, or for nothing,
///   also taken as text, and one of the two must conform.
///
/// An event of `[DONE]`, which ends the streams of many APIs, is no item and never judged.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Reading {
    Json,
    Event { data: DataAs, contents: Vec<Group> },
    Payload { may_be_text: bool },
}

/// Keywords of an array that say something of the whole.
const WHOLE_ARRAY: [&str; 6] = [
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "prefixItems",
    "unevaluatedItems",
];

impl Items {
    /// Whether a Media Type Object describes a sequence. Parts are one by `itemSchema` or as
    /// an array (OAS 3.2 §4.14.4); else they are the fields of one object.
    pub(super) fn describes<'d>(
        cx: &Compiler<'d>,
        media_type: &MediaType,
        media_type_object: &'d Value,
    ) -> bool {
        let is_array = || {
            let schema = media_type_object.get("schema");
            schema.is_some_and(|schema| survey::is_array(cx, schema))
        };
        match Framing::of(media_type) {
            Some(Framing::Parts) if !media_type.is_stream() => {
                media_type_object.get("itemSchema").is_some() || is_array()
            }
            Some(_) | None => media_type.is_stream(),
        }
    }

    /// Compiles a Media Type Object; `None` when it has a schema that could not be compiled.
    /// A plain `schema` is of one item, unless it is of an array: that is the complete
    /// content, and its `items` are the items (OAS 3.2 §4.14.3).
    pub(super) fn compile<'d>(
        cx: &mut Compiler<'d>,
        media_type: &MediaType,
        media_type_object: &'d Value,
        pointer: &str,
    ) -> Option<Self> {
        let Some(framing) = Framing::of(media_type) else {
            return Some(Self { item: None });
        };
        let plain = media_type_object.get("schema");
        let at_plain = pointer::join(pointer, "schema");
        let found = match (media_type_object.get("itemSchema"), plain) {
            (Some(schema), None) => Some((schema, pointer::join(pointer, "itemSchema"))),
            (Some(schema), Some(_)) => {
                cx.problem(&at_plain, "a stream is judged by its itemSchema alone");
                Some((schema, pointer::join(pointer, "itemSchema")))
            }
            (None, Some(schema)) => item_of(cx, schema, at_plain),
            (None, None) => None,
        };
        let Some((schema, at)) = found else {
            return Some(Self { item: None });
        };
        let is_item_schema = media_type_object.get("itemSchema").is_some();
        let id = cx.schema(&at)?;
        let reading = if framing == Framing::Events {
            Reading::of_events(cx, schema, &at, is_item_schema)
        } else {
            Reading::Json
        };
        let item = ItemSchema {
            schema: id,
            reading,
        };
        Some(Self { item: Some(item) })
    }

    pub(super) fn is_sound(&self, program: &Program) -> bool {
        self.item.as_ref().is_none_or(|item| {
            program.has(item.schema)
                && match &item.reading {
                    Reading::Json | Reading::Payload { .. } => true,
                    Reading::Event { data: _, contents } => {
                        contents.iter().all(|group| group.is_sound(program))
                    }
                }
        })
    }

    /// Whether there is a schema to judge items by.
    pub(super) fn is_judged(&self) -> bool {
        self.item.is_some()
    }

    /// A stream of such items, of the media type that its head names.
    pub(super) fn check(
        &self,
        program: &Arc<Program>,
        media_type: &MediaType,
        limits: JsonLimits,
    ) -> Option<ItemsCheck> {
        let splitter = Splitter::new(media_type)?;
        let item = self.item.clone()?;
        Some(ItemsCheck::new(Arc::clone(program), item, splitter, limits))
    }
}

impl Reading {
    fn of_events<'d>(
        cx: &mut Compiler<'d>,
        schema: &'d Value,
        pointer: &str,
        is_item_schema: bool,
    ) -> Self {
        let survey = Survey::of(cx, schema);
        if !survey.is_of_event(is_item_schema) {
            return Self::Payload {
                may_be_text: survey.may_be_text(),
            };
        }
        let contents = contents::groups(cx, schema, pointer);
        Self::Event {
            data: survey.data(),
            contents,
        }
    }
}

/// The schema of an item by a plain `schema`; `None` where it says nothing of items.
fn item_of<'d>(
    cx: &mut Compiler<'d>,
    schema: &'d Value,
    pointer: String,
) -> Option<(&'d Value, String)> {
    if !survey::is_array(cx, schema) {
        return Some((schema, pointer));
    }
    let (array, at) = cx.resolve(schema, &pointer)?;
    for keyword in WHOLE_ARRAY {
        if array.get(keyword).is_some() {
            let at = pointer::join(&at, keyword);
            cx.problem(&at, "not judged: a stream is judged item by item");
        }
    }
    Some((array.get("items")?, pointer::join(&at, "items")))
}
