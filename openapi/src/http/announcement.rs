//! What a head says of the body that follows it: of what type it is, how long and how
//! encoded (RFC 9110 §8).

use super::{Header, MediaType, values};

/// What a head says about the representation it announces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// No `content-type` field.
    Absent,
    /// Exactly one readable field.
    One(MediaType),
    /// Two fields, or a list in one, as proxies join them: who reads the first and who reads
    /// the last see another body (RFC 9110 §8.3).
    Several,
    /// One that is no media type.
    Malformed,
}

/// All that is said of a body, found in one pass over the fields.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// What it is.
    pub content_type: ContentType,
    /// How many bytes are sent; `None` when it is not said, or not as a number.
    pub length: Option<u64>,
    /// Whether it is encoded, as [`is_content_encoded`] says.
    pub is_encoded: bool,
}

impl ContentType {
    /// Reads the `content-type` of a head.
    pub fn of(headers: &[Header<'_>]) -> Self {
        values(headers, b"content-type").fold(Self::Absent, Self::and)
    }

    /// Reads one field more.
    fn and(self, field: &[u8]) -> Self {
        if !matches!(self, Self::Absent) {
            return Self::Several;
        }
        match MediaType::parse(field) {
            Some(media_type) => Self::One(media_type),
            None if field.contains(&b',') => Self::Several,
            None => Self::Malformed,
        }
    }
}

impl Announcement {
    /// Of no body, which needs no head to be known.
    pub const NOTHING: Self = Self {
        content_type: ContentType::Absent,
        length: Some(0),
        is_encoded: false,
    };

    /// Reads a head that something follows.
    pub fn of(headers: &[Header<'_>]) -> Self {
        let mut content_type = ContentType::Absent;
        let mut length = None;
        let mut is_encoded = false;
        for Header { name, value } in headers {
            match name.strip_prefix(b"content-") {
                Some(b"type") => content_type = content_type.and(value),
                Some(b"length") => length = length.or(Some(number(value))),
                Some(b"encoding") => is_encoded |= names_coding(value),
                Some(_) | None => {}
            }
        }
        Self {
            content_type,
            length: length.flatten(),
            is_encoded,
        }
    }
}

/// Whether the representation is encoded (gzip, br, ...): such bytes cannot be judged.
pub fn is_content_encoded(headers: &[Header<'_>]) -> bool {
    values(headers, b"content-encoding").any(names_coding)
}

/// The length a head declares; `None` when it does not, or not as a number.
pub fn content_length(headers: &[Header<'_>]) -> Option<u64> {
    number(values(headers, b"content-length").next()?)
}

fn names_coding(field: &[u8]) -> bool {
    !field.is_empty() && !field.eq_ignore_ascii_case(b"identity")
}

fn number(field: &[u8]) -> Option<u64> {
    std::str::from_utf8(field).ok()?.trim().parse().ok()
}
