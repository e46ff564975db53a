//! Hosts: names and addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::class::LABEL;

/// Bytes of a name without the dot of the root (RFC 1034 §3.1).
const NAME_BYTES_MAX: usize = 253;
/// Bytes of a label (RFC 1034 §3.1).
const LABEL_BYTES_MAX: usize = 63;

/// A name of letters, digits and hyphens (RFC 1123 §2.1). A label with hyphens in its third
/// and fourth place must be an A-label (RFC 5891 §4.2.3.1), told by its prefix in either
/// case; what it encodes is not looked at, for that takes the tables of Unicode.
pub(super) fn is_hostname(text: &str) -> bool {
    is_hostname_of(text.as_bytes())
}

pub(super) fn is_hostname_of(bytes: &[u8]) -> bool {
    if bytes.len() > NAME_BYTES_MAX {
        return false;
    }
    let mut rest = bytes;
    loop {
        let (label, behind) = LABEL.run(rest);
        if !is_label(label) {
            return false;
        }
        rest = match behind {
            [] => return true,
            [b'.', next @ ..] => next,
            _ => return false,
        };
    }
}

/// Whether letters, digits and hyphens are a label.
fn is_label(label: &[u8]) -> bool {
    match label {
        [] | [b'-', ..] | [.., b'-'] => false,
        [first, second, b'-', b'-', ..] if !is_a_label_prefix(*first, *second) => false,
        _ => label.len() <= LABEL_BYTES_MAX,
    }
}

const fn is_a_label_prefix(first: u8, second: u8) -> bool {
    first.eq_ignore_ascii_case(&b'x') && second.eq_ignore_ascii_case(&b'n')
}

pub(super) fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}
