//! `multipart/form-data` (OAS 3.1 §4.8.15.2): parts become one object, each read by its own
//! content type, and the schema judges it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::schema::Program;
use super::{Undecided, Verdict};
use crate::http::MediaType;
use crate::json::JsonLimits;

/// A Media Type Object for multipart forms, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Multipart {}

impl Multipart {
    /// Compiles a Media Type Object; `None` when it has a schema that could not be compiled.
    pub(super) fn compile<'d>(
        _cx: &mut Compiler<'d>,
        _media_type_object: &'d Value,
        _pointer: &str,
    ) -> Option<Self> {
        Some(Self {})
    }

    pub(super) fn is_sound(&self, _program: &Program) -> bool {
        true
    }

    /// Judges a whole body under the media type its head announced.
    pub(super) fn check(
        &self,
        _program: &Program,
        _media_type: &MediaType,
        _bytes: &[u8],
        _limits: &JsonLimits,
    ) -> Verdict {
        Verdict::Undecided(Undecided::MediaTypeNotDecoded)
    }
}
