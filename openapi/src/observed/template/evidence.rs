//! What lies below a segment, as evidence: siblings that are values of one parameter lead to
//! the same operations with the same bodies; siblings that are resources do not.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{OperationNode, PathNode};
use crate::http::Method;
use crate::shape::KINDS;
use crate::shape::presence::{Difference, Presence, differ, ratio};
use crate::shape::text_counts::add;

/// The chance below which having a body and having none is no accident.
const ALPHA: f64 = 1e-4;
/// Differences that are no accident, before two segments count as different.
const CONFLICTS_MIN: u64 = 2;
/// The same as a part of all that could be compared.
const CONFLICTS: f64 = 0.05;
/// The chance below which it is no accident that a subtree without bodies has operations of
/// fewer forms than another.
const OTHER_FORMS: f64 = 0.01;

/// One step below a segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Token {
    /// A literal that other siblings have at this place, too.
    Literal(String),
    /// A value, and what follows it.
    Value(String),
    /// A literal that only one sibling has.
    Own,
}

/// An operation below a segment.
type Leaf = (Method, Vec<Token>);

/// The operations below a segment and what they carried.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence(BTreeMap<Leaf, Carried>);

/// What the successes of one operation carried.
#[derive(Clone, Debug, Default)]
struct Carried {
    responses: u64,
    response: Presence,
    /// Responses by kind of value.
    kinds: [u64; KINDS],
    /// Successes without a body in the response.
    bodiless: u64,
    requests: u64,
    request: Presence,
}

/// What two segments are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// Nothing to compare.
    Unrelated,
    /// Not the same kind of thing.
    Different,
    /// The same kind of thing, by so many fields of their bodies.
    Alike(u64),
}

/// Which literals siblings have in common, by depth.
#[derive(Debug, Default)]
pub(super) struct Common(BTreeMap<(usize, String), usize>);

impl Common {
    /// Counts the literals below siblings.
    pub(super) fn of<'n>(siblings: impl Iterator<Item = &'n PathNode>) -> Self {
        let mut common = Self::default();
        for sibling in siblings {
            let mut literals = BTreeSet::new();
            literals_below(sibling, 0, &mut literals);
            for literal in literals {
                *common.0.entry(literal).or_default() += 1;
            }
        }
        common
    }

    fn token(&self, depth: usize, literal: &str) -> Token {
        match self.0.get(&(depth, literal.to_owned())) {
            Some(2..) => Token::Literal(literal.to_owned()),
            Some(_) | None => Token::Own,
        }
    }
}

fn literals_below(node: &PathNode, depth: usize, literals: &mut BTreeSet<(usize, String)>) {
    for (literal, child) in node.paths.known() {
        if is_alive(child) {
            literals.insert((depth, literal.to_owned()));
        }
        literals_below(child, depth + 1, literals);
    }
    let values = node.values.children();
    for child in values.chain(node.paths.other()) {
        literals_below(child, depth + 1, literals);
    }
}

/// Whether anything at or below a node ever succeeded.
pub(in super::super) fn is_alive(node: &PathNode) -> bool {
    node.operations.values().any(|it| it.successes > 0)
        || node.paths.children().any(is_alive)
        || node.values.children().any(is_alive)
}

impl Evidence {
    /// What lies below a node. With `common`, literals that only one sibling has are not told
    /// apart.
    pub(super) fn below(node: &PathNode, common: Option<&Common>) -> Self {
        let mut evidence = Self::default();
        evidence.visit(node, common, &mut Vec::new());
        evidence
    }

    fn visit(&mut self, node: &PathNode, common: Option<&Common>, path: &mut Vec<Token>) {
        for (method, operation) in node.operations.iter() {
            if operation.successes > 0 {
                let carried = self.0.entry((*method, path.clone())).or_default();
                carried.observe(operation);
            }
        }
        let depth = path.len();
        let mut next = |token: Token, child: &PathNode| {
            path.push(token);
            self.visit(child, common, path);
            path.pop();
        };
        for (literal, child) in node.paths.known() {
            let token = match common {
                Some(common) => common.token(depth, literal),
                None => Token::Literal(literal.to_owned()),
            };
            next(token, child);
        }
        for (suffix, child) in node.values.known() {
            next(Token::Value(suffix.to_owned()), child);
        }
        let unnamed = node.values.other();
        for child in unnamed.into_iter().chain(node.paths.other()) {
            next(Token::Value(String::new()), child);
        }
    }

    /// Adds what lies below another segment of the same kind.
    pub(super) fn join(&mut self, other: &Self) {
        for (leaf, carried) in &other.0 {
            self.0.entry(leaf.clone()).or_default().join(carried);
        }
    }

    /// Whether this has operations that the other lacks though they should have been seen
    /// there: `share` is the chance of an exchange to be of this segment.
    pub(super) fn owns(&self, other: &Self, share: f64, chance: f64) -> bool {
        let own = self.0.iter().filter(|((method, path), _)| {
            // What one sibling alone has may be a value, but hardly behind a value.
            let mut steps = path
                .iter()
                .zip(std::iter::once(None).chain(path.iter().map(Some)));
            let is_told = steps.all(|(step, before)| {
                *step != Token::Own || matches!(before, Some(Token::Value(_)))
            });
            is_told && !other.0.contains_key(&(*method, path.clone()))
        });
        let seen = own.fold(0_u64, |sum, (_, it)| sum.saturating_add(it.successes()));
        seen > 0 && is_no_chance(share, seen, chance)
    }

    /// Whether nothing is below but what is only posted to.
    pub(super) fn is_only_posted(&self) -> bool {
        let mut leaves = self.0.keys();
        leaves.all(|(method, path)| *method == Method::Post && path.is_empty())
    }

