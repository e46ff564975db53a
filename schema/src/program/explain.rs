//! Why a value does not conform: asks the judge check by check and follows those that say
//! no. No verdict is found here that the judge would not find.

use super::check::{Applicator, Dependent, NameSpan, Object};
use super::evaluated::Marks;
use super::judge::{Judge, Scope};
use super::message;
use super::place::{Place, UNKNOWN};
use super::{Broken, Program, SchemaId};
use crate::json::{Name, Node};

pub(super) fn explain(
    program: &Program,
    schema: SchemaId,
    value: Node<'_>,
    limit: usize,
) -> Vec<Broken> {
    let mut explainer = Explainer {
        judge: Judge::new(program),
        limit,
        found: Vec::new(),
    };
    explainer.schema(schema, value, Place::Root, &Scope::OUTERMOST);
    if explainer.judge.is_exhausted() {
        // There may be more reasons: who lets single ones through must know.
        explainer.say(Place::Root, "schema", "does not conform".to_owned());
    }
    explainer.found
}

/// Reasons being collected.
pub(super) struct Explainer<'p> {
    pub(super) judge: Judge<'p>,
    limit: usize,
    pub(super) found: Vec<Broken>,
}

impl<'p> Explainer<'p> {
    fn is_full(&self) -> bool {
        self.found.len() >= self.limit || self.judge.is_exhausted()
    }

    pub(super) fn say(&mut self, place: Place<'_>, keyword: &'static str, message: String) {
        self.say_at(place.pointer(), keyword, message);
    }

    pub(super) fn say_at(&mut self, pointer: String, keyword: &'static str, message: String) {
        let broken = Broken {
            pointer,
            keyword,
            message,
        };
        // Each reason once: what is found twice must not hide that others were cut off.
        if self.found.len() < self.limit && !self.found.contains(&broken) {
            self.found.push(broken);
        }
    }

    pub(super) fn say_applicator(&mut self, place: Place<'_>, applicator: Applicator) {
        let (keyword, message) = message::of_applicator(applicator);
        self.say(place, keyword, message);
    }

    /// Explains a schema that the value may not conform to.
    pub(super) fn schema(
        &mut self,
        id: SchemaId,
        value: Node<'_>,
        place: Place<'_>,
        scope: &Scope<'_>,
    ) {
        if id == SchemaId::FALSE {
            self.say(place, "falseSchema", "nothing is allowed here".to_owned());
            return;
        }
        let Some(schema) = self.judge.program.schema(id) else {
            return;
        };
        if !schema.types.admit(value) {
            let message = ["expected ", &schema.types.names()].concat();
            self.say(place, "type", message);
            return;
        }
        if self.is_full() || !self.judge.enter() {
            return;
        }
        let scope = &scope.entering(schema.resource);
        let program = self.judge.program;
        for assertion in schema.asserted.of(&program.assertions) {
            if !self.is_full() && !self.judge.asserts(*assertion, value) {
                let (keyword, message) = program.of_assertion(*assertion);
                self.say(place, keyword, message);
            }
        }
        for applicator in schema.applied.of(&program.applicators) {
            if !self.is_full() && !self.judge.applies(id, *applicator, value, scope) {
                self.applicator(id, *applicator, value, place, scope);
            }
        }
        self.judge.leave();
    }

    /// Explains a schema if the value does not conform to it.
    fn inner(&mut self, id: SchemaId, value: Node<'_>, place: Place<'_>, scope: &Scope<'_>) {
        if !self.is_full() && !self.judge.holds(id, value, scope) {
            self.schema(id, value, place, scope);
        }
    }

