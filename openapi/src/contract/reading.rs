//! Text to values: which JSON values a parameter's text may stand for, by the types its
//! schema allows. OAS leaves this open; a text conforms when one of its readings does.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::verdict::keyword;
use crate::json::{self, JsonLimits};
use crate::limits::{PARAMETER_SCHEMAS_MAX, REFERENCE_DEPTH_MAX};

/// How the text of one parameter is read.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::contract) struct Reading {
    pub(in crate::contract) types: Types,
    items: Types,
}

/// A set of JSON types. A number is an integer or a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::contract) struct Types(u8);

/// Why a text has no reading.
pub(in crate::contract) struct Broken {
    pub(in crate::contract) keyword: &'static str,
    pub(in crate::contract) message: String,
}

impl Types {
    const NONE: Self = Self(0);
    pub(in crate::contract) const NULL: Self = Self(1);
    const BOOLEAN: Self = Self(2);
    const INTEGER: Self = Self(4);
    const FRACTION: Self = Self(8);
    const NUMBER: Self = Self(4 | 8);
    pub(in crate::contract) const STRING: Self = Self(16);
    pub(in crate::contract) const ARRAY: Self = Self(32);
    pub(in crate::contract) const OBJECT: Self = Self(64);
    pub(in crate::contract) const ALL: Self = Self(127);

    pub(in crate::contract) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is none but these.
    pub(in crate::contract) fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    pub(in crate::contract) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn named(name: &str) -> Self {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => Self::NONE,
        }
    }

    /// The types as JSON Schema names them: `integer or null`.
    fn names(self) -> String {
        let names = [
            ("string", self.has(Self::STRING)),
            ("number", self.has(Self::FRACTION)),
            (
                "integer",
                self.has(Self::INTEGER) && !self.has(Self::FRACTION),
            ),
            ("boolean", self.has(Self::BOOLEAN)),
            ("array", self.has(Self::ARRAY)),
            ("object", self.has(Self::OBJECT)),
            ("null", self.has(Self::NULL)),
        ];
        let names = names
            .into_iter()
            .filter_map(|(name, has)| has.then_some(name));
        names.collect::<Vec<_>>().join(" or ")
    }

    fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }
}

/// A look at a schema's types, bounded in depth and in all: branches that lead back to
/// their own schema twice would double the work with each level.
struct Look<'c, 'd> {
    cx: &'c Compiler<'d>,
    schemas_left: usize,
}

impl<'d> Look<'_, 'd> {
    /// The schema behind its `$ref`; `None` past a bound.
    fn at(&mut self, schema: Option<&'d Value>) -> Option<&'d Value> {
        self.schemas_left = self.schemas_left.checked_sub(1)?;
        self.cx.look_at(schema?)
    }

    /// Types a schema may allow: never too few, so that no reading is missed.
    fn types(&mut self, schema: Option<&'d Value>, depth: usize) -> Types {
        let (Some(schema), Some(depth)) = (self.at(schema), depth.checked_sub(1)) else {
            return Types::ALL;
        };
        let mut allowed = Types::ALL;
        let mut narrow = |types: Types| allowed = Types(allowed.0 & types.0);
        match schema.get("type") {
            Some(Value::String(name)) => narrow(Types::named(name)),
            Some(Value::Array(names)) => narrow(
                names
                    .iter()
                    .filter_map(Value::as_str)
                    .fold(Types::NONE, |types, name| types.or(Types::named(name))),
            ),
            Some(_) | None => {}
        }
        if let Some(constant) = schema.get("const") {
            narrow(Types::of_value(constant));
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            narrow(
                values
                    .iter()
                    .fold(Types::NONE, |types, value| types.or(Types::of_value(value))),
            );
        }
        for (keyword, is_union) in [("allOf", false), ("anyOf", true), ("oneOf", true)] {
            let Some(Value::Array(branches)) = schema.get(keyword) else {
                continue;
            };
            let each = branches
                .iter()
                .map(|branch| self.types(Some(branch), depth));
            if is_union {
                narrow(each.fold(Types::NONE, Types::or));
            } else {
                each.for_each(&mut narrow);
            }
        }
        allowed
    }

    /// Types of an array's items; `None` when no array is described.
    fn items(&mut self, schema: Option<&'d Value>, depth: usize) -> Option<Types> {
        let schema = self.at(schema)?;
        let depth = depth.checked_sub(1)?;
        if let Some(items) = schema.get("items") {
            return Some(self.types(Some(items), depth));
        }
        ["allOf", "anyOf", "oneOf"]
            .into_iter()
            .filter_map(|keyword| schema.get(keyword)?.as_array())
            .flatten()
            .find_map(|branch| self.items(Some(branch), depth))
    }
}

