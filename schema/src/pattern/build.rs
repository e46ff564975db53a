//! From the syntax tree to states. Built from the end of the pattern to its start, so that
//! what follows a piece is always known; counted repetition is unrolled.

use super::PatternError;
use super::nfa::{Id, MATCH, NONE, Nfa, State};
use super::parse::Tree;
use crate::limits::PATTERN_STATES_MAX;

pub(super) fn build(tree: &Tree) -> Result<Nfa, PatternError> {
    let mut builder = Builder { states: Vec::new() };
    builder.push(State::Match)?;
    let start = builder.tree(tree, MATCH)?;
    Ok(Nfa {
        start,
        states: builder.states,
    })
}

pub(super) struct Builder {
    states: Vec<State>,
}

impl Builder {
    pub(super) fn push(&mut self, state: State) -> Result<Id, PatternError> {
        if self.states.len() >= PATTERN_STATES_MAX {
            return Err(PatternError::States);
        }
        let id = Id::try_from(self.states.len()).map_err(|_| PatternError::States)?;
        self.states.push(state);
        Ok(id)
    }

    /// The state that accepts what the tree does and goes on to `next`.
    fn tree(&mut self, tree: &Tree, next: Id) -> Result<Id, PatternError> {
        match tree {
            Tree::One(set) => self.one(set, next),
            Tree::Look(look) => self.push(State::Look { look: *look, next }),
            Tree::All(trees) => {
                let mut next = next;
                for tree in trees.iter().rev() {
                    next = self.tree(tree, next)?;
                }
                Ok(next)
            }
            Tree::Any(trees) => {
                let mut any = None;
                for tree in trees.iter().rev() {
                    let one = self.tree(tree, next)?;
                    any = Some(match any {
                        None => one,
                        Some(two) => self.push(State::Split { one, two })?,
                    });
                }
                Ok(any.unwrap_or(next))
            }
            Tree::Repeat { body, min, max } => self.repeat(body, *min, *max, next),
        }
    }

    fn repeat(
        &mut self,
        body: &Tree,
        min: u32,
        max: Option<u32>,
        next: Id,
    ) -> Result<Id, PatternError> {
        let mut first = next;
        if let Some(max) = max {
            for _ in min..max {
                let one = self.tree(body, first)?;
                if one == first {
                    break; // An empty body: once is as good as often.
                }
                first = self.push(State::Split { one, two: next })?;
            }
        } else {
            first = self.push(State::Split {
                one: NONE,
                two: next,
            })?;
            let one = self.tree(body, first)?;
            if let Some(state) = self.states.get_mut(usize::from(first)) {
                *state = State::Split { one, two: next };
            }
        }
        for _ in 0..min {
            let one = self.tree(body, first)?;
            if one == first {
                break;
            }
            first = one;
        }
        Ok(first)
    }
}
