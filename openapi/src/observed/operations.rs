//! The trie as a list of operations under templated paths, in an order that depends on
//! names alone. Decides which operations are published and what their parameters are
//! called; writes no schema.

use std::collections::BTreeSet;

use super::OperationNode;
use super::template::{Step, Templates};
use crate::http::Method;
use crate::shape::text_counts::TextCounts;
use crate::words;

/// One operation that was observed to succeed.
#[derive(Clone, Debug)]
pub struct ObservedOperation {
    pub(super) method: Method,
    pub(super) template: String,
    pub(super) segments: Vec<ObservedSegment>,
    pub(super) id: String,
    pub(super) tag: Option<String>,
    pub(super) node: OperationNode,
}

/// One segment of an observed operation's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObservedSegment {
    /// Stands for itself.
    Literal(String),
    /// Stands for a value.
    Parameter(ObservedParameter),
}

/// A path parameter: its name and what was seen in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedParameter {
    pub(super) name: String,
    /// What follows the value within the segment.
    pub(super) suffix: String,
    pub(super) texts: TextCounts,
}

impl ObservedParameter {
    /// The name between the braces of the template.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl ObservedOperation {
    /// The method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The path template: `/users/{userId}`.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The segments of the template; `/` has one empty literal.
    pub fn segments(&self) -> &[ObservedSegment] {
        &self.segments
    }

    /// The operation id, unique among the operations of one service.
    pub fn operation_id(&self) -> &str {
        &self.id
    }

    /// The first literal of the path that names no version.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
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
pub(super) fn operations(templates: Templates) -> Vec<ObservedOperation> {
    let mut operations = Vec::new();
    collect(templates, &mut Vec::new(), &mut operations);
    let mut taken = BTreeSet::new();
    for operation in &mut operations {
        operation.id = unique(&operation.id, |id| taken.contains(id));
        taken.insert(operation.id.clone());
    }
    operations
}

fn collect(
    templates: Templates,
    path: &mut Vec<ObservedSegment>,
    operations: &mut Vec<ObservedOperation>,
) {
    let Templates {
        operations: here,
        next,
    } = templates;
    for (method, node) in here.into_entries() {
        operations.push(ObservedOperation {
            method,
            template: template(path),
            segments: path.clone(),
            id: operation_id(method, path),
            tag: tag(path).map(str::to_owned),
            node: *node,
        });
    }
    for (step, below) in next {
        let segment = match step {
            Step::Literal(literal) => ObservedSegment::Literal(literal),
            Step::Parameter {
                name,
                suffix,
                texts,
            } => ObservedSegment::Parameter(ObservedParameter {
                name: parameter_name(path, name),
                suffix,
                texts,
            }),
        };
        path.push(segment);
        collect(below, path, operations);
        path.pop();
    }
}

fn template(path: &[ObservedSegment]) -> String {
    path.iter()
        .map(|segment| match segment {
            ObservedSegment::Literal(text) => format!("/{text}"),
            ObservedSegment::Parameter(ObservedParameter { name, suffix, .. }) => {
                format!("/{{{name}}}{suffix}")
            }
        })
        .collect()
}

/// A name for the next parameter that no parameter before it in the path has.
fn parameter_name(path: &[ObservedSegment], given: Option<String>) -> String {
    let literal = match path.last() {
        Some(ObservedSegment::Literal(text)) => Some(text.as_str()),
        Some(ObservedSegment::Parameter(_)) | None => None,
    };
    let made = || words::parameter(literal, path.len().saturating_sub(1));
    let name = given.unwrap_or_else(made);
    unique(&name, |name| {
        path.iter().any(|segment| match segment {
            ObservedSegment::Literal(_) => false,
            ObservedSegment::Parameter(parameter) => parameter.name == name,
        })
    })
}

/// The literals that name resources, with their places.
fn resources(path: &[ObservedSegment]) -> impl DoubleEndedIterator<Item = (usize, &str)> {
    path.iter()
        .enumerate()
        .filter_map(|(index, segment)| match segment {
            ObservedSegment::Literal(text) => {
                let names = !text.is_empty() && !words::is_version_literal(text, index);
                names.then_some((index, text.as_str()))
            }
            ObservedSegment::Parameter(_) => None,
        })
}

fn tag(path: &[ObservedSegment]) -> Option<&str> {
    resources(path).next().map(|(_, text)| text)
}

/// A verb and the words of the path: `listUserOrders`, `getUser`.
fn operation_id(method: Method, path: &[ObservedSegment]) -> String {
    let end = path.iter().rposition(|segment| !is_slash(segment));
    let last = resources(path)
        .next_back()
        .filter(|(index, _)| Some(*index) == end);
    let on_many = last.is_some_and(|(_, text)| words::is_plural(text));
    let creates = method == Method::Post && on_many;
    let words: String = resources(path)
        .map(|(index, text)| {
            let of_one = matches!(path.get(index + 1), Some(ObservedSegment::Parameter(_)));
            let is_new = creates && Some(index) == end;
            words::pascal(text, of_one || is_new)
        })
        .collect();
    let words = if words.is_empty() { "Root" } else { &words };
    format!("{}{words}", words::verb(method, on_many))
}

/// The empty segment behind a final slash.
fn is_slash(segment: &ObservedSegment) -> bool {
    matches!(segment, ObservedSegment::Literal(text) if text.is_empty())
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
