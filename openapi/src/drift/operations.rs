//! Which observed operation is which declared one, and those that are only one of both.

use serde_json::Value;

use super::alternatives::exchanges;
use super::kinds::Kinds;
use super::patch::below;
use super::remedy::Remedy;
use super::survey::{Message, Note, Survey};
use super::{ComparedOperation, Comparison, DriftKind, Severity, exchange};
use crate::document::{members, path_item_operations, resolve};
use crate::http::Method;
use crate::limits::{UNSEEN_DAYS_MIN, UNSEEN_EXCHANGES_MIN};
use crate::observation::{Segment, segments};
use crate::path::cover::{covering, covers, key};

/// The operations of a declared document, for finding them by what was observed.
#[derive(Debug)]
pub struct DeclaredOperations<'d> {
    operations: Vec<DeclaredOperation<'d>>,
    /// Every path item: its template and where it stands.
    items: Vec<(&'d str, String)>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct DeclaredOperation<'d> {
    pub(super) method: Method,
    pub(super) path: &'d str,
    /// The path as it is observed, where a literal in it looks like a value.
    observed_as: Option<String>,
    pub(super) at: String,
    pub(super) object: &'d Value,
    pub(super) item: &'d Value,
    pub(super) item_at: String,
}

/// An operation of the observed document.
pub(super) struct ObservedOperation<'o> {
    pub(super) path: &'o str,
    pub(super) method: Method,
    pub(super) object: &'o Value,
}

impl<'d> DeclaredOperations<'d> {
    /// The operations of a document in its 3.1 form.
    pub fn of(document: &'d Value) -> Self {
        let (mut operations, mut items) = (Vec::new(), Vec::new());
        for (path, item) in members(document.get("paths")) {
            let at = below("/paths", &[path]);
            let Ok((item, item_at)) = resolve(document, item, &at) else {
                continue;
            };
            items.push((path.as_str(), item_at.clone()));
            let found = path_item_operations(item).map(|(method, object)| DeclaredOperation {
                method,
                path,
                observed_as: observed_as(path),
                at: below(&item_at, &[method.key()]),
                object,
                item,
                item_at: item_at.clone(),
            });
            operations.extend(found);
        }
        Self { operations, items }
    }

    /// The index of the operation that covers an observed one, in the document's order.
    pub fn find(&self, method: Method, observed: &str) -> Option<usize> {
        let with_method = || self.operations.iter().filter(|it| it.method == method);
        let templates: Vec<&str> = with_method().map(|it| it.path).collect();
        let covering = covering(&templates, observed);
        let path = covering.or_else(|| {
            with_method()
                .find(|it| it.may_be(observed))
                .map(|it| it.path)
        })?;
        let is_it = |it: &DeclaredOperation<'_>| it.method == method && it.path == path;
        self.operations.iter().position(is_it)
    }

    /// HEAD is answered by whatever answers GET (RFC 9110 §9.3.2).
    fn implies(&self, method: Method, observed: &str) -> bool {
        method == Method::Head && self.find(Method::Get, observed).is_some()
    }

    /// The path item whose template differs by names at most: its template and its place.
    fn item(&self, path: &str) -> (String, String) {
        let same = self.items.iter().find(|(it, _)| key(it) == key(path));
        match same {
            Some((template, at)) => ((*template).to_owned(), at.clone()),
            None => (path.to_owned(), below("/paths", &[path])),
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<&DeclaredOperation<'d>> {
        self.operations.get(index)
    }
}

impl DeclaredOperation<'_> {
    /// Whether it may be what was observed with parameters, all of them in the place of
    /// literals that look like values.
    fn may_be(&self, observed: &str) -> bool {
        let Some(template) = &self.observed_as else {
            return false;
        };
        let both = self.path.split('/').zip(template.split('/'));
        let mut segments = both.zip(observed.split('/'));
        covers(template, observed)
            && segments.all(|((own, seen_as), seen)| own == seen_as || seen.contains('{'))
    }
}

/// A declared path as observing it gives it, if that is something else.
fn observed_as(path: &str) -> Option<String> {
    let observed = segments(path).unwrap_or_default();
    let mut observed = observed.into_iter();
    let mut is_other = false;
    let parts = path.split('/').skip(1).map(|part| {
        let is_value = matches!(observed.next(), Some(Segment::Parameter { .. }));
        if is_value && !part.contains('{') {
            is_other = true;
            "/{value}".to_owned()
        } else {
            format!("/{part}")
        }
    });
    let template: String = parts.collect();
    is_other.then_some(template)
}

