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
    let mut length = 0;
    let mut before = b'-';
    let mut label = bytes;
    for (index, byte) in bytes.iter().enumerate() {
        if LABEL.has(*byte) {
            if *byte == b'-' && !may_be_hyphen(length, label) {
                return false;
            }
            length += 1;
        } else {
            if *byte != b'.' || before == b'-' || length > LABEL_BYTES_MAX {
                return false;
            }
            length = 0;
            label = bytes.get(index + 1..).unwrap_or_default();
        }
        before = if length == 0 { b'-' } else { *byte };
    }
    before != b'-' && length <= LABEL_BYTES_MAX
}

/// Whether a hyphen may be at this place of a label that starts so.
fn may_be_hyphen(place: usize, label: &[u8]) -> bool {
    match (place, label) {
        (0, _) => false,
        (3, [b'x' | b'X', b'n' | b'N', ..]) => true,
        (3, [_, _, third, ..]) => *third != b'-',
        _ => true,
    }
}

pub(super) fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}
