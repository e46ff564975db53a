//! URIs and references to them, by the grammar (RFC 3986 appendix A).

use super::class::{Class, PATH, PCHAR, QUERY, SCHEME};
use super::network::is_ipv6;

pub(super) fn is_uri(text: &str) -> bool {
    after_scheme(text.as_bytes()).is_some_and(is_hierarchy)
}

pub(super) fn is_uri_reference(text: &str) -> bool {
    let bytes = text.as_bytes();
    match after_scheme(bytes) {
        Some(rest) => is_hierarchy(rest),
        None => !starts_with_colon_segment(bytes) && is_hierarchy(bytes),
    }
}

fn after_scheme(bytes: &[u8]) -> Option<&[u8]> {
    let [first, rest @ ..] = bytes else {
        return None;
    };
    let end = rest.iter().position(|byte| !SCHEME.has(*byte))?;
    let rest = rest.get(end..)?.strip_prefix(b":")?;
    first.is_ascii_alphabetic().then_some(rest)
}

/// Whether a colon is in the first segment, where it would end a scheme (§4.2).
fn starts_with_colon_segment(bytes: &[u8]) -> bool {
    let mut marks = bytes.iter().filter(|byte| b":/?#".contains(byte));
    marks.next() == Some(&b':')
}

/// An authority if there is one, a path, then a query and a fragment if there are (§3).
fn is_hierarchy(bytes: &[u8]) -> bool {
    after_hierarchy(bytes).is_some_and(<[u8]>::is_empty)
}

fn after_hierarchy(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = match bytes {
        [b'/', b'/', authority @ ..] => after_authority(authority)?,
        _ => bytes,
    };
    rest = after_run(rest, PATH)?;
    if let [b'?', query @ ..] = rest {
        rest = after_run(query, QUERY)?;
    }
    if let [b'#', fragment @ ..] = rest {
        rest = after_run(fragment, QUERY)?;
    }
    Some(rest)
}

/// What follows bytes of a class and whole escapes; `None` when an escape is broken.
fn after_run(mut bytes: &[u8], class: Class) -> Option<&[u8]> {
    loop {
        let (_, behind) = class.run(bytes);
        bytes = match behind {
            [b'%', high, low, rest @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                rest
            }
            [b'%', ..] => return None,
            _ => return Some(behind),
        };
    }
}

/// What follows `[ userinfo "@" ] host [ ":" port ]` (§3.2). All it is made of but brackets
/// are `pchar`s, and no `pchar` may follow it.
fn after_authority(bytes: &[u8]) -> Option<&[u8]> {
    let rest = after_run(bytes, PCHAR)?;
    let run = bytes.get(..bytes.len() - rest.len())?;
    let user_end = run.iter().position(|byte| *byte == b'@');
    let host = user_end.map_or(run, |end| run.get(end + 1..).unwrap_or_default());

    let (port, rest) = if let [b'[', literal @ ..] = rest {
        let end = literal.iter().position(|byte| *byte == b']')?;
        let (literal, behind) = literal.split_at_checked(end)?;
        let behind = behind.strip_prefix(b"]")?;
        let rest = after_run(behind, PCHAR)?;
        if !host.is_empty() || !is_ip_literal(literal) {
            return None;
        }
        (behind.get(..behind.len() - rest.len())?, rest)
    } else {
        let end = host.iter().position(|byte| *byte == b':' || *byte == b'@');
        (host.get(end.unwrap_or(host.len())..)?, rest)
    };
    is_port(port).then_some(rest)
}

/// A port with its colon, or neither (§3.2.3).
fn is_port(bytes: &[u8]) -> bool {
    match bytes {
        [] => true,
        [b':', digits @ ..] => digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// What stands in the brackets of a host (§3.2.2).
fn is_ip_literal(bytes: &[u8]) -> bool {
    let [b'v' | b'V', future @ ..] = bytes else {
        return std::str::from_utf8(bytes).is_ok_and(is_ipv6);
    };
    let version = future.iter().position(|byte| !byte.is_ascii_hexdigit());
    let rest = version.and_then(|end| future.get(end..));
    version != Some(0)
        && matches!(rest, Some([b'.', address @ ..]) if !address.is_empty()
            && address.iter().all(|byte| PCHAR.has(*byte) && *byte != b'@'))
}
