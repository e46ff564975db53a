//! Numbers and booleans as text. Only canonical forms count as numbers: `007` is a
//! code, and whoever reads it as 7 has lost something.

pub(super) fn is_boolean(text: &str) -> bool {
    matches!(text, "true" | "false")
}

pub(super) fn is_integer(text: &str) -> bool {
    is_canonical(text.strip_prefix('-').unwrap_or(text)) && text.parse::<i64>().is_ok()
}

/// A JSON number (RFC 8259 §6) that is no integer by its form.
pub(super) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    (fraction.is_some() || exponent.is_some())
        && is_canonical(whole)
        && fraction.is_none_or(are_digits)
        && exponent.is_none_or(|exponent| {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            // Longer exponents belong to no number, but to a hash such as `12e45678`.
            are_digits(digits) && digits.len() <= 3
        })
}

/// At least one digit and no letter of any alphabet.
pub(super) fn is_digits(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && !text.chars().any(char::is_alphabetic)
}

fn is_canonical(whole: &str) -> bool {
    are_digits(whole) && (whole == "0" || !whole.starts_with('0'))
}

pub(super) fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
