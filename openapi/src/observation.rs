//! What one exchange taught: where it went and which shapes it carried. Holds no value of
//! the exchange; takes no decision about templates.

use percent_encoding::percent_decode_str;

use crate::http::Method;
use crate::limits::OBSERVED_SEGMENTS_MAX;
use crate::shape::TextClass;
use crate::shape::names::{is_version, segment_class, split_suffix};

mod content;
mod credential;
mod header;
mod parameter;
#[cfg(test)]
mod tests;

pub use content::{ContentObservation, EventCounts, Look, StreamObservation, form_shape};
pub use credential::{Credential, credentials};
pub use header::{header_parameters, reveal};
pub use parameter::{Delimiter, ParameterObservation, query_parameters};

/// The name under which query parameters are observed whose own name may not be kept.
pub const UNNAMED: &str = "";

/// One segment of an observed path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    /// A name, decoded: `users`, `v1`; empty after a trailing slash.
    Literal(String),
    /// A value, of which the class alone is kept.
    Parameter {
        /// Its class.
        class: TextClass,
        /// What follows it within the segment, a word that people chose: `.json`, `:predict`;
        /// mostly nothing.
        suffix: String,
    },
}

/// What one exchange taught.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Observation {
    /// Method of the request.
    pub method: Method,
    /// Path as the gateway sees it, the service's base path included ([`below_mount`]), so
    /// that it stays true when mounts change; `/` is one empty literal. A path of more than
    /// [`OBSERVED_SEGMENTS_MAX`] segments, or of none, is counted and not learnt.
    pub path: Vec<Segment>,
    /// Query parameters, one entry for each name, as [`query_parameters`] gives them.
    pub query: Vec<(String, ParameterObservation)>,
    /// Header fields of the request that may be parameters, as [`header_parameters`] gives them.
    pub headers: Vec<(String, ParameterObservation)>,
    /// Which credentials the request carried, as [`credentials`] gives them.
    pub credentials: Vec<Credential>,
    /// Content of the request. Looked at only when `status` is below 400.
    pub request: Option<ContentObservation>,
    /// Status of the response, 100 to 599.
    pub status: u16,
    /// Content of the response.
    pub response: Option<ContentObservation>,
}

impl Observation {
    /// An exchange of which nothing else is known.
    pub fn new(method: Method, path: Vec<Segment>, status: u16) -> Self {
        Self {
            method,
            path,
            query: Vec::new(),
            headers: Vec::new(),
            credentials: Vec::new(),
            request: None,
            status,
            response: None,
        }
    }
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

/// Whether the body of a response with this status is all of what it is of (RFC 9110
/// §15.3.7): a part has another shape.
pub fn is_whole(status: u16) -> bool {
    status != 206
}

/// Classifies the segments of a raw path, each decoded by itself. `None` when it does not
/// begin with `/` or has more than [`OBSERVED_SEGMENTS_MAX`] segments.
pub fn segments(path: &str) -> Option<Vec<Segment>> {
    let path = path.strip_prefix('/')?;
    let count = path.split('/').count();
    if count > OBSERVED_SEGMENTS_MAX {
        return None;
    }
    let above = std::iter::once("").chain(path.split('/'));
    let segments = path.split('/').zip(above).enumerate();
    let segment = |(index, (raw, above))| {
        match above {
            "api" if is_digit(raw) && index + 1 < count => Segment::Literal(raw.to_owned()),
            // Each version of a thing: `/models/iris/versions/v1`.
            "versions" if is_version(raw, TextClass::Word, index) => Segment::of_value(raw),
            _ => segment(raw, index),
        }
    };
    Some(segments.map(segment).collect())
}

/// Whether this may be the version that follows `api`, where more follows: `/rest/api/3/issue`.
/// With more digits, or at the end, it may be somebody's.
fn is_digit(raw: &str) -> bool {
    raw.len() == 1 && raw.bytes().all(|it| it.is_ascii_digit())
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
        return Segment::of_class(TextClass::Text);
    };
    if segment_class(&text, index).is_none() {
        return Segment::Literal(text.into_owned());
    }
    let (value, suffix) = split_suffix(&text);
    match segment_class(value, index) {
        Some(class) => Segment::Parameter {
            class,
            suffix: suffix.to_owned(),
        },
        // A value only together with what follows it.
        None => Segment::of_class(TextClass::Slug),
    }
}

impl Segment {
    /// A segment that stands for a value whatever it looks like, decoded.
    pub fn of_value(text: &str) -> Self {
        let (value, suffix) = split_suffix(text);
        Self::Parameter {
            class: TextClass::of(value),
            suffix: suffix.to_owned(),
        }
    }

    /// A value with nothing behind it.
    pub fn of_class(class: TextClass) -> Self {
        Self::Parameter {
            class,
            suffix: String::new(),
        }
    }
}
