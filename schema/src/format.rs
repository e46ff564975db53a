//! The formats that are enforced, each by one pass over the text (JSON Schema 2020-12
//! Validation §7.3, the OpenAPI Format Registry).

mod class;
mod email;
mod network;
#[cfg(test)]
mod tests;
mod time;
mod token;
mod uri;

use serde::{Deserialize, Serialize};

use crate::number::Number;
use crate::pattern::Pattern;

/// A format that is enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// RFC 3339 §5.6, with a leap second only where UTC may have one: at 23:59:60.
    DateTime,
    /// RFC 3339 §5.6 `full-date`.
    Date,
    /// RFC 3339 §5.6 `full-time`, with leap seconds as in [`Self::DateTime`].
    Time,
    /// RFC 3339 appendix A.
    Duration,
    /// RFC 5321 §4.1.2 `Mailbox`.
    Email,
    /// RFC 1123 §2.1, with RFC 5890's A-labels by their letters.
    Hostname,
    /// RFC 2673 §3.2 `dotted-quad`.
    Ipv4,
    /// RFC 4291 §2.2, without a zone.
    Ipv6,
    /// RFC 3986 §3.
    Uri,
    /// RFC 3986 §4.1.
    UriReference,
    /// RFC 4122 §3.
    Uuid,
    /// ECMA-262 §22.2, also one that no linear-time engine can run.
    Regex,
    /// RFC 6901 §3.
    JsonPointer,
    /// RFC 4648 §4, with padding.
    Byte,
    /// An integer of 32 bits with a sign.
    Int32,
    /// An integer of 64 bits with a sign.
    Int64,
    /// A number that single precision can hold.
    Float,
    /// A number that double precision can hold.
    Double,
}

impl Format {
    const ALL: [Self; 18] = [
        Self::DateTime,
        Self::Date,
        Self::Time,
        Self::Duration,
        Self::Email,
        Self::Hostname,
        Self::Ipv4,
        Self::Ipv6,
        Self::Uri,
        Self::UriReference,
        Self::Uuid,
        Self::Regex,
        Self::JsonPointer,
        Self::Byte,
        Self::Int32,
        Self::Int64,
        Self::Float,
        Self::Double,
    ];

    /// The format of this name; `None` for one that is not enforced.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Its name, as schemas give it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Email => "email",
            Self::Hostname => "hostname",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Uri => "uri",
            Self::UriReference => "uri-reference",
            Self::Uuid => "uuid",
            Self::Regex => "regex",
            Self::JsonPointer => "json-pointer",
            Self::Byte => "byte",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Float => "float",
            Self::Double => "double",
        }
    }

    /// Whether it speaks of numbers, and not of strings.
    pub(crate) const fn is_of_numbers(self) -> bool {
        matches!(self, Self::Int32 | Self::Int64 | Self::Float | Self::Double)
    }

    /// Whether a string follows it; any does when the format speaks of numbers.
    pub fn accepts_text(self, text: &str) -> bool {
        match self {
            Self::DateTime => time::is_date_time(text),
            Self::Date => time::is_date(text),
            Self::Time => time::is_time(text),
            Self::Duration => time::is_duration(text),
            Self::Email => email::is_email(text),
            Self::Hostname => network::is_hostname(text),
            Self::Ipv4 => network::is_ipv4(text),
            Self::Ipv6 => network::is_ipv6(text),
            Self::Uri => uri::is_uri(text),
            Self::UriReference => uri::is_uri_reference(text),
            Self::Uuid => token::is_uuid(text),
            Self::Regex => Pattern::is_pattern(text),
            Self::JsonPointer => token::is_json_pointer(text),
            Self::Byte => token::is_base64(text),
            Self::Int32 | Self::Int64 | Self::Float | Self::Double => true,
        }
    }

    /// Whether a number follows it; any does when the format speaks of strings.
    pub fn accepts_number(self, number: Number<'_>) -> bool {
        match self {
            Self::Int32 => number.fits_int32(),
            Self::Int64 => number.fits_int64(),
            Self::Float => number.fits_float(),
            Self::Double => number.fits_double(),
            Self::DateTime
            | Self::Date
            | Self::Time
            | Self::Duration
            | Self::Email
            | Self::Hostname
            | Self::Ipv4
            | Self::Ipv6
            | Self::Uri
            | Self::UriReference
            | Self::Uuid
            | Self::Regex
            | Self::JsonPointer
            | Self::Byte => true,
        }
    }
}
