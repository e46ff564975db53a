//! One segment of a path after another: split first, then decoded once. What could be read
//! as another path by whoever decodes again or cuts something off is told here.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::super::verdict::keyword;
use super::super::{Location, Violation};
use crate::limits::PATH_SEGMENTS_MAX;

/// A path of no more segments than templates have.
pub(super) enum Path<'p> {
    /// In most there is nothing to decode, and nothing that could be read in two ways.
    Plain(&'p str),
    Decoded(Vec<Decoded<'p>>),
}

/// What is left of one.
#[derive(Clone, Copy)]
pub(super) enum Rest<'p> {
    /// `None` at the end; no text is one segment without any.
    Plain(Option<&'p str>),
    Decoded(&'p [Decoded<'p>]),
}

/// A segment of a request's path.
#[derive(Clone, Copy)]
pub(super) struct Segment<'p> {
    /// As it came.
    raw: &'p str,
    /// Decoded.
    pub(super) text: &'p str,
    /// Decoded without its matrix parameters (RFC 3986 §3.3, `;a=b`), which some servers cut
    /// off; `None` when it has none.
    pub(super) bare: Option<&'p str>,
}

/// The same, with the text that decoding made.
pub(super) struct Decoded<'p> {
    raw: &'p str,
    text: Cow<'p, str>,
    bare: Option<Cow<'p, str>>,
}

impl<'p> Path<'p> {
    /// Splits and decodes a path. `None` when it has more segments than any template.
    #[inline]
    pub(super) fn read(path: &'p str) -> Result<Option<Self>, Violation> {
        let Some(path) = path.strip_prefix('/') else {
            return Ok(None);
        };
        let (mut count, mut is_plain) = (1, true);
        for byte in path.bytes() {
            count += usize::from(byte == b'/');
            is_plain &= !matches!(byte, b'%' | b';' | b'.' | b'\\' | 0);
        }
        if count > PATH_SEGMENTS_MAX {
            return Ok(None);
        }
        if is_plain {
            return Ok(Some(Self::Plain(path)));
        }
        let segments = path.split('/').map(Decoded::of).collect::<Result<_, _>>()?;
        Ok(Some(Self::Decoded(segments)))
    }

    #[inline]
    pub(super) fn rest(&self) -> Rest<'_> {
        match self {
            Self::Plain(path) => Rest::Plain(Some(path)),
            Self::Decoded(segments) => Rest::Decoded(segments),
        }
    }
}

impl<'p> Rest<'p> {
    /// The next segment, and what is left behind it.
    #[inline]
    pub(super) fn next(self) -> Option<(Segment<'p>, Self)> {
        match self {
            Self::Plain(path) => {
                let path = path?;
                let slash = path.bytes().position(|byte| byte == b'/');
                let parts = slash.and_then(|at| Some((path.get(..at)?, path.get(at + 1..)?)));
                let (segment, rest) =
                    parts.map_or((path, None), |(segment, rest)| (segment, Some(rest)));
                Some((Segment::plain(segment), Self::Plain(rest)))
            }
            Self::Decoded(segments) => {
                let (segment, rest) = segments.split_first()?;
                Some((segment.get(), Self::Decoded(rest)))
            }
        }
    }
}

impl<'p> Segment<'p> {
    fn plain(text: &'p str) -> Self {
        Self {
            raw: text,
            text,
            bare: None,
        }
    }

    /// What a part of the decoded text was before: escapes are of three bytes.
    pub(super) fn raw_of(&self, part: &str) -> String {
        let start = part
            .as_ptr()
            .addr()
            .saturating_sub(self.text.as_ptr().addr());
        let mut raw = self.raw.as_bytes();
        let mut take = |count: usize| {
            let before = raw;
            for _ in 0..count {
                let is_escape = matches!(raw, [b'%', high, low, ..]
                    if high.is_ascii_hexdigit() && low.is_ascii_hexdigit());
                raw = raw.get(if is_escape { 3 } else { 1 }..).unwrap_or_default();
            }
            before.get(..before.len() - raw.len()).unwrap_or_default()
        };
        take(start);
        String::from_utf8_lossy(take(part.len())).into_owned()
    }
}

impl<'p> Decoded<'p> {
    fn of(raw: &'p str) -> Result<Self, Violation> {
        let bare = raw.split_once(';').map(|(before, _)| decode(before));
        Ok(Self {
            raw,
            text: decode(raw)?,
            bare: bare.transpose()?,
        })
    }

    fn get(&self) -> Segment<'_> {
        Segment {
            raw: self.raw,
            text: &self.text,
            bare: self.bare.as_deref(),
        }
    }
}

/// A segment of a template as a request's would be decoded: a document may encode its own.
pub(super) fn literal(text: &str) -> String {
    decode(text).map_or_else(|_| text.to_owned(), Cow::into_owned)
}

/// Decodes one segment, once. What comes out must still be one segment: an encoded
/// slash, backslash, NUL or dot segment would mean another path to the upstream.
fn decode(segment: &str) -> Result<Cow<'_, str>, Violation> {
    let decoded = if segment.bytes().any(|byte| byte == b'%') {
        percent_decode(segment.as_bytes()).decode_utf8()
    } else {
        Ok(Cow::Borrowed(segment))
    };
    let ends_segment = |byte| matches!(byte, b'/' | b'\\' | 0);
    match decoded {
        Ok(text) if !text.bytes().any(ends_segment) && text != "." && text != ".." => Ok(text),
        Ok(_) | Err(_) => Err(Violation::new(
            Location::Path,
            "",
            keyword::ENCODING,
            "expected segments that decode to plain UTF-8 text",
        )),
    }
}
