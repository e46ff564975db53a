//! A look at what a schema for an event stream describes: the event or what it carries.

use serde_json::Value;

use super::super::compiler::Compiler;
use super::event::DataAs;
use crate::document::members;
use crate::limits::{ITEM_SCHEMAS_MAX, REFERENCE_DEPTH_MAX};

/// A set of things that a schema says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Said(u8);

impl Said {
    /// It names the property `data`.
    const DATA: Self = Self(1);
    /// It names another field of an event, in OAS 3.2's model of it.
    const FIELD: Self = Self(2);
    /// It names a property that no event has.
    const OTHER: Self = Self(4);
    /// It asks for a string, by type or by value.
    const STRING: Self = Self(8);
    /// It asks for an object.
    const OBJECT: Self = Self(16);
    /// It asks for another type.
    const TYPE: Self = Self(32);
    /// Some schema of `data` allows a string.
    const TEXT: Self = Self(64);

    fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    fn add(&mut self, more: Self) {
        self.0 |= more.0;
    }

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const ANY_TYPE: Self = Self::STRING.or(Self::OBJECT).or(Self::TYPE);
    const ANY_NAME: Self = Self::DATA.or(Self::FIELD).or(Self::OTHER);
}

/// What a schema and its branches say.
#[derive(Debug, Default)]
pub(super) struct Survey {
    said: Said,
    schemas: usize,
}

impl Survey {
    pub(super) fn of<'d>(cx: &Compiler<'d>, schema: &'d Value) -> Self {
        let mut survey = Self::default();
        survey.look(cx, schema, REFERENCE_DEPTH_MAX);
        survey
    }

    /// Whether it describes the event rather than what it carries.
    pub(super) fn is_of_event(&self, is_item_schema: bool) -> bool {
        let is_open = self.said.has(Said::OBJECT) || !self.said.has(Said::ANY_TYPE);
        !self.said.has(Said::OTHER) && (self.said.has(Said::DATA) || (is_item_schema && is_open))
    }

    /// Whether what the event carries may be a text.
    pub(super) fn may_be_text(&self) -> bool {
        self.said.has(Said::STRING) || !self.said.has(Said::ANY_TYPE.or(Said::ANY_NAME))
    }

    pub(super) fn data(&self) -> DataAs {
        if self.said.has(Said::DATA) && !self.said.has(Said::TEXT) {
            DataAs::Json
        } else {
            DataAs::Text
        }
    }

    fn look<'d>(&mut self, cx: &Compiler<'d>, schema: &'d Value, depth: usize) {
        let (Some(schema), Some(depth)) = (cx.look_at(schema), depth.checked_sub(1)) else {
            return;
        };
        if self.schemas >= ITEM_SCHEMAS_MAX {
            return;
        }
        self.schemas += 1;
        self.said.add(types(schema));
        for (name, property) in members(schema.get("properties")) {
            self.said.add(match name.as_str() {
                "data" => Said::DATA,
                "event" | "id" | "retry" => Said::FIELD,
                _ => Said::OTHER,
            });
            if name == "data" {
                let types = cx.look_at(property).map(types).unwrap_or_default();
                if types.has(Said::STRING) || !types.has(Said::ANY_TYPE) {
                    self.said.add(Said::TEXT);
                }
            }
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            if let Some(Value::Array(branches)) = schema.get(keyword) {
                for branch in branches {
                    self.look(cx, branch, depth);
                }
            }
        }
    }
}

/// Whether a schema, behind its `$ref`, is of arrays and nothing else.
pub(super) fn is_array<'d>(cx: &Compiler<'d>, schema: &'d Value) -> bool {
    match cx.look_at(schema).and_then(|schema| schema.get("type")) {
        Some(Value::String(name)) => name == "array",
        Some(Value::Array(names)) => names.len() == 1 && names.contains(&Value::from("array")),
        Some(_) | None => false,
    }
}

/// The types a schema asks for by itself.
fn types(schema: &Value) -> Said {
    let mut said = Said::default();
    let mut named = |name: &Value| {
        said.add(match name.as_str() {
            Some("string") => Said::STRING,
            Some("object") => Said::OBJECT,
            Some(_) | None => Said::TYPE,
        });
    };
    match schema.get("type") {
        Some(Value::Array(all)) => all.iter().for_each(named),
        Some(name) => named(name),
        None => {}
    }
    let is_of_texts = match (schema.get("const"), schema.get("enum")) {
        (Some(value), _) => value.is_string(),
        (None, Some(Value::Array(values))) => values.iter().any(Value::is_string),
        (None, Some(_) | None) => false,
    };
    if is_of_texts {
        said.add(Said::STRING);
    }
    said
}
