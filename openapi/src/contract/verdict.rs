//! What a check answers. Violations are data: they name places and rules in the
//! contract's own words and never repeat what the exchange carried.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::VIOLATIONS_MAX;

/// The answer of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing contradicts the contract.
    Conforms,
    /// At least one rule is broken: sorted, each once, at most [`VIOLATIONS_MAX`].
    Violates(Vec<Violation>),
    /// It could not be told; the failure policy says what then happens.
    Undecided(Undecided),
}

/// Why a check could not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Undecided {
    /// More bytes than the limit.
    BodyTooLarge,
    /// A media type the contract describes and Docent does not read.
    MediaTypeNotDecoded,
    /// gzip, br and the like.
    ContentEncoded,
    /// Read and well formed, with a schema nobody judges it by: XML.
    Unvalidated,
    /// A stream of items or an upgraded connection, passed as it comes.
    Stream,
    /// The schema could not be compiled.
    SchemaNotCompiled,
    /// Schema and value together need more steps than a verdict may take.
    SchemaTooCostly,
    /// The operation asks for credentials that are not understood.
    SecurityNotCompiled,
    /// The check itself failed.
    Failed,
}

impl Undecided {
    /// A stable token for stats and access logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BodyTooLarge => "body_too_large",
            Self::MediaTypeNotDecoded => "media_type_not_decoded",
            Self::ContentEncoded => "content_encoded",
            Self::Unvalidated => "unvalidated",
            Self::Stream => "stream",
            Self::SchemaNotCompiled => "schema_not_compiled",
            Self::SchemaTooCostly => "schema_too_costly",
            Self::SecurityNotCompiled => "security_not_compiled",
            Self::Failed => "failed",
        }
    }
}

/// The part of an exchange a violation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// A path parameter, or the path itself.
    Path,
    /// A query parameter.
    Query,
    /// A header field.
    Header,
    /// A cookie.
    Cookie,
    /// The body.
    Body,
    /// The status code of a response.
    Status,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Body => "body",
            Self::Status => "status",
        })
    }
}

/// One way in which an exchange breaks the contract.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Violation {
    /// Where it is.
    pub location: Location,
    /// JSON Pointer below the location: `/limit` for a parameter, `/items/0/id` in a body.
    /// A member that the contract does not name stands as `*`.
    pub pointer: String,
    /// The keyword of the contract that is broken: `maximum`, `required`, `contentType`.
    pub keyword: String,
    /// What was expected, as a clause without a subject.
    pub message: String,
}

impl Violation {
    pub(crate) fn new(
        location: Location,
        pointer: impl Into<String>,
        keyword: &str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            location,
            pointer: pointer.into(),
            keyword: keyword.to_owned(),
            message: message.into(),
        }
    }

    /// A head that does not say what the contract expects to follow.
    pub(super) fn content_type(message: &str) -> Self {
        Self::new(
            Location::Header,
            "/content-type",
            keyword::CONTENT_TYPE,
            message,
        )
    }

    /// A body that breaks one rule at one place.
    pub(super) fn of_body(pointer: &str, keyword: &str, message: impl Into<String>) -> Verdict {
        Verdict::of(vec![Self::new(Location::Body, pointer, keyword, message)])
    }

    /// The status code a request with this violation is answered with.
    pub fn request_status(&self) -> u16 {
        match (self.location, self.keyword.as_str()) {
            (Location::Header, keyword::CONTENT_TYPE) => 415,
            (_, keyword::SECURITY) => 401,
            (_, _) => 400,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            location,
            pointer,
            keyword,
            message,
        } = self;
        write!(f, "{location} {pointer:?}: {message} ({keyword})")
    }
}

/// Keywords of OpenAPI's own rules, beside those of JSON Schema.
pub(super) mod keyword {
    /// A media type outside the contract, or none.
    pub(in crate::contract) const CONTENT_TYPE: &str = "contentType";
    /// Something mandatory is missing.
    pub(in crate::contract) const REQUIRED: &str = "required";
    /// A parameter that does not follow its style.
    pub(in crate::contract) const STYLE: &str = "style";
    /// Bytes that are no text: bad percent-encoding or UTF-8.
    pub(in crate::contract) const ENCODING: &str = "encoding";
    /// A body where none is declared.
    pub(in crate::contract) const REQUEST_BODY: &str = "requestBody";
    /// Bytes that are not the parts of a form.
    pub(in crate::contract) const MULTIPART: &str = "multipart";
    /// A text that is not well-formed XML.
    pub(in crate::contract) const XML: &str = "xml";
    /// A schema as a whole, where finding out which of its keywords would take too long.
    pub(in crate::contract) const SCHEMA: &str = "schema";
    /// Credentials that are missing or malformed.
    pub(in crate::contract) const SECURITY: &str = "security";
    /// A header that asks for another method than the request has.
    pub(in crate::contract) const METHOD_OVERRIDE: &str = "methodOverride";
    /// A status code outside the contract.
    pub(in crate::contract) const RESPONSES: &str = "responses";
}

impl Verdict {
    /// Violations sorted, each once, capped; conforms when there are none.
    pub(crate) fn of(mut violations: Vec<Violation>) -> Self {
        if violations.is_empty() {
            return Self::Conforms;
        }
        violations.sort_unstable();
        violations.dedup();
        violations.truncate(VIOLATIONS_MAX);
        Self::Violates(violations)
    }

    /// The verdict without the violations that are accepted. A list that may have been cut
    /// off stays as it is: nobody knows what is missing from it.
    #[must_use]
    pub fn except(self, accepts: &mut dyn FnMut(&Violation) -> bool) -> Self {
        match self {
            Self::Violates(violations) if violations.len() < VIOLATIONS_MAX => Self::of(
                violations
                    .into_iter()
                    .filter(|violation| !accepts(violation))
                    .collect(),
            ),
            Self::Conforms | Self::Violates(_) | Self::Undecided(_) => self,
        }
    }

    /// Both verdicts as one: a violation weighs most, then what could not be told.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Violates(mut left), Self::Violates(right)) => {
                left.extend(right);
                Self::of(left)
            }
            (Self::Violates(violations), Self::Conforms | Self::Undecided(_))
            | (Self::Conforms | Self::Undecided(_), Self::Violates(violations)) => {
                Self::Violates(violations)
            }
            (Self::Undecided(reason), Self::Conforms | Self::Undecided(_))
            | (Self::Conforms, Self::Undecided(reason)) => Self::Undecided(reason),
            (Self::Conforms, Self::Conforms) => Self::Conforms,
        }
    }
}
