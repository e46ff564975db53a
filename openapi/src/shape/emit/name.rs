//! What components are called: after the property or the resource where they were first met.

use std::collections::{BTreeMap, BTreeSet};

use super::view::{Fields, View};
use crate::words::{pascal, singular};

/// The names given so far.
#[derive(Debug, Default)]
pub(crate) struct Names {
    of_component: BTreeMap<usize, String>,
    taken: BTreeSet<String>,
}

impl Names {
    /// The name of a component, and whether it was given just now.
    pub(crate) fn of(&mut self, component: usize, hint: &str) -> (String, bool) {
        if let Some(name) = self.of_component.get(&component) {
            return (name.clone(), false);
        }
        let name = self.fresh(hint);
        self.of_component.insert(component, name.clone());
        (name, true)
    }

    /// A name that nothing else has.
    pub(crate) fn fresh(&mut self, hint: &str) -> String {
        let wanted = pascal(hint, false);
        let wanted = if wanted.is_empty() {
            "Object".to_owned()
        } else {
            wanted
        };
        let mut name = wanted.clone();
        let mut number = 1_u64;
        while self.taken.contains(&name) {
            number += 1;
            name = format!("{wanted}{number}");
        }
        self.taken.insert(name.clone());
        name
    }
}

/// Names that say what holds a thing, and nothing of the thing.
const HOLDERS: [&str; 8] = [
    "data", "item", "items", "result", "results", "value", "values", "entries",
];

/// What the name of a list ends in.
const LIST: &str = "List";

/// The hint for what is in this property.
pub(crate) fn of_property(property: &str, holder: &str) -> String {
    if HOLDERS.contains(&property) {
        holder.strip_suffix(LIST).unwrap_or(holder).to_owned()
    } else {
        singular(property)
    }
}

/// The hint for objects with these fields: one that holds many of a thing is its list.
pub(crate) fn of_record(hint: &str, fields: &Fields<'_>) -> String {
    let is_list =
        |(name, field): (&&str, &View<'_>)| HOLDERS.contains(name) && !field.items().is_empty();
    if fields.known.iter().any(is_list) {
        format!("{hint}{LIST}")
    } else {
        hint.to_owned()
    }
}
