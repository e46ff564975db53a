//! Content codings (RFC 9110 §8.4): one of gzip and deflate is undone, within bounds, so that
//! a body can be judged. What goes on to the other side stays as it came.

use std::borrow::Cow;

use openapi::http::{Header, values};

#[cfg(feature = "brotli")]
mod brotli;
mod inflate;
#[cfg(test)]
mod tests;

/// Decoded bytes for each encoded one. Texts of real APIs stay below 20; a bomb reaches 1000.
const RATIO_MAX: usize = 100;
/// Decoded bytes that any body may have, whatever it was before: what repeats itself shrinks
/// well while it is small.
const RATIO_FREE_BYTES: usize = 64 * 1024;

/// A content coding that is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// RFC 1952, one member.
    Gzip,
    /// RFC 1950: with the header and the checksum that some leave out, and are refused.
    Deflate,
    /// RFC 7932.
    #[cfg(feature = "brotli")]
    Brotli,
}

/// Why there are no decoded bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecodeError {
    /// More of them than may be read.
    TooLarge,
    /// Cut, altered, followed by something else, or never of this coding.
    Malformed,
}

impl Coding {
    /// The coding of the body below a head: the only one, and one that is understood.
    pub(crate) fn of(headers: &[Header<'_>]) -> Option<Self> {
        let mut fields = values(headers, b"content-encoding");
        let (only, None) = (fields.next()?.trim_ascii(), fields.next()) else {
            return None;
        };
        let is = |name: &[u8]| only.eq_ignore_ascii_case(name);
        if is(b"gzip") || is(b"x-gzip") {
            Some(Self::Gzip)
        } else if is(b"deflate") {
            Some(Self::Deflate)
        } else {
            #[cfg(feature = "brotli")]
            if is(b"br") {
                return Some(Self::Brotli);
            }
            None
        }
    }

    /// A head as it were, had the body come as it is: without its coding and its length.
    pub(crate) fn undone<'h>(headers: &[Header<'h>]) -> Vec<Header<'h>> {
        let is_about_bytes = |header: &Header<'_>| {
            [&b"content-encoding"[..], b"content-length"].contains(&header.name)
        };
        let others = headers.iter().filter(|header| !is_about_bytes(header));
        others.copied().collect()
    }

    /// The bytes before they were encoded. No byte is no body, in any coding.
    pub(crate) fn decode(
        self,
        bytes: &[u8],
        bytes_max: usize,
    ) -> Result<Cow<'_, [u8]>, DecodeError> {
        if bytes.is_empty() {
            return Ok(Cow::Borrowed(bytes));
        }
        let by_ratio = bytes.len().saturating_mul(RATIO_MAX);
        let bytes_max = bytes_max.min(by_ratio.max(RATIO_FREE_BYTES));
        let decoded = match self {
            Self::Gzip => inflate::gzip(bytes, bytes_max),
            Self::Deflate => inflate::zlib(bytes, bytes_max),
            #[cfg(feature = "brotli")]
            Self::Brotli => brotli::decode(bytes, bytes_max),
        };
        decoded.map(Cow::Owned)
    }
}
