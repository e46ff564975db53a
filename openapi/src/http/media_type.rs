//! Media types (RFC 9110 §8.3.1): read strictly, compared without case. Ranges and
//! quality values are not here; OpenAPI's media type keys are matched by `accepts`.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::parameters::{Parameters, is_token, unescaped};
use crate::limits::BOUNDARY_BYTES_MAX;

/// A media type: its essence and the parameters that say how to read it. On the wire, as a
/// header has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct MediaType {
    essence: Cow<'static, str>,
    slash: usize,
    is_stream: bool,
    charset: Option<String>,
    boundary: Option<String>,
}

/// Media types whose body is a sequence without an end in sight: never held back.
const STREAMS: [&str; 8] = [
    "text/event-stream",
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonlines",
    "application/json-seq",
    "application/stream+json",
    "multipart/x-mixed-replace",
];

impl MediaType {
    /// What most bodies are, known without being read.
    const JSON: Self = Self {
        essence: Cow::Borrowed("application/json"),
        slash: "application".len(),
        is_stream: false,
        charset: None,
        boundary: None,
    };

    /// Reads a `content-type` value or a key of a `content` map. `None` unless it is
    /// `type/subtype` of token characters, with well-formed parameters after it, those that
    /// are read here at most once.
    pub fn parse(value: &[u8]) -> Option<Self> {
        if value == Self::JSON.essence.as_bytes() {
            return Some(Self::JSON);
        }
        let text = std::str::from_utf8(value).ok()?;
        let (essence, rest) = text.split_once(';').unwrap_or((text, ""));
        let essence = essence.trim_ascii().to_ascii_lowercase();
        let (kind, subtype) = essence.split_once('/')?;
        if !is_token(kind) || !is_token(subtype) {
            return None;
        }
        let slash = kind.len();
        let (mut charset, mut boundary) = (None, None);
        for parameter in Parameters::of(rest) {
            let (name, value) = parameter?;
            let slot = if name.eq_ignore_ascii_case("charset") {
                &mut charset
            } else if name.eq_ignore_ascii_case("boundary") {
                &mut boundary
            } else {
                continue;
            };
            if slot.replace(unescaped(value)).is_some() {
                return None;
            }
        }
        Some(Self {
            is_stream: is_stream(&essence),
            essence: Cow::Owned(essence),
            slash,
            charset: charset.map(|charset| charset.to_ascii_lowercase()),
            boundary: boundary.filter(|boundary| is_boundary(boundary)),
        })
    }

    /// `type/subtype`, lower-case, without parameters.
    pub fn essence(&self) -> &str {
        &self.essence
    }

    /// The `charset` parameter, lower-case.
    pub fn charset(&self) -> Option<&str> {
        self.charset.as_deref()
    }

    /// The `boundary` parameter, where it is one that may stand between parts (RFC 2046
    /// §5.1.1).
    pub fn boundary(&self) -> Option<&str> {
        self.boundary.as_deref()
    }

    /// Whether the body is one JSON text: `application/json` or a `+json` suffix (RFC 6839).
    pub fn is_json(&self) -> bool {
        !self.is_stream && (self.subtype() == "json" || self.subtype().ends_with("+json"))
    }

    /// Whether the body is pairs (WHATWG URL §5).
    pub fn is_form(&self) -> bool {
        self.essence == "application/x-www-form-urlencoded"
    }

    /// Whether the body is the parts of a form (RFC 7578).
    pub fn is_multipart(&self) -> bool {
        self.essence == "multipart/form-data"
    }

    /// Whether the body is text that is read as it stands.
    pub fn is_text(&self) -> bool {
        self.kind() == "text"
    }

    /// Whether the body is XML: `application/xml`, `text/xml` or a `+xml` suffix (RFC 7303).
    pub fn is_xml(&self) -> bool {
        self.subtype() == "xml" || self.subtype().ends_with("+xml")
    }

    /// Whether this names no single media type: `type/*` or `*/*`.
    pub fn is_range(&self) -> bool {
        self.subtype() == "*"
    }

    /// Whether the body is a stream of items or messages, to be passed as it comes.
    pub fn is_stream(&self) -> bool {
        self.is_stream
    }

    /// Whether this, as a key of a `content` map, covers `other`: exactly, `type/*` or `*/*`.
    pub fn accepts(&self, other: &Self) -> bool {
        self.essence == other.essence
            || match (self.kind(), self.subtype()) {
                ("*", "*") => true,
                (kind, "*") => kind == other.kind(),
                (_, _) => false,
            }
    }

    /// How narrow this is as a key of a `content` map: the higher wins (OAS 3.1 §4.8.14).
    pub fn specificity(&self) -> u8 {
        match (self.kind(), self.subtype()) {
            ("*", "*") => 0,
            (_, "*") => 1,
            (_, _) => 2,
        }
    }

    fn kind(&self) -> &str {
        self.essence.get(..self.slash).unwrap_or_default()
    }

    fn subtype(&self) -> &str {
        self.essence.get(self.slash + 1..).unwrap_or_default()
    }
}

impl From<MediaType> for String {
    fn from(media_type: MediaType) -> Self {
        let MediaType {
            essence,
            slash: _,
            is_stream: _,
            charset,
            boundary,
        } = media_type;
        let mut text = essence.into_owned();
        for (name, value) in [("; charset=\"", charset), ("; boundary=\"", boundary)] {
            let Some(value) = value else { continue };
            text.push_str(name);
            for character in value.chars() {
                if matches!(character, '"' | '\\') {
                    text.push('\\');
                }
                text.push(character);
            }
            text.push('"');
        }
        text
    }
}

impl TryFrom<String> for MediaType {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        Self::parse(text.as_bytes()).ok_or("expected a media type")
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.essence)
    }
}

fn is_stream(essence: &str) -> bool {
    STREAMS.contains(&essence) || essence.starts_with("application/grpc")
}

/// RFC 2046 §5.1.1: what may stand in a boundary, which does not end in a space.
fn is_boundary(text: &str) -> bool {
    (1..=BOUNDARY_BYTES_MAX).contains(&text.len())
        && !text.ends_with(' ')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte))
}
