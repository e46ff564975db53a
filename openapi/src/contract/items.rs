//! Items of a stream (OAS 3.2 §4.14.3, `itemSchema`): what one item of a sequence must look
//! like. Where one item ends and the next begins is not known here.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::schema::Program;

/// A Media Type Object for a sequence of items, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Items {}

impl Items {
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
}
