//! Looks at schemas for properties that are not for a direction, through everything that
//! judges the same value, bounded in depth and in all. Changes nothing.

use serde_json::{Map, Value};

use crate::document::{members, resolve};
use crate::limits::{DIRECTED_SCHEMAS_MAX, REFERENCE_DEPTH_MAX};

/// A look at one schema.
pub(super) struct Look<'d> {
    document: &'d Value,
    keyword: &'static str,
    schemas_left: usize,
    names: Vec<String>,
}

/// A name that the schema at a pointer requires, and that must be absent where some other
/// schema refers to it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Demand {
    pub(super) pointer: String,
    pub(super) name: String,
}

impl<'d> Look<'d> {
    pub(super) const fn new(document: &'d Value, keyword: &'static str) -> Self {
        Self {
            document,
            keyword,
            schemas_left: DIRECTED_SCHEMAS_MAX,
            names: Vec::new(),
        }
    }

    /// The names that a schema declares as not for the direction, in any part of it.
    pub(super) fn names(mut self, schema: &Map<String, Value>, through: &[&str]) -> Vec<String> {
        self.within(schema, through, REFERENCE_DEPTH_MAX);
        self.names
    }

    /// Those that it declares itself.
    pub(super) fn own_names(mut self, schema: &Map<String, Value>) -> Vec<String> {
        self.declared(schema, REFERENCE_DEPTH_MAX);
        self.names
    }

    /// Finds who requires such names among the schemas that a schema refers to, where they do
    /// not know that these are not for the direction.
    pub(super) fn demands(
        mut self,
        schema: &Map<String, Value>,
        names: &[String],
        found: &mut Vec<Demand>,
    ) {
        self.demanded(schema, names, REFERENCE_DEPTH_MAX, found);
    }

    fn demanded(
        &mut self,
        schema: &Map<String, Value>,
        names: &[String],
        depth: usize,
        found: &mut Vec<Demand>,
    ) {
        let Some(depth) = self.enter(depth) else {
            return;
        };
        for branch in branches(schema, &["allOf"]) {
            self.demanded(branch, names, depth, found);
        }
        let Some((target, pointer)) = self.target(schema) else {
            return;
        };
        let required = target.get("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        let unknown: Vec<&str> = required
            .filter(|name| names.iter().any(|other| other == name))
            .collect();
        if !unknown.is_empty() {
            let known = Self::new(self.document, self.keyword).names(target, &["allOf"]);
            for name in unknown {
                let demand = Demand {
                    pointer: pointer.clone(),
                    name: name.to_owned(),
                };
                if !known.contains(&demand.name) && !found.contains(&demand) {
                    found.push(demand);
                }
            }
        }
        self.demanded(target, names, depth, found);
    }

    fn enter(&mut self, depth: usize) -> Option<usize> {
        self.schemas_left = self.schemas_left.checked_sub(1)?;
        depth.checked_sub(1)
    }

    fn declared(&mut self, schema: &Map<String, Value>, depth: usize) {
        for (name, property) in members(schema.get("properties")) {
            let property = property.as_object();
            let is_marked = property.is_some_and(|property| self.is_marked(property, depth));
            if is_marked && !self.names.contains(name) {
                self.names.push(name.clone());
            }
        }
    }

    fn within(&mut self, schema: &Map<String, Value>, through: &[&str], depth: usize) {
        let Some(depth) = self.enter(depth) else {
            return;
        };
        self.declared(schema, depth);
        for branch in branches(schema, through) {
            self.within(branch, through, depth);
        }
        if let Some((target, _)) = self.target(schema) {
            self.within(target, through, depth);
        }
    }

    /// Whether a schema says of its value that it is not for the direction: one that says so
    /// is enough (JSON Schema 2020-12 Validation §9.4).
    fn is_marked(&mut self, schema: &Map<String, Value>, depth: usize) -> bool {
        let Some(depth) = self.enter(depth) else {
            return false;
        };
        // `anyOf` is where a 3.0 schema stands that is nullable, too.
        schema.get(self.keyword) == Some(&Value::Bool(true))
            || branches(schema, &["allOf", "anyOf"]).any(|it| self.is_marked(it, depth))
            || self
                .target(schema)
                .is_some_and(|(target, _)| self.is_marked(target, depth))
    }

    /// The end of a schema's chain of references, and where that is.
    fn target(&self, schema: &Map<String, Value>) -> Option<(&'d Map<String, Value>, String)> {
        let reference = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        let target = percent_encoding::percent_decode_str(reference)
            .decode_utf8()
            .ok()?;
        let found = self.document.pointer(&target)?;
        let (found, pointer) = resolve(self.document, found, &target).ok()?;
        Some((found.as_object()?, pointer))
    }
}

/// Branches that stand in a schema and are objects.
fn branches<'s>(
    schema: &'s Map<String, Value>,
    through: &[&str],
) -> impl Iterator<Item = &'s Map<String, Value>> {
    let lists = through
        .iter()
        .filter_map(|keyword| schema.get(*keyword)?.as_array());
    lists.flatten().filter_map(Value::as_object)
}
