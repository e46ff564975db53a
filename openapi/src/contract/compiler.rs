//! What every part of a contract is compiled with: the document, its schemas, and the list
//! of what is wrong, the only birthplace of [`CompileProblem`]. Walks nothing by itself.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::schema::{Schema, Schemas};
use crate::document::resolve;
use crate::limits::COMPILE_PROBLEMS_MAX;

/// A part of a document that is not enforced, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CompileProblem {
    /// JSON Pointer into the document (RFC 6901).
    pub pointer: String,
    /// What was expected.
    pub message: String,
}

impl fmt::Display for CompileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.message)
    }
}

/// The document that is being compiled and what is wrong with it so far.
pub(super) struct Compiler<'d> {
    document: &'d Value,
    schemas: Schemas<'d>,
    problems: Vec<CompileProblem>,
}

impl<'d> Compiler<'d> {
    pub(super) fn new(document: &'d Value) -> Self {
        let mut problems = Vec::new();
        let schemas = Schemas::new(document, &mut |pointer, message| {
            push(&mut problems, pointer, message);
        });
        Self {
            document,
            schemas,
            problems,
        }
    }

    pub(super) fn problem(&mut self, pointer: &str, message: impl fmt::Display) {
        push(&mut self.problems, pointer, message.to_string());
    }

    /// What an object stands for and where that is; a `$ref` to nowhere is a problem.
    pub(super) fn resolve(
        &mut self,
        object: &'d Value,
        pointer: &str,
    ) -> Option<(&'d Value, String)> {
        resolve(self.document, object, pointer)
            .map_err(|error| self.problem(pointer, error))
            .ok()
    }

    /// The Schema Object at `pointer`, compiled. Operations that share a component share
    /// its compiled form.
    pub(super) fn schema(&mut self, schema: &Value, pointer: &str) -> Option<Arc<Schema>> {
        let shared = schema
            .get("$ref")
            .filter(|_| schema.as_object().is_some_and(|object| object.len() == 1))
            .and_then(Value::as_str)
            .and_then(|reference| reference.strip_prefix('#'))
            .filter(|target| !target.contains('%') && self.document.pointer(target).is_some());
        let problems = &mut self.problems;
        self.schemas
            .compile(shared.unwrap_or(pointer), &mut |pointer, message| {
                push(problems, pointer, message);
            })
    }

    /// The Schema Object itself, behind its `$ref`; for looking at, not for judging.
    pub(super) fn look_at(&self, schema: &'d Value) -> Option<&'d Value> {
        resolve(self.document, schema, "")
            .ok()
            .map(|(schema, _)| schema)
    }

    /// Everything that was wrong.
    pub(super) fn into_problems(self) -> Vec<CompileProblem> {
        self.problems
    }
}

fn push(problems: &mut Vec<CompileProblem>, pointer: &str, message: String) {
    if problems.len() < COMPILE_PROBLEMS_MAX {
        problems.push(CompileProblem {
            pointer: pointer.to_owned(),
            message,
        });
    }
}
