//! `application/x-www-form-urlencoded` (OAS 3.1 §4.8.15): pairs become one object, read by
//! the schema's properties and the `encoding` of each, and the schema judges it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::schema::Program;
use super::{Undecided, Verdict};

/// A Media Type Object for forms, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Form {}

impl Form {
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

    /// Judges a whole body.
    pub(super) fn check(&self, _program: &Program, _bytes: &[u8]) -> Verdict {
        Verdict::Undecided(Undecided::MediaTypeNotDecoded)
    }
}
