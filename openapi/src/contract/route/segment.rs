//! One segment of a path after another: split first, then decoded once. What could be read
//! as another path by whoever decodes again or cuts something off is told here.

use percent_encoding::percent_decode;

use super::super::verdict::keyword;
use super::super::{Location, Violation};
use crate::limits::PATH_SEGMENTS_MAX;

/// A segment of a request's path.
pub(super) struct Segment {
    /// Decoded.
    pub(super) text: String,
    /// Decoded without its matrix parameters (RFC 3986 §3.3, `;a=b`), which some servers cut
    /// off; `None` when it has none.
    pub(super) bare: Option<String>,
}

/// Splits and decodes a path. `None` when it has more segments than any template.
pub(super) fn segments(path: &str) -> Result<Option<Vec<Segment>>, Violation> {
    let Some(path) = path.strip_prefix('/') else {
        return Ok(None);
    };
    if path.split('/').count() > PATH_SEGMENTS_MAX {
        return Ok(None);
    }
    path.split('/')
        .map(|raw| {
            let bare = raw.split_once(';').map(|(before, _)| decode(before));
            Ok(Segment {
                text: decode(raw)?,
                bare: bare.transpose()?,
            })
        })
        .collect::<Result<_, _>>()
        .map(Some)
}

/// A segment of a template as a request's would be decoded: a document may encode its own.
pub(super) fn literal(text: &str) -> String {
    decode(text).unwrap_or_else(|_| text.to_owned())
}

/// Decodes one segment, once. What comes out must still be one segment: an encoded
/// slash, backslash, NUL or dot segment would mean another path to the upstream.
fn decode(segment: &str) -> Result<String, Violation> {
    let decoded = percent_decode(segment.as_bytes()).decode_utf8();
    match decoded {
        Ok(text) if !text.contains(['/', '\\', '\0']) && text != "." && text != ".." => {
            Ok(text.into_owned())
        }
        Ok(_) | Err(_) => Err(Violation::new(
            Location::Path,
            "",
            keyword::ENCODING,
            "expected segments that decode to plain UTF-8 text",
        )),
    }
}
