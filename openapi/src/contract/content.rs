//! `content` maps and request bodies (OAS 3.1 §4.8.13, §4.8.14): which media type object
//! a representation falls under, and what its schema says of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::schema::{self, Program, SchemaId};
use super::verdict::keyword;
use super::{BodyNeed, HeadCheck, Location, Undecided, Verdict, Violation};
use crate::document::members;
use crate::http::{ContentType, Header, MediaType, is_content_encoded};
use crate::json::{Json, JsonError};
use crate::pointer;

/// A `content` map, narrowest media types first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Content(Vec<(MediaType, Judge)>);

/// A Request Body Object.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RequestBody {
    pub(super) required: bool,
    pub(super) content: Content,
}

/// What judges a representation of one media type.
#[derive(Debug, Serialize, Deserialize)]
enum Judge {
    /// No schema: anything goes.
    Nothing,
    /// The schema.
    Schema(SchemaId),
    /// A schema that could not be compiled.
    Broken,
}

impl RequestBody {
    pub(super) fn compile<'d>(cx: &mut Compiler<'d>, object: &'d Value, pointer: &str) -> Self {
        Self {
            required: object.get("required") == Some(&Value::Bool(true)),
            content: Content::compile(
                cx,
                object.get("content"),
                &pointer::join(pointer, "content"),
            ),
        }
    }
}

impl Content {
    pub(super) fn compile<'d>(
        cx: &mut Compiler<'d>,
        map: Option<&'d Value>,
        pointer: &str,
    ) -> Self {
        let mut entries = Vec::new();
        for (key, media_type_object) in members(map) {
            let pointer = pointer::join(pointer, key);
            let Some(media_type) = MediaType::parse(key.as_bytes()) else {
                cx.problem(&pointer, "expected a media type such as application/json");
                continue;
            };
            let judge = match media_type_object.get("schema") {
                None => Judge::Nothing,
                Some(_) if media_type.is_stream() => Judge::Nothing,
                Some(_) => match cx.schema(&pointer::join(&pointer, "schema")) {
                    Some(schema) => Judge::Schema(schema),
                    None => Judge::Broken,
                },
            };
            entries.push((media_type, judge));
        }
        entries.sort_by_key(|(media_type, _)| std::cmp::Reverse(media_type.specificity()));
        Self(entries)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn is_sound(&self, program: &Program) -> bool {
        self.0.iter().all(|(_, judge)| match judge {
            Judge::Schema(schema) => program.has(*schema),
            Judge::Nothing | Judge::Broken => true,
        })
    }

    fn judge(&self, media_type: &MediaType) -> Option<&Judge> {
        self.0
            .iter()
            .find(|(key, _)| key.accepts(media_type))
            .map(|(_, judge)| judge)
    }

    /// Judges what a head says of the representation that follows it.
    pub(super) fn check_head(&self, headers: &[Header<'_>]) -> HeadCheck {
        let media_type = match ContentType::of(headers) {
            ContentType::One(media_type) => media_type,
            ContentType::Absent => return content_type("missing"),
            ContentType::Malformed => return content_type("expected exactly one media type"),
        };
        let Some(judge) = self.judge(&media_type) else {
            return content_type("not a media type of the contract");
        };
        if media_type.is_stream() {
            return undecided(Undecided::Stream);
        }
        if is_content_encoded(headers) {
            return undecided(Undecided::ContentEncoded);
        }
        if media_type.is_json()
            && media_type
                .charset()
                .is_some_and(|charset| charset != "utf-8")
        {
            return content_type("expected charset utf-8");
        }
        match judge {
            Judge::Nothing => HeadCheck::from(Verdict::Conforms),
            Judge::Broken => undecided(Undecided::SchemaNotCompiled),
            Judge::Schema(_) if media_type.is_json() => HeadCheck {
                verdict: Verdict::Conforms,
                body: BodyNeed::Json,
            },
            Judge::Schema(_) => undecided(Undecided::MediaTypeNotDecoded),
        }
    }

    /// Judges a body that was read as JSON.
    pub(super) fn check_body(
        &self,
        program: &Program,
        media_type: &MediaType,
        body: &Result<Json<'_>, JsonError>,
    ) -> Verdict {
        match (self.judge(media_type), body) {
            (Some(Judge::Schema(schema)), Ok(json)) => {
                schema::verdict(program, *schema, json.root(), Location::Body, "")
            }
            (Some(Judge::Schema(_)), Err(error)) => Verdict::of(vec![Violation::new(
                Location::Body,
                "",
                error.keyword(),
                error.to_string(),
            )]),
            (Some(Judge::Nothing | Judge::Broken) | None, _) => Verdict::Conforms,
        }
    }
}

impl From<Verdict> for HeadCheck {
    fn from(verdict: Verdict) -> Self {
        Self {
            verdict,
            body: BodyNeed::Nothing,
        }
    }
}

fn undecided(reason: Undecided) -> HeadCheck {
    HeadCheck::from(Verdict::Undecided(reason))
}

fn content_type(message: &str) -> HeadCheck {
    HeadCheck::from(Verdict::of(vec![Violation::new(
        Location::Header,
        "/content-type",
        keyword::CONTENT_TYPE,
        message,
    )]))
}
