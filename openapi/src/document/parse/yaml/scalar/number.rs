//! The spellings of numbers.

use serde_json::Number;

/// What a text is as a floating point number.
pub(super) enum Float {
    Finite(Number),
    /// `.inf`, `.nan` or beyond 64 bits: a number in YAML, none in JSON.
    Infinite,
    No,
}

/// A decimal number with a zero in front, `012`: eight, ten or twelve to different readers.
pub(super) fn leads_with_zero(text: &str) -> bool {
    let digits = unsigned(text);
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

/// An integer of 64 bits: decimal, `0x`, `0o` or `0b`, with single `_` between digits.
pub(super) fn integer(text: &str) -> Option<Number> {
    let rest = unsigned(text);
    let (radix, digits) = match rest.as_bytes() {
        [b'0', b'x' | b'X', digits @ ..] => (16, digits),
        [b'0', b'o' | b'O', digits @ ..] => (8, digits),
        [b'0', b'b' | b'B', digits @ ..] => (2, digits),
        [b'0', _, ..] => return None,
        digits => (10, digits),
    };
    let mut value = 0_u64;
    let mut after_digit = false;
    for &byte in digits {
        if byte == b'_' && after_digit {
            after_digit = false;
            continue;
        }
        let digit = char::from(byte).to_digit(radix)?;
        value = value.checked_mul(radix.into())?.checked_add(digit.into())?;
        after_digit = true;
    }
    if !after_digit {
        return None;
    }
    if text.starts_with('-') {
        return 0_i64.checked_sub_unsigned(value).map(Number::from);
    }
    Some(Number::from(value))
}

pub(super) fn float(text: &str) -> Float {
    let digits = unsigned(text);
    if matches!(digits, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN") {
        return Float::Infinite;
    }
    // Rust also reads `inf` and `nan`, which YAML spells with a dot.
    let Ok(value) = text.parse::<f64>() else {
        return Float::No;
    };
    match Number::from_f64(value) {
        Some(number) => Float::Finite(number),
        None if digits.starts_with(|first: char| first.is_ascii_digit()) => Float::Infinite,
        None => Float::No,
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}
