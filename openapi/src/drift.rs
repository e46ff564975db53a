//! Where a declared document and what traffic taught differ, both ways: what was seen and is
//! not declared, what is declared and was not seen, and what was seen otherwise. Each
//! difference has a place in the declared document and a patch that takes it in. Pure, over
//! two documents; judges no exchange, and holds no value of one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contract::Location;
use crate::http::Method;
use crate::limits::DRIFTS_MAX;

mod alternatives;
mod exchange;
mod judge;
mod kinds;
mod learnt;
mod levels;
mod media;
mod members;
mod operations;
mod parameters;
mod patch;
mod remedy;
mod survey;
#[cfg(test)]
mod tests;

pub use operations::DeclaredOperations;
pub use patch::{Change, Patch};

/// What kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftKind {
    /// An operation that succeeds and is not declared: a shadow.
    UndocumentedOperation,
    /// An operation that is declared and was not seen: a zombie, perhaps.
    UnseenOperation,
    /// A value was seen of a type that its schema does not allow.
    TypeOutside,
    /// Something declared as required was seen to be absent.
    RequiredMissing,
    /// A property that no schema of its object names.
    UndeclaredProperty,
    /// A status that no response covers.
    UndeclaredStatus,
    /// A media type that no content covers.
    UndeclaredMediaType,
    /// A parameter that is not declared.
    UndeclaredParameter,
    /// A published enumeration has more than the declared one.
    EnumOutside,
}

/// How much a difference matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Traffic breaks the contract.
    Error,
    /// The document does not know what goes on.
    Warning,
    /// The document could say more.
    Info,
}

/// What a difference is about: the same for as long as the declared document calls it so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DriftPlace {
    /// The kind of difference.
    pub kind: DriftKind,
    /// JSON Pointer into the declared document in its 3.1 form (RFC 6901): where it is, or
    /// where it would be.
    pub pointer: String,
    /// Where a parameter would stand that would be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// In how many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Where it was.
    pub present: u64,
    /// Where it could have been.
    pub of: u64,
}

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// What it is about.
    pub place: DriftPlace,
    /// How much it matters.
    pub severity: Severity,
    /// The operations at which it was seen, by their index in [`Comparison::operations`].
    pub operations: BTreeSet<usize>,
    /// Exchanges of these operations, in the direction in which it was seen.
    pub exchanges: u64,
    /// How often it was there, where that is counted.
    pub presence: Option<Presence>,
    /// The types that were seen and are not allowed, as JSON Schema names them.
    pub types: Vec<&'static str>,
    /// What takes it into the declared document.
    pub patch: Patch,
}

/// One operation of either document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedOperation {
    /// The method.
    pub method: Method,
    /// The path template: the declared one, if it is declared.
    pub path: String,
    /// JSON Pointer into the declared document: where it is, or would be.
    pub pointer: String,
    /// Whether it is declared.
    pub is_declared: bool,
    /// Whether it was seen.
    pub is_observed: bool,
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The differences, the gravest first, at most [`DRIFTS_MAX`].
    pub drifts: Vec<Drift>,
    /// Differences beyond that.
    pub omitted: usize,
    /// Pairs of schemas that were not compared, since there were too many.
    pub uncompared: usize,
    /// The declared operations in the document's order, then those that are only observed.
    pub operations: Vec<ComparedOperation>,
    /// Which declared operation an observed one is, by method and observed template; the
    /// number is an index of [`Comparison::operations`].
    pub matched: BTreeMap<(Method, String), usize>,
    /// Pointers of what is declared of operations that were seen, and was not seen itself.
    pub unseen: BTreeSet<String>,
}

/// Compares a declared document, in its 3.1 form, with an observed one. `days` says for how
/// many days there are observations.
pub fn compare(declared: &Value, observed: &Value, days: u64) -> Comparison {
    let operations = DeclaredOperations::of(declared);
    let mut survey = survey::Survey::new(declared, observed);
    let mut comparison = operations::compare(&operations, &mut survey, days);
    survey.walk();
    judge::judge(&mut survey);
    comparison.uncompared = survey.uncompared();
    comparison.unseen = survey.unseen();
    let mut drifts = survey.into_drifts();
    drifts.sort_by(|left, right| (left.severity, &left.place).cmp(&(right.severity, &right.place)));
    comparison.omitted = drifts.len().saturating_sub(DRIFTS_MAX);
    drifts.truncate(DRIFTS_MAX);
    comparison.drifts = drifts;
    comparison
}

impl DriftPlace {
    fn of(kind: DriftKind, pointer: String) -> Self {
        Self {
            kind,
            pointer,
            location: None,
            name: None,
        }
    }
}

impl Presence {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            present: self.present.saturating_add(other.present),
            of: self.of.saturating_add(other.of),
        }
    }
}

impl DriftKind {
    /// A stable token: `type_outside`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UndocumentedOperation => "undocumented_operation",
            Self::UnseenOperation => "unseen_operation",
            Self::TypeOutside => "type_outside",
            Self::RequiredMissing => "required_missing",
            Self::UndeclaredProperty => "undeclared_property",
            Self::UndeclaredStatus => "undeclared_status",
            Self::UndeclaredMediaType => "undeclared_media_type",
            Self::UndeclaredParameter => "undeclared_parameter",
            Self::EnumOutside => "enum_outside",
        }
    }
}

impl Severity {
    /// A stable token: `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}
