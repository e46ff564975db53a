//! Numbers: by the grammar of RFC 8259 §6, and none that no double can hold.

use std::cmp::Ordering;

use crate::json::entry::tag;
use crate::limits::JSON_NUMBER_BYTES_MAX;
use crate::number::word::others;

/// A number of few digits, without an exponent and the sign: its tag, its bytes, and the one
/// behind them. `None` for any other.
#[inline]
pub(super) fn short_number(digits: [u8; 8]) -> Option<(u32, usize, u8)> {
    let word = u64::from_le_bytes(digits);
    let others = others(word);
    let whole = end_bits(others);
    let (mut tag, mut end, mut behind) = (tag::INTEGER, whole, byte(word, whole));
    if behind == b'.' {
        // The digits behind the point end at the next byte that is none.
        end = end_bits(others & others.wrapping_sub(1));
        if end <= whole + 8 {
            return None;
        }
        (tag, behind) = (tag::NUMBER, byte(word, end));
    }
    let is_short = whole > 0 && (whole == 8 || byte(word, 0) != b'0') && behind | 0x20 != b'e';
    is_short.then_some((tag, end as usize / 8, behind))
}

/// Bits in front of the first byte that is marked; none if there is no such byte.
const fn end_bits(marks: u64) -> u32 {
    marks.trailing_zeros() & 0x38
}

/// The byte behind so many bits.
const fn byte(word: u64, bits: u32) -> u8 {
    let [byte, ..] = word.wrapping_shr(bits).to_le_bytes();
    byte
}

/// A number by its first byte and the text behind that: its tag, and the text behind all of
/// it.
#[inline]
pub(super) fn number(first: u8, start: &[u8]) -> Option<(u32, &[u8])> {
    let mut rest = match (first, start) {
        (b'0', _) | (b'-', [b'0', ..]) => start.get(usize::from(first == b'-')..)?,
        (b'-', _) => digits(start)?,
        _ => more_digits(start),
    };
    let mut tag = tag::INTEGER;
    if let [b'.', fraction @ ..] = rest {
        tag = tag::NUMBER;
        rest = digits(fraction)?;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        return Some((tag::NUMBER, scaled(first, start, exponent)?));
    }
    (start.len() - rest.len() < JSON_NUMBER_BYTES_MAX).then_some((tag, rest))
}

/// The text behind a number with an exponent.
#[cold]
#[inline(never)]
fn scaled<'b>(first: u8, start: &[u8], exponent: &'b [u8]) -> Option<&'b [u8]> {
    let rest = match exponent {
        [b'+' | b'-', exponent @ ..] => digits(exponent)?,
        _ => digits(exponent)?,
    };
    let behind_first = start.get(..start.len() - rest.len())?;
    let is_held = behind_first.len() < JSON_NUMBER_BYTES_MAX
        && !overflows(&[&[first], behind_first].concat());
    is_held.then_some(rest)
}

/// At least one digit, and all that follow.
#[inline]
fn digits(rest: &[u8]) -> Option<&[u8]> {
    let [b'0'..=b'9', rest @ ..] = rest else {
        return None;
    };
    Some(more_digits(rest))
}

#[inline]
fn more_digits(mut rest: &[u8]) -> &[u8] {
    while let [b'0'..=b'9', behind @ ..] = rest {
        rest = behind;
    }
    rest
}

/// Digits of 2^1024 - 2^970, half way between the greatest double and what would be the next:
/// what is as great or greater is rounded to infinity (IEEE 754 §4.3.1). It has 309 digits,
/// and no number may have as many as are here.
const INFINITE: &[u8; JSON_NUMBER_BYTES_MAX] = b"\
      1797693134862315807937289714053034150799341327100378269361737789\
      8044496829276475094664901797758720709633028641669288791094655554\
      7851940402630657488671505820681908902000708383676273854845817711\
      5317644757302700698555713669596228429148198608349364752927190741";
/// The power of ten of its first digit.
const INFINITE_EXPONENT: i64 = 308;

/// Whether a number with an exponent is rounded to infinity. Without one it has too few
/// digits for that.
#[cold]
fn overflows(literal: &[u8]) -> bool {
    let mut parts = literal.splitn(2, |byte| matches!(byte, b'e' | b'E'));
    let significand = parts.next().unwrap_or_default();
    let exponent = parts.next().map_or(0, exponent);

    // The power of ten of the first digit that is not zero, and the digits from there on.
    let whole = significand
        .iter()
        .take_while(|byte| **byte != b'.')
        .filter(|byte| byte.is_ascii_digit())
        .count();
    let digits = || significand.iter().filter(|byte| byte.is_ascii_digit());
    let zeros = digits().take_while(|digit| **digit == b'0').count();
    let mut digits = digits().skip(zeros).peekable();
    if digits.peek().is_none() {
        return false;
    }
    let shift = i64::try_from(whole).unwrap_or(0) - i64::try_from(zeros).unwrap_or(0) - 1;
    match exponent.saturating_add(shift).cmp(&INFINITE_EXPONENT) {
        Ordering::Less => false,
        Ordering::Greater => true,
        // More digits follow in the bound, so one that begins like it is below it.
        Ordering::Equal => digits
            .zip(INFINITE)
            .find(|(one, bound)| one != bound)
            .is_some_and(|(one, bound)| one > bound),
    }
}

/// The value of an exponent, as far as it matters.
fn exponent(text: &[u8]) -> i64 {
    let value = text
        .iter()
        .filter(|byte| byte.is_ascii_digit())
        .fold(0_i64, |value, digit| {
            value
                .saturating_mul(10)
                .saturating_add(i64::from(digit - b'0'))
        });
    if text.first() == Some(&b'-') {
        -value
    } else {
        value
    }
}
