//! Words: what people name things with.

/// Bytes of the longest word.
const WORD_BYTES_MAX: usize = 64;

/// Lower-case letters and `_` only.
pub(super) fn is_plain(text: &str) -> bool {
    text.len() <= WORD_BYTES_MAX
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// At least one letter; ASCII letters, digits and the signs that names of resources,
/// files and custom methods use.
pub(super) fn is_word(text: &str) -> bool {
    text.len() <= WORD_BYTES_MAX
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~:$+".contains(&byte))
}
