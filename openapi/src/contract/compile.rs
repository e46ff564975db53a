//! Document to contract: the only birthplace of [`CompileProblem`]. Each part compiles on
//! its own, so that one broken operation never disables the others.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::content::RequestBody;
use super::parameter::Parameter;
use super::response::Responses;
use super::route::Router;
use super::schema::{Schema, Schemas};
use super::{Contract, Operation};
use crate::document::{Document, members, path_item_operations, resolve};
use crate::http::Method;
use crate::limits::{COMPILE_PROBLEMS_MAX, OPERATIONS_MAX};
use crate::path::PathTemplate;
use crate::pointer;

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

pub(super) fn contract(document: &Document) -> (Contract, Vec<CompileProblem>) {
    let document = document.upgraded();
    let mut cx = Compiler::new(document.as_value());
    let mut contract = Contract {
        operations: Vec::new(),
        router: Router::default(),
    };
    for (template, path_item) in members(document.as_value().get("paths")) {
        if template.starts_with("x-") {
            continue;
        }
        let pointer = pointer::join("/paths", template);
        match PathTemplate::parse(template) {
            Ok(template) => cx.path_item(&mut contract, &template, path_item, &pointer),
            Err(error) => cx.problem(&pointer, error),
        }
    }
    (contract, cx.problems)
}

/// The document that is being compiled and what is wrong with it so far.
pub(super) struct Compiler<'d> {
    document: &'d Value,
    schemas: Schemas<'d>,
    problems: Vec<CompileProblem>,
}

impl<'d> Compiler<'d> {
    fn new(document: &'d Value) -> Self {
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

    fn path_item(
        &mut self,
        contract: &mut Contract,
        template: &PathTemplate,
        path_item: &'d Value,
        pointer: &str,
    ) {
        let Some((path_item, pointer)) = self.resolve(path_item, pointer) else {
            return;
        };
        for (method, object) in path_item_operations(path_item) {
            if contract.operations.len() >= OPERATIONS_MAX {
                self.problem(&pointer, format!("more than {OPERATIONS_MAX} operations"));
                return;
            }
            let at = pointer::join(&pointer, method.key());
            let operation = Arc::new(self.operation(method, template, path_item, object, &pointer));
            if let Some(other) = contract.router.insert(Arc::clone(&operation)) {
                let other = pointer::join("/paths", other.as_str());
                self.problem(
                    &at,
                    format!("the path differs from {other} in parameter names alone"),
                );
            }
            contract.operations.push(operation);
        }
    }

    fn operation(
        &mut self,
        method: Method,
        template: &PathTemplate,
        path_item: &'d Value,
        object: &'d Value,
        path_item_pointer: &str,
    ) -> Operation {
        let pointer = pointer::join(path_item_pointer, method.key());
        let parameters = Parameter::compile_all(
            self,
            template,
            [
                (
                    path_item.get("parameters"),
                    pointer::join(path_item_pointer, "parameters"),
                ),
                (
                    object.get("parameters"),
                    pointer::join(&pointer, "parameters"),
                ),
            ],
        );
        let request_body = object.get("requestBody").and_then(|body| {
            let (body, at) = self.resolve(body, &pointer::join(&pointer, "requestBody"))?;
            Some(RequestBody::compile(self, body, &at))
        });
        let responses = pointer::join(&pointer, "responses");
        Operation {
            method,
            template: template.clone(),
            parameters,
            request_body,
            responses: Responses::compile(self, object.get("responses"), &responses),
        }
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
