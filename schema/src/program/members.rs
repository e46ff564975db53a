//! Members of objects (JSON Schema 2020-12 Core §10.3.2, §11.3, Validation §6.5).

use super::SchemaId;
use super::check::{Object, Property};
use super::evaluated::Marks;
use super::judge::{Judge, Scope};
use crate::json::{Name, Node};

/// Finds the properties of members that usually come in the order of declaration.
pub(super) struct Lookup<'p> {
    properties: &'p [Property],
    /// Where the next member's property stands, if members keep the order.
    guess: u32,
}

impl<'p> Judge<'p> {
    pub(super) fn unevaluated_members(
        &self,
        of: SchemaId,
        schema: SchemaId,
        value: Node<'_>,
        scope: &Scope<'_>,
    ) -> bool {
        let mut marks = Marks::of(value);
        self.mark(of, value, scope, &mut marks);
        value
            .members()
            .enumerate()
            .all(|(at, (_, member))| marks.has(at) || self.holds(schema, member, scope))
    }

    /// No name is given twice, the reader sees to that: who counts the required ones knows
    /// whether all are there.
    #[inline(never)]
    pub(super) fn members(&self, object: &Object, value: Node<'_>, scope: &Scope<'_>) -> bool {
        if value.len() < object.required as usize || !self.spend(value.len()) {
            return false;
        }
        let mut lookup = self.lookup(object);
        let mut required = 0;
        for (name, member) in value.members() {
            let property = lookup.find(self, name);
            if let Some(property) = property {
                required += u32::from(property.is_required);
                if !self.holds_here(property.schema, member, scope) {
                    return false;
                }
            }
            let is_declared = property.is_some_and(|property| property.is_declared);
            let is_settled = is_declared && object.patterns.len == 0;
            if !is_settled && !self.undeclared(object, is_declared, name, member, scope) {
                return false;
            }
        }
        required == object.required
    }

    /// What `patternProperties` and `additionalProperties` say of a member.
    #[inline(never)]
    fn undeclared(
        &self,
        object: &Object,
        is_declared: bool,
        name: Name<'_>,
        member: Node<'_>,
        scope: &Scope<'_>,
    ) -> bool {
        let mut is_known = is_declared;
        for schema in self.patterns_of(object, name) {
            is_known = true;
            if !self.holds(schema, member, scope) {
                return false;
            }
        }
        is_known || self.holds(object.additional, member, scope)
    }

    pub(super) fn lookup(&self, object: &Object) -> Lookup<'p> {
        Lookup {
            properties: object.properties.of(&self.program.properties),
            guess: object.first,
        }
    }

    /// The schemas of `patternProperties` that speak of a member of this name.
    pub(super) fn patterns_of<'s>(
        &'s self,
        object: &Object,
        name: Name<'s>,
    ) -> impl Iterator<Item = SchemaId> + use<'s, 'p> {
        let patterns = object.patterns.of(&self.program.name_patterns).iter();
        patterns.filter_map(move |(pattern, schema)| {
            let pattern = self.program.patterns.get(*pattern as usize)?;
            self.matches(pattern, name.text()).then_some(*schema)
        })
    }
}

impl<'p> Lookup<'p> {
    #[expect(
        clippy::inline_always,
        reason = "the usual answer takes less than a call"
    )]
    #[inline(always)]
    pub(super) fn find(&mut self, judge: &Judge<'p>, name: Name<'_>) -> Option<&'p Property> {
        let guessed = self.properties.get(self.guess as usize);
        let found = guessed
            .filter(|property| judge.program.is_named(name, property.name))
            .or_else(|| self.search(judge, name))?;
        self.guess = found.next;
        Some(found)
    }

    #[cold]
    fn search(&self, judge: &Judge<'p>, name: Name<'_>) -> Option<&'p Property> {
        let hash = name.hash();
        let from = self
            .properties
            .partition_point(|property| property.name.hash < hash);
        let same = self.properties.get(from..)?.iter();
        same.take_while(|property| property.name.hash == hash)
            .find(|property| judge.program.is_named(name, property.name))
    }
}
