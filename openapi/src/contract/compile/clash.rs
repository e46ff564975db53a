//! Operations that contend for the same requests: templates that are one but for names, and
//! templates of which none is the more concrete. Each is reported with the other's place.

use std::collections::BTreeMap;

use super::super::compiler::{CompileProblem, ProblemKind};
use super::super::{Contract, Operation};
use crate::limits::TEMPLATE_PAIRS_MAX;
use crate::path::PathTemplate;
use crate::pointer;

/// The problems of a contract whose operations stand at these pointers; `doubles` are those
/// that found their template taken.
pub(super) fn clashes(
    contract: &Contract,
    pointers: &[String],
    doubles: Vec<(usize, PathTemplate)>,
) -> Vec<CompileProblem> {
    let templates = contract
        .operations()
        .iter()
        .map(|it| Operation::template(it).as_str());
    let places: BTreeMap<&str, &str> = templates
        .zip(pointers)
        .map(|(template, pointer)| (template, path_of(pointer)))
        .collect();
    let place = |template: &PathTemplate| {
        let known = places.get(template.as_str()).copied();
        known.map_or_else(|| pointer::join("/paths", template.as_str()), str::to_owned)
    };
    let mut problems: Vec<CompileProblem> = doubles
        .into_iter()
        .map(|(index, other)| {
            let message = [
                "the path differs from ",
                &place(&other),
                " in parameter names alone",
            ];
            problem(
                pointers.get(index).cloned().unwrap_or_default(),
                message.concat(),
            )
        })
        .collect();
    if let Some(found) = contract.router.ambiguous() {
        problems.extend(found.into_iter().map(|pair| {
            let preferred = place(&pair.preferred);
            let message = [
                "some requests also match ",
                &preferred,
                ", which is taken for them",
            ];
            problem(place(&pair.other), message.concat())
        }));
    } else {
        let message = format!("more than {TEMPLATE_PAIRS_MAX} pairs of segments to compare");
        problems.push(problem("/paths".to_owned(), message));
    }
    problems
}

/// The pointer of the path within that of an operation.
fn path_of(operation: &str) -> &str {
    let end = operation
        .strip_prefix("/paths/")
        .and_then(|rest| rest.find('/'));
    end.and_then(|end| operation.get(.."/paths/".len() + end))
        .unwrap_or(operation)
}

fn problem(pointer: String, message: String) -> CompileProblem {
    CompileProblem {
        kind: ProblemKind::NotEnforced,
        pointer,
        message,
    }
}
