//! Sets of JSON types (JSON Schema 2020-12 Validation §6.1.1).

use serde::{Deserialize, Serialize};

use crate::json::{Forms, Kind, Node};

/// A set of types. A number is an integer or a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Types(u8);

/// The names of types, in the order they are told in.
const NAMES: [(&str, Types); 7] = [
    ("string", Types::STRING),
    ("number", Types::NUMBER),
    ("integer", Types::INTEGER),
    ("boolean", Types::BOOLEAN),
    ("array", Types::ARRAY),
    ("object", Types::OBJECT),
    ("null", Types::NULL),
];

impl Types {
    pub(super) const NONE: Self = Self(0);
    const NULL: Self = Self(1);
    const BOOLEAN: Self = Self(2);
    const INTEGER: Self = Self(4);
    const FRACTION: Self = Self(8);
    const NUMBER: Self = Self(4 | 8);
    const STRING: Self = Self(16);
    const ARRAY: Self = Self(32);
    const OBJECT: Self = Self(64);
    pub(super) const ALL: Self = Self(127);

    /// The set of one type; `None` for a name that is none.
    pub(super) fn named(name: &str) -> Option<Self> {
        let (_, types) = NAMES.iter().find(|(known, _)| *known == name)?;
        Some(*types)
    }

    #[must_use]
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline]
    const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn holds(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether a value is of one of the types.
    #[inline]
    pub(super) fn admit(self, value: Node<'_>) -> bool {
        let types = match value.kind() {
            Kind::Null => Self::NULL,
            Kind::Boolean => Self::BOOLEAN,
            Kind::Number if value.is_integer_literal() => Self::INTEGER,
            Kind::Number => Self::FRACTION,
            Kind::String => Self::STRING,
            Kind::Array => Self::ARRAY,
            Kind::Object => Self::OBJECT,
        };
        self.meets(types)
            // `1.0` is an integer, too.
            || (types == Self::FRACTION && self.meets(Self::INTEGER) && value.is_integer())
    }

    /// The forms of values that are of one of the types, whatever they are: `1.0` is an
    /// integer, and `1.5` has the same form.
    pub(super) fn forms(self) -> Forms {
        let of_types = [
            (Self::NULL, Forms::NULL),
            (Self::BOOLEAN, Forms::BOOLEAN),
            (Self::INTEGER, Forms::INTEGER),
            (Self::FRACTION, Forms::FRACTION),
            (Self::STRING, Forms::STRING),
            (Self::ARRAY, Forms::ARRAY),
            (Self::OBJECT, Forms::OBJECT),
        ];
        let met = of_types.iter().filter(|(types, _)| self.meets(*types));
        met.fold(Forms::NONE, |forms, (_, more)| forms.or(*more))
    }

    /// The types' names: `integer or null`.
    pub(super) fn names(self) -> String {
        let mut names = String::new();
        let mut told = Self::NONE;
        for (name, types) in NAMES {
            if self.holds(types) && !told.holds(types) {
                told = told.or(types);
                if !names.is_empty() {
                    names.push_str(" or ");
                }
                names.push_str(name);
            }
        }
        names
    }
}
