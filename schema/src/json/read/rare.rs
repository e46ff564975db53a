//! What compact texts have seldom: white space, escapes, names beyond a limit. It is apart so
//! that the loop over all values stays small.

use super::JsonError;
use super::string::string;
use crate::json::entry::{Entry, tag};
use crate::json::name::name_hash;

/// A string with escapes, or one that ends among the last bytes: the text behind it, and
/// its tag.
#[cold]
#[inline(never)]
pub(super) fn rare_string(start: &[u8]) -> Option<(&[u8], u32)> {
    let (behind, is_escaped) = string(start)?;
    let tag = if is_escaped {
        tag::ESCAPED
    } else {
        tag::STRING
    };
    Some((behind, tag))
}

/// A name with escapes, one that ends among the last bytes, has white space behind it or is
/// too long: the text behind its colon, and its node.
#[cold]
#[inline(never)]
pub(super) fn rare_name<'b>(
    text: &str,
    start: &'b [u8],
    key_bytes: usize,
) -> Result<(&'b [u8], Entry), JsonError> {
    let (behind, tag) = rare_string(start).ok_or(JsonError::Syntax)?;
    let (place, end) = (text.len() - start.len(), text.len() - behind.len() - 1);
    let name = Entry::new(tag, 0, place, end).text(text).unescaped();
    if name.len() > key_bytes {
        return Err(JsonError::Members);
    }
    let hash = name_hash(name.as_bytes());
    let behind = colon(behind).ok_or(JsonError::Syntax)?;
    Ok((behind, Entry::new(tag, hash, place, end)))
}

/// The text behind a quote that has white space before it.
#[cold]
#[inline(never)]
pub(super) fn quote(rest: &[u8]) -> Option<&[u8]> {
    space(rest).and_then(|(byte, behind)| (byte == b'"').then_some(behind))
}

/// The text behind a colon that has white space before it.
#[cold]
#[inline(never)]
fn colon(rest: &[u8]) -> Option<&[u8]> {
    space(rest).and_then(|(byte, behind)| (byte == b':').then_some(behind))
}

/// The next byte behind white space, and what is behind it.
#[cold]
#[inline(never)]
pub(super) fn space(mut rest: &[u8]) -> Option<(u8, &[u8])> {
    while let [byte, behind @ ..] = rest {
        if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            return Some((*byte, behind));
        }
        rest = behind;
    }
    None
}
