//! Any number as its significant digits and where its point is. Two of them compare like
//! two words of a dictionary, whatever their exponents.

use std::cmp::Ordering;
use std::hash::Hasher;

use crate::limits::NUMBER_EXPONENT_MAX;

/// Digits that always fit 64 bits.
const CHUNK_DIGITS: usize = 19;

/// `0.DIGITS` times ten to the power of `scale`. The digits are those of `head`, then those
/// of `tail`; the first and the last of them are not `0`, and zero has none at all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal<'t> {
    is_negative: bool,
    head: &'t [u8],
    tail: &'t [u8],
    scale: i64,
}

impl<'t> Decimal<'t> {
    pub(super) fn of(literal: &'t str) -> Self {
        let (is_negative, unsigned) = match literal.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, literal),
        };
        let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent_of(exponent)),
            None => (unsigned, 0),
        };
        let (head, tail) = digits.split_once('.').unwrap_or((digits, ""));

        let mut head = without_leading_zeros(head.as_bytes());
        let mut tail = without_trailing_zeros(tail.as_bytes());
        let mut scale = exponent + length(head);
        if head.is_empty() {
            let significant = without_leading_zeros(tail);
            scale -= length(tail) - length(significant);
            tail = significant;
        }
        if tail.is_empty() {
            head = without_trailing_zeros(head);
        }
        Self::new(is_negative, head, tail, scale)
    }

    pub(super) const fn new(is_negative: bool, head: &'t [u8], tail: &'t [u8], scale: i64) -> Self {
        // Zero is one value, however it is written.
        let is_zero = head.is_empty() && tail.is_empty();
        Self {
            is_negative: is_negative && !is_zero,
            head,
            tail,
            scale: if is_zero { 0 } else { scale },
        }
    }

    /// Whether it is between zero and one, both included.
    pub(super) fn is_within_one(self) -> bool {
        let is_one = self.scale == 1 && self.digits().eq([b'1']);
        !self.is_negative && (self.scale <= 0 || is_one)
    }

    pub(super) fn digits(self) -> impl Iterator<Item = u8> + use<'t> {
        self.head.iter().chain(self.tail).copied()
    }

    pub(super) const fn is_negative(self) -> bool {
        self.is_negative
    }

    pub(super) const fn is_zero(self) -> bool {
        self.head.is_empty() && self.tail.is_empty()
    }

    pub(super) const fn scale(self) -> i64 {
        self.scale
    }

    /// The power of ten behind the digits read as an integer.
    pub(super) fn exponent(self) -> i64 {
        self.scale - length(self.head) - length(self.tail)
    }

    pub(super) fn is_integer(self) -> bool {
        self.exponent() >= 0
    }

    /// The digits read as an integer; `None` when 64 bits cannot hold it.
    pub(super) fn mantissa(self) -> Option<u64> {
        self.digits().try_fold(0_u64, |value, digit| {
            value.checked_mul(10)?.checked_add(digit_value(digit))
        })
    }

    /// As an integer, its sign set aside and a point among its digits left out; `None` when
    /// 64 bits cannot hold it.
    pub(super) fn magnitude(self) -> Option<u64> {
        let zeros = u32::try_from(self.exponent().max(0)).ok()?;
        self.mantissa()?.checked_mul(10_u64.checked_pow(zeros)?)
    }

    /// How it compares with another, signs set aside.
    pub(super) fn compare_magnitude(self, other: Decimal<'_>) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self
                .scale
                .cmp(&other.scale)
                .then_with(|| self.digits().cmp(other.digits())),
        }
    }

    pub(super) fn compare(self, other: Decimal<'_>) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (false, false) => self.compare_magnitude(other),
            (true, true) => other.compare_magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }

    pub(super) fn hash_into(self, hasher: &mut impl Hasher) {
        hasher.write_u8(u8::from(self.is_negative));
        hasher.write_i64(self.scale);
        let mut chunk = 0;
        for (index, digit) in self.digits().enumerate() {
            if index % CHUNK_DIGITS == 0 && index > 0 {
                hasher.write_u64(chunk);
                chunk = 0;
            }
            chunk = chunk * 10 + digit_value(digit);
        }
        hasher.write_u64(chunk);
    }
}

/// What stands behind the `e`, within bounds.
fn exponent_of(text: &str) -> i64 {
    let beyond = if text.starts_with('-') {
        -NUMBER_EXPONENT_MAX
    } else {
        NUMBER_EXPONENT_MAX
    };
    text.parse()
        .unwrap_or(beyond)
        .clamp(-NUMBER_EXPONENT_MAX, NUMBER_EXPONENT_MAX)
}

fn without_leading_zeros(mut digits: &[u8]) -> &[u8] {
    while let [b'0', rest @ ..] = digits {
        digits = rest;
    }
    digits
}

fn without_trailing_zeros(mut digits: &[u8]) -> &[u8] {
    while let [rest @ .., b'0'] = digits {
        digits = rest;
    }
    digits
}

fn length(digits: &[u8]) -> i64 {
    i64::try_from(digits.len()).unwrap_or(NUMBER_EXPONENT_MAX)
}

/// The value of a digit; of another byte nothing useful.
pub(super) fn digit_value(digit: u8) -> u64 {
    u64::from(digit & 0x0F)
}
