//! A number of a schema, taken apart once so that judging does not.

use serde::{Deserialize, Serialize};

use super::decimal::Decimal;
use super::multiple::Divisor;
use super::small::Small;
use crate::limits::JSON_NUMBER_BYTES_MAX;

/// A number of a schema, made ready to be compared with. Serialized as its literal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Bound {
    literal: String,
    small: Option<Small>,
    is_negative: bool,
    digits: Vec<u8>,
    scale: i64,
    /// The digits as an integer, when 64 bits hold it.
    mantissa: Option<u64>,
}

/// A text that is no number of JSON, or too long a one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number of JSON")]
pub struct NotANumber;

impl Bound {
    /// Takes a literal that follows JSON's grammar (RFC 8259 §6), of at most
    /// [`JSON_NUMBER_BYTES_MAX`] bytes; `None` for any other.
    pub fn new(literal: &str) -> Option<Self> {
        if literal.len() > JSON_NUMBER_BYTES_MAX || !is_number(literal) {
            return None;
        }
        let decimal = Decimal::of(literal);
        Some(Self {
            literal: literal.to_owned(),
            small: Small::of_decimal(decimal),
            is_negative: decimal.is_negative(),
            digits: decimal.digits().collect(),
            scale: decimal.scale(),
            mantissa: decimal.mantissa(),
        })
    }

    /// As the schema writes it, to be repeated in messages.
    pub fn literal(&self) -> &str {
        &self.literal
    }

    /// Whether multiples of it can be told: it is above zero, and its digits without the
    /// zeros at both ends fit 64 bits.
    pub fn is_divisor(&self) -> bool {
        self.divisor().is_some()
    }

    /// The greatest integer that is not above it, and the least that is not below it; `None`
    /// when they are far from zero.
    pub(crate) fn integers(&self) -> Option<(i64, i64)> {
        self.small.and_then(Small::integers)
    }

    pub(super) const fn small(&self) -> Option<Small> {
        self.small
    }

    pub(super) fn decimal(&self) -> Decimal<'_> {
        Decimal::new(self.is_negative, &self.digits, &[], self.scale)
    }

    pub(super) fn divisor(&self) -> Option<Divisor> {
        let decimal = self.decimal();
        if decimal.is_negative() || decimal.is_zero() {
            return None;
        }
        self.mantissa.map(|mantissa| Divisor {
            mantissa,
            exponent: decimal.exponent(),
        })
    }
}

impl From<Bound> for String {
    fn from(bound: Bound) -> Self {
        bound.literal
    }
}

impl TryFrom<String> for Bound {
    type Error = NotANumber;

    fn try_from(literal: String) -> Result<Self, NotANumber> {
        Self::new(&literal).ok_or(NotANumber)
    }
}

/// Whether a text is a number of JSON (RFC 8259 §6).
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, Some(exponent)),
        None => (text, None),
    };
    let (head, tail) = match digits.split_once('.') {
        Some((head, tail)) => (head, Some(tail)),
        None => (digits, None),
    };
    are_digits(head)
        && (head == "0" || !head.starts_with('0'))
        && tail.is_none_or(are_digits)
        && exponent.is_none_or(|exponent| {
            are_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
        })
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
