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
    /// Whether it is a range of something longer (RFC 9110 §14.4).
    pub is_part: bool,
}

impl ContentType {
    /// Reads the `content-type` of a head.
    pub fn of(headers: &[Header<'_>]) -> Self {
        Announcement::of(headers).content_type
    }

    /// Reads one field more.
    fn add(&mut self, field: &[u8]) {
        *self = match (&self, MediaType::parse(field)) {
            (Self::Absent, Some(media_type)) => Self::One(media_type),
            (Self::Absent, None) if !field.contains(&b',') => Self::Malformed,
            (_, _) => Self::Several,
        };
    }
}

impl Announcement {
    /// Of no body, which needs no head to be known.
    pub const NOTHING: Self = Self {
        content_type: ContentType::Absent,
        length: Some(0),
        is_encoded: false,
        is_part: false,
    };

    /// Reads a head that something follows.
    pub fn of(headers: &[Header<'_>]) -> Self {
        let mut announced = Self::NOTHING;
        let mut length = None;
        for Header { name, value } in headers {
            match *name {
                b"content-type" => announced.content_type.add(value),
                b"content-length" => length = length.or(Some(*value)),
                b"content-encoding" => announced.is_encoded |= names_coding(value),
                b"content-range" => announced.is_part = true,
                _ => {}
            }
        }
        announced.length = length.and_then(number);
        announced
    }
}

/// Whether the representation is encoded (gzip, br, ...): such bytes cannot be judged.
pub fn is_content_encoded(headers: &[Header<'_>]) -> bool {
    values(headers, b"content-encoding").any(names_coding)
}

fn names_coding(field: &[u8]) -> bool {
    !field.is_empty() && !field.eq_ignore_ascii_case(b"identity")
}

fn number(field: &[u8]) -> Option<u64> {
    std::str::from_utf8(field).ok()?.trim().parse().ok()
}
