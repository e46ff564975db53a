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
pub(super) fn plain(rest: &[u8]) -> Option<&[u8]> {
    let word = u64::from_le_bytes(*rest.first_chunk::<8>()?);
    let stops = stops(word);
    if stops == 0 {
        return long(rest.get(8..)?);
    }
    match rest.get(clean(stops)..) {
        Some([b'"', behind @ ..]) => Some(behind),
        _ => None,
    }
}

/// The same of a string of eight bytes or more. No call: in Wasm it would be dearer than the
/// loop.
#[inline]
fn long(mut rest: &[u8]) -> Option<&[u8]> {
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
pub(super) fn hashed(start: &[u8], max: usize) -> Option<(&[u8], usize, u32)> {
    let word = *start.first_chunk::<8>()?;
    let (len, hash) = match hashed_word(word, 0, 0) {
        Ok(name) => name,
        Err(hash) => long_hashed(start, hash),
    };
    let (end, behind) = start.get(len..)?.split_first_chunk::<2>()?;
    (end == END && len <= max).then_some((behind, len, hash))
}

/// The next eight bytes of a name: its length and its hash if it ends there, or else the hash
/// so far.
#[inline]
fn hashed_word(word: [u8; 8], hash: u64, len: usize) -> Result<(usize, u32), u64> {
    let word = u64::from_le_bytes(word);
    let stops = stops(word);
    if stops == 0 {
        return Err(mix(hash, word));
    }
    let last = word & ((stops ^ stops.wrapping_sub(1)) >> 8);
    let len = len + clean(stops);
    Ok((len, finish(hash, last, len)))
}

/// The same of a name of eight bytes or more, by the hash of those.
#[inline]
fn long_hashed(start: &[u8], hash: u64) -> (usize, u32) {
    let Some((_, [word, ..])) = start.as_chunks::<8>().0.split_first() else {
        return NONE;
    };
    match hashed_word(*word, hash, 8) {
        Ok(name) => name,
        Err(hash) => longest_hashed(start, hash),
    }
}

/// The same of a name of sixteen bytes or more.
#[inline]
fn longest_hashed(start: &[u8], mut hash: u64) -> (usize, u32) {
    let mut len = 16;
    for word in start.as_chunks::<8>().0.iter().skip(2) {
        match hashed_word(*word, hash, len) {
            Ok(name) => return name,
            Err(next) => hash = next,
        }
        len += 8;
    }
    NONE
}

/// No name has this length.
const NONE: (usize, u32) = (usize::MAX, 0);

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
