//! Credentials as they stand in a request: where keys are found, and the forms of what
//! follows an authentication scheme's name. Whose they are is not asked.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode;

use crate::http::{RequestHead, is_token, values};

/// The values of one name in the query, as they were sent.
pub(super) fn in_query<'h>(
    head: &RequestHead<'h>,
    name: &'h str,
) -> impl Iterator<Item = &'h [u8]> {
    let pairs = head.query().split(|byte| *byte == b'&').map(pair);
    pairs.filter_map(move |(key, value)| {
        let is_named = if key.contains(&b'+') {
            let spaced = key
                .iter()
                .map(|byte| if *byte == b'+' { b' ' } else { *byte });
            percent_decode(&spaced.collect::<Vec<_>>()).eq(name.bytes())
        } else {
            percent_decode(key).eq(name.bytes())
        };
        is_named.then_some(value)
    })
}

/// The values of one cookie (RFC 6265 §4.2.1).
pub(super) fn in_cookies<'h>(
    head: &RequestHead<'h>,
    name: &'h str,
) -> impl Iterator<Item = &'h [u8]> {
    let pairs = values(head.headers, b"cookie").flat_map(|field| field.split(|byte| *byte == b';'));
    pairs.filter_map(move |cookie| {
        let (key, value) = pair(cookie.trim_ascii());
        (key == name.as_bytes()).then_some(value)
    })
}

fn pair(text: &[u8]) -> (&[u8], &[u8]) {
    let mut halves = text.splitn(2, |byte| *byte == b'=');
    let name = halves.next().unwrap_or_default();
    (name, halves.next().unwrap_or_default())
}

/// RFC 7617 §2: a user and a password with a colon between them, in base64.
pub(super) fn is_basic(given: &[u8]) -> bool {
    STANDARD
        .decode(given)
        .is_ok_and(|decoded| decoded.contains(&b':'))
}

/// RFC 9110 §11.2, and the token of RFC 6750 §2.1.
pub(super) fn is_token68(given: &[u8]) -> bool {
    let is_padding = |byte: &u8| *byte == b'=';
    let padding = given
        .iter()
        .rev()
        .take_while(|byte| is_padding(byte))
        .count();
    let token = given.get(..given.len() - padding).unwrap_or_default();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte);
    !token.is_empty() && token.iter().all(is_plain)
}

/// RFC 7616 §3.4: what every response to a challenge holds, each once.
pub(super) fn is_digest(given: &[u8]) -> bool {
    const NAMES: [&str; 5] = ["username", "realm", "nonce", "uri", "response"];
    let Some(names) = parameters(given) else {
        return false;
    };
    NAMES.iter().all(|wanted| {
        let is_wanted = |name: &&&str| {
            // The user's name in another charset (RFC 5987) goes by another name.
            let name = name.strip_suffix('*').unwrap_or(name);
            name.eq_ignore_ascii_case(wanted)
        };
        names.iter().filter(is_wanted).count() == 1
    })
}

/// The names of a list of parameters (RFC 9110 §11.2); `None` when it is no such list.
fn parameters(given: &[u8]) -> Option<Vec<&str>> {
    let text = std::str::from_utf8(given).ok()?;
    let (mut is_quoted, mut is_escaped) = (false, false);
    let parts = text.split(|char| {
        let is_plain = !std::mem::take(&mut is_escaped);
        match char {
            '\\' if is_quoted && is_plain => is_escaped = true,
            '"' if is_plain => is_quoted = !is_quoted,
            _ => {}
        }
        char == ',' && !is_quoted
    });
    let mut names = Vec::new();
    for part in parts.map(str::trim_ascii).filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=')?;
        let (name, value) = (name.trim_ascii(), value.trim_ascii());
        let quoted = value.strip_prefix('"').map(|rest| rest.ends_with('"'));
        if !is_token(name) || !quoted.unwrap_or_else(|| is_token(value)) {
            return None;
        }
        names.push(name);
    }
    Some(names)
}
