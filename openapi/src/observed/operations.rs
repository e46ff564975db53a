//! The trie as a list of operations under templated paths, in an order that depends on
//! names alone. Decides which operations are published and what their parameters are
//! called; writes no schema.

use std::collections::BTreeSet;

use super::names;
use super::{OperationNode, PathNode};
use crate::http::Method;
use crate::shape::text_counts::TextCounts;

/// One operation that was observed to succeed.
#[derive(Clone, Debug)]
pub struct ObservedOperation<'o> {
    pub(super) method: Method,
    pub(super) template: String,
    pub(super) segments: Vec<ObservedSegment<'o>>,
    pub(super) id: String,
    pub(super) tag: Option<&'o str>,
    pub(super) node: &'o OperationNode,
}

/// One segment of an observed operation's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObservedSegment<'o> {
    /// Stands for itself.
    Literal(&'o str),
    /// Stands for a value.
    Parameter(ObservedParameter<'o>),
}

/// A path parameter: its name and what was seen in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedParameter<'o> {
    pub(super) name: String,
    pub(super) texts: &'o TextCounts,
}

impl ObservedParameter<'_> {
    /// The name between the braces of the template.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl<'o> ObservedOperation<'o> {
    /// The method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The path template: `/users/{userId}`.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The segments of the template; `/` has one empty literal.
    pub fn segments(&self) -> &[ObservedSegment<'o>] {
        &self.segments
    }

    /// The operation id, unique among the operations of one service.
    pub fn operation_id(&self) -> &str {
        &self.id
    }

    /// The first literal of the path that names no version.
    pub fn tag(&self) -> Option<&'o str> {
        self.tag
    }

    /// Exchanges observed.
    pub fn exchanges(&self) -> u64 {
        self.node.exchanges
    }

    /// Exchanges with a status below 400.
    pub fn successes(&self) -> u64 {
        self.node.successes
    }
}

/// The operations that succeeded, literals before parameters, methods in OpenAPI's order.
pub(super) fn operations(root: &PathNode) -> Vec<ObservedOperation<'_>> {
    let mut operations = Vec::new();
    collect(root, &mut Vec::new(), &mut operations);
    let mut taken = BTreeSet::new();
    for operation in &mut operations {
        operation.id = unique(&operation.id, |id| taken.contains(id));
        taken.insert(operation.id.clone());
    }
    operations
}

fn collect<'o>(
    node: &'o PathNode,
    path: &mut Vec<ObservedSegment<'o>>,
    operations: &mut Vec<ObservedOperation<'o>>,
) {
    for (method, operation) in &node.operations {
        if operation.successes > 0 {
            operations.push(ObservedOperation {
                method: *method,
                template: template(path),
                segments: path.clone(),
                id: operation_id(*method, path),
                tag: tag(path),
                node: operation,
            });
        }
    }
    for (literal, child) in node.paths.known() {
        path.push(ObservedSegment::Literal(literal));
        collect(child, path, operations);
        path.pop();
    }
    if let Some(child) = node.paths.other() {
        let name = parameter_name(path);
        let texts = &child.texts;
        path.push(ObservedSegment::Parameter(ObservedParameter {
            name,
            texts,
        }));
        collect(child, path, operations);
        path.pop();
    }
}

fn template(path: &[ObservedSegment<'_>]) -> String {
    path.iter()
        .map(|segment| match segment {
            ObservedSegment::Literal(text) => format!("/{text}"),
            ObservedSegment::Parameter(parameter) => format!("/{{{}}}", parameter.name),
        })
        .collect()
}

/// A name for the next parameter that no parameter before it in the path has.
fn parameter_name(path: &[ObservedSegment<'_>]) -> String {
    let literal = match path.last() {
        Some(ObservedSegment::Literal(text)) => Some(*text),
        Some(ObservedSegment::Parameter(_)) | None => None,
    };
    let name = names::parameter(literal, path.len().saturating_sub(1));
    unique(&name, |name| {
        path.iter().any(|segment| match segment {
            ObservedSegment::Literal(_) => false,
            ObservedSegment::Parameter(parameter) => parameter.name == name,
        })
    })
}

/// The literals that name resources, with their places.
fn resources<'p, 'o>(
    path: &'p [ObservedSegment<'o>],
) -> impl DoubleEndedIterator<Item = (usize, &'o str)> + 'p {
    path.iter()
        .enumerate()
        .filter_map(|(index, segment)| match segment {
            ObservedSegment::Literal(text) => {
                let names = !text.is_empty() && !names::is_version_literal(text, index);
                names.then_some((index, *text))
            }
            ObservedSegment::Parameter(_) => None,
        })
}

fn tag<'o>(path: &[ObservedSegment<'o>]) -> Option<&'o str> {
    resources(path).next().map(|(_, text)| text)
}

/// A verb and the words of the path: `listUserOrders`, `getUser`.
fn operation_id(method: Method, path: &[ObservedSegment<'_>]) -> String {
    let end = path
        .iter()
        .rposition(|segment| *segment != ObservedSegment::Literal(""));
    let last = resources(path)
        .next_back()
        .filter(|(index, _)| Some(*index) == end);
    let on_many = last.is_some_and(|(_, text)| names::is_plural(text));
    let creates = method == Method::Post && on_many;
    let words: String = resources(path)
        .map(|(index, text)| {
            let of_one = matches!(path.get(index + 1), Some(ObservedSegment::Parameter(_)));
            let is_new = creates && Some(index) == end;
            names::pascal(text, of_one || is_new)
        })
        .collect();
    let words = if words.is_empty() { "Root" } else { &words };
    format!("{}{words}", names::verb(method, on_many))
}

/// The name, or the name with the first number that makes it free.
fn unique(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut candidate = name.to_owned();
    let mut number = 1_u64;
    while is_taken(&candidate) {
        number += 1;
        candidate = format!("{name}{number}");
    }
    candidate
}