    /// What this segment is to another.
    pub(super) fn likeness(&self, other: &Self) -> Likeness {
        let mut shared = self
            .0
            .iter()
            .filter_map(|(leaf, own)| Some((leaf, own, other.0.get(leaf)?)))
            .peekable();
        if shared.peek().is_none() {
            return self.form_alike(other);
        }
        let mut sum = Difference::default();
        for ((_, path), own, others) in shared {
            // What one sibling alone has may be anything: it supports, and contradicts nothing.
            let is_own = path.last() == Some(&Token::Own);
            if !is_own && own.contradicts(others) {
                return Likeness::Different;
            }
            let difference = own.compare(others);
            sum.shared += difference.shared;
            if !is_own {
                sum.tested += difference.tested;
                sum.conflicts += difference.conflicts;
            }
        }
        if sum.conflicts >= CONFLICTS_MIN && ratio(sum.conflicts, sum.tested.max(1)) >= CONFLICTS {
            return Likeness::Different;
        }
        Likeness::Alike(sum.shared)
    }

    /// Subtrees without bodies are weakly alike when their operations have the same forms.
    fn form_alike(&self, other: &Self) -> Likeness {
        let has_bodies = |it: &Self| it.0.values().any(|it| it.responses > 0 || it.requests > 0);
        if has_bodies(self) || has_bodies(other) {
            return Likeness::Unrelated;
        }
        let forms = |it: &Self| {
            let mut forms: BTreeMap<(Method, usize), u64> = BTreeMap::new();
            for ((method, path), carried) in &it.0 {
                add(
                    forms.entry((*method, path.len())).or_default(),
                    carried.successes(),
                );
            }
            forms
        };
        let (own, others) = (forms(self), forms(other));
        if own.keys().any(|form| others.contains_key(form))
            && !lacks_forms(&own, &others)
            && !lacks_forms(&others, &own)
        {
            Likeness::Alike(0)
        } else {
            Likeness::Unrelated
        }
    }
}

/// Whether it is no chance that a subtree has none of the forms that only the other has.
fn lacks_forms(
    forms: &BTreeMap<(Method, usize), u64>,
    others: &BTreeMap<(Method, usize), u64>,
) -> bool {
    let known = others.iter().filter(|(form, _)| forms.contains_key(form));
    let known = known.fold(0_u64, |sum, (_, seen)| sum.saturating_add(*seen));
    let sum = |forms: &BTreeMap<(Method, usize), u64>| {
        forms
            .values()
            .fold(0_u64, |sum, seen| sum.saturating_add(*seen))
    };
    is_no_chance(ratio(known, sum(others)), sum(forms), OTHER_FORMS)
}

impl Carried {
    fn successes(&self) -> u64 {
        let bodies = self.responses.saturating_add(self.bodiless);
        bodies.max(self.requests)
    }

    fn observe(&mut self, operation: &OperationNode) {
        let successes = operation.responses.iter();
        for (_, response) in successes.filter(|(status, _)| **status < 300) {
            let mut with_content = 0;
            for content in response.content.children() {
                add(&mut with_content, content.exchanges);
                add(&mut self.responses, content.shape.count());
                self.response.add(&content.shape);
                self.count_kinds(content.shape.kinds());
            }
            let without = response.exchanges.saturating_sub(with_content);
            add(&mut self.bodiless, without);
        }
        for content in operation.request.children() {
            add(&mut self.requests, content.shape.count());
            self.request.add(&content.shape);
        }
    }

    fn count_kinds(&mut self, kinds: [u64; KINDS]) {
        let pairs = self.kinds.iter_mut().zip(kinds);
        pairs.for_each(|(own, more)| add(own, more));
    }

    fn join(&mut self, other: &Self) {
        add(&mut self.responses, other.responses);
        self.response.join(&other.response);
        self.count_kinds(other.kinds);
        add(&mut self.bodiless, other.bodiless);
        add(&mut self.requests, other.requests);
        self.request.join(&other.request);
    }

    /// Whether one answers with another kind of value, or always with none.
    fn contradicts(&self, other: &Self) -> bool {
        if self.responses > 0 && other.responses > 0 {
            let mut kinds = self.kinds.iter().zip(&other.kinds);
            return kinds
                .any(|(own, others)| differ((*own, self.responses), (*others, other.responses)));
        }
        let always_empty = |with: &Self, without: &Self| {
            let chance = (as_number(with.bodiless) + 0.5)
                / (as_number(with.bodiless.saturating_add(with.responses)) + 1.0);
            let times = i32::try_from(without.bodiless).unwrap_or(i32::MAX);
            without.bodiless > 0 && chance.powi(times) < ALPHA
        };
        (self.responses > 0 && always_empty(self, other))
            || (other.responses > 0 && always_empty(other, self))
    }

    fn compare(&self, other: &Self) -> Difference {
        let pairs = [
            (
                &self.response,
                self.responses,
                &other.response,
                other.responses,
            ),
            (&self.request, self.requests, &other.request, other.requests),
        ];
        let mut sum = Difference::default();
        for (own, seen, others, other_seen) in pairs {
            if seen > 0 && other_seen > 0 {
                let difference = own.compare(seen, others, other_seen);
                sum.tested += difference.tested;
                sum.conflicts += difference.conflicts;
                sum.shared += difference.shared;
            }
        }
        sum
    }
}

/// Whether it is no chance that all of so many exchanges were of one segment, which has this
/// share of all.
pub(super) fn is_no_chance(share: f64, exchanges: u64, chance: f64) -> bool {
    share.powi(i32::try_from(exchanges).unwrap_or(i32::MAX)) < chance
}

fn as_number(count: u64) -> f64 {
    ratio(count, 1)
}
