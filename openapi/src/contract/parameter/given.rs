//! What a request gives for its parameters, decoded once: query pairs, cookies, headers
//! and the values of the path.

use percent_encoding::percent_decode;

use super::super::verdict::keyword;
use super::super::{Location, Violation};
use crate::http::{Header, RequestHead, values};
use crate::limits::QUERY_PARAMETERS_MAX;

/// Texts by parameter name, for each place.
pub(in crate::contract) struct Given<'h> {
    path: &'h [String],
    query: Vec<(String, String)>,
    headers: &'h [Header<'h>],
}

/// Bytes that are no UTF-8 text.
pub(super) struct NotText;

impl<'h> Given<'h> {
    pub(in crate::contract) fn read(
        head: &RequestHead<'h>,
        path: &'h [String],
    ) -> Result<Self, Violation> {
        let broken =
            |message: &str| Violation::new(Location::Query, "", keyword::ENCODING, message);
        let mut query = Vec::new();
        for pair in head
            .query()
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty())
        {
            if query.len() >= QUERY_PARAMETERS_MAX {
                return Err(broken("more parameters than can be read"));
            }
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let (name, value) = (
                halves.next().unwrap_or_default(),
                halves.next().unwrap_or_default(),
            );
            match (form_text(name), form_text(value)) {
                (Some(name), Some(value)) => query.push((name, value)),
                (_, _) => return Err(broken("expected UTF-8 text")),
            }
        }
        Ok(Self {
            path,
            query,
            headers: head.headers,
        })
    }

    /// What the fields of a response give for its headers.
    pub(in crate::contract) fn of_response(headers: &'h [Header<'h>]) -> Self {
        Self {
            path: &[],
            query: Vec::new(),
            headers,
        }
    }

    pub(super) fn path(&self, index: usize) -> Vec<&str> {
        self.path
            .get(index)
            .map(String::as_str)
            .into_iter()
            .collect()
    }

    pub(super) fn query(&self, name: &str) -> Vec<&str> {
        self.query
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// RFC 9110 §5.3: several fields of one name are one, joined by commas; each is
    /// kept apart here, so that a scalar given twice shows.
    pub(super) fn header<'a>(&'a self, name: &'a str) -> Result<Vec<&'a str>, NotText> {
        values(self.headers, name.as_bytes()).map(text).collect()
    }

    /// RFC 6265 §4.2.1; Envoy may hand over several `cookie` fields.
    pub(super) fn cookie(&self, name: &str) -> Result<Vec<&str>, NotText> {
        let mut found = Vec::new();
        for field in values(self.headers, b"cookie") {
            for pair in field.split(|byte| *byte == b';') {
                let mut halves = pair.trim_ascii().splitn(2, |byte| *byte == b'=');
                if halves.next() == Some(name.as_bytes()) {
                    found.push(text(halves.next().unwrap_or_default())?);
                }
            }
        }
        Ok(found)
    }
}

fn text(bytes: &[u8]) -> Result<&str, NotText> {
    std::str::from_utf8(bytes).map_err(|_| NotText)
}

/// One half of a pair of `application/x-www-form-urlencoded`, strictly: what does not
/// decode to UTF-8 is refused rather than replaced.
fn form_text(bytes: &[u8]) -> Option<String> {
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    percent_decode(&spaced).decode_utf8().ok().map(String::from)
}
