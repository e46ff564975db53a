//! Mailboxes (RFC 5321 §4.1.2).

use super::class::ATOM;
use super::network::{is_hostname_of, is_ipv4, is_ipv6};

/// Bytes of what stands before the `@` (RFC 5321 §4.5.3.1.1).
const LOCAL_BYTES_MAX: usize = 64;

/// A mailbox of ASCII: a dot-string or a quoted string, then a host's name or an address in
/// brackets. Others take a name in front of it, `Ann <ann@example.com>`; that is a header's
/// field (RFC 5322 §3.4), not a mailbox.
pub(super) fn is_email(text: &str) -> bool {
    let bytes = text.as_bytes();
    let domain = match bytes {
        [b'"', quoted @ ..] => after_quoted(quoted),
        _ => after_dot_string(bytes),
    };
    let Some(domain) = domain else {
        return false;
    };
    // One `@` stands between the two.
    if bytes.len() - domain.len() > LOCAL_BYTES_MAX + 1 {
        return false;
    }
    match domain {
        [b'[', address @ .., b']'] => std::str::from_utf8(address).is_ok_and(is_address),
        _ => is_hostname_of(domain),
    }
}

/// What follows the `@` behind atoms with dots between them.
fn after_dot_string(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes;
    loop {
        let (atom, behind) = ATOM.run(rest);
        if atom.is_empty() {
            return None;
        }
        rest = match behind {
            [b'@', domain @ ..] => return Some(domain),
            [b'.', next @ ..] => next,
            _ => return None,
        };
    }
}

/// What follows the `@` behind the closing quote. A tab may stand in the quotes as in a
/// header's field (RFC 5322 §3.2.4), as validators agree it may; not all of them take the
/// escaped space, which the grammar has.
fn after_quoted(mut bytes: &[u8]) -> Option<&[u8]> {
    loop {
        bytes = match bytes {
            [b'"', b'@', domain @ ..] => return Some(domain),
            [b'\\', b' '..=b'~', rest @ ..]
            | [b'\t' | b' ' | b'!' | b'#'..=b'[' | b']'..=b'~', rest @ ..] => rest,
            _ => return None,
        };
    }
}

/// An address literal (RFC 5321 §4.1.3); no tag but `IPv6` is registered.
fn is_address(text: &str) -> bool {
    match text.split_at_checked(5) {
        Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6:") => is_ipv6(address),
        _ => is_ipv4(text),
    }
}
