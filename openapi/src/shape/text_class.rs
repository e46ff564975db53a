//! What kind of text a text is: the one thing a shape remembers of a string. Each
//! recognizer is a linear scan anchored at both ends; none looks at two texts at once,
//! so that the class of a text never depends on what was seen before.

use serde::{Deserialize, Serialize};

use crate::limits::TEXT_BYTES_MAX;

mod network;
mod number;
#[cfg(test)]
mod tests;
mod time;
mod token;
mod word;

pub(crate) use token::is_scrambled;

/// The class of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Hash)]
#[serde(rename_all = "camelCase")]
pub enum TextClass {
    /// No character.
    Empty,
    /// `true` or `false`.
    Boolean,
    /// A decimal integer that a 64-bit signed integer holds, written canonically.
    Integer,
    /// A decimal number with a fraction or an exponent, as in JSON.
    Number,
    /// Digits and signs without a letter: telephone numbers, zero-padded numbers, months.
    Digits,
    /// A UUID of any version (RFC 9562).
    Uuid,
    /// A date and time with an offset (RFC 3339 §5.6 `date-time`).
    DateTime,
    /// A date from 1900 to 2199 (RFC 3339 §5.6 `full-date`).
    Date,
    /// A time of day, alone or after a date, that is no [`Self::DateTime`].
    Time,
    /// An absolute URI with an authority (RFC 3986).
    Uri,
    /// An e-mail address with a dotted domain.
    Email,
    /// An IPv4 address in dotted decimals.
    Ipv4,
    /// An IPv6 address (RFC 4291 §2.2).
    Ipv6,
    /// A JSON Web Token in compact form (RFC 7519).
    Jwt,
    /// A ULID.
    Ulid,
    /// At least eight hexadecimal digits, letters and digits mixed.
    Hex,
    /// A short prefix and a random tail: `cus_NffrFeUfNV2Hib`.
    Prefixed,
    /// A random token: base62, base64 and their relatives.
    Token,
    /// Words with a number or a random part: `pod-64729d279-hqfwd`, `user42`.
    Slug,
    /// A name: ASCII letters, digits and a few signs, no space.
    Word,
    /// Anything else.
    Text,
}

/// Whether a text, not empty and not over-long, is of a class.
type Recognizer = fn(&str) -> bool;

/// The recognizers in order; the first that agrees decides.
const RECOGNIZERS: [(TextClass, Recognizer); 19] = [
    (TextClass::Uuid, token::is_uuid),
    (TextClass::DateTime, time::is_date_time),
    (TextClass::Date, time::is_date),
    (TextClass::Time, time::is_time),
    (TextClass::Integer, number::is_integer),
    (TextClass::Number, number::is_number),
    (TextClass::Boolean, number::is_boolean),
    (TextClass::Uri, network::is_uri),
    (TextClass::Email, network::is_email),
    (TextClass::Ipv4, network::is_ipv4),
    (TextClass::Ipv6, network::is_ipv6),
    (TextClass::Digits, number::is_digits),
    (TextClass::Jwt, token::is_jwt),
    (TextClass::Ulid, token::is_ulid),
    (TextClass::Hex, token::is_hex),
    (TextClass::Prefixed, token::is_prefixed),
    (TextClass::Token, token::is_token),
    (TextClass::Slug, token::is_slug),
    (TextClass::Word, word::is_word),
];

impl TextClass {
    /// Classifies a text. A text above [`TEXT_BYTES_MAX`] bytes is [`TextClass::Text`].
    pub fn of(text: &str) -> Self {
        if text.is_empty() {
            return Self::Empty;
        }
        if text.len() > TEXT_BYTES_MAX {
            return Self::Text;
        }
        if word::is_plain(text) {
            // Most names are plain words: no other class but the booleans has such texts.
            return if number::is_boolean(text) {
                Self::Boolean
            } else {
                Self::Word
            };
        }
        RECOGNIZERS
            .into_iter()
            .find_map(|(class, recognizes)| recognizes(text).then_some(class))
            .unwrap_or(Self::Text)
    }

    /// Whether such a text may identify somebody or something: it is never stored.
    pub(crate) const fn is_identifying(self) -> bool {
        match self {
            Self::Integer
            | Self::Number
            | Self::Digits
            | Self::Uuid
            | Self::DateTime
            | Self::Date
            | Self::Time
            | Self::Uri
            | Self::Email
            | Self::Ipv4
            | Self::Ipv6
            | Self::Jwt
            | Self::Ulid
            | Self::Hex
            | Self::Prefixed
            | Self::Token => true,
            Self::Empty | Self::Boolean | Self::Slug | Self::Word | Self::Text => false,
        }
    }

    /// The `format` that says the same (JSON Schema 2020-12 Validation §7.3), where one does.
    pub(crate) const fn format(self) -> Option<&'static str> {
        match self {
            Self::Uuid => Some("uuid"),
            Self::DateTime => Some("date-time"),
            Self::Date => Some("date"),
            Self::Uri => Some("uri"),
            Self::Email => Some("email"),
            Self::Ipv4 => Some("ipv4"),
            Self::Ipv6 => Some("ipv6"),
            Self::Empty
            | Self::Boolean
            | Self::Integer
            | Self::Number
            | Self::Digits
            | Self::Time
            | Self::Jwt
            | Self::Ulid
            | Self::Hex
            | Self::Prefixed
            | Self::Token
            | Self::Slug
            | Self::Word
            | Self::Text => None,
        }
    }
}
