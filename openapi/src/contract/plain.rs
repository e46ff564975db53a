//! Bodies that are one text or one run of bytes: plain text is judged as a string, binary
//! data by its length, XML only for being well formed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::content::content_type;
use super::opaque::Opaque;
use super::reading::{Reading, Types};
use super::schema::{self, Program, SchemaId};
use super::verdict::keyword;
use super::xml;
use super::{BodyNeed, HeadCheck, Location, Undecided, Verdict, Violation};
use crate::http::{Announcement, MediaType};
use crate::json::{self, JsonLimits};
use crate::pointer;

/// A Media Type Object for anything that is neither JSON, form nor stream, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Plain {
    schema: SchemaId,
    reading: Reading,
    /// `None` when the schema asks for more of binary data than its length.
    opaque: Option<Opaque>,
}

/// What a media type's bytes are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Json,
    Text,
    Xml,
    Binary,
    /// Pairs or parts below a key such as `*/*`, which says nothing of how to read them.
    Other,
}

impl Kind {
    fn of(media_type: &MediaType) -> Self {
        if media_type.is_json() {
            Self::Json
        } else if media_type.is_xml() {
            Self::Xml
        } else if media_type.is_text() {
            Self::Text
        } else if media_type.is_form() || media_type.is_multipart() {
            Self::Other
        } else {
            Self::Binary
        }
    }
}

impl Plain {
    /// Compiles a Media Type Object; `None` when it has a schema that could not be compiled.
    pub(super) fn compile<'d>(
        cx: &mut Compiler<'d>,
        media_type_object: &'d Value,
        pointer: &str,
    ) -> Option<Self> {
        let object = media_type_object.get("schema")?;
        let schema = cx.schema(&pointer::join(pointer, "schema"))?;
        let reading = Reading::of(cx, Some(object));
        let is_text = reading.types.has(Types::STRING);
        let opaque = Opaque::of(cx, object).filter(|_| is_text);
        Some(Self {
            schema,
            reading,
            opaque,
        })
    }

    pub(super) fn is_sound(&self, program: &Program) -> bool {
        program.has(self.schema)
    }

    /// The schema, for a body that turns out to be JSON.
    pub(super) fn schema(&self) -> SchemaId {
        self.schema
    }

    /// Judges what can be told before a body: data that nobody reads is not waited for,
    /// however much there is of it.
    pub(super) fn check_head(
        &self,
        program: &Program,
        media_type: &MediaType,
        announced: &Announcement,
    ) -> HeadCheck {
        let kind = Kind::of(media_type);
        let is_read = media_type
            .charset()
            .is_none_or(|charset| matches!(charset, "utf-8" | "us-ascii"));
        match (kind, self.opaque) {
            (Kind::Text | Kind::Xml, _) if !is_read => {
                return content_type("expected charset utf-8");
            }
            (Kind::Text, _) if !self.reading.has_scalars() => return not_decoded(),
            (Kind::Other, _) | (Kind::Binary, None) => return not_decoded(),
            (Kind::Binary, Some(opaque)) if !opaque.counts() => {
                return HeadCheck::from(Verdict::Conforms);
            }
            (Kind::Binary, Some(opaque)) => {
                if let Some(length) = announced.length.filter(|_| !announced.is_part) {
                    return HeadCheck::from(self.check_length(program, opaque, length));
                }
            }
            (Kind::Json | Kind::Text | Kind::Xml, _) => {}
        }
        HeadCheck {
            verdict: Verdict::Conforms,
            body: BodyNeed::Whole,
        }
    }

    /// Judges a whole body under the media type its head announced.
    pub(super) fn check(&self, program: &Program, media_type: &MediaType, bytes: &[u8]) -> Verdict {
        match (Kind::of(media_type), self.opaque) {
            (Kind::Text, _) => self.check_text(program, media_type, bytes),
            (Kind::Xml, _) => match xml::check(bytes) {
                Ok(()) => Verdict::Undecided(Undecided::Unvalidated),
                Err(message) => Violation::of_body("", keyword::XML, message),
            },
            (Kind::Binary, Some(opaque)) => self.check_length(program, opaque, bytes.len() as u64),
            (Kind::Json | Kind::Binary | Kind::Other, _) => {
                Verdict::Undecided(Undecided::MediaTypeNotDecoded)
            }
        }
    }

    fn check_text(&self, program: &Program, media_type: &MediaType, bytes: &[u8]) -> Verdict {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() || media_type.charset() != Some("us-ascii") => text,
            Ok(_) | Err(_) => {
                return Violation::of_body("", keyword::ENCODING, "expected UTF-8 text");
            }
        };
        check_scalar(program, self.schema, &self.reading, text, "")
    }

    fn check_length(&self, program: &Program, opaque: Opaque, length: u64) -> Verdict {
        check_json(program, self.schema, &opaque.text(length), "")
    }
}

/// Judges one text as a value of its own: it conforms when one of its readings does.
pub(super) fn check_scalar(
    program: &Program,
    schema: SchemaId,
    reading: &Reading,
    text: &str,
    place: &str,
) -> Verdict {
    let mut likeliest = None;
    for read in reading.of_text(text) {
        let verdict = check_json(program, schema, &read, place);
        if verdict == Verdict::Conforms {
            return verdict;
        }
        likeliest = likeliest.or(Some(verdict));
    }
    likeliest.unwrap_or_else(|| Violation::of_body(place, "type", reading.expected()))
}

fn check_json(program: &Program, schema: SchemaId, text: &str, place: &str) -> Verdict {
    match json::read(text.as_bytes(), &JsonLimits::default()) {
        Ok(json) => schema::verdict(program, schema, json.root(), Location::Body, place),
        Err(error) => Violation::of_body(place, error.keyword(), error.to_string()),
    }
}

fn not_decoded() -> HeadCheck {
    HeadCheck::from(Verdict::Undecided(Undecided::MediaTypeNotDecoded))
}
