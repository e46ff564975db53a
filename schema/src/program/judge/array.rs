//! Items of arrays (JSON Schema 2020-12 Core §10.3.1, §11.2, Validation §6.4.3).

use std::collections::BTreeMap;
use std::hash::RandomState;

use super::super::by::By;
use super::super::check::Run;
use super::super::evaluated::Marks;
use super::super::glance::Glance;
use super::{Judge, SchemaId, Scope};
use crate::json::{Kind, Node, Spot};
use crate::limits::UNIQUE_PAIRS_MAX;

impl Judge<'_> {
    /// Whether an array conforms of which nothing is asked but how many items it has and that
    /// they conform to one schema.
    #[inline(never)]
    pub(super) fn array(
        &self,
        id: SchemaId,
        glance: &Glance,
        value: Spot<'_>,
        scope: &Scope<'_>,
    ) -> bool {
        let (By::Items(items), true) = (glance.by, glance.is_size(value.node().len())) else {
            return self.asked(id, value, scope);
        };
        let Some(schema) = self.program.schema(id) else {
            return false;
        };
        if !self.enter() {
            return false;
        }
        let scope = &scope.entering(schema.resource);
        let holds = self.every(SchemaId(items.into()), value, scope);
        self.leave();
        holds
    }

    /// Whether all items of an array conform to a schema.
    #[inline(never)]
    fn every(&self, schema: SchemaId, value: Spot<'_>, scope: &Scope<'_>) -> bool {
        let value = value.node();
        let glance = self.program.glance(schema);
        self.spend(value.len())
            && value
                .items()
                .all(|item| self.passes(schema, &glance, item, scope))
    }

    pub(super) fn items(
        &self,
        prefix: Run,
        rest: SchemaId,
        value: Node<'_>,
        scope: &Scope<'_>,
    ) -> bool {
        if value.kind() != Kind::Array {
            return true;
        }
        let prefix = self.branches(prefix);
        if prefix.is_empty() {
            return self.every(rest, value.spot(), scope);
        }
        if !self.spend(value.len()) {
            return false;
        }
        let schemas = prefix.iter().copied().chain(std::iter::repeat(rest));
        value
            .items()
            .zip(schemas)
            .all(|(item, schema)| self.holds(schema, item, scope))
    }

    pub(super) fn unevaluated_items(
        &self,
        of: SchemaId,
        schema: SchemaId,
        value: Node<'_>,
        scope: &Scope<'_>,
    ) -> bool {
        let mut marks = Marks::of(value);
        self.mark(of, value, scope, &mut marks);
        value
            .items()
            .enumerate()
            .all(|(at, item)| marks.has(at) || self.holds(schema, item, scope))
    }
}

/// Whether no two items are equal. Many are hashed, with keys nobody can guess.
pub(super) fn are_unique(array: Node<'_>) -> bool {
    if array.len() <= UNIQUE_PAIRS_MAX {
        return array.items().enumerate().all(|(at, item)| {
            let mut before = array.items().take(at);
            !before.any(|other| other.equals(item))
        });
    }
    let keys = RandomState::new();
    let mut seen: BTreeMap<u64, Vec<Node<'_>>> = BTreeMap::new();
    array.items().all(|item| {
        let same = seen.entry(item.hash_with(&keys)).or_default();
        let is_new = !same.iter().any(|other| other.equals(item));
        same.push(item);
        is_new
    })
}
