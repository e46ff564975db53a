//! Checks of objects (JSON Schema 2020-12 Core §10.3.2, §11.3, Validation §6.5).

use super::SchemaId;
use super::check::{Object, ObjectCheck, Property};
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
    pub(super) fn object(
        &self,
        of: SchemaId,
        check: ObjectCheck,
        value: Node<'_>,
        scope: &Scope<'_>,
    ) -> bool {
        match check {
            ObjectCheck::MinProperties(limit) => value.len() >= limit as usize,
            ObjectCheck::MaxProperties(limit) => value.len() <= limit as usize,
            ObjectCheck::Members(index) => {
                let object = self.program.objects.get(index as usize);
                object.is_some_and(|object| self.members(object, value, scope))
            }
            ObjectCheck::PropertyNames(schema) => value
                .members()
                .all(|(name, _)| self.holds(schema, name.as_node(), scope)),
            ObjectCheck::Dependents(run) => run
                .of(&self.program.dependents)
                .iter()
                .all(|dependent| self.dependent(*dependent, value, scope)),
            ObjectCheck::Unevaluated(schema) => {
                let mut marks = Marks::of(value);
                self.mark(of, value, scope, &mut marks);
                value
                    .members()
                    .enumerate()
                    .all(|(at, (_, member))| marks.has(at) || self.holds(schema, member, scope))
            }
        }
    }

    /// No name is given twice, the reader sees to that: who counts the required ones knows
    /// whether all are there.
    fn members(&self, object: &Object, value: Node<'_>, scope: &Scope<'_>) -> bool {
        if value.len() < object.required as usize {
            return false;
        }
        let mut lookup = self.lookup(object);
        let mut required = 0;
        for (name, member) in value.members() {
            let mut is_known = false;
            if let Some(property) = lookup.find(self, &name) {
                required += u32::from(property.is_required);
                is_known = property.is_declared;
                if !self.holds(property.schema, member, scope) {
                    return false;
                }
            }
            for schema in self.patterns_of(object, name) {
                is_known = true;
                if !self.holds(schema, member, scope) {
                    return false;
                }
            }
            if !is_known && !self.holds(object.additional, member, scope) {
                return false;
            }
        }
        required == object.required
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
            self.matches(pattern, name.text).then_some(*schema)
        })
    }
}

impl<'p> Lookup<'p> {
    pub(super) fn find(&mut self, judge: &Judge<'p>, name: &Name<'_>) -> Option<&'p Property> {
        let is_it = |property: &Property| {
            property.name.hash == name.hash && name.text.is(judge.program.name(property.name))
        };
        let guessed = self.properties.get(self.guess as usize);
        if let Some(property) = guessed.filter(|property| is_it(property)) {
            self.guess = property.next;
            return Some(property);
        }
        let from = self
            .properties
            .partition_point(|property| property.name.hash < name.hash);
        let same = self.properties.get(from..)?.iter();
        let mut same = same.take_while(|property| property.name.hash == name.hash);
        let property = same.find(|property| is_it(property))?;
        self.guess = property.next;
        Some(property)
    }
}