    /// Explains an applicator that the value does not pass.
    fn applicator(
        &mut self,
        of: SchemaId,
        applicator: Applicator,
        value: Node<'_>,
        place: Place<'_>,
        scope: &Scope<'_>,
    ) {
        let program = self.judge.program;
        match applicator {
            Applicator::Ref(target) => self.schema(target, value, place, scope),
            Applicator::DynamicRef(target, anchor) => {
                let target = self.judge.dynamic(target, anchor, scope);
                self.schema(target, value, place, scope);
            }
            Applicator::AllOf(branches) => {
                for branch in self.judge.branches(branches) {
                    self.inner(*branch, value, place, scope);
                }
            }
            Applicator::AnyOf(choice) | Applicator::OneOf(choice) => {
                self.choice(applicator, choice, value, place, scope);
            }
            Applicator::If(condition, then, otherwise) => {
                let meets = self.judge.holds(condition, value, scope);
                self.schema(if meets { then } else { otherwise }, value, place, scope);
            }
            Applicator::Items(prefix, rest, _) => {
                let prefix = self.judge.branches(prefix).iter().copied();
                let schemas = prefix.chain(std::iter::repeat(rest));
                for ((at, item), schema) in value.items().enumerate().zip(schemas) {
                    if schema == SchemaId::FALSE {
                        let (_, message) = message::of_applicator(applicator);
                        self.say(place, "items", message);
                        break;
                    }
                    self.inner(schema, item, Place::Item(&place, at), scope);
                }
            }
            Applicator::UnevaluatedItems(schema) if schema != SchemaId::FALSE => {
                let marks = self.marks(of, value, scope);
                for (at, item) in value.items().enumerate() {
                    if !marks.has(at) {
                        self.inner(schema, item, Place::Item(&place, at), scope);
                    }
                }
            }
            Applicator::UnevaluatedProperties(schema) if schema != SchemaId::FALSE => {
                let marks = self.marks(of, value, scope);
                for (at, (name, member)) in value.members().enumerate() {
                    if !marks.has(at) {
                        let place = Place::Member(&place, self.known(name));
                        self.inner(schema, member, place, scope);
                    }
                }
            }
            Applicator::Members(index) => {
                if let Some(object) = program.objects.get(index as usize) {
                    self.members(object, applicator, value, place, scope);
                }
            }
            Applicator::Dependents(run) => {
                for dependent in run.of(&program.dependents) {
                    if self.judge.dependent(*dependent, value, scope) {
                        continue;
                    }
                    match *dependent {
                        Dependent::Required(_, name) => {
                            self.missing(place, "dependentRequired", name);
                        }
                        Dependent::Schema(_, schema) => self.schema(schema, value, place, scope),
                    }
                }
            }
            Applicator::Not(_)
            | Applicator::Contains(..)
            | Applicator::UnevaluatedItems(_)
            | Applicator::PropertyNames(_)
            | Applicator::UnevaluatedProperties(_) => self.say_applicator(place, applicator),
        }
    }

    fn marks(&self, of: SchemaId, value: Node<'_>, scope: &Scope<'_>) -> Marks {
        let mut marks = Marks::of(value);
        self.judge.mark(of, value, scope, &mut marks);
        marks
    }

    fn members(
        &mut self,
        object: &Object,
        applicator: Applicator,
        value: Node<'_>,
        place: Place<'_>,
        scope: &Scope<'_>,
    ) {
        let program = self.judge.program;
        for property in object.properties.of(&program.properties) {
            if property.is_required && !self.judge.has(value, property.name) {
                self.missing(place, "required", property.name);
            }
        }
        let mut lookup = self.judge.lookup(object);
        let mut is_undeclared = false;
        for (name, member) in value.members() {
            let property = lookup.find(program, name);
            let at = Place::Member(&place, self.known(name));
            let mut is_known = property.is_some_and(|property| property.is_declared);
            if let Some(property) = property {
                self.inner(property.schema, member, at, scope);
            }
            let covering: Vec<SchemaId> = self.judge.patterns_of(object, name).collect();
            for schema in covering {
                is_known = true;
                self.inner(schema, member, at, scope);
            }
            if !is_known && object.additional == SchemaId::FALSE {
                is_undeclared = true;
            } else if !is_known {
                self.inner(object.additional, member, at, scope);
            }
        }
        if is_undeclared {
            self.say_applicator(place, applicator);
        }
    }

    fn missing(&mut self, place: Place<'_>, keyword: &'static str, name: NameSpan) {
        let name = self.judge.program.name(name);
        self.say(Place::Member(&place, name), keyword, "missing".to_owned());
    }

    /// A member's name, if the schemas use it: any other was chosen by whoever sent it.
    fn known(&self, name: Name<'_>) -> &'p str {
        let program = self.judge.program;
        let properties = program.properties.iter();
        let known = properties
            .into_iter()
            .find(|property| program.is_named(name, property.name));
        known.map_or(UNKNOWN, |property| program.name(property.name))
    }
}
