//! Which branch of `anyOf` or `oneOf` a value that matches none was meant for: the one its
//! discriminator names, or the one it comes closest to.

use super::check::{Applicator, Choice};
use super::explain::Explainer;
use super::judge::Scope;
use super::place::Place;
use super::{Broken, SchemaId};
use crate::json::Node;

/// How far a value is from a branch; less is closer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Distance {
    /// Not even of the branch's type.
    is_other_type: bool,
    /// Members whose one or few allowed values tell branches apart, and tell another.
    tags: usize,
    reasons: usize,
}

impl Explainer<'_> {
    pub(super) fn choice(
        &mut self,
        applicator: Applicator,
        index: u32,
        value: Node<'_>,
        place: Place<'_>,
        scope: &Scope<'_>,
    ) {
        let program = self.judge.program;
        let Some(choice) = program.choices.get(index as usize) else {
            return;
        };
        let branches = self.judge.branches(choice.branches);
        let held = branches
            .iter()
            .filter(|branch| self.judge.holds(**branch, value, scope))
            .count();
        if held > 0 {
            let message = "matches more than one of oneOf".to_owned();
            self.say(place, "oneOf", message);
            return;
        }
        if let Some(branch) = self.named(choice, value) {
            self.schema(branch, value, place, scope);
            return;
        }
        let mut nearest: Option<(Distance, Vec<Broken>)> = None;
        let mut is_tie = false;
        for branch in branches {
            let reasons = self.apart(*branch, value, place, scope);
            let distance = Distance::of(&reasons, place);
            let other = nearest.as_ref().map(|(other, _)| *other);
            is_tie = other == Some(distance) || (is_tie && other < Some(distance));
            if other.is_none_or(|other| distance < other) {
                nearest = Some((distance, reasons));
            }
        }
        match nearest {
            Some((distance, reasons)) if !is_tie && !distance.is_other_type => {
                for reason in reasons {
                    self.add(reason);
                }
            }
            Some(_) | None => {
                self.say_applicator(place, applicator);
            }
        }
    }

    /// The branch that the discriminator's value names.
    fn named(&self, choice: &Choice, value: Node<'_>) -> Option<SchemaId> {
        let program = self.judge.program;
        let discriminator = choice.discriminator?;
        let (_, tag) = value
            .members()
            .find(|(name, _)| program.is_named(*name, discriminator))?;
        if tag.kind() != crate::json::Kind::String {
            return None;
        }
        let tags = choice.tags.of(&program.properties);
        let named = tags
            .iter()
            .find(|branch| tag.text().is(program.name(branch.name)))?;
        Some(named.schema)
    }

    /// The reasons of one branch, kept apart from those found so far.
    fn apart(
        &mut self,
        branch: SchemaId,
        value: Node<'_>,
        place: Place<'_>,
        scope: &Scope<'_>,
    ) -> Vec<Broken> {
        let before = std::mem::take(&mut self.found);
        self.schema(branch, value, place, scope);
        std::mem::replace(&mut self.found, before)
    }

    fn add(&mut self, reason: Broken) {
        let Broken {
            pointer,
            keyword,
            message,
        } = reason;
        self.say_at(pointer, keyword, message);
    }
}

impl Distance {
    fn of(reasons: &[Broken], place: Place<'_>) -> Self {
        let base = place.pointer();
        let is_tag = |reason: &Broken| {
            let below = reason.pointer.strip_prefix(&base).unwrap_or_default();
            matches!(reason.keyword, "const" | "enum") && below.matches('/').count() == 1
        };
        Self {
            is_other_type: reasons.iter().any(|reason| {
                reason.pointer == base
                    && matches!(reason.keyword, "type" | "falseSchema" | "const" | "enum")
            }),
            tags: reasons.iter().filter(|reason| is_tag(reason)).count(),
            reasons: reasons.len(),
        }
    }
}
