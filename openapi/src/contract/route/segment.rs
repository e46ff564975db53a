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

impl Segment<'_> {
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
    let count = 1 + path.bytes().filter(|byte| *byte == b'/').count();
    if count > PATH_SEGMENTS_MAX {
        return Ok(None);
    }
    let mut segments = Vec::with_capacity(count);
    for raw in path.split('/') {
        let bare = if raw.bytes().any(|byte| byte == b';') {
            raw.split_once(';').map(|(before, _)| decode(before))
        } else {
            None
        };
        segments.push(Segment {
            raw,
            text: decode(raw)?,
            bare: bare.transpose()?,
        });
    }
    Ok(Some(segments))
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
