//! Members of objects (JSON Schema 2020-12 Core §10.3.2, §11.3, Validation §6.5).

use super::check::{Object, Property};
use super::evaluated::Marks;
use super::judge::{Judge, Scope};
use super::{Program, SchemaId};
use crate::json::{Name, Node, Spot};

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

    /// Whether a value passes the check of members of this index. With a resource it is the only
    /// keyword of a schema of that one, which is entered by it.
    #[inline(never)]
    pub(super) fn object(
        &self,
        index: u32,
        value: Spot<'_>,
        scope: &Scope<'_>,
        resource: Option<u32>,
    ) -> bool {
        let value = value.node();
        if !value.is_object() {
            return true;
        }
        let Some(object) = self.program.objects.get(index as usize) else {
            return false;
        };
        let entered;
        let mut scope = scope;
        if let Some(resource) = resource {
            if !self.enter() {
                return false;
            }
            entered = scope.entering(resource);
            scope = &entered;
        }
        let holds = self.members(object, value, scope);
        if resource.is_some() {
            self.leave();
        }
        holds
    }

    /// No name is given twice, the reader sees to that: who counts the required ones knows
    /// whether all are there.
    #[expect(clippy::inline_always, reason = "it has one caller")]
    #[inline(always)]
    fn members(&self, object: &Object, value: Node<'_>, scope: &Scope<'_>) -> bool {
        if value.len() < object.required as usize || !self.spend(value.len()) {
            return false;
        }
        let mut lookup = self.lookup(object);
        let mut required = 0;
        for (name, member) in value.members() {
            let Some(property) = lookup.find(self.program, name) else {
                if !self.undeclared(object, false, name.spot(), scope) {
                    return false;
                }
                continue;
            };
            required += u32::from(property.is_required);
            if !self.passes(property.schema, &property.glance, member, scope) {
                return false;
            }
            if !property.is_alone
                && !self.undeclared(object, property.is_declared, name.spot(), scope)
            {
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
        name: Spot<'_>,
        scope: &Scope<'_>,
    ) -> bool {
        let (name, member) = name.member();
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
    pub(super) fn find(&mut self, program: &Program, name: Name<'_>) -> Option<&'p Property> {
        let guessed = self.properties.get(self.guess as usize)?;
        let found = if name.agrees(&guessed.key) && guessed.key.is_whole() {
            guessed
        } else {
            search(program, self.properties, guessed, name.spot())?
        };
        self.guess = found.next;
        Some(found)
    }
}

/// The property of a member that is not the one expected, or has a long name.
#[cold]
#[inline(never)]
fn search<'p>(
    program: &Program,
    properties: &'p [Property],
    guessed: &'p Property,
    name: Spot<'_>,
) -> Option<&'p Property> {
    let (name, _) = name.member();
    if program.is_named(name, guessed.name) {
        return Some(guessed);
    }
    // One that need not be there is left out.
    let next = properties.get(guessed.next as usize)?;
    if program.is_named(name, next.name) {
        return Some(next);
    }
    let hash = name.hash();
    let from = properties.partition_point(|property| property.name.hash < hash);
    let same = properties.get(from..)?.iter();
    same.take_while(|property| property.name.hash == hash)
        .find(|property| program.is_named(name, property.name))
}
