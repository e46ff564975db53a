//! The numbers nearly every body has: a few digits, perhaps a point, no exponent. They are
//! judged in 64 bits; where those do not suffice, the answer is `None` and a
//! [`Decimal`] knows.

use std::cmp::Ordering;

use super::decimal::Decimal;
use super::word::{number, others};

/// Bytes without the sign: whatever they are, their digits fit 63 bits.
const BYTES_MAX: usize = 18;

/// `mantissa` over ten to the power of `places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Small {
    mantissa: i64,
    places: u32,
}

/// Whether a literal is known to be between two integers, or one of them. Not known is a number
/// with many digits or an exponent, and one whose digits before the point do not tell. The
/// literal is so many bytes long, and the text goes on behind it.
#[inline(never)]
pub(crate) fn is_between(text: &[u8], len: usize, low: i64, high: i64) -> bool {
    let (is_negative, digits, len) = match text {
        [b'-', digits @ ..] => (true, digits, len.wrapping_sub(1)),
        digits => (false, digits, len),
    };
    let Some((whole, has_point)) = digits_before_point(digits, len) else {
        return false;
    };
    // It may be as much as one further from zero.
    let behind = i64::from(has_point);
    let (least, most) = if is_negative {
        (-whole - behind, -whole)
    } else {
        (whole, whole + behind)
    };
    least >= low && most <= high
}

/// The digits before the point, and whether there is a point. `None` for many digits and for a
/// number with an exponent.
#[inline]
fn digits_before_point(text: &[u8], len: usize) -> Option<(i64, bool)> {
    let Some(word) = text.first_chunk::<8>().filter(|_| len <= 8) else {
        return many_before_point(text.get(..len)?);
    };
    let word = u64::from_le_bytes(*word);
    let others = others(word);
    let bytes = |marks: u64| (marks.trailing_zeros() / 8) as usize;
    let whole = bytes(others);
    let has_point = whole < len;
    if has_point && (text.get(whole) != Some(&b'.') || bytes(others & (others - 1)) < len) {
        return None;
    }
    let digits = word << (64 - 8 * whole.clamp(1, 8));
    Some((i64::try_from(number(digits)).ok()?, has_point))
}

#[cold]
#[inline(never)]
fn many_before_point(digits: &[u8]) -> Option<(i64, bool)> {
    if digits.len() > BYTES_MAX {
        return None;
    }
    let mut whole = 0_i64;
    let mut digits = digits.iter();
    for byte in digits.by_ref() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return (*byte == b'.' && digits.all(u8::is_ascii_digit)).then_some((whole, true));
        }
        whole = whole * 10 + i64::from(digit);
    }
    Some((whole, false))
}

impl Small {
    /// Of a literal; `None` when it is long or has an exponent.
    pub(super) fn of(literal: &str) -> Option<Self> {
        let (is_negative, digits) = match literal.as_bytes() {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        if digits.len() > BYTES_MAX {
            return None;
        }
        let mut mantissa = 0_i64;
        let mut places = 0;
        let mut behind_point = 0;
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                mantissa = mantissa * 10 + i64::from(digit);
                places += behind_point;
            } else if *byte == b'.' {
                behind_point = 1;
            } else {
                return None;
            }
        }
        Some(Self {
            mantissa: if is_negative { -mantissa } else { mantissa },
            places,
        })
    }

    /// Of a number whose digits, zeros before the point included, are few.
    pub(super) fn of_decimal(decimal: Decimal<'_>) -> Option<Self> {
        let places = u32::try_from(decimal.exponent().min(0).unsigned_abs()).ok()?;
        let mantissa = i64::try_from(decimal.magnitude()?).ok()?;
        Some(Self {
            mantissa: if decimal.is_negative() {
                -mantissa
            } else {
                mantissa
            },
            places,
        })
    }

    /// The greatest integer that is not above it, and the least that is not below it.
    pub(super) fn integers(self) -> Option<(i64, i64)> {
        let factor = 10_i64.checked_pow(self.places)?;
        let below = self.mantissa.div_euclid(factor);
        let is_integer = self.mantissa.rem_euclid(factor) == 0;
        Some((below, below + i64::from(!is_integer)))
    }

    pub(super) const fn has_no_places(self) -> bool {
        self.places == 0
    }

    /// Its value when it has no places.
    pub(super) fn integer(self) -> Option<i64> {
        self.has_no_places().then_some(self.mantissa)
    }

    /// Both mantissas, over the same power of ten.
    fn aligned(self, other: Self) -> Option<(i64, i64)> {
        if self.places == other.places {
            return Some((self.mantissa, other.mantissa));
        }
        let places = self.places.max(other.places);
        Some((self.widened(places)?, other.widened(places)?))
    }

    fn widened(self, places: u32) -> Option<i64> {
        let factor = 10_i64.checked_pow(places - self.places)?;
        self.mantissa.checked_mul(factor)
    }

    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        self.aligned(other).map(|(left, right)| left.cmp(&right))
    }

    /// `None` also when `other` divides nothing.
    pub(super) fn is_multiple_of(self, other: Self) -> Option<bool> {
        let (value, divisor) = self.aligned(other)?;
        if divisor <= 0 {
            return None;
        }
        Some(value.checked_rem(divisor)? == 0)
    }
}
