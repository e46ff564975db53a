//! Whether a value conforms: a walk over schema and value together that stops at the first
//! no. Every schema entered is counted, so that no verdict takes for ever.

use std::cell::Cell;

use super::check::{Check, Dependent, NameSpan, NumberCheck, Run, TextCheck};
use super::{Exhausted, Program, SchemaId};
use crate::json::{Kind, Node, Text};
use crate::limits::{JUDGE_DEPTH_MAX, JUDGE_STEPS_MAX, PATTERN_STATES_PER_STEP};
use crate::number::Number;
use crate::pattern::Pattern;

mod array;

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

    /// Counts one more schema entered; false when there have been too many.
    #[inline]
    pub(super) fn enter(&self) -> bool {
        let (Some(steps), Some(depth)) = (
            self.steps.get().checked_sub(1),
            self.depth.get().checked_sub(1),
        ) else {
            self.is_exhausted.set(true);
            return false;
        };
        self.steps.set(steps);
        self.depth.set(depth);
        true
    }

    #[inline]
    pub(super) fn leave(&self) {
        self.depth.set(self.depth.get() + 1);
    }

    /// Whether a value conforms to a schema. An unknown schema accepts nothing.
    pub(super) fn holds(&self, id: SchemaId, value: Node<'_>, scope: &Scope<'_>) -> bool {
        if id == SchemaId::TRUE {
            return true;
        }
        let Some(schema) = self.program.schema(id) else {
            return false;
        };
        if !schema.types.admit(value) {
            return false;
        }
        if schema.checks.len == 0 {
            return true;
        }
        if !self.enter() {
            return false;
        }
        let scope = &scope.entering(schema.resource);
        let checks = schema.checks.of(&self.program.checks);
        let holds = checks
            .iter()
            .all(|check| self.check(id, check, value, scope));
        self.leave();
        holds
    }

    /// Whether a value passes one check of the schema `of`.
    pub(super) fn check(
        &self,
        of: SchemaId,
        check: &Check,
        value: Node<'_>,
        scope: &Scope<'_>,
    ) -> bool {
        match *check {
            Check::Ref(target) => self.holds(target, value, scope),
            Check::DynamicRef(target, anchor) => {
                self.holds(self.dynamic(target, anchor, scope), value, scope)
            }
            Check::AllOf(branches) => self
                .branches(branches)
                .iter()
                .all(|branch| self.holds(*branch, value, scope)),
            Check::AnyOf(choice) => self
                .choice(choice)
                .iter()
                .any(|branch| self.holds(*branch, value, scope)),
            Check::OneOf(choice) => {
                let branches = self.choice(choice).iter();
                let mut held = branches.filter(|branch| self.holds(**branch, value, scope));
                held.next().is_some() && held.next().is_none()
            }
            Check::Not(schema) => !self.holds(schema, value, scope),
            Check::If(condition, then, otherwise) => {
                let meets = self.holds(condition, value, scope);
                self.holds(if meets { then } else { otherwise }, value, scope)
            }
            Check::Enum(literal) | Check::Const(literal) => {
                let literal = self.program.literals.get(literal as usize);
                literal.is_some_and(|literal| literal.has(value))
            }
            Check::Format(format) => match value.kind() {
                Kind::String => format.accepts_text(&value.text().unescaped()),
                Kind::Number => format.accepts_number(value.number()),
                Kind::Null | Kind::Boolean | Kind::Array | Kind::Object => true,
            },
            Check::Text(check) => value.kind() != Kind::String || self.text(check, value.text()),
            Check::Number(check) => {
                value.kind() != Kind::Number || self.number(check, value.number())
            }
            Check::Array(check) => {
                value.kind() != Kind::Array || self.array(of, check, value, scope)
            }
            Check::Object(check) => {
                value.kind() != Kind::Object || self.object(of, check, value, scope)
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

    fn text(&self, check: TextCheck, text: Text<'_>) -> bool {
        match check {
            TextCheck::MinLength(limit) => text.has_at_least(limit as usize),
            TextCheck::MaxLength(limit) => !text.has_at_least((limit as usize).saturating_add(1)),
            TextCheck::Pattern(index) => {
                let pattern = self.program.patterns.get(index as usize);
                pattern.is_some_and(|pattern| self.matches(pattern, text))
            }
        }
    }

    /// Whether a text matches. A pattern that is run state by state counts as so many schemas.
    pub(super) fn matches(&self, pattern: &Pattern, text: Text<'_>) -> bool {
        let cost = pattern.cost();
        if cost > 1 {
            let steps = cost.saturating_mul(text.raw_len()) / PATTERN_STATES_PER_STEP;
            let left = u32::try_from(steps).ok();
            let Some(left) = left.and_then(|steps| self.steps.get().checked_sub(steps)) else {
                self.is_exhausted.set(true);
                return false;
            };
            self.steps.set(left);
        }
        pattern.is_match(&text.unescaped())
    }

    fn number(&self, check: NumberCheck, number: Number<'_>) -> bool {
        let (NumberCheck::Minimum(bound)
        | NumberCheck::Maximum(bound)
        | NumberCheck::ExclusiveMinimum(bound)
        | NumberCheck::ExclusiveMaximum(bound)
        | NumberCheck::MultipleOf(bound)) = check;
        let Some(bound) = self.program.bounds.get(bound as usize) else {
            return false;
        };
        match check {
            NumberCheck::Minimum(_) => number.compare(bound).is_ge(),
            NumberCheck::Maximum(_) => number.compare(bound).is_le(),
            NumberCheck::ExclusiveMinimum(_) => number.compare(bound).is_gt(),
            NumberCheck::ExclusiveMaximum(_) => number.compare(bound).is_lt(),
            NumberCheck::MultipleOf(_) => number.is_multiple_of(bound),
        }
    }

    /// Whether an object has a member of this name.
    pub(super) fn has(&self, object: Node<'_>, name: NameSpan) -> bool {
        object
            .members()
            .any(|(given, _)| given.hash == name.hash && given.text.is(self.program.name(name)))
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
