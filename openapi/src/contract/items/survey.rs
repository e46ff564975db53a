//! A look at what a schema for an event stream describes: the event or what it carries.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::compiler::Compiler;
use super::event::DataAs;
use crate::document::members;
use crate::limits::{ITEM_SCHEMAS_MAX, REFERENCE_DEPTH_MAX};

/// The fields of an event, in OAS 3.2's model of it.
const FIELDS: [&str; 4] = ["data", "event", "id", "retry"];

/// What a schema and its branches say.
#[derive(Debug, Default)]
pub(super) struct Survey<'d> {
    /// Names of properties.
    names: BTreeSet<&'d str>,
    /// Names of types that are asked for.
    types: BTreeSet<&'d str>,
    /// Some schema of `data` allows a string.
    data_may_be_text: bool,
    schemas: usize,
}

impl<'d> Survey<'d> {
    pub(super) fn of(cx: &Compiler<'d>, schema: &'d Value) -> Self {
        let mut survey = Self::default();
        survey.look(cx, schema, REFERENCE_DEPTH_MAX);
        survey
    }

    /// Whether it describes the event rather than what it carries.
    pub(super) fn is_of_event(&self, is_item_schema: bool) -> bool {
        let is_open = self.types.is_empty() || self.types.contains("object");
        self.names.iter().all(|name| FIELDS.contains(name))
            && (self.names.contains("data") || (is_item_schema && is_open))
    }

    /// Whether what the event carries may be a text.
    pub(super) fn may_be_text(&self) -> bool {
        self.types.contains("string") || (self.types.is_empty() && self.names.is_empty())
    }

    pub(super) fn data(&self) -> DataAs {
        if self.names.contains("data") && !self.data_may_be_text {
            DataAs::Json
        } else {
            DataAs::Text
        }
    }

    fn look(&mut self, cx: &Compiler<'d>, schema: &'d Value, depth: usize) {
        let (Some(schema), Some(depth)) = (cx.look_at(schema), depth.checked_sub(1)) else {
            return;
        };
        if self.schemas >= ITEM_SCHEMAS_MAX {
            return;
        }
        self.schemas += 1;
        self.types.extend(types(schema));
        for (name, property) in members(schema.get("properties")) {
            if name == "data" {
                let property = cx.look_at(property);
                self.data_may_be_text |= property.is_none_or(|property| {
                    let mut types = types(property).peekable();
                    types.peek().is_none() || types.any(|name| name == "string")
                });
            }
            self.names.insert(name);
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let branches = schema.get(keyword).and_then(Value::as_array);
            for branch in branches.into_iter().flatten() {
                self.look(cx, branch, depth);
            }
        }
    }
}

/// Whether a schema, behind its `$ref`, is of arrays and nothing else.
pub(super) fn is_array<'d>(cx: &Compiler<'d>, schema: &'d Value) -> bool {
    let types: Vec<&str> = cx.look_at(schema).into_iter().flat_map(types).collect();
    types == ["array"]
}

/// The types a schema asks for by itself; texts among its values count as strings.
fn types(schema: &Value) -> impl Iterator<Item = &str> {
    let one = schema.get("type").and_then(Value::as_str);
    let many = schema.get("type").and_then(Value::as_array);
    let values = schema.get("enum").and_then(Value::as_array);
    let values = values.into_iter().flatten().chain(schema.get("const"));
    let texts = values.filter(|value| value.is_string()).map(|_| "string");
    let many = many.into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(many).chain(texts)
}