fn observed_operations(document: &Value) -> impl Iterator<Item = ObservedOperation<'_>> {
    members(document.get("paths")).flat_map(|(path, item)| {
        path_item_operations(item).map(move |(method, object)| ObservedOperation {
            path,
            method,
            object,
        })
    })
}

/// Finds for every observed operation the declared one and compares the two; notes those
/// that are not declared, and those that were not seen.
pub(super) fn compare<'v>(
    declared: &DeclaredOperations<'v>,
    survey: &mut Survey<'v>,
    days: u64,
) -> Comparison {
    let mut comparison = Comparison::default();
    let known = declared.operations.iter().map(|it| ComparedOperation {
        method: it.method,
        path: it.path.to_owned(),
        pointer: it.at.clone(),
        is_declared: true,
        is_observed: false,
    });
    comparison.operations = known.collect();
    let mut all: u64 = 0;
    for observed in observed_operations(survey.observed) {
        all = all.saturating_add(exchanges(observed.object));
        let found = declared.find(observed.method, observed.path);
        if let Some((index, operation)) = found.and_then(|it| Some((it, declared.get(it)?))) {
            let place = (observed.method, observed.path.to_owned());
            comparison.matched.insert(place, index);
            if let Some(it) = comparison.operations.get_mut(index) {
                it.is_observed = true;
            }
            exchange::compare(survey, index, operation, &observed);
        } else if !declared.implies(observed.method, observed.path) {
            undocumented(declared, survey, &mut comparison, &observed);
        }
    }
    if all >= UNSEEN_EXCHANGES_MIN && days >= UNSEEN_DAYS_MIN {
        unseen(declared, survey, &comparison);
    }
    comparison
}

fn undocumented<'v>(
    declared: &DeclaredOperations<'v>,
    survey: &mut Survey<'v>,
    comparison: &mut Comparison,
    observed: &ObservedOperation<'v>,
) {
    let (path, item_at) = declared.item(observed.path);
    let message = survey.message(Message {
        operation: comparison.operations.len(),
        is_response: false,
        exchanges: exchanges(observed.object),
    });
    comparison.operations.push(ComparedOperation {
        method: observed.method,
        path: path.clone(),
        pointer: below(&item_at, &[observed.method.key()]),
        is_declared: false,
        is_observed: true,
    });
    // What browsers ask before they ask: frameworks answer it, and nobody declares it.
    let severity = if observed.method == Method::Options {
        Severity::Info
    } else {
        Severity::Warning
    };
    let note = Note {
        severity,
        remedy: Remedy::Declare {
            at: item_at.clone(),
            method: observed.method,
            templates: (observed.path.to_owned(), path),
        },
        messages: [message].into(),
        presence: None,
        observed: vec![observed.object],
        outside: Kinds::NONE,
    };
    let at = below(&item_at, &[observed.method.key()]);
    survey.note(DriftKind::UndocumentedOperation, at, note);
}

/// Notes the declared operations of which nothing was seen, under whatever template: one
/// that was observed as a parameter may have been any of several declared ones.
fn unseen<'v>(declared: &DeclaredOperations<'v>, survey: &mut Survey<'v>, comparison: &Comparison) {
    let seen: Vec<(Method, &str)> = observed_operations(survey.observed)
        .map(|it| (it.method, it.path))
        .collect();
    for (index, operation) in declared.operations.iter().enumerate() {
        let is_it = |(method, path): &(Method, &str)| {
            let answers = *method == operation.method
                || (*method == Method::Head && operation.method == Method::Get);
            let overlaps = covers(operation.path, path) || covers(path, operation.path);
            answers && overlaps
        };
        let is_observed = comparison.operations.get(index);
        // A path item that others refer to is not one operation's alone.
        let is_own = operation.item_at == below("/paths", &[operation.path]);
        if is_observed.is_some_and(|it| it.is_observed) || !is_own || seen.iter().any(is_it) {
            continue;
        }
        let message = survey.message(Message {
            operation: index,
            is_response: false,
            exchanges: 0,
        });
        let note = Note {
            severity: Severity::Warning,
            remedy: Remedy::Withdraw {
                at: operation.at.clone(),
            },
            messages: [message].into(),
            presence: None,
            observed: Vec::new(),
            outside: Kinds::NONE,
        };
        survey.note(DriftKind::UnseenOperation, operation.at.clone(), note);
    }
}
