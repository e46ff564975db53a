//! What one exchange taught: where it went and which shapes it carried. Holds no value of
//! the exchange; takes no decision about templates.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use crate::http::Method;
use crate::limits::{OBSERVED_SEGMENTS_MAX, QUERY_PARAMETERS_MAX};
use crate::shape::names::{is_storable, segment_class};
use crate::shape::{Shape, TextClass};

#[cfg(test)]
mod tests;

/// The name under which query parameters are observed whose own name may not be kept.
pub const UNNAMED: &str = "";

/// One segment of an observed path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A name, decoded: `users`, `v1`; empty after a trailing slash.
    Literal(String),
    /// A value, of which the class alone is kept.
    Parameter(TextClass),
}

/// What one exchange taught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Method of the request.
    pub method: Method,
    /// Path as the gateway sees it, the service's base path included ([`below_mount`]), so
    /// that it stays true when mounts change; `/` is one empty literal. A path of more than
    /// [`OBSERVED_SEGMENTS_MAX`] segments, or of none, is counted and not learnt.
    pub path: Vec<Segment>,
    /// Query parameters, one entry for each name, as [`query_shapes`] gives them.
    pub query: Vec<(String, Shape)>,
    /// Content of the request. Looked at only when `status` is below 400.
    pub request: Option<ContentObservation>,
    /// Status of the response, 100 to 599.
    pub status: u16,
    /// Content of the response.
    pub response: Option<ContentObservation>,
}

/// The content of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentObservation {
    /// Essence of the media type: `application/json`.
    pub media_type: String,
    /// Shape of the body; `None` when it is not JSON, streamed, too large or unreadable.
    pub shape: Option<Shape>,
}

/// Whether an exchange with this status teaches anything: what is not there teaches nothing
/// unless a contract declares the operation, since scanners ask for anything.
pub fn teaches(status: u16, is_declared: bool) -> bool {
    is_declared || !matches!(status, 404 | 405 | 501)
}

/// Whether a request answered with this status is one that the service understood, so that
/// its parameters and its body are worth learning.
pub fn is_success(status: u16) -> bool {
    status < 400
}

/// Classifies the segments of a raw path, each decoded by itself. `None` when it does not
/// begin with `/` or has more than [`OBSERVED_SEGMENTS_MAX`] segments.
pub fn segments(path: &str) -> Option<Vec<Segment>> {
    let path = path.strip_prefix('/')?;
    if path.split('/').count() > OBSERVED_SEGMENTS_MAX {
        return None;
    }
    let segments = path.split('/').enumerate();
    Some(segments.map(|(index, raw)| segment(raw, index)).collect())
}

/// The segments of a path below a mount, as the gateway sees them: those of the base path,
/// which an operator wrote and which identify nobody, and then those given.
pub fn below_mount(base_path: &str, below: Vec<Segment>) -> Vec<Segment> {
    let base = base_path.split('/').skip(1);
    let base = base.map(|literal| Segment::Literal(literal.to_owned()));
    base.chain(below).collect()
}

fn segment(raw: &str, index: usize) -> Segment {
    // What is no UTF-8 is no name; an escaped slash makes text, and text is no name either.
    let Ok(text) = percent_decode_str(raw).decode_utf8() else {
        return Segment::Parameter(TextClass::Text);
    };
    match segment_class(&text, index) {
        None => Segment::Literal(text.into_owned()),
        Some(class) => Segment::Parameter(class),
    }
}

/// The shapes of a raw query's values by parameter name, in the order of names. A name
/// given twice has a shape that counts two. Names that identify something, over-long
/// ones and those beyond [`QUERY_PARAMETERS_MAX`] pairs are observed as [`UNNAMED`].
pub fn query_shapes(query: &str) -> Vec<(String, Shape)> {
    let mut shapes: BTreeMap<String, Shape> = BTreeMap::new();
    for (index, (name, value)) in form_urlencoded::parse(query.as_bytes()).enumerate() {
        let kept = index < QUERY_PARAMETERS_MAX && is_storable(&name);
        let name = if kept {
            name.into_owned()
        } else {
            UNNAMED.to_owned()
        };
        shapes.entry(name).or_default().join(Shape::of_text(&value));
    }
    shapes.into_iter().collect()
}
