//! Which names may be kept as text: names that people chose for a kind of thing. A name
//! that identifies one thing (an id, an address, a date) is a value in a name's place and
//! never leaves the proxy.

use super::text_class::{TextClass, is_scrambled};
use crate::limits::{KEY_BYTES_MAX, SUFFIX_BYTES_MAX};

/// Digits of a version such as `v1beta2`; more are a number of something.
const VERSION_DIGITS_MAX: usize = 4;

/// Whether a field or a query parameter of this name is kept under it.
pub(crate) fn is_storable(name: &str) -> bool {
    name.len() <= KEY_BYTES_MAX && !identifies(TextClass::of(name), name)
}

/// The class of a path segment that stands for a value; `None` for a literal.
pub(crate) fn segment_class(segment: &str, index: usize) -> Option<TextClass> {
    let class = TextClass::of(segment);
    if matches!(class, TextClass::Empty | TextClass::Boolean)
        || segment == "@me"
        || is_version(segment, class, index)
    {
        return None;
    }
    if class != TextClass::Word {
        return Some(class);
    }
    identifies(class, segment).then_some(TextClass::Slug)
}

/// File name extensions that follow a value in a path.
const EXTENSIONS: [&str; 14] = [
    ".json", ".xml", ".csv", ".html", ".txt", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".zip",
    ".yaml", ".yml", ".svg",
];

/// A segment's value and what follows it: a file name extension, or a custom verb after a
/// colon (`iris:predict`, as Google's APIs and `KServe` write).
pub(crate) fn split_suffix(segment: &str) -> (&str, &str) {
    let dot = segment.rfind('.').filter(|dot| {
        let extension = segment.get(*dot..).unwrap_or_default();
        EXTENSIONS
            .iter()
            .any(|it| it.eq_ignore_ascii_case(extension))
    });
    let colon = segment.rfind(':').filter(|colon| {
        let verb = segment.get(colon + 1..).unwrap_or_default();
        verb.len() < SUFFIX_BYTES_MAX
            && verb.starts_with(|first: char| first.is_ascii_lowercase())
            && verb.bytes().all(|byte| byte.is_ascii_alphabetic())
            && is_storable(verb)
    });
    match dot.or(colon).filter(|at| *at > 0) {
        Some(at) => segment.split_at_checked(at).unwrap_or((segment, "")),
        None => (segment, ""),
    }
}

/// Whether this may follow a value in a template.
pub(crate) fn is_suffix(text: &str) -> bool {
    text.is_empty() || split_suffix(&format!("x{text}")).1 == text
}

/// Whether a segment names a version: `v1`, `v2.1`, `v1beta2` anywhere; `2.0` and
/// `2010-04-01` only as one of the first two segments, where values are rare.
pub(crate) fn is_version(segment: &str, class: TextClass, index: usize) -> bool {
    let dotted = segment.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && (1..=2).contains(&segment.matches('.').count());
    is_marked_version(segment) || (index < 2 && (class == TextClass::Date || dotted))
}

fn is_marked_version(segment: &str) -> bool {
    let Some(rest) = segment.strip_prefix(['v', 'V']) else {
        return false;
    };
    let split = rest
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(rest.len());
    let Some((number, stage)) = rest.split_at_checked(split) else {
        return false;
    };
    let stage = stage.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    number.starts_with(|c: char| c.is_ascii_digit())
        && digits <= VERSION_DIGITS_MAX
        && matches!(
            stage,
            "" | "alpha" | "beta" | "rc" | "preview" | "p" | "b" | "a"
        )
}

/// A name identifies when it, or a part of it between signs, is of an identifying class
/// or scrambled: `user:12345` as much as `12345`. So does one that is mostly digits.
fn identifies(class: TextClass, name: &str) -> bool {
    if class.is_identifying() {
        return true;
    }
    if class == TextClass::Word && is_marked_version(name) {
        return false;
    }
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if digits >= 5 && digits > letters {
        return true;
    }
    let scrambled = |class, part: &str| class == TextClass::Slug && is_scrambled(part);
    // Once between the signs that stand inside addresses, once without them.
    let coarse = name.split(|c: char| !c.is_alphanumeric() && !"-_.@+%".contains(c));
    let fine = name.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
    coarse.chain(fine).any(|part| {
        let class = TextClass::of(part);
        class.is_identifying() || scrambled(class, part) || is_address(part)
    })
}

/// Something at some place: no name of a kind of thing has that form.
fn is_address(part: &str) -> bool {
    part.split_once('@')
        .is_some_and(|(who, place)| !who.is_empty() && !place.is_empty())
}
