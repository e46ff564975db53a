//! The forms that values have in a text: finer than their types, and told without looking
//! at the text.

use super::Node;
use super::entry::tag;

/// A set of forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forms(u16);

impl Forms {
    /// No form.
    pub const NONE: Self = Self(0);
    /// `null`
    pub const NULL: Self = Self(1 << tag::NULL);
    /// `true` or `false`
    pub const BOOLEAN: Self = Self(1 << tag::FALSE | 1 << tag::TRUE);
    /// A number without fraction and exponent.
    pub const INTEGER: Self = Self(1 << tag::INTEGER);
    /// A number with a fraction or an exponent; its value may be an integer.
    pub const FRACTION: Self = Self(1 << tag::NUMBER);
    /// Any number.
    pub const NUMBER: Self = Self::INTEGER.or(Self::FRACTION);
    /// A string without escapes.
    pub const PLAIN: Self = Self(1 << tag::STRING);
    /// Any string.
    pub const STRING: Self = Self::PLAIN.or(Self(1 << tag::ESCAPED));
    /// An array.
    pub const ARRAY: Self = Self(1 << tag::ARRAY);
    /// An object.
    pub const OBJECT: Self = Self(1 << tag::OBJECT);
    /// Every form.
    pub const ALL: Self = Self::NULL
        .or(Self::BOOLEAN)
        .or(Self::NUMBER)
        .or(Self::STRING)
        .or(Self::ARRAY)
        .or(Self::OBJECT);

    /// What is in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this one alone.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether a form is in both.
    pub const fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether a value has one of the forms.
    #[inline]
    pub const fn has(self, value: Node<'_>) -> bool {
        (self.0 >> value.entry.tag()) & 1 != 0
    }
}
