//! Strings: eight bytes at a time to the next one that means something.

use crate::json::name::{finish, mix};

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

/// Of eight bytes, the highest bit of each that is a quote, a backslash or a control
/// character. Bits above the lowest one set may be wrong: a subtraction borrows from them.
const fn stops(word: u64) -> u64 {
    // A quote differs from a space in one bit, and what is left below 0x21 is control.
    let quotes = (word ^ (0x02 * ONES)).wrapping_sub(0x21 * ONES);
    let backslashes = (word ^ (0x5c * ONES)).wrapping_sub(ONES);
    (quotes | backslashes) & !word & HIGH
}

/// Of eight bytes with a stop among them, how many are in front of it.
#[inline]
const fn clean(stops: u64) -> usize {
    (stops.trailing_zeros() / 8) as usize
}

/// A string after its opening quote, if it has no escape and does not end among the last
/// bytes of the text: the text behind its closing one.
#[inline]
pub(super) fn plain(mut rest: &[u8]) -> Option<&[u8]> {
    while let Some((word, behind)) = rest.split_first_chunk::<8>() {
        let stops = stops(u64::from_le_bytes(*word));
        if stops != 0 {
            return match rest.get(clean(stops)..) {
                Some([b'"', behind @ ..]) => Some(behind),
                _ => None,
            };
        }
        rest = behind;
    }
    None
}

/// A member name after its opening quote, if it is such a string and its colon is next: the
/// text behind that, and its hash.
#[inline]
pub(super) fn hashed(start: &[u8]) -> Option<(&[u8], u32)> {
    let mut hash = 0;
    let mut rest = start;
    while let Some((word, behind)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*word);
        let stops = stops(word);
        if stops != 0 {
            let last = word & ((stops ^ stops.wrapping_sub(1)) >> 8);
            let (end, behind) = rest.get(clean(stops)..)?.split_first_chunk::<2>()?;
            let len = start.len() - behind.len() - END.len();
            return (end == END).then(|| (behind, finish(hash, last, len)));
        }
        hash = mix(hash, word);
        rest = behind;
    }
    None
}

/// The end of a member name.
const END: &[u8; 2] = b"\":";

/// Any string after its opening quote: the text behind its closing one, and whether there
/// are escapes in it.
#[cold]
pub(super) fn string(rest: &[u8]) -> Option<(&[u8], bool)> {
    match to_stop(rest) {
        [b'"', behind @ ..] => Some((behind, false)),
        rest => Some((escaped(rest)?, true)),
    }
}

/// The text from the first quote, backslash or control character on.
fn to_stop(mut rest: &[u8]) -> &[u8] {
    while let Some((word, behind)) = rest.split_first_chunk::<8>() {
        let stops = stops(u64::from_le_bytes(*word));
        if stops != 0 {
            return rest.get(clean(stops)..).unwrap_or_default();
        }
        rest = behind;
    }
    while let [byte, behind @ ..] = rest {
        if matches!(byte, b'"' | b'\\' | ..0x20) {
            return rest;
        }
        rest = behind;
    }
    rest
}

/// The rest of a string from its first escape on.
fn escaped(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        rest = match rest {
            [b'"', behind @ ..] => return Some(behind),
            [b'\\', b'u', behind @ ..] => unicode(behind)?,
            [
                b'\\',
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
                behind @ ..,
            ] => behind,
            _ => return None,
        };
        rest = to_stop(rest);
    }
}

/// What follows `\u`: a code point, or both halves of one. Half of one alone is no Unicode
/// text, and parsers disagree on what it is (RFC 8259 §8.2).
fn unicode(rest: &[u8]) -> Option<&[u8]> {
    let (unit, rest) = unit(rest)?;
    match unit {
        0xd800..0xdc00 => match rest {
            [b'\\', b'u', rest @ ..] => match self::unit(rest)? {
                (0xdc00..0xe000, rest) => Some(rest),
                _ => None,
            },
            _ => None,
        },
        0xdc00..0xe000 => None,
        _ => Some(rest),
    }
}

fn unit(rest: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = rest.split_first_chunk::<4>()?;
    let mut unit = 0;
    for digit in digits {
        unit = (unit << 4) | char::from(*digit).to_digit(16)?;
    }
    Some((unit, rest))
}
