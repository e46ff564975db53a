//! One segment of a path after another: split first, then decoded once. What could be read
//! as another path by whoever decodes again or cuts something off is told here.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::super::verdict::keyword;
use super::super::{Location, Violation};
use crate::limits::PATH_SEGMENTS_MAX;

/// A segment of a request's path.
pub(super) struct Segment<'p> {
    /// As it came.
    raw: &'p str,
    /// Decoded.
    pub(super) text: Cow<'p, str>,
    /// Decoded without its matrix parameters (RFC 3986 §3.3, `;a=b`), which some servers cut
    /// off; `None` when it has none.
    pub(super) bare: Option<Cow<'p, str>>,
}

impl<'p> Segment<'p> {
    /// One in which nothing is to be decoded or could be read in two ways, as most are.
    fn plain(raw: &'p str) -> Self {
        Self {
            raw,
            text: Cow::Borrowed(raw),
            bare: None,
        }
    }

    fn decoded(raw: &'p str) -> Result<Self, Violation> {
        let bare = raw.split_once(';').map(|(before, _)| decode(before));
        Ok(Self {
            raw,
            text: decode(raw)?,
            bare: bare.transpose()?,
        })
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

/// Splits and decodes a path. `None` when it has more segments than any template.
pub(super) fn segments(path: &str) -> Result<Option<Vec<Segment<'_>>>, Violation> {
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
    let mut segments = Vec::with_capacity(count);
    let mut rest = Some(path);
    while let Some(path) = rest {
        let raw;
        (raw, rest) = split(path);
        segments.push(if is_plain {
            Segment::plain(raw)
        } else {
            Segment::decoded(raw)?
        });
    }
    Ok(Some(segments))
}

/// What is before the first slash, and what is behind it, if there is one.
fn split(path: &str) -> (&str, Option<&str>) {
    let slash = path.bytes().position(|byte| byte == b'/');
    let parts = slash.and_then(|at| Some((path.get(..at)?, path.get(at + 1..)?)));
    parts.map_or((path, None), |(segment, rest)| (segment, Some(rest)))
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
