//! Bodies that are one text or one run of bytes: plain text is judged as a string, binary
//! data by its length, XML only for being well formed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::schema::Program;
use super::{Undecided, Verdict};
use crate::http::MediaType;

/// A Media Type Object for anything that is neither JSON, form nor stream, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Plain {}

impl Plain {
    /// Compiles a Media Type Object; `None` when it has a schema that could not be compiled.
    pub(super) fn compile<'d>(
        _cx: &mut Compiler<'d>,
        _media_type: &MediaType,
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
    ) -> Verdict {
        Verdict::Undecided(Undecided::MediaTypeNotDecoded)
    }
}
