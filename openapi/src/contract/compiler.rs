//! What every part of a contract is compiled with: the document, its schemas, and the list
//! of what is wrong. Walks nothing by itself.

use std::fmt;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::UnicodeProperties;
use super::direction::{Direction, Views};
use super::schema::{Program, SchemaId, Schemas, schemas};
use crate::document::{Repair, resolve};
use crate::limits::COMPILE_PROBLEMS_MAX;

/// A part of a document that is not enforced, or is only because it was repaired, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CompileProblem {
    /// What came of it.
    pub kind: ProblemKind,
    /// JSON Pointer into the document (RFC 6901); of Swagger 2.0, into what it means in 3.0.
    pub pointer: String,
    /// What was expected, or how what was found is read.
    pub message: String,
}

/// What came of a part of a document that is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// It is not judged; the rest is.
    NotEnforced,
    /// What was meant leaves no doubt, and is enforced.
    Repaired,
}

impl ProblemKind {
    /// A stable token.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotEnforced => "notEnforced",
            Self::Repaired => "repaired",
        }
    }
}

impl From<Repair> for CompileProblem {
    fn from(Repair { pointer, message }: Repair) -> Self {
        Self {
            kind: ProblemKind::Repaired,
            pointer,
            message,
        }
    }
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
    /// Those of responses, where they are not the same.
    of_responses: Option<Schemas<'d>>,
    direction: Direction,
    problems: Vec<CompileProblem>,
}

impl<'d> Compiler<'d> {
    pub(super) fn new(views: &'d Views, properties: Option<UnicodeProperties>) -> Self {
        let (requests, responses) = match &views.directed {
            Some([requests, responses]) => (requests, Some(responses)),
            None => (&views.document, None),
        };
        Self {
            document: &views.document,
            schemas: schemas(requests, properties),
            of_responses: responses.map(|document| schemas(document, properties)),
            direction: Direction::Request,
            problems: Vec::new(),
        }
    }

    pub(super) fn problem(&mut self, pointer: &str, message: impl fmt::Display) {
        tell(&mut self.problems, pointer.to_owned(), message.to_string());
    }

    /// A member of the document itself.
    pub(super) fn member(&self, name: &str) -> Option<&'d Value> {
        self.document.get(name)
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

    /// The Schema Object at `pointer`, compiled.
    pub(super) fn schema(&mut self, pointer: &str) -> Option<SchemaId> {
        match (&mut self.of_responses, self.direction) {
            (Some(schemas), Direction::Response) => schemas.schema(pointer),
            (_, _) => self.schemas.schema(pointer),
        }
    }

    /// Compiles a part that is for responses.
    pub(super) fn for_responses<T>(&mut self, compile: impl FnOnce(&mut Self) -> T) -> T {
        self.direction = Direction::Response;
        let compiled = compile(self);
        self.direction = Direction::Request;
        compiled
    }

    /// The Schema Object itself, behind its `$ref`; for looking at, not for judging.
    pub(super) fn look_at(&self, schema: &'d Value) -> Option<&'d Value> {
        self.find(schema, "").map(|(schema, _)| schema)
    }

    /// What one `$ref` of a schema leads to within the document, and where that is; for
    /// looking at, not for judging.
    pub(super) fn target(&self, reference: &str) -> Option<(&'d Value, String)> {
        let fragment = percent_decode_str(reference.strip_prefix('#')?);
        let pointer = fragment.decode_utf8().ok()?.into_owned();
        Some((self.document.pointer(&pointer)?, pointer))
    }

    /// The same, and where that is. A `$ref` to nowhere is a problem that the schema has.
    pub(super) fn find(&self, schema: &'d Value, pointer: &str) -> Option<(&'d Value, String)> {
        resolve(self.document, schema, pointer).ok()
    }

    /// The compiled schemas, those of responses where they are not the same, and everything
    /// that was wrong.
    pub(super) fn finish(self) -> (Program, Option<Program>, Vec<CompileProblem>) {
        let (program, mut found) = self.schemas.finish();
        let of_responses = self.of_responses.map(|schemas| {
            let (program, more) = schemas.finish();
            found.extend(more);
            Program::new(program, Direction::Response)
        });
        let program = Program::new(program, Direction::Request);
        let mut problems = self.problems;
        for problem in found {
            tell(&mut problems, problem.pointer, problem.message);
        }
        (program, of_responses, problems)
    }
}

/// What many operations share, or both directions, is told once.
fn tell(problems: &mut Vec<CompileProblem>, pointer: String, message: String) {
    let problem = CompileProblem {
        kind: ProblemKind::NotEnforced,
        pointer,
        message,
    };
    if problems.len() < COMPILE_PROBLEMS_MAX && !problems.contains(&problem) {
        problems.push(problem);
    }
}
