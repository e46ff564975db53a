//! Whether a value conforms: a walk over schema and value together that stops at the first
//! no. Every schema entered is counted, so that no verdict takes for ever.

use std::cell::Cell;

use super::by::By;
use super::check::{Applicator, Dependent, NameSpan, Run};
use super::glance::Glance;
use super::{Exhausted, Program, SchemaId};
use crate::json::{Kind, Node, Spot};
use crate::limits::{JUDGE_DEPTH_MAX, JUDGE_STEPS_MAX};

mod array;
mod assertion;

/// One verdict being found.
pub(super) struct Judge<'p> {
    pub(super) program: &'p Program,
    steps: Cell<u32>,
    depth: Cell<u32>,
    is_exhausted: Cell<bool>,
}

/// The resources entered on the way to a schema, the last one first (2020-12 Core §7.1).
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    resource: u32,
    outer: Option<&'s Scope<'s>>,
}

impl Scope<'_> {
    pub(super) const OUTERMOST: Self = Self {
        resource: 0,
        outer: None,
    };

    /// This scope, and within it the resource.
    #[inline]
    pub(super) const fn entering(&self, resource: u32) -> Scope<'_> {
        if resource == self.resource {
            *self
        } else {
            Scope {
                resource,
                outer: Some(self),
            }
        }
    }
}

