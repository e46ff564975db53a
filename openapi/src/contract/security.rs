//! Security Requirement Objects (OAS 3.1 §4.8.30): whether a request carries credentials of
//! the form that the contract asks for. Nobody's token is verified.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Verdict;
use super::compiler::Compiler;
use crate::http::RequestHead;

/// What an operation asks for, compiled: one of several sets of schemes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Security {}

impl Security {
    /// Compiles the `security` of an operation, or of the document where the operation has none.
    pub(super) fn compile<'d>(
        _cx: &mut Compiler<'d>,
        _operation: &'d Value,
        _pointer: &str,
    ) -> Self {
        Self {}
    }

    /// Judges the head of a request.
    pub(super) fn check(&self, _head: &RequestHead<'_>) -> Verdict {
        Verdict::Conforms
    }
}
