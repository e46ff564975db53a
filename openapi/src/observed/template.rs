//! The trie with its values told from its literals: a pure function of all that was seen,
//! taken anew whenever a document is emitted, so that it improves with what comes later.

use std::collections::BTreeMap;

use super::overrides::{Hint, Overrides};
use super::{OperationNode, PathNode};
use crate::http::Method;
use crate::shape::sorted::Sorted;
use crate::shape::text_counts::TextCounts;

mod evidence;
mod literal;
mod proven;
mod sibling;

pub(super) use evidence::is_alive;
use proven::Proven;
use sibling::{Place, Siblings};

/// One segment of a path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Stands for itself.
    Literal(String),
    /// Stands for a value.
    Parameter {
        /// The name that an override gives it.
        name: Option<String>,
        /// What follows the value within the segment.
        suffix: String,
        /// The classes of the values seen.
        texts: TextCounts,
    },
}

/// The operations at one path template, and what lies below it.
#[derive(Debug, Default)]
pub(super) struct Templates {
    pub(super) operations: Sorted<Method, Box<OperationNode>>,
    /// In order: literals by name, then parameters by suffix.
    pub(super) next: Vec<(Step, Templates)>,
}

/// One look at the whole trie.
struct Round<'o> {
    overrides: &'o Overrides,
    /// What an earlier look found.
    proven: Proven,
    found: Proven,
}

impl<'o> Round<'o> {
    fn after(overrides: &'o Overrides, proven: Proven) -> Self {
        Self {
            overrides,
            proven,
            found: Proven::default(),
        }
    }
}

impl Templates {
    /// What succeeded at least once below a node.
    pub(super) fn of(root: PathNode, overrides: &Overrides) -> Self {
        let mut first = Round::after(overrides, Proven::default());
        let templates = Self::below(root.clone(), &mut Vec::new(), &mut first);
        if first.found.is_empty() {
            return templates;
        }
        // What is a value at one place is known at all of them now.
        let mut second = Round::after(overrides, first.found);
        Self::below(root, &mut Vec::new(), &mut second)
    }

    fn below(node: PathNode, path: &mut Vec<Step>, round: &mut Round<'_>) -> Self {
        let PathNode {
            texts: _,
            paths,
            values,
            mut operations,
        } = node;
        operations.retain(|_, operation| operation.successes > 0);
        let mut siblings = Siblings::default();
        let (literals, collapsed) = paths.into_parts();
        let (literals, refused): (BTreeMap<_, _>, BTreeMap<_, _>) =
            literals.partition(|(_, node)| is_alive(node));
        siblings.literals = literals;
        let (values, unsuffixed) = values.into_parts();
        siblings.values = alive(values);
        for node in collapsed.into_iter().chain(unsuffixed).filter(is_alive) {
            let values = siblings.values.remove("").unwrap_or_default();
            let joined = super::join::joined(values, node);
            siblings.values.insert(String::new(), joined);
        }
        let overrides = round.overrides;
        let hint = overrides.hint(path);
        match hint {
            Some(Hint::Literal) => {}
            Some(Hint::Parameter { .. }) => {
                let names: Vec<String> = siblings.literals.keys().cloned().collect();
                let free = names.iter().filter(|name| !overrides.names(path, name));
                free.for_each(|name| siblings.force(name));
            }
            None => siblings.settle(Place::below(path), &round.proven),
        }
        siblings.hear(refused);
        let given = match hint {
            Some(Hint::Parameter { name }) => Some(name.clone()),
            Some(Hint::Literal) | None => None,
        };
        let mut next = Vec::new();
        let Siblings {
            literals,
            values,
            found,
        } = siblings;
        round.found.add(&found);
        let literals = literals
            .into_iter()
            .map(|(literal, node)| (Step::Literal(literal), node));
        let values = values.into_iter().map(|(suffix, node)| {
            let texts = node.texts.clone();
            let name = given.clone();
            (
                Step::Parameter {
                    name,
                    suffix,
                    texts,
                },
                node,
            )
        });
        for (step, node) in literals.chain(values) {
            path.push(step.clone());
            if !overrides.hides(path) {
                next.push((step, Self::below(node, path, round)));
            }
            path.pop();
        }
        Self { operations, next }
    }
}

impl<'p> Place<'p> {
    fn below(path: &'p [Step]) -> Self {
        Self {
            parent: match path.last() {
                Some(Step::Literal(parent)) => parent,
                Some(Step::Parameter { .. }) | None => "",
            },
            is_below_value: path
                .iter()
                .any(|step| matches!(step, Step::Parameter { .. })),
        }
    }
}

fn alive(nodes: impl Iterator<Item = (String, PathNode)>) -> BTreeMap<String, PathNode> {
    nodes.filter(|(_, node)| is_alive(node)).collect()
}
