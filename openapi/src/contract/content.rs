//! `content` maps and request bodies (OAS 3.1 §4.8.13, §4.8.14): which media type object
//! a representation falls under, and what its schema says of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::form::Form;
use super::items::{Items, ItemsCheck};
use super::multipart::Multipart;
use super::plain::Plain;
use super::schema::{self, Program, SchemaId};
use super::verdict::keyword;
use super::{Body, BodyNeed, HeadCheck, Location, Undecided, Verdict, Violation};
use crate::document::members;
use crate::http::{Announcement, ContentType, Header, MediaType};
use crate::json::JsonLimits;
use crate::pointer;

/// A `content` map, narrowest media types first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Content(Vec<(MediaType, Judge)>);

/// A Request Body Object.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct RequestBody {
    pub(super) required: bool,
    pub(super) content: Content,
}

/// What judges a representation of one media type.
#[derive(Debug, Serialize, Deserialize)]
enum Judge {
    /// No schema: anything goes.
    Nothing,
    /// A schema that could not be compiled.
    Broken,
    /// The schema of one JSON text.
    Json(SchemaId),
    /// Pairs.
    Form(Box<Form>),
    /// Parts.
    Multipart(Box<Multipart>),
    /// One text, or bytes.
    Plain(Box<Plain>),
    /// A sequence, item by item.
    Items(Box<Items>),
}

impl Judge {
    fn compile<'d>(
        cx: &mut Compiler<'d>,
        media_type: &MediaType,
        object: &'d Value,
        pointer: &str,
    ) -> Self {
        let has_schema = object.get("schema").is_some();
        let judge = if Items::describes(cx, media_type, object) {
            Items::compile(cx, media_type, object, pointer)
                .map(|items| Self::Items(Box::new(items)))
        } else if !has_schema {
            Some(Self::Nothing)
        } else if media_type.is_json() {
            cx.schema(&pointer::join(pointer, "schema")).map(Self::Json)
        } else if media_type.is_form() {
            Form::compile(cx, object, pointer).map(|form| Self::Form(Box::new(form)))
        } else if media_type.is_multipart() {
            Multipart::compile(cx, object, pointer).map(|parts| Self::Multipart(Box::new(parts)))
        } else {
            Plain::compile(cx, object, pointer).map(|plain| Self::Plain(Box::new(plain)))
        };
        judge.unwrap_or(Self::Broken)
    }

    /// The schema of the body as one value.
    fn schema(&self) -> Option<SchemaId> {
        match self {
            Self::Json(schema) => Some(*schema),
            Self::Plain(plain) => Some(plain.schema()),
            Self::Nothing | Self::Broken | Self::Form(_) | Self::Multipart(_) | Self::Items(_) => {
                None
            }
        }
    }

    fn is_sound(&self, program: &Program) -> bool {
        match self {
            Self::Nothing | Self::Broken => true,
            Self::Json(schema) => program.has(*schema),
            Self::Form(form) => form.is_sound(program),
            Self::Multipart(multipart) => multipart.is_sound(program),
            Self::Plain(plain) => plain.is_sound(program),
            Self::Items(items) => items.is_sound(program),
        }
    }
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
            let judge = Judge::compile(cx, &media_type, media_type_object, &pointer);
            entries.push((media_type, judge));
        }
        entries.sort_by_key(|(media_type, _)| std::cmp::Reverse(media_type.specificity()));
        Self(entries)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn is_sound(&self, program: &Program) -> bool {
        self.0.iter().all(|(_, judge)| judge.is_sound(program))
    }

    fn judge(&self, media_type: &MediaType) -> Option<&Judge> {
        self.0
            .iter()
            .find(|(key, _)| key.accepts(media_type))
            .map(|(_, judge)| judge)
    }

    /// Judges what a head says of the representation that follows it.
    pub(super) fn check_head(&self, program: &Program, announced: &Announcement) -> HeadCheck {
        let media_type = match &announced.content_type {
            ContentType::One(media_type) => media_type,
            ContentType::Absent => return content_type("missing"),
            ContentType::Several => {
                let violation = Violation::new(
                    Location::Header,
                    "/content-type",
                    keyword::STYLE,
                    "given more than once",
                );
                return HeadCheck::from(Verdict::of(vec![violation]));
            }
            ContentType::Malformed => return content_type("expected a media type"),
        };
        let Some(judge) = self.judge(media_type) else {
            return content_type("not a media type of the contract");
        };
        if announced.is_encoded {
            return undecided(Undecided::ContentEncoded);
        }
        if (media_type.is_json() || media_type.is_multipart())
            && media_type
                .charset()
                .is_some_and(|charset| charset != "utf-8")
        {
            return content_type("expected charset utf-8");
        }
        match judge {
            Judge::Nothing => HeadCheck::from(Verdict::Conforms),
            Judge::Broken => undecided(Undecided::SchemaNotCompiled),
            Judge::Items(items) if items.is_judged() => HeadCheck {
                verdict: Verdict::Conforms,
                body: BodyNeed::Items,
            },
            Judge::Items(_) => undecided(Undecided::Stream),
            // A key such as `*/*` covers streams, too, and these are never held.
            _ if media_type.is_stream() => undecided(Undecided::Stream),
            Judge::Multipart(_) if media_type.boundary().is_none() => {
                content_type("expected a boundary of 1 to 70 characters")
            }
            Judge::Plain(plain) => plain.check_head(program, media_type, announced),
            Judge::Json(_) | Judge::Form(_) | Judge::Multipart(_) => HeadCheck {
                verdict: Verdict::Conforms,
                body: BodyNeed::Whole,
            },
        }
    }

    /// What judges the items of a stream whose head asked for it.
    pub(super) fn items(
        &self,
        program: &Arc<Program>,
        headers: &[Header<'_>],
        limits: JsonLimits,
    ) -> Option<ItemsCheck> {
        let ContentType::One(media_type) = ContentType::of(headers) else {
            return None;
        };
        match self.judge(&media_type)? {
            Judge::Items(items) => items.check(program, &media_type, limits),
            Judge::Nothing
            | Judge::Broken
            | Judge::Json(_)
            | Judge::Form(_)
            | Judge::Multipart(_)
            | Judge::Plain(_) => None,
        }
    }

    /// Judges a whole body.
    pub(super) fn check_body(
        &self,
        program: &Program,
        media_type: &MediaType,
        body: &Body<'_>,
    ) -> Verdict {
        match (self.judge(media_type), body) {
            (Some(judge @ (Judge::Json(_) | Judge::Plain(_))), Body::Json(json)) => {
                match (judge.schema(), json) {
                    (Some(schema), Ok(json)) => {
                        schema::verdict(program, schema, json.root(), Location::Body, "")
                    }
                    (None, Ok(_)) => Verdict::Conforms,
                    (_, Err(error)) => Verdict::of(vec![Violation::new(
                        Location::Body,
                        "",
                        error.keyword(),
                        error.to_string(),
                    )]),
                }
            }
            (Some(Judge::Form(form)), Body::Bytes { bytes, limits: _ }) => {
                form.check(program, bytes)
            }
            (Some(Judge::Multipart(multipart)), Body::Bytes { bytes, limits }) => {
                multipart.check(program, media_type, bytes, limits)
            }
            (Some(Judge::Plain(plain)), Body::Bytes { bytes, limits: _ }) => {
                plain.check(program, media_type, bytes)
            }
            (_, _) => Verdict::Conforms,
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

pub(super) fn content_type(message: &str) -> HeadCheck {
    HeadCheck::from(Verdict::of(vec![Violation::content_type(message)]))
}
