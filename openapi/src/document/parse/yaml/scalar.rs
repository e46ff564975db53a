//! Scalars to values by the core schema (YAML 1.2.2 §10.3): `on` and `no` are texts, and so
//! is `012`. Numbers may be written as older YAML has them: `1_000`, `0b101`.

use std::borrow::Cow;

use granit_parser::Tag;
use serde_json::Value;

use self::number::{Float, float, integer, leads_with_zero};

mod number;

/// What a tag says of its node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing: no tag, or one of an application.
    Unknown,
    /// `!`, whatever the text looks like (§6.9.1).
    NonSpecific,
    Text,
    Null,
    Boolean,
    Integer,
    Float,
    Sequence,
    Mapping,
    Merge,
    /// A type that JSON has not.
    Foreign,
}

impl Kind {
    /// Whether a collection, [`Kind::Sequence`] or [`Kind::Mapping`], may have the tag.
    pub(super) fn fits(self, collection: Self) -> bool {
        matches!(self, Self::Unknown | Self::NonSpecific) || self == collection
    }

    pub(super) fn of(tag: Option<&Tag>) -> Self {
        let Some(tag) = tag else {
            return Self::Unknown;
        };
        match tag.suffix_in_namespace("tag:yaml.org,2002:").as_deref() {
            Some("str") => Self::Text,
            Some("null") => Self::Null,
            Some("bool") => Self::Boolean,
            Some("int") => Self::Integer,
            Some("float") => Self::Float,
            Some("seq") => Self::Sequence,
            Some("map") => Self::Mapping,
            Some("merge") => Self::Merge,
            Some("binary" | "timestamp") => Self::Foreign,
            None if tag.suffix_in_namespace("!").as_deref() == Some("") => Self::NonSpecific,
            Some(_) | None => Self::Unknown,
        }
    }
}

/// The value of a scalar; `None` when it is not what its tag says, or no number of JSON.
pub(super) fn resolve(text: Cow<'_, str>, plain: bool, kind: Kind) -> Option<Value> {
    let trimmed = text.trim_matches([' ', '\t', '\r', '\n']);
    match kind {
        Kind::Null => Some(Value::Null),
        Kind::Boolean => boolean(trimmed),
        Kind::Integer => integer(trimmed).map(Value::Number),
        Kind::Float => match float(trimmed) {
            Float::Finite(number) => Some(Value::Number(number)),
            Float::Infinite | Float::No => None,
        },
        Kind::Sequence | Kind::Mapping | Kind::Foreign => None,
        Kind::Unknown | Kind::Merge if plain => untyped(text),
        Kind::Unknown | Kind::Merge | Kind::NonSpecific | Kind::Text => {
            Some(Value::String(text.into_owned()))
        }
    }
}

/// Whether a scalar is the merge key, <https://yaml.org/type/merge.html>.
pub(super) fn is_merge(text: &str, plain: bool, kind: Kind) -> bool {
    text == "<<" && (kind == Kind::Merge || kind == Kind::Unknown && plain)
}

/// Whether a key is a text, or something without a type that JSON can have as its text.
pub(super) fn is_name(text: &str, plain: bool, kind: Kind) -> bool {
    match kind {
        Kind::Text | Kind::NonSpecific => true,
        Kind::Unknown | Kind::Merge => !(plain && null(text)),
        Kind::Null
        | Kind::Boolean
        | Kind::Integer
        | Kind::Float
        | Kind::Sequence
        | Kind::Mapping
        | Kind::Foreign => false,
    }
}

fn untyped(text: Cow<'_, str>) -> Option<Value> {
    if null(&text) {
        return Some(Value::Null);
    }
    if let Some(value) = boolean(&text) {
        return Some(value);
    }
    match number(&text) {
        Float::Finite(number) => Some(Value::Number(number)),
        Float::Infinite => None,
        Float::No => Some(Value::String(text.into_owned())),
    }
}

fn number(text: &str) -> Float {
    if leads_with_zero(text) {
        return Float::No;
    }
    integer(text).map_or_else(|| float(text), Float::Finite)
}

fn null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn boolean(text: &str) -> Option<Value> {
    match text {
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => None,
    }
}
