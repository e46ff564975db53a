//! The parts of HTTP that OpenAPI speaks about, as plain borrowed values. No
//! transport, no body bytes: those belong to the walls.

use std::fmt;

use serde::{Deserialize, Serialize};

mod announcement;
mod media_type;
mod parameters;
#[cfg(test)]
mod tests;

pub use announcement::{Announcement, ContentType, is_content_encoded};
pub use media_type::MediaType;
pub(crate) use parameters::{Parameters, is_token};

/// A request method that a Path Item Object can describe (OAS 3.2 §4.1.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// GET
    Get,
    /// PUT
    Put,
    /// POST
    Post,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// HEAD
    Head,
    /// PATCH
    Patch,
    /// TRACE
    Trace,
    /// QUERY
    Query,
}

impl Method {
    /// Every method, in the order of the Path Item Object's fixed fields.
    pub const ALL: [Self; 9] = [
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Head,
        Self::Patch,
        Self::Trace,
        Self::Query,
    ];

    /// Reads a method as it stands on the wire: methods are case-sensitive (RFC 9110 §9.1).
    pub fn parse(wire: &[u8]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|method| method.as_str().as_bytes() == wire)
    }

    /// The method as on the wire: `GET`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
        }
    }

    /// The method as a field of a Path Item Object: `get`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
            Self::Query => "query",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One header field. Names are lower-case, as Envoy hands them over; values are
/// bytes, since nothing on the wire promises UTF-8.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// Field name, lower-case.
    pub name: &'a [u8],
    /// Field value, as received.
    pub value: &'a [u8],
}

/// The head of a request.
#[derive(Clone, Copy, Debug)]
pub struct RequestHead<'a> {
    /// Method as on the wire.
    pub method: &'a [u8],
    /// Host and port the client asked for.
    pub authority: &'a [u8],
    /// Path and query, not decoded.
    pub path: &'a [u8],
    /// Header fields, duplicates included, in order.
    pub headers: &'a [Header<'a>],
}

impl<'a> RequestHead<'a> {
    /// The query without its `?`; empty when there is none.
    pub fn query(&self) -> &'a [u8] {
        split_query(self.path).1
    }

    /// A CORS preflight (Fetch §4.8) asks about a request and is none itself; it never has
    /// credentials.
    pub fn is_preflight(&self) -> bool {
        let has = |name| values(self.headers, name).next().is_some();
        self.method == b"OPTIONS" && has(b"origin") && has(b"access-control-request-method")
    }
}

/// The head of a response.
#[derive(Clone, Copy, Debug)]
pub struct ResponseHead<'a> {
    /// Status code, 100 to 599.
    pub status: u16,
    /// Header fields, duplicates included, in order.
    pub headers: &'a [Header<'a>],
}

/// All values of one field, in order.
pub fn values<'a>(headers: &'a [Header<'a>], name: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    headers
        .iter()
        .filter(move |header| header.name == name)
        .map(|header| header.value)
}

/// Whether a body under this head is one JSON text that can be read as it comes: JSON, in
/// UTF-8 (RFC 8259 §8.1), without a content coding.
pub fn is_plain_json(media_type: &MediaType, headers: &[Header<'_>]) -> bool {
    media_type.is_json()
        && media_type
            .charset()
            .is_none_or(|charset| charset == "utf-8")
        && !is_content_encoded(headers)
}

/// Splits a raw request target at its first `?`, before anything is decoded.
#[inline]
pub fn split_query(target: &[u8]) -> (&[u8], &[u8]) {
    match target.iter().position(|byte| *byte == b'?') {
        Some(at) => {
            let (path, query) = target.split_at(at);
            (path, query.get(1..).unwrap_or_default())
        }
        None => (target, &[]),
    }
}
