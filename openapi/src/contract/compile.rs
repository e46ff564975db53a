//! Document to contract: the walk over paths and operations. Each part compiles on its
//! own, so that one broken operation never disables the others.

use std::sync::Arc;

use serde_json::Value;

use super::compiler::{CompileProblem, Compiler};
use super::content::RequestBody;
use super::direction::Views;
use super::parameter::Parameter;
use super::response::Responses;
use super::security::Security;
use super::{Contract, Operation, UnicodeProperties, discriminator};
use crate::document::{Document, members, path_item_operations};
use crate::http::Method;
use crate::limits::{COMPILE_PROBLEMS_MAX, OPERATIONS_MAX};
use crate::path::PathTemplate;
use crate::pointer;

mod clash;
mod mount;

use clash::clashes;
use mount::Mount;

/// An operation and where it stands.
struct Found {
    operation: Operation,
    pointer: String,
}

pub(super) fn contract(
    document: &Document,
    properties: Option<UnicodeProperties>,
) -> (Contract, Vec<CompileProblem>) {
    let (document, repairs) = document.repaired();
    let server_path = document.server_path().to_owned();
    let mut document = document.into_value();
    discriminator::tell_tags(&mut document);
    let views = Views::of(document);
    let mut cx = Compiler::new(&views, properties);
    views.report(&mut cx);
    discriminator::report(&mut cx);
    let mut found = Vec::new();
    for (path, item) in members(views.document.get("paths")) {
        if path.starts_with("x-") {
            continue;
        }
        let pointer = pointer::join("/paths", path);
        if path.contains(['?', '#']) {
            cx.problem(&pointer, "expected a path without query and fragment");
            continue;
        }
        match PathTemplate::parse(path) {
            Ok(template) => {
                let mount = Mount::new(&server_path, template);
                path_item(&mut cx, &mut found, mount, item, &pointer);
            }
            Err(error) => cx.problem(&pointer, error),
        }
    }
    let (program, of_responses, mut problems) = cx.finish();
    let (operations, pointers): (Vec<_>, Vec<_>) = found
        .into_iter()
        .map(|Found { operation, pointer }| (operation, pointer))
        .unzip();
    let (contract, doubles) = Contract::of(operations, program, of_responses);
    problems.extend(clashes(&contract, &pointers, doubles));
    problems.truncate(COMPILE_PROBLEMS_MAX);
    problems.extend(repairs.into_iter().map(CompileProblem::from));
    (contract, problems)
}

fn path_item<'d>(
    cx: &mut Compiler<'d>,
    found: &mut Vec<Found>,
    mut mount: Mount<'_>,
    path_item: &'d Value,
    pointer: &str,
) {
    let Some((path_item, pointer)) = cx.resolve(path_item, pointer) else {
        let room = OPERATIONS_MAX.saturating_sub(found.len());
        found.extend(unknown(&mount.into_template(), pointer).take(room));
        return;
    };
    mount.narrow(cx, path_item, &pointer);
    let additional = pointer::join(&pointer, "additionalOperations");
    let named = members(path_item.get("additionalOperations")).filter_map(|(name, object)| {
        let method = Method::parse(name.as_bytes());
        let at = pointer::join(&additional, name);
        if method.is_none() {
            cx.problem(
                &at,
                "expected a method that is known: this one stays undeclared",
            );
        }
        Some((method?, object, at))
    });
    let named: Vec<_> = named.collect();
    let fixed = path_item_operations(path_item)
        .map(|(method, object)| (method, object, pointer::join(&pointer, method.key())));
    for (method, object, at) in fixed.chain(named) {
        if found.len() >= OPERATIONS_MAX {
            cx.problem(&pointer, format!("more than {OPERATIONS_MAX} operations"));
            return;
        }
        let mut mount = mount.clone();
        mount.narrow(cx, object, &at);
        let parameters = pointer::join(&pointer, "parameters");
        let shared = (path_item.get("parameters"), parameters);
        let operation = operation(cx, method, mount.into_template(), shared, object, &at);
        found.push(Found {
            operation,
            pointer: at,
        });
    }
}

/// A path of which nobody knows what it takes: each method is declared, nothing is judged.
fn unknown(template: &PathTemplate, pointer: &str) -> impl Iterator<Item = Found> {
    let methods = Method::ALL.into_iter().filter(|it| *it != Method::Trace);
    methods.map(move |method| Found {
        operation: Operation {
            method,
            template: template.clone(),
            security: Security::default(),
            parameters: Vec::new(),
            // Any body, or none.
            request_body: Some(RequestBody::default()),
            responses: Responses::default(),
            program: Arc::default(),
            of_responses: Arc::default(),
        },
        pointer: pointer.to_owned(),
    })
}

fn operation<'d>(
    cx: &mut Compiler<'d>,
    method: Method,
    template: PathTemplate,
    shared_parameters: (Option<&'d Value>, String),
    object: &'d Value,
    pointer: &str,
) -> Operation {
    let own = pointer::join(pointer, "parameters");
    let lists = [shared_parameters, (object.get("parameters"), own)];
    let parameters = Parameter::compile_all(cx, &template, lists);
    let request_body = object.get("requestBody").and_then(|body| {
        let (body, at) = cx.resolve(body, &pointer::join(pointer, "requestBody"))?;
        Some(RequestBody::compile(cx, body, &at))
    });
    let responses = pointer::join(pointer, "responses");
    Operation {
        method,
        template,
        security: Security::compile(cx, object, pointer),
        parameters,
        request_body,
        responses: cx
            .for_responses(|cx| Responses::compile(cx, object.get("responses"), &responses)),
        program: Arc::default(),
        of_responses: Arc::default(),
    }
}
