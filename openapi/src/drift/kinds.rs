//! The kinds of JSON values as a set: those that were seen, and those that a schema allows.
//! Looks at types, enumerations and at how schemas are put together, at nothing else.

use serde_json::{Map, Value};

use super::alternatives::target;
use crate::limits::KIND_SCHEMAS_MAX;

/// A set of kinds. A number that is an integer is one kind, any other number another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kinds(u8);

/// Schemas within one another that are looked at for what they allow.
const DEPTH_MAX: usize = 16;

impl Kinds {
    pub(super) const NONE: Self = Self(0);
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(1 << 1);
    pub(super) const INTEGER: Self = Self(1 << 2);
    pub(super) const FRACTION: Self = Self(1 << 3);
    pub(super) const STRING: Self = Self(1 << 4);
    pub(super) const ARRAY: Self = Self(1 << 5);
    pub(super) const OBJECT: Self = Self(1 << 6);
    pub(super) const ALL: Self = Self(0x7f);

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn meets(self, other: Self) -> bool {
        !self.and(other).is_empty()
    }

    /// The kinds that a schema's `type` names; all where there is none.
    fn of_type(kind: Option<&Value>) -> Self {
        let kind_of = |name: &Value| match name.as_str() {
            Some("null") => Self::NULL,
            Some("boolean") => Self::BOOLEAN,
            Some("integer") => Self::INTEGER,
            Some("number") => Self::INTEGER.or(Self::FRACTION),
            Some("string") => Self::STRING,
            Some("array") => Self::ARRAY,
            Some("object") => Self::OBJECT,
            Some(_) | None => Self::NONE,
        };
        match kind {
            Some(Value::Array(names)) => names.iter().map(kind_of).fold(Self::NONE, Self::or),
            Some(name) => kind_of(name),
            None => Self::ALL,
        }
    }

    /// The kinds that an observed schema says were seen. It says `number` of those that are
    /// no integers, and nothing where too little was seen.
    pub(super) fn seen(schema: &Map<String, Value>) -> Self {
        let Some(kind) = schema.get("type") else {
            return Self::NONE;
        };
        let kinds = Self::of_type(Some(kind));
        if kinds.meets(Self::FRACTION) {
            kinds.without(Self::INTEGER)
        } else {
            kinds
        }
    }

    fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if number.is_f64() => Self::FRACTION,
            Value::Number(_) => Self::INTEGER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    /// What a schema's own `type` allows.
    pub(super) fn by_type(schema: &Map<String, Value>) -> Self {
        Self::of_type(schema.get("type"))
    }

    /// What a schema's own enumeration allows.
    pub(super) fn by_values(schema: &Map<String, Value>) -> Self {
        let listed = match schema.get("enum") {
            Some(Value::Array(values)) => {
                values.iter().map(Self::of_value).fold(Self::NONE, Self::or)
            }
            Some(_) | None => Self::ALL,
        };
        listed.and(schema.get("const").map_or(Self::ALL, Self::of_value))
    }

    /// What a schema allows, all in all.
    pub(super) fn allowed(document: &Value, schema: &Value) -> Self {
        let mut left = KIND_SCHEMAS_MAX;
        allowed(document, schema, DEPTH_MAX, &mut left)
    }

    /// What a schema allows apart from the branches of its `allOf`, each of which is a place
    /// of its own.
    pub(super) fn of_place(document: &Value, schema: &Value) -> Self {
        match schema {
            Value::Object(schema) => Self::of_level(document, schema),
            Value::Bool(false) => Self::NONE,
            Value::Null
            | Value::Bool(true)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Self::ALL,
        }
    }

    /// The same of a Schema Object.
    pub(super) fn of_level(document: &Value, schema: &Map<String, Value>) -> Self {
        let mut left = KIND_SCHEMAS_MAX;
        allowed_by(document, schema, &["anyOf", "oneOf"], DEPTH_MAX, &mut left)
    }

    /// Their names, as a schema's `type` lists them.
    pub(super) fn names(self) -> Vec<&'static str> {
        let number = if self.meets(Self::FRACTION) {
            "number"
        } else {
            "integer"
        };
        [
            ("object", Self::OBJECT),
            ("array", Self::ARRAY),
            ("string", Self::STRING),
            (number, Self::INTEGER.or(Self::FRACTION)),
            ("boolean", Self::BOOLEAN),
            ("null", Self::NULL),
        ]
        .into_iter()
        .filter(|(_, kinds)| self.meets(*kinds))
        .map(|(name, _)| name)
        .collect()
    }

    /// The same as the value of a schema's `type`.
    pub(super) fn to_type(self) -> Value {
        let names = self.names();
        match names.as_slice() {
            [only] => Value::from(*only),
            many => Value::from(many.to_vec()),
        }
    }
}

fn allowed(document: &Value, schema: &Value, depth: usize, left: &mut usize) -> Kinds {
    let schema = match schema {
        Value::Bool(false) => return Kinds::NONE,
        Value::Object(schema) => schema,
        Value::Null | Value::Bool(true) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            return Kinds::ALL;
        }
    };
    let parts = ["allOf", "anyOf", "oneOf"];
    allowed_by(document, schema, &parts, depth, left)
}

/// What a schema allows by its own keywords, its reference and these of its parts.
fn allowed_by(
    document: &Value,
    schema: &Map<String, Value>,
    parts: &[&str],
    depth: usize,
    left: &mut usize,
) -> Kinds {
    // Beyond the bound nothing is known to be outside.
    let (Some(depth), Some(rest)) = (depth.checked_sub(1), left.checked_sub(1)) else {
        return Kinds::ALL;
    };
    *left = rest;
    let mut kinds = Kinds::by_type(schema).and(Kinds::by_values(schema));
    if let Some((target, _)) = target(document, schema) {
        kinds = kinds.and(allowed(document, target, depth, left));
    }
    for part in parts {
        let Some(Value::Array(branches)) = schema.get(*part) else {
            continue;
        };
        let branches = branches.iter().map(|it| allowed(document, it, depth, left));
        kinds = kinds.and(if *part == "allOf" {
            branches.fold(Kinds::ALL, Kinds::and)
        } else {
            branches.fold(Kinds::NONE, Kinds::or)
        });
    }
    kinds
}
