//! `readOnly` and `writeOnly` (OAS 3.0 §4.7.24.1, JSON Schema 2020-12 Validation §9.4): the
//! same schemas say one thing of a request and another of a response. Properties that are not
//! for a direction must be absent from it, and are not required in it; in 3.0 and in 3.1.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::schema::Mark;
use crate::document::{members, resolve, visit_schemas};
use crate::limits::{DIRECTED_SCHEMAS_MAX, REFERENCE_DEPTH_MAX};

/// Keywords whose branches judge the same value.
const BRANCHES: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// One half of an exchange.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Direction {
    #[default]
    Request,
    Response,
}

impl Direction {
    /// The keyword of what is not for this direction.
    pub(super) const fn keyword(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }

    /// What is said of it.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Request => "expected to be absent from a request",
            Self::Response => "expected to be absent from a response",
        }
    }
}

/// A document, and its schemas as they hold for one direction where it says something of
/// directions. Every part keeps its place.
pub(super) struct Views {
    pub(super) document: Value,
    /// Requests, responses.
    pub(super) directed: Option<[Value; 2]>,
}

impl Views {
    pub(super) fn of(mut document: Value) -> Self {
        const BOTH: [Direction; 2] = [Direction::Request, Direction::Response];
        let mut is_directed = false;
        visit_schemas(&mut document, &mut |schema| {
            let mut keywords = BOTH.iter().map(|direction| direction.keyword());
            is_directed |= keywords.any(|it| schema.get(it) == Some(&Value::Bool(true)));
        });
        let view = |direction| {
            let mut view = document.clone();
            visit_schemas(&mut view, &mut |schema| {
                direct(&document, direction, schema);
            });
            view
        };
        let directed = is_directed.then(|| BOTH.map(view));
        Self { document, directed }
    }
}

/// Makes a schema speak of one direction.
fn direct(document: &Value, direction: Direction, schema: &mut Map<String, Value>) {
    let names = |schema: &Map<String, Value>, through: &[&str]| {
        let mut look = Look {
            document,
            keyword: direction.keyword(),
            schemas_left: DIRECTED_SCHEMAS_MAX,
            names: Vec::new(),
        };
        look.within(schema, through, REFERENCE_DEPTH_MAX);
        look.names
    };
    if schema.contains_key("required") {
        let names = names(schema, &BRANCHES);
        relax(schema, &names, &[], REFERENCE_DEPTH_MAX);
    }
    if BRANCHES.iter().any(|keyword| schema.contains_key(*keyword)) {
        let names = names(schema, &["allOf"]);
        relax(schema, &names, &BRANCHES, REFERENCE_DEPTH_MAX);
    }
    let mut look = Look {
        document,
        keyword: direction.keyword(),
        schemas_left: DIRECTED_SCHEMAS_MAX,
        names: Vec::new(),
    };
    look.declared(schema, REFERENCE_DEPTH_MAX);
    if !look.names.is_empty() {
        let absent = look
            .names
            .into_iter()
            .map(|name| (name, Mark::Absent.schema()));
        let absent: Map<String, Value> = absent.collect();
        // Beside the properties, not in their place: references may lead to those.
        both(schema, json!({ "properties": absent }));
    }
}

/// Adds a schema that a value must conform to as well.
pub(super) fn both(schema: &mut Map<String, Value>, other: Value) {
    let all = schema.entry("allOf").or_insert_with(|| json!([]));
    if let Some(all) = all.as_array_mut() {
        all.push(other);
    }
}

/// Takes names out of `required`, here and in branches that stand here and not elsewhere.
fn relax(schema: &mut Map<String, Value>, names: &[String], through: &[&str], depth: usize) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| !names.iter().any(|other| name == other));
    }
    for keyword in through {
        let branches = schema.get_mut(*keyword).and_then(Value::as_array_mut);
        for branch in branches.into_iter().flatten() {
            if let Some(branch) = branch.as_object_mut() {
                relax(branch, names, through, depth);
            }
        }
    }
}

/// A look for properties that are not for a direction, bounded in depth and in all.
struct Look<'d> {
    document: &'d Value,
    keyword: &'static str,
    schemas_left: usize,
    names: Vec<String>,
}

impl Look<'_> {
    /// Collects those that a schema declares itself.
    fn declared(&mut self, schema: &Map<String, Value>, depth: usize) {
        for (name, property) in members(schema.get("properties")) {
            let property = property.as_object();
            let is_marked = property.is_some_and(|property| self.is_marked(property, depth));
            if is_marked && !self.names.contains(name) {
                self.names.push(name.clone());
            }
        }
    }

    /// Collects those of everything that judges the same value.
    fn within(&mut self, schema: &Map<String, Value>, through: &[&str], depth: usize) {
        let (Some(left), Some(depth)) = (self.schemas_left.checked_sub(1), depth.checked_sub(1))
        else {
            return;
        };
        self.schemas_left = left;
        self.declared(schema, depth);
        for keyword in through {
            let branches = schema.get(*keyword).and_then(Value::as_array);
            for branch in branches.into_iter().flatten().filter_map(Value::as_object) {
                self.within(branch, through, depth);
            }
        }
        if let Some(target) = self.target(schema) {
            self.within(target, through, depth);
        }
    }

    /// Whether a schema says of its value that it is not for the direction: one that says so
    /// is enough (JSON Schema 2020-12 Validation §9.4).
    fn is_marked(&mut self, schema: &Map<String, Value>, depth: usize) -> bool {
        let (Some(left), Some(depth)) = (self.schemas_left.checked_sub(1), depth.checked_sub(1))
        else {
            return false;
        };
        self.schemas_left = left;
        // `anyOf` is where a 3.0 schema stands that is nullable, too.
        let branches = ["allOf", "anyOf"].iter();
        let branches = branches.filter_map(|keyword| schema.get(*keyword)?.as_array());
        let mut branches = branches.flatten().filter_map(Value::as_object);
        schema.get(self.keyword) == Some(&Value::Bool(true))
            || branches.any(|branch| self.is_marked(branch, depth))
            || self
                .target(schema)
                .is_some_and(|target| self.is_marked(target, depth))
    }
}

impl<'d> Look<'d> {
    /// The end of a schema's chain of references.
    fn target(&self, schema: &Map<String, Value>) -> Option<&'d Map<String, Value>> {
        let reference = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        let target = percent_encoding::percent_decode_str(reference)
            .decode_utf8()
            .ok()?;
        let found = self.document.pointer(&target)?;
        let (found, _) = resolve(self.document, found, "").ok()?;
        found.as_object()
    }
}