/// Of a schema that says nothing.
impl Default for Reading {
    fn default() -> Self {
        Self {
            types: Types::ALL,
            items: Types::ALL,
        }
    }
}

impl Reading {
    pub(in crate::contract) fn of<'d>(cx: &Compiler<'d>, schema: Option<&'d Value>) -> Self {
        let mut look = Look {
            cx,
            schemas_left: PARAMETER_SCHEMAS_MAX,
        };
        let types = look.types(schema, REFERENCE_DEPTH_MAX);
        let items = look.items(schema, REFERENCE_DEPTH_MAX);
        Self {
            types,
            items: items.unwrap_or(Types::ALL),
        }
    }

    /// Every value the texts may stand for, as a JSON text, the likeliest first; never empty.
    pub(in crate::contract) fn of_texts<'t>(
        &self,
        texts: &[&'t str],
        separator: Option<char>,
    ) -> Result<Vec<Cow<'t, str>>, Broken> {
        let types = match texts {
            // A schema without a type says nothing of how to read: text, or a list of texts.
            [_] if self.types == Types::ALL => Types::STRING,
            _ => self.types,
        };
        let mut readings = Vec::new();
        if let [text] = texts {
            readings.extend(scalars(text, types));
        } else if !types.has(Types::ARRAY) {
            return Err(Broken {
                keyword: keyword::STYLE,
                message: "given more than once".to_owned(),
            });
        }
        if types.has(Types::ARRAY) {
            let array = match separator {
                None => self.array(texts.iter().copied()),
                Some(separator) => self.array(texts.iter().flat_map(|it| it.split(separator))),
            };
            readings.push(Cow::Owned(array));
        }
        if readings.is_empty() {
            return Err(Broken {
                keyword: "type",
                message: self.expected(),
            });
        }
        Ok(readings)
    }

    /// Whether one text may be a value of its own.
    pub(in crate::contract) fn has_scalars(&self) -> bool {
        !self.types.is_within(Types::ARRAY.or(Types::OBJECT))
    }

    /// What was expected of a text without a reading.
    pub(in crate::contract) fn expected(&self) -> String {
        format!("expected {}", self.types.names())
    }

    /// Every scalar one text may stand for, as a JSON text; without a type it is text.
    pub(in crate::contract) fn of_text<'t>(&self, text: &'t str) -> Vec<Cow<'t, str>> {
        let types = if self.types == Types::ALL {
            Types::STRING
        } else {
            self.types
        };
        scalars(text, types).collect()
    }

    fn array<'t>(&self, items: impl Iterator<Item = &'t str>) -> String {
        let mut array = String::from("[");
        for (index, item) in items.enumerate() {
            if index > 0 {
                array.push(',');
            }
            let read = scalars(item, self.items).next();
            array.push_str(&read.unwrap_or_else(|| quoted(item)));
        }
        array.push(']');
        array
    }
}

/// The scalars a text may stand for, each as a JSON text, the narrowest first.
fn scalars(text: &str, types: Types) -> impl Iterator<Item = Cow<'_, str>> {
    let number = types.has(Types::NUMBER) && is_number(text);
    let boolean = types.has(Types::BOOLEAN) && matches!(text, "true" | "false");
    let null = types.has(Types::NULL) && matches!(text, "" | "null");
    let string = types.has(Types::STRING).then_some(text);
    let plain = [(number || boolean).then_some(text), null.then_some("null")];
    let plain = plain.into_iter().flatten().map(Cow::Borrowed);
    plain.chain(string.into_iter().map(quoted))
}

/// A text as a JSON string.
pub(in crate::contract) fn quoted(text: &str) -> Cow<'_, str> {
    Cow::Owned(Value::from(text).to_string())
}

/// A number as JSON writes it (RFC 8259 §6), with nothing around it.
fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && text.ends_with(|last: char| last.is_ascii_digit())
        && json::read(text.as_bytes(), &JsonLimits::default()).is_ok()
}
