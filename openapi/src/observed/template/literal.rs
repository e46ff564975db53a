//! What the name of a segment says of whether it is a value: only by its form, and by the form
//! of its parent's name.

use crate::shape::names::split_suffix;
use crate::words::{is_plural, singular};

/// Names of resources beside which values stand, never values themselves.
const RESERVED: [&str; 45] = [
    "all", "batch", "bulk", "callback", "config", "count", "current", "default", "download",
    "export", "health", "healthz", "import", "info", "latest", "live", "login", "logout", "me",
    "metrics", "new", "popular", "preview", "random", "ready", "recent", "refresh", "register",
    "search", "self", "settings", "signup", "stats", "status", "token", "tokens", "top",
    "trending", "upload", "validate", "verify", "version", "webhook", "webhooks", "ping",
];

/// Plurals that name one thing.
const SINGLE: [&str; 5] = ["settings", "analytics", "metrics", "sms", "status"];

/// Letters of a word within a name of several words.
const WORD_LETTERS_MIN: usize = 3;

/// Bytes from which a name is rather a value.
const VALUE_BYTES_MIN: usize = 32;

/// Whether a name never stands for others like it; what a final slash leaves does not either.
pub(super) fn is_reserved(name: &str) -> bool {
    is_self(name) || RESERVED.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether a name is always the one who asks, or none.
pub(super) fn is_self(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    name.is_empty() || name.starts_with('@') || lower == "me" || lower == "self"
}

/// Whether a parent's name says that many things of one kind are below it.
pub(super) fn holds_many(parent: &str) -> bool {
    let lower = parent.to_ascii_lowercase();
    parent.len() > 3 && !SINGLE.iter().any(|it| lower.ends_with(it)) && is_plural(parent)
}

/// Whether a name looks rather like a value than like a word: long, of mixed case, with digits
/// among letters, a code of a country or a language.
pub(super) fn is_value_like(name: &str) -> bool {
    let (core, _) = split_suffix(name);
    name.len() >= VALUE_BYTES_MIN
        || is_code(core)
        || name.contains(['%', '@', ':', '=', ' '])
        || (is_mixed_case(core) && !is_collection(core))
        || name.split(['-', '_', '.']).any(is_numbered)
}

/// `DE`, `de-AT`.
fn is_code(text: &str) -> bool {
    match text.as_bytes() {
        [a, b] => a.is_ascii_uppercase() && b.is_ascii_uppercase(),
        [a, b, b'-' | b'_', c, d] => {
            a.is_ascii_lowercase()
                && b.is_ascii_lowercase()
                && c.is_ascii_uppercase()
                && d.is_ascii_uppercase()
        }
        _ => false,
    }
}

/// A capital, something small behind it, and a capital again.
fn is_mixed_case(name: &str) -> bool {
    let upper = |byte: u8| byte.is_ascii_uppercase();
    let bytes = name.as_bytes();
    let first = bytes.iter().position(|byte| upper(*byte));
    let last = bytes.iter().rposition(|byte| upper(*byte));
    first
        .zip(last)
        .and_then(|(first, last)| bytes.get(first..last))
        .is_some_and(|between| between.iter().any(u8::is_ascii_lowercase))
}

/// Words that begin with capitals, the last of them a plural: `PhoneNumbers`.
fn is_collection(name: &str) -> bool {
    let mut last = name;
    let mut rest = name;
    while !rest.is_empty() {
        let small = rest.get(1..).unwrap_or_default();
        let end = small.find(|letter: char| !letter.is_ascii_lowercase());
        let Some((word, after)) = rest.split_at_checked(end.map_or(rest.len(), |end| end + 1))
        else {
            return false;
        };
        if word.len() < WORD_LETTERS_MIN || !word.starts_with(|it: char| it.is_ascii_uppercase()) {
            return false;
        }
        (last, rest) = (word, after);
    }
    singular(last) != last
}

/// Letters and digits, and no version.
fn is_numbered(part: &str) -> bool {
    let version = part
        .strip_prefix(['v', 'V'])
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    !version
        && part.bytes().any(|byte| byte.is_ascii_digit())
        && part.bytes().any(|byte| byte.is_ascii_alphabetic())
}
