//! Strings: eight bytes at a time to the next one that means something.

use crate::json::entry::Entry;
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

/// Where a string ends and what is behind its quote, given the place behind its opening quote and
/// the eight bytes from there on. `None` if it has an escape or ends among the last bytes of the
/// text.
#[expect(clippy::inline_always, reason = "asked for every string")]
#[inline(always)]
pub(super) fn end_of(bytes: &[u8], start: usize, word: [u8; 8]) -> Option<(usize, u8)> {
    let stops = stops(u64::from_le_bytes(word));
    let end = if stops == 0 {
        long_end(bytes, start + 8)
    } else {
        start + clean(stops)
    };
    match bytes.get(end..)?.first_chunk()? {
        [b'"', behind] => Some((end, *behind)),
        _ => None,
    }
}

/// The place of the first stop from here on, looked for in two words at once. No call: in Wasm
/// it would be dearer than the loop.
#[expect(clippy::inline_always, reason = "part of that loop")]
#[inline(always)]
fn long_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    let (pairs, _) = bytes.get(from..).unwrap_or_default().as_chunks::<16>();
    for pair in pairs {
        let ([one, other], _) = pair.as_chunks::<8>() else {
            break;
        };
        let (one, other) = (
            stops(u64::from_le_bytes(*one)),
            stops(u64::from_le_bytes(*other)),
        );
        if one | other != 0 {
            return if one == 0 {
                at + 8 + clean(other)
            } else {
                at + clean(one)
            };
        }
        at += 16;
    }
    usize::MAX
}

/// Where a member name begins and ends that comes next, perhaps behind a space, and its hash.
/// `None` if none does, or if it is long or has an escape, if its colon is not at once behind
/// it, or if it is among the last bytes of the text.
#[expect(clippy::inline_always, reason = "asked for every member")]
#[inline(always)]
pub(super) fn plain_name(bytes: &[u8], at: usize) -> Option<(usize, usize, u32)> {
    let (start, name) = match bytes.get(at..)?.first_chunk::<20>()? {
        [b'"', name @ .., _] => (at + 1, name),
        [b' ', b'"', name @ ..] => (at + 2, name),
        _ => return None,
    };
    let (words, _) = name.as_chunks::<8>();
    let [first, second] = words else {
        return None;
    };
    let (len, hash) = match hashed_word(*first, 0, 0) {
        Ok(name) => name,
        Err(hash) => hashed_word(*second, hash, 8).ok()?,
    };
    let end = name.get(len..)?.first_chunk::<2>();
    (end == Some(END)).then_some((start, start + len, hash))
}

/// Where a member name begins and ends that comes next, perhaps behind a space, if it is this
/// one, written in the same way, and its colon is at once behind it. Among the last bytes of the
/// text none is.
#[expect(clippy::inline_always, reason = "asked for nearly every member")]
#[inline(always)]
pub(super) fn same_name(bytes: &[u8], at: usize, known: &Entry) -> Option<(usize, usize)> {
    let (start, given) = match bytes.get(at..)?.first_chunk::<18>()? {
        [b'"', name @ .., _] => (at + 1, name),
        [b' ', b'"', name @ ..] => (at + 2, name),
        _ => return None,
    };
    let known_start = known.start as usize;
    let known_words = bytes.get(known_start..)?.first_chunk::<16>()?;
    let len = (known.end as usize).wrapping_sub(known_start);
    let end = start + len;
    // With the quote behind it.
    let is_same = if len < 8 {
        words_are_same(given, known_words, 0, 7 - len)
    } else if len < 16 {
        words_are_same(given, known_words, 0, 0) && words_are_same(given, known_words, 8, 15 - len)
    } else {
        bytes.get(start..=end)? == bytes.get(known_start..=known.end as usize)?
    };
    (is_same && bytes.get(end + 1) == Some(&b':')).then_some((start, end))
}

/// Whether eight bytes of both agree, but for the last ones.
#[inline]
fn words_are_same(one: &[u8; 16], other: &[u8; 16], from: usize, spare: usize) -> bool {
    let word = |bytes: &[u8; 16]| {
        let word = bytes.get(from..).and_then(<[u8]>::first_chunk::<8>);
        u64::from_le_bytes(word.copied().unwrap_or_default())
    };
    (word(one) ^ word(other)) << (spare * 8 % 64) == 0
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

/// The same of a name of any length, by the text behind its opening quote.
pub(super) fn long_name(start: &[u8]) -> Option<(usize, u32)> {
    let (mut len, mut hash) = (0, 0);
    for word in start.as_chunks::<8>().0 {
        match hashed_word(*word, hash, len) {
            Ok((len, hash)) => {
                let end = start.get(len..)?.first_chunk::<2>();
                return (end == Some(END)).then_some((len, hash));
            }
            Err(next) => hash = next,
        }
        len += 8;
    }
    None
}

/// Bytes up to which a name is a short one.
pub(super) const SHORT_NAME: usize = 15;

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
