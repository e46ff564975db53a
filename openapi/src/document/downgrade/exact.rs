//! Which schemas 3.0 can say as they are. Under `not` and in `oneOf` a wider schema makes a
//! stricter one, so only those that keep their meaning may stand there.

use std::collections::{BTreeMap, BTreeSet};

use schema::part::Part;
use serde_json::Value;

use super::references::component;
use super::schema::is_kind;
use crate::document::members;
use crate::limits::DOCUMENT_DEPTH_MAX;

/// Keywords that constrain, and for which 3.0 has no words of the same meaning.
const LOSSY: [&str; 11] = [
    "$dynamicRef",
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "if",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// The components that lose meaning, by themselves or by what they refer to.
#[derive(Debug, Default)]
pub(super) struct Exact {
    lossy: BTreeSet<String>,
}

impl Exact {
    /// Looks at the components of a document all of whose references were gathered.
    pub(super) fn of(document: &Value) -> Self {
        let schemas = || members(document.pointer("/components/schemas"));
        let known: BTreeSet<&str> = schemas().map(|(name, _)| name.as_str()).collect();
        let mut users: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let mut left = Vec::new();
        for (name, schema) in schemas() {
            let look = Look::of(schema, DOCUMENT_DEPTH_MAX);
            let dangles = |it: &String| !known.contains(it.as_str());
            if look.is_lossy || look.references.iter().any(dangles) {
                left.push(name.as_str());
            }
            for reference in look.references {
                users.entry(reference).or_default().push(name);
            }
        }
        let mut lossy = BTreeSet::new();
        while let Some(name) = left.pop() {
            if lossy.insert(name.to_owned()) {
                left.extend(users.get(name).into_iter().flatten());
            }
        }
        Self { lossy }
    }

    /// Whether a schema, as it was written, keeps its meaning down to `depth` levels.
    pub(super) fn holds(&self, schema: &Value, depth: usize) -> bool {
        let look = Look::of(schema, depth);
        !look.is_lossy && look.references.is_disjoint(&self.lossy)
    }
}

/// What one schema says, references apart.
#[derive(Default)]
struct Look {
    is_lossy: bool,
    references: BTreeSet<String>,
}

impl Look {
    fn of(schema: &Value, depth: usize) -> Self {
        let mut look = Self::default();
        look.at(schema, Part::Schema, depth);
        look
    }

    fn at(&mut self, value: &Value, part: Part, depth: usize) {
        match value {
            Value::Array(items) => {
                for item in items {
                    self.at(item, part, depth);
                }
            }
            Value::Object(object) => {
                let depth = match part {
                    Part::Schema => depth.checked_sub(1),
                    Part::SchemaMap | Part::Other => Some(depth),
                };
                let Some(depth) = depth else {
                    self.is_lossy = true;
                    return;
                };
                for (name, member) in object {
                    if matches!(part, Part::Schema) {
                        self.keyword(name, member);
                    }
                    if let Some(part) = part.of_member(name)
                        && !matches!(name.as_str(), "$defs" | "definitions")
                    {
                        self.at(member, part, depth);
                    }
                }
            }
            Value::Bool(_) => {}
            Value::Null | Value::Number(_) | Value::String(_) => self.is_lossy = true,
        }
    }

    fn keyword(&mut self, name: &str, value: &Value) {
        if name == "$ref" {
            match value.as_str().and_then(component) {
                Some(name) => drop(self.references.insert(name)),
                None => self.is_lossy = true,
            }
        }
        self.is_lossy |= LOSSY.contains(&name) || (name == "type" && !is_kind(value));
    }
}
