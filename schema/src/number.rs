//! Numbers by their literal text, compared exactly: `1.0` is an integer, 2^53 + 1 is not
//! 2^53, and 0.07 is a multiple of 0.01 (JSON Schema 2020-12 Validation §6.2). Nothing is
//! ever written out by its exponent, and nothing is allocated to judge.

mod bound;
mod decimal;
mod multiple;
mod range;
mod small;
#[cfg(test)]
mod tests;
pub(crate) mod word;

use std::cmp::Ordering;
use std::hash::Hasher;

pub use bound::Bound;
use decimal::Decimal;
use small::Small;
pub(crate) use small::is_between;

/// A number as it stands in a JSON text (RFC 8259 §6). Exact as long as its exponent is
/// within [`crate::limits::NUMBER_EXPONENT_MAX`].
#[derive(Clone, Copy, Debug)]
pub struct Number<'t>(&'t str);

impl<'t> Number<'t> {
    /// Takes a literal that follows JSON's grammar; of another one nothing useful is said.
    pub const fn new(literal: &'t str) -> Self {
        Self(literal)
    }

    /// Whether its value has no fraction: `1.0` and `1e2` have none.
    pub fn is_integer(self) -> bool {
        match Small::of(self.0) {
            Some(small) if small.has_no_places() => true,
            _ => Decimal::of(self.0).is_integer(),
        }
    }

    /// How it compares with a bound (JSON Schema 2020-12 Validation §6.2.2 to §6.2.5).
    pub fn compare(self, bound: &Bound) -> Ordering {
        let common = Small::of(self.0)
            .zip(bound.small())
            .and_then(|(small, bound)| small.compare(bound));
        common.unwrap_or_else(|| Decimal::of(self.0).compare(bound.decimal()))
    }

    /// Whether it is a multiple of a bound that [is a divisor](Bound::is_divisor) (JSON
    /// Schema 2020-12 Validation §6.2.1). Of any other bound only zero is called one.
    pub fn is_multiple_of(self, bound: &Bound) -> bool {
        let common = Small::of(self.0)
            .zip(bound.small())
            .and_then(|(small, bound)| small.is_multiple_of(bound));
        common.unwrap_or_else(|| {
            let value = Decimal::of(self.0);
            value.is_zero()
                || bound
                    .divisor()
                    .is_some_and(|divisor| divisor.divides(value))
        })
    }

    /// Whether both have the same value: `1.0` and `1` do (JSON Schema 2020-12 Core §4.2.2).
    pub fn equals(self, other: Number<'_>) -> bool {
        if self.0 == other.0 {
            return true;
        }
        let common = Small::of(self.0)
            .zip(Small::of(other.0))
            .and_then(|(small, other)| small.compare(other));
        common.unwrap_or_else(|| Decimal::of(self.0).compare(Decimal::of(other.0)))
            == Ordering::Equal
    }

    /// Hashes the value: numbers that are [equal](Self::equals) have the same hash.
    pub fn hash_into(self, hasher: &mut impl Hasher) {
        Decimal::of(self.0).hash_into(hasher);
    }

    /// Whether it is below zero; `-0` is not.
    pub fn is_negative(self) -> bool {
        self.0.starts_with('-') && Decimal::of(self.0).is_negative()
    }

    /// Whether it is between zero and one, both included.
    pub fn is_within_one(self) -> bool {
        Decimal::of(self.0).is_within_one()
    }

    /// Whether it is an integer of 32 bits with a sign, `1.0` included.
    pub fn fits_int32(self) -> bool {
        range::integer(self.0).is_some_and(|value| i32::try_from(value).is_ok())
    }

    /// Whether it is an integer of 64 bits with a sign, `1.0` included.
    pub fn fits_int64(self) -> bool {
        range::integer(self.0).is_some()
    }

    /// Whether the nearest number of single precision is finite (IEEE 754 §4.3.1).
    pub fn fits_float(self) -> bool {
        range::is_finite_float(self.0)
    }

    /// Whether the nearest number of double precision is finite (IEEE 754 §4.3.1).
    pub fn fits_double(self) -> bool {
        range::is_finite_double(self.0)
    }
}
