//! Which members or items a schema has evaluated, for `unevaluatedProperties` and
//! `unevaluatedItems` (JSON Schema 2020-12 Core §11).

use super::SchemaId;
use super::check::{Applicator, Dependent, Object};
use super::judge::{Judge, Scope};
use crate::json::{Kind, Node};

/// Members or items of one value that were evaluated.
pub(super) struct Marks(Vec<bool>);

impl Marks {
    pub(super) fn of(value: Node<'_>) -> Self {
        Self(vec![false; value.len()])
    }

    pub(super) fn has(&self, at: usize) -> bool {
        self.0.get(at).copied().unwrap_or_default()
    }

    fn set(&mut self, at: usize) {
        if let Some(mark) = self.0.get_mut(at) {
            *mark = true;
        }
    }

    fn set_all(&mut self) {
        self.0.fill(true);
    }
}

impl Judge<'_> {
    /// Marks what the applicators of a schema evaluate, apart from its own `unevaluated*`, given
    /// that the value passes them.
    pub(super) fn mark(&self, id: SchemaId, value: Node<'_>, scope: &Scope<'_>, marks: &mut Marks) {
        let Some(schema) = self.program.schema(id) else {
            return;
        };
        for applicator in schema.applied.of(&self.program.applicators) {
            if !applicator.is_unevaluated() {
                self.mark_by(*applicator, value, scope, marks);
            }
        }
    }

    /// Marks what a schema evaluates beside the one that asks; all of it when it closes
    /// itself.
    fn mark_inner(&self, id: SchemaId, value: Node<'_>, scope: &Scope<'_>, marks: &mut Marks) {
        let Some(schema) = self.program.schema(id) else {
            return;
        };
        if !self.enter() {
            return;
        }
        let inner = scope.entering(schema.resource);
        let applied = schema.applied.of(&self.program.applicators);
        let closes = |applicator: &Applicator| match applicator {
            Applicator::UnevaluatedItems(_) => value.kind() == Kind::Array,
            Applicator::UnevaluatedProperties(_) => value.kind() == Kind::Object,
            Applicator::Ref(_)
            | Applicator::DynamicRef(..)
            | Applicator::AllOf(_)
            | Applicator::AnyOf(_)
            | Applicator::OneOf(_)
            | Applicator::Not(_)
            | Applicator::If(..)
            | Applicator::Items(..)
            | Applicator::Contains(..)
            | Applicator::Members(_)
            | Applicator::PropertyNames(_)
            | Applicator::Dependents(_) => false,
        };
        if applied.iter().any(closes) {
            marks.set_all();
        } else {
            self.mark(id, value, &inner, marks);
        }
        self.leave();
    }

    fn mark_by(
        &self,
        applicator: Applicator,
        value: Node<'_>,
        scope: &Scope<'_>,
        marks: &mut Marks,
    ) {
        match applicator {
            Applicator::Ref(target) => self.mark_inner(target, value, scope, marks),
            Applicator::DynamicRef(target, anchor) => {
                self.mark_inner(self.dynamic(target, anchor, scope), value, scope, marks);
            }
            Applicator::AllOf(branches) => {
                for branch in self.branches(branches) {
                    self.mark_inner(*branch, value, scope, marks);
                }
            }
            Applicator::AnyOf(choice) | Applicator::OneOf(choice) => {
                for branch in self.choice(choice) {
                    if self.holds(*branch, value, scope) {
                        self.mark_inner(*branch, value, scope, marks);
                    }
                }
            }
            Applicator::If(condition, then, otherwise) => {
                if self.holds(condition, value, scope) {
                    self.mark_inner(condition, value, scope, marks);
                    self.mark_inner(then, value, scope, marks);
                } else {
                    self.mark_inner(otherwise, value, scope, marks);
                }
            }
            Applicator::Dependents(run) if value.kind() == Kind::Object => {
                for dependent in run.of(&self.program.dependents) {
                    if let Dependent::Schema(trigger, schema) = dependent
                        && self.has(value, *trigger)
                    {
                        self.mark_inner(*schema, value, scope, marks);
                    }
                }
            }
            Applicator::Members(index) if value.kind() == Kind::Object => {
                if let Some(object) = self.program.objects.get(index as usize) {
                    self.mark_members(object, value, marks);
                }
            }
            Applicator::Items(prefix, _, is_closed) if value.kind() == Kind::Array => {
                let evaluated = self.branches(prefix).len();
                (0..evaluated).for_each(|at| marks.set(at));
                if is_closed {
                    marks.set_all();
                }
            }
            Applicator::Contains(schema, ..) if value.kind() == Kind::Array => {
                for (at, item) in value.items().enumerate() {
                    if self.holds(schema, item, scope) {
                        marks.set(at);
                    }
                }
            }
            Applicator::Not(_)
            | Applicator::Items(..)
            | Applicator::Contains(..)
            | Applicator::UnevaluatedItems(_)
            | Applicator::Members(_)
            | Applicator::PropertyNames(_)
            | Applicator::Dependents(_)
            | Applicator::UnevaluatedProperties(_) => {}
        }
    }

    fn mark_members(&self, object: &Object, value: Node<'_>, marks: &mut Marks) {
        if object.is_closed {
            marks.set_all();
            return;
        }
        let mut lookup = self.lookup(object);
        for (at, (name, _)) in value.members().enumerate() {
            let property = lookup.find(self.program, name);
            if property.is_some_and(|property| property.is_declared)
                || self.patterns_of(object, name).next().is_some()
            {
                marks.set(at);
            }
        }
    }
}
