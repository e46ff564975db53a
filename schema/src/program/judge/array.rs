//! Items of arrays (JSON Schema 2020-12 Core §10.3.1, §11.2, Validation §6.4.3).

use std::collections::BTreeMap;
use std::hash::RandomState;

use super::super::check::Run;
use super::super::evaluated::Marks;
use super::{Judge, SchemaId, Scope};
use crate::json::{Kind, Node};
use crate::limits::UNIQUE_PAIRS_MAX;

impl Judge<'_> {
    #[inline(never)]
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
        if !self.spend(value.len()) {
            return false;
        }
        let prefix = self.branches(prefix);
        if prefix.is_empty() {
            let glance = self.program.glance(rest);
            return value
                .items()
                .all(|item| glance.settles(item) || self.asked(rest, item.spot(), scope));
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
