//! What a schema asserts of a value without asking another (JSON Schema 2020-12 Validation
//! §6, §7).

use std::cmp::Ordering;

use super::super::check::Assertion;
use super::Judge;
use super::array::are_unique;
use crate::json::{Kind, Node, Text};
use crate::limits::PATTERN_STATES_PER_STEP;
use crate::pattern::Pattern;

impl Judge<'_> {
    /// Whether a value passes one assertion. What nearly every schema asserts of lengths is
    /// told here, from the length in bytes; the rest elsewhere, so that this stays small
    /// enough to be part of the loop that calls it.
    #[expect(clippy::inline_always, reason = "a call costs more than the answer")]
    #[inline(always)]
    pub(in crate::program) fn asserts(&self, assertion: Assertion, value: Node<'_>) -> bool {
        if let Assertion::MaxLength(limit) = assertion
            && value.raw_len() <= limit
        {
            return true;
        }
        self.asserts_fully(assertion, value)
    }

    #[inline(never)]
    fn asserts_fully(&self, assertion: Assertion, value: Node<'_>) -> bool {
        let kind = value.kind();
        match assertion {
            Assertion::Enum(literal) | Assertion::Const(literal) => {
                let literal = self.program.literals.get(literal as usize);
                literal.is_some_and(|literal| literal.has(value))
            }
            Assertion::MinLength(limit) => {
                kind != Kind::String || value.has_at_least(limit as usize)
            }
            Assertion::MaxLength(limit) => {
                kind != Kind::String || !value.has_at_least((limit as usize).saturating_add(1))
            }
            Assertion::Pattern(index) => {
                let pattern = self.program.patterns.get(index as usize);
                kind != Kind::String
                    || pattern.is_some_and(|pattern| self.matches(pattern, value.text()))
            }
            Assertion::Format(format) => match kind {
                Kind::String => format.accepts_text(&value.text().unescaped()),
                Kind::Number => format.accepts_number(value.number()),
                Kind::Null | Kind::Boolean | Kind::Array | Kind::Object => true,
            },
            Assertion::Minimum(bound) => self.compares(bound, value, Ordering::is_ge),
            Assertion::Maximum(bound) => self.compares(bound, value, Ordering::is_le),
            Assertion::ExclusiveMinimum(bound) => self.compares(bound, value, Ordering::is_gt),
            Assertion::ExclusiveMaximum(bound) => self.compares(bound, value, Ordering::is_lt),
            Assertion::MultipleOf(bound) => {
                let bound = self.program.bounds.get(bound as usize);
                kind != Kind::Number
                    || bound.is_some_and(|bound| value.number().is_multiple_of(bound))
            }
            Assertion::MinItems(limit) => kind != Kind::Array || value.len() >= limit as usize,
            Assertion::MaxItems(limit) => kind != Kind::Array || value.len() <= limit as usize,
            Assertion::UniqueItems => kind != Kind::Array || are_unique(value),
            Assertion::MinProperties(limit) => {
                kind != Kind::Object || value.len() >= limit as usize
            }
            Assertion::MaxProperties(limit) => {
                kind != Kind::Object || value.len() <= limit as usize
            }
        }
    }

    fn compares(&self, bound: u32, value: Node<'_>, holds: fn(Ordering) -> bool) -> bool {
        let bound = self.program.bounds.get(bound as usize);
        value.kind() != Kind::Number
            || bound.is_some_and(|bound| holds(value.number().compare(bound)))
    }

    /// Whether a text matches. A pattern that is run state by state counts as so many schemas.
    pub(in crate::program) fn matches(&self, pattern: &Pattern, text: Text<'_>) -> bool {
        let cost = pattern.cost();
        if cost > 1 {
            let steps = cost.saturating_mul(text.raw_len()) / PATTERN_STATES_PER_STEP;
            if !self.spend(steps) {
                return false;
            }
        }
        pattern.is_match(&text.unescaped())
    }
}
