//! (method, path) to operation. Assumptions of the tree: a path is split at slashes
//! before anything is decoded; at each level concrete segments come before templated
//! ones (OAS 3.1 §4.8.8.2); empty segments match only where the document has them;
//! templates that differ in parameter names alone are one template. A path that some
//! servers read as another one leads nowhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Operation, Violation};
use crate::http::Method;
use crate::path::{Frame, PathTemplate, TemplateSegment};

mod ambiguous;
mod segment;

use segment::{Path, Rest, literal};

/// Where a request leads.
#[derive(Clone, Debug)]
pub enum Route {
    /// To an operation.
    Matched(Matched),
    /// No path template matches.
    NotFound,
    /// A path template matches, the method is not declared for it.
    MethodNotAllowed {
        /// Methods that are declared, sorted.
        allow: Vec<Method>,
    },
    /// The path cannot be read as one path by everybody.
    Malformed(Violation),
}

/// An operation and the values its path template captured.
#[derive(Clone, Debug)]
pub struct Matched {
    /// The operation. For HEAD without a declaration of its own, that of GET
    /// (RFC 9110 §9.3.2: the same head, no body).
    pub operation: Arc<Operation>,
    /// Values as they came, not decoded, in the order of the template's names: an encoded
    /// comma is data, where another one may separate items.
    pub path_values: Vec<String>,
}

/// A tree of path segments.
#[derive(Debug, Default)]
pub(super) struct Router {
    root: Level,
}

#[derive(Debug, Default)]
struct Level {
    literals: BTreeMap<String, Level>,
    templated: BTreeMap<Frame, Level>,
    operations: Vec<Arc<Operation>>,
}

impl Router {
    /// Adds an operation. Gives back the template that is there already when it equals
    /// this one but for parameter names, which OAS 3.1 §4.8.8.2 forbids; the operation is
    /// added all the same unless its method is taken.
    pub(super) fn insert(&mut self, operation: Arc<Operation>) -> Option<PathTemplate> {
        let mut level = &mut self.root;
        for segment in operation.template.segments() {
            level = match segment {
                TemplateSegment::Literal(text) => level.literals.entry(literal(text)).or_default(),
                TemplateSegment::Templated { frame, .. } => {
                    level.templated.entry(frame.clone()).or_default()
                }
            };
        }
        let other = level
            .operations
            .iter()
            .map(|there| &there.template)
            .find(|template| **template != operation.template)
            .cloned();
        if level.operation(operation.method).is_none() {
            level.operations.push(operation);
        }
        other
    }

    #[inline]
    pub(super) fn route(&self, method: &[u8], path: &str) -> Route {
        let path = match Path::read(path) {
            Ok(path) => path,
            Err(violation) => return Route::Malformed(violation),
        };
        let mut search = Search {
            method,
            allow: None,
        };
        let found = path.and_then(|path| search.descend(&self.root, path.rest()));
        if let Some(matched) = found {
            return Route::Matched(matched);
        }
        // What nothing is declared for is refused by its method: CONNECT asks for a tunnel,
        // TRACE for its own credentials.
        if search.allow.is_none() && !matches!(method, b"CONNECT" | b"TRACE") {
            return Route::NotFound;
        }
        let mut allow = search.allow.unwrap_or_default();
        allow.sort_unstable();
        allow.dedup();
        Route::MethodNotAllowed { allow }
    }
}

impl Level {
    fn operation(&self, method: Method) -> Option<&Arc<Operation>> {
        self.operations
            .iter()
            .find(|operation| operation.method == method)
    }
}

struct Search<'m> {
    method: &'m [u8],
    /// The methods of templates that match and have not this one; `None` when there are none.
    allow: Option<Vec<Method>>,
}

impl Search<'_> {
    /// Depth is bounded by the segments of the path, breadth by the document's templates.
    fn descend(&mut self, level: &Level, path: Rest<'_>) -> Option<Matched> {
        let Some((segment, rest)) = path.next() else {
            return self.arrive(level);
        };
        if let Some(child) = level.literals.get(segment.text)
            && let Some(found) = self.descend(child, rest)
        {
            return Some(found);
        }
        let bare = segment.bare;
        if bare.is_some_and(|bare| level.literals.contains_key(bare)) {
            return None;
        }
        for (frame, child) in &level.templated {
            let Some(values) = frame.matches(segment.text) else {
                if bare.is_some_and(|bare| frame.matches(bare).is_some()) {
                    return None;
                }
                continue;
            };
            if let Some(mut found) = self.descend(child, rest) {
                let values = values.into_iter().map(|value| segment.raw_of(value));
                found.path_values.splice(0..0, values);
                return Some(found);
            }
        }
        None
    }

    fn arrive(&mut self, level: &Level) -> Option<Matched> {
        let wanted = Method::parse(self.method).and_then(|method| {
            level.operation(method).or_else(|| {
                (method == Method::Head)
                    .then(|| level.operation(Method::Get))
                    .flatten()
            })
        });
        if wanted.is_none() && !level.operations.is_empty() {
            let methods = level.operations.iter().map(|operation| operation.method);
            self.allow.get_or_insert_default().extend(methods);
        }
        Some(Matched {
            operation: Arc::clone(wanted?),
            path_values: Vec::new(),
        })
    }
}
