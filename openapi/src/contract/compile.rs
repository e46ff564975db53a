//! Document to contract: the walk over paths and operations. Each part compiles on its
//! own, so that one broken operation never disables the others.

use std::sync::Arc;

use serde_json::Value;

use super::compiler::{CompileProblem, Compiler};
use super::content::RequestBody;
use super::parameter::Parameter;
use super::response::Responses;
use super::security::Security;
use super::{Contract, Operation, UnicodeProperties};
use crate::document::{Document, members, path_item_operations};
use crate::http::Method;
use crate::limits::{COMPILE_PROBLEMS_MAX, OPERATIONS_MAX};
use crate::path::PathTemplate;
use crate::pointer;

pub(super) fn contract(
    document: &Document,
    properties: Option<UnicodeProperties>,
) -> (Contract, Vec<CompileProblem>) {
    let document = document.upgraded();
    let mut cx = Compiler::new(document.as_value(), properties);
    let mut found = Vec::new();
    for (template, item) in members(document.as_value().get("paths")) {
        if template.starts_with("x-") {
            continue;
        }
        let pointer = pointer::join("/paths", template);
        match PathTemplate::parse(template) {
            Ok(template) => path_item(&mut cx, &mut found, &template, item, &pointer),
            Err(error) => cx.problem(&pointer, error),
        }
    }
    let (program, mut problems) = cx.finish();
    let (operations, pointers): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let (contract, doubles) = Contract::of(operations, program);
    problems.extend(doubles.into_iter().map(|(index, other)| {
        let other = pointer::join("/paths", other.as_str());
        CompileProblem {
            pointer: pointers.get(index).cloned().unwrap_or_default(),
            message: format!("the path differs from {other} in parameter names alone"),
        }
    }));
    problems.truncate(COMPILE_PROBLEMS_MAX);
    (contract, problems)
}

fn path_item<'d>(
    cx: &mut Compiler<'d>,
    found: &mut Vec<(Operation, String)>,
    template: &PathTemplate,
    path_item: &'d Value,
    pointer: &str,
) {
    let Some((path_item, pointer)) = cx.resolve(path_item, pointer) else {
        return;
    };
    for (method, object) in path_item_operations(path_item) {
        if found.len() >= OPERATIONS_MAX {
            cx.problem(&pointer, format!("more than {OPERATIONS_MAX} operations"));
            return;
        }
        let at = pointer::join(&pointer, method.key());
        let operation = operation(cx, method, template, path_item, object, &pointer);
        found.push((operation, at));
    }
}

fn operation<'d>(
    cx: &mut Compiler<'d>,
    method: Method,
    template: &PathTemplate,
    path_item: &'d Value,
    object: &'d Value,
    path_item_pointer: &str,
) -> Operation {
    let pointer = pointer::join(path_item_pointer, method.key());
    let parameters = Parameter::compile_all(
        cx,
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
        let (body, at) = cx.resolve(body, &pointer::join(&pointer, "requestBody"))?;
        Some(RequestBody::compile(cx, body, &at))
    });
    let responses = pointer::join(&pointer, "responses");
    Operation {
        method,
        template: template.clone(),
        security: Security::compile(cx, object, &pointer),
        parameters,
        request_body,
        responses: Responses::compile(cx, object.get("responses"), &responses),
        program: Arc::default(),
    }
}
