//! Addresses: URIs, mailboxes, IP. Stricter than the standards where validators differ,
//! so that a published `format` is one that every validator agrees with.

use std::net::{Ipv4Addr, Ipv6Addr};

/// An absolute URI with an authority (RFC 3986 §3), without brackets: an IP literal in a
/// URI is no loss, and brackets elsewhere are what generators get wrong.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let split = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let Some((authority, tail)) = rest.split_at_checked(split) else {
        return false;
    };
    is_scheme(scheme)
        && is_authority(authority)
        && rest.bytes().all(is_uri_byte)
        && tail.matches('#').count() <= 1
        && escapes_are_whole(rest)
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn is_authority(authority: &str) -> bool {
    let (user, address) = authority.split_once('@').unwrap_or(("", authority));
    let (host, port) = address.split_once(':').unwrap_or((address, ""));
    !host.is_empty()
        && !user.contains('@')
        && !host.contains('@')
        && port.len() <= 5
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Unreserved, reserved without brackets, and `%` (RFC 3986 §2).
fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte)
}

fn escapes_are_whole(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        let mut bytes = after.bytes();
        bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit())
            && bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit())
    })
}

/// A dot-atom mailbox (RFC 5321 §4.1.2) whose domain ends in a name of letters.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let Some((_, top)) = domain.rsplit_once('.') else {
        return false;
    };
    local.len() <= 64
        && domain.len() <= 253
        && local.split('.').all(is_atom)
        && domain.split('.').all(is_label)
        && top.len() >= 2
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_atom(atom: &str) -> bool {
    !atom.is_empty()
        && atom
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
}

/// A label of letters, digits and hyphens that no encoding has reserved (RFC 5890 §2.3.1).
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.get(2..4) != Some("--")
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

pub(super) fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}