impl<'p> Judge<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        Self {
            program,
            steps: Cell::new(JUDGE_STEPS_MAX),
            depth: Cell::new(JUDGE_DEPTH_MAX),
            is_exhausted: Cell::new(false),
        }
    }

    pub(super) fn verdict(&self, schema: SchemaId, value: Node<'_>) -> Result<bool, Exhausted> {
        let holds = self.holds(schema, value, &Scope::OUTERMOST);
        if self.is_exhausted.get() {
            return Err(Exhausted);
        }
        Ok(holds)
    }

    /// Whether this judge has given up; what it said since then means nothing.
    pub(super) fn is_exhausted(&self) -> bool {
        self.is_exhausted.get()
    }

    /// Counts so many steps; false when there have been too many.
    #[inline]
    pub(super) fn spend(&self, steps: usize) -> bool {
        let left = u32::try_from(steps).ok();
        let left = left.and_then(|steps| self.steps.get().checked_sub(steps));
        self.steps.set(left.unwrap_or_default());
        self.is_exhausted
            .set(left.is_none() || self.is_exhausted.get());
        left.is_some()
    }

    /// Counts one more schema entered, within those that were not left; false when there have
    /// been too many.
    #[inline]
    pub(super) fn enter(&self) -> bool {
        let Some(depth) = self.depth.get().checked_sub(1) else {
            self.is_exhausted.set(true);
            return false;
        };
        self.depth.set(depth);
        self.spend(1)
    }

    #[inline]
    pub(super) fn leave(&self) {
        self.depth.set(self.depth.get() + 1);
    }

    /// Whether a value conforms to a schema. An unknown schema accepts nothing.
    pub(super) fn holds(&self, id: SchemaId, value: Node<'_>, scope: &Scope<'_>) -> bool {
        // A branch counts even when it asks no other schema: there may be many of them.
        self.spend(1) && self.holds_here(id, value, scope)
    }

    /// The same, as part of the loop that asks: most values are scalars, about which little is
    /// asserted, and a call would take longer than the answer.
    #[expect(clippy::inline_always, reason = "measured")]
    #[inline(always)]
    pub(super) fn holds_here(&self, id: SchemaId, value: Node<'_>, scope: &Scope<'_>) -> bool {
        self.passes(id, &self.program.glance(id), value, scope)
    }

    /// The same, given the schema's glance.
    #[expect(clippy::inline_always, reason = "measured")]
    #[inline(always)]
    pub(super) fn passes(
        &self,
        id: SchemaId,
        glance: &Glance,
        value: Node<'_>,
        scope: &Scope<'_>,
    ) -> bool {
        glance.settles(value)
            || match glance.by {
                By::Members(object) if value.is_object() => {
                    self.object(object.into(), value.spot(), scope, glance.resource())
                }
                By::Items(_) if value.is_array() => self.array(id, glance, value.spot(), scope),
                By::Keywords | By::Members(_) | By::Items(_) => self.asked(id, value.spot(), scope),
                By::Words(..) | By::Pattern(_) | By::Format(_) => {
                    glance.settles_by(value.spot(), self.program)
                        || self.asked(id, value.spot(), scope)
                }
            }
    }

    /// Whether a value conforms by every keyword.
    #[inline(never)]
    pub(super) fn asked(&self, id: SchemaId, value: Spot<'_>, scope: &Scope<'_>) -> bool {
        let Some(schema) = self.program.schema(id) else {
            return false;
        };
        let value = value.node();
        if !schema.typed.has(value) && !schema.types.admit(value) {
            return false;
        }
        // Many schemas assert nothing: then it takes less to say so than to look.
        if schema.asserted.len > 0 {
            let asserted = schema.asserted.of(&self.program.assertions);
            if !asserted.iter().all(|it| self.asserts(*it, value)) {
                return false;
            }
        }
        if schema.applied.len == 0 {
            return true;
        }
        if !self.enter() {
            return false;
        }
        let scope = &scope.entering(schema.resource);
        let holds = match *schema.applied.of(&self.program.applicators) {
            // Most objects and arrays are asked for nothing else.
            [Applicator::Members(index)] => self.object(index, value.spot(), scope, None),
            [Applicator::Items(prefix, rest, _)] => self.items(prefix, rest, value, scope),
            ref several => several.iter().all(|it| self.applies(id, *it, value, scope)),
        };
        self.leave();
        holds
    }

    /// Whether a value passes one applicator of the schema `of`.
    pub(super) fn applies(
        &self,
        of: SchemaId,
        applicator: Applicator,
        value: Node<'_>,
        scope: &Scope<'_>,
    ) -> bool {
        match applicator {
            Applicator::Ref(target) => self.holds(target, value, scope),
            Applicator::DynamicRef(target, anchor) => {
                self.holds(self.dynamic(target, anchor, scope), value, scope)
            }
            Applicator::AllOf(branches) => self
                .branches(branches)
                .iter()
                .all(|branch| self.holds(*branch, value, scope)),
            Applicator::AnyOf(choice) => self
                .choice(choice)
                .iter()
                .any(|branch| self.holds(*branch, value, scope)),
            Applicator::OneOf(choice) => {
                let branches = self.choice(choice).iter();
                let mut held = branches.filter(|branch| self.holds(**branch, value, scope));
                held.next().is_some() && held.next().is_none()
            }
            Applicator::Not(schema) => !self.holds(schema, value, scope),
            Applicator::If(condition, then, otherwise) => {
                let meets = self.holds(condition, value, scope);
                self.holds(if meets { then } else { otherwise }, value, scope)
            }
            Applicator::Items(prefix, rest, _) => self.items(prefix, rest, value, scope),
            Applicator::Contains(schema, min, max) => {
                let held = value
                    .items()
                    .filter(|item| self.holds(schema, *item, scope));
                value.kind() != Kind::Array || (min as usize..=max as usize).contains(&held.count())
            }
            Applicator::UnevaluatedItems(schema) => {
                value.kind() != Kind::Array || self.unevaluated_items(of, schema, value, scope)
            }
            Applicator::Members(index) => self.object(index, value.spot(), scope, None),
            Applicator::PropertyNames(schema) => value
                .members()
                .all(|(name, _)| self.holds(schema, name.as_node(), scope)),
            Applicator::Dependents(run) => run
                .of(&self.program.dependents)
                .iter()
                .all(|dependent| self.dependent(*dependent, value, scope)),
            Applicator::UnevaluatedProperties(schema) => {
                value.kind() != Kind::Object || self.unevaluated_members(of, schema, value, scope)
            }
        }
    }

    pub(super) fn branches(&self, run: Run) -> &'p [SchemaId] {
        run.of(&self.program.branches)
    }

    pub(super) fn choice(&self, index: u32) -> &'p [SchemaId] {
        let choice = self.program.choices.get(index as usize);
        choice.map_or(&[], |choice| self.branches(choice.branches))
    }

    /// 2020-12 Core §8.2.3.2: the outermost resource of the dynamic scope that has the anchor.
    pub(super) fn dynamic(&self, target: SchemaId, anchor: u32, scope: &Scope<'_>) -> SchemaId {
        let mut found = target;
        let mut scope = Some(scope);
        while let Some(Scope { resource, outer }) = scope {
            let here = (*resource, anchor);
            let anchors = self.program.anchors.iter();
            if let Some((.., schema)) = anchors
                .into_iter()
                .find(|(resource, anchor, _)| (*resource, *anchor) == here)
            {
                found = *schema;
            }
            scope = *outer;
        }
        found
    }

    /// Whether an object has a member of this name.
    pub(super) fn has(&self, object: Node<'_>, name: NameSpan) -> bool {
        object
            .members()
            .any(|(given, _)| self.program.is_named(given, name))
    }

    pub(super) fn dependent(
        &self,
        dependent: Dependent,
        value: Node<'_>,
        scope: &Scope<'_>,
    ) -> bool {
        match dependent {
            Dependent::Required(trigger, name) => {
                !self.has(value, trigger) || self.has(value, name)
            }
            Dependent::Schema(trigger, schema) => {
                !self.has(value, trigger) || self.holds(schema, value, scope)
            }
        }
    }
}
