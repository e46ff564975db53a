//! A set of JSON types: what a text may stand for.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A set of JSON types. An integer is a number: the schema tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Types(u8);

/// Keywords that say something of one type alone. Who writes one without `type` means that
/// type.
const IMPLIED: [(Types, &[&str]); 4] = [
    (
        Types::OBJECT,
        &[
            "properties",
            "additionalProperties",
            "patternProperties",
            "required",
            "propertyNames",
            "minProperties",
            "maxProperties",
        ],
    ),
    (
        Types::ARRAY,
        &[
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "uniqueItems",
        ],
    ),
    (
        Types::NUMBER,
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
    ),
    (Types::STRING, &["pattern", "minLength", "maxLength"]),
];

impl Types {
    pub(super) const NONE: Self = Self(0);
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(2);
    pub(super) const NUMBER: Self = Self(4);
    pub(super) const STRING: Self = Self(8);
    pub(super) const ARRAY: Self = Self(16);
    pub(super) const OBJECT: Self = Self(32);
    /// What is one text.
    pub(super) const SCALAR: Self = Self(1 | 2 | 4 | 8);
    /// Nothing is known.
    pub(super) const ALL: Self = Self(63);

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether one text may have more than one reading.
    pub(super) const fn is_ambiguous(self) -> bool {
        self.0.count_ones() > 1
    }

    /// Types that a schema's own `type`, `const` and `enum` allow.
    pub(super) fn stated(schema: &Value) -> Self {
        let mut types = match schema.get("type") {
            Some(Value::String(name)) => Self::named(name),
            Some(Value::Array(names)) => {
                Self::union(names.iter().filter_map(Value::as_str).map(Self::named))
            }
            Some(_) | None => Self::ALL,
        };
        if let Some(constant) = schema.get("const") {
            types = types.and(Self::of_value(constant));
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            types = types.and(Self::union(values.iter().map(Self::of_value)));
        }
        types
    }

    /// Types that schemas are about which together allow all; all when they do not tell.
    pub(super) fn implied<'s>(schemas: impl Iterator<Item = &'s Value>) -> Self {
        let told = schemas.map(|schema| match Self::stated(schema) {
            Self::ALL => Self::by_keywords(schema),
            types => types,
        });
        match Self::union(told) {
            Self::NONE => Self::ALL,
            types => types,
        }
    }

    fn by_keywords(schema: &Value) -> Self {
        let has = |keywords: &[&str]| keywords.iter().any(|it| schema.get(it).is_some());
        let about = IMPLIED.iter().filter(|(_, keywords)| has(keywords));
        Self::union(about.map(|(types, _)| *types))
    }

    pub(super) fn union(each: impl Iterator<Item = Self>) -> Self {
        each.fold(Self::NONE, Self::or)
    }

    fn named(name: &str) -> Self {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" | "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => Self::NONE,
        }
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
