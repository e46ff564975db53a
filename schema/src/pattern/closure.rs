//! Which states are active at one place of the text: those that were reached, and all that
//! follow from them without a byte.

use super::nfa::{Id, Look, Nfa, State};

/// What stands on one side of a place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The text's start or end.
    Edge,
    Word,
    Other,
    /// The rest of a character: nothing may be asked of such a place.
    Inside,
}

impl Side {
    pub(super) fn of(byte: u8) -> Self {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'_' | b'a'..=b'z' => Self::Word,
            0x80..=0xbf => Self::Inside,
            _ => Self::Other,
        }
    }
}

/// A place in the text: what stands before it, and after it as far as that is known.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) before: Side,
    pub(super) after: Option<Side>,
}

impl Place {
    fn is(self, look: Look) -> bool {
        let at_word = |after| (self.before == Side::Word) != (after == Side::Word);
        match (look, self.after) {
            (Look::Start, _) => self.before == Side::Edge,
            (_, None | Some(Side::Inside)) => false,
            (Look::End, Some(after)) => after == Side::Edge,
            (Look::Word, Some(after)) => at_word(after),
            (Look::NotWord, Some(after)) => !at_word(after),
        }
    }
}

/// The states active at a place. Its memory is used again for the next one.
pub(super) struct Closure {
    seen: Vec<u64>,
    visited: Vec<Id>,
    stack: Vec<Id>,
    pub(super) matched: bool,
}

impl Closure {
    pub(super) fn new(nfa: &Nfa) -> Self {
        Self {
            seen: vec![0; nfa.states.len().div_ceil(64)],
            visited: Vec::new(),
            stack: Vec::new(),
            matched: false,
        }
    }

    /// Makes active what follows from `seeds`, and nothing else.
    pub(super) fn close(&mut self, nfa: &Nfa, seeds: &[Id], place: Place) {
        for id in self.visited.drain(..) {
            if let Some(word) = self.seen.get_mut(usize::from(id >> 6)) {
                *word = 0;
            }
        }
        self.matched = false;
        for &seed in seeds {
            self.stack.push(seed);
            while let Some(id) = self.stack.pop() {
                self.visit(nfa, id, place);
            }
        }
    }

    fn visit(&mut self, nfa: &Nfa, id: Id, place: Place) {
        let Some(word) = self.seen.get_mut(usize::from(id >> 6)) else {
            return;
        };
        let bit = 1 << (id & 63);
        if *word & bit != 0 {
            return;
        }
        *word |= bit;
        self.visited.push(id);
        match nfa.get(id) {
            State::Match => self.matched = true,
            State::Range { .. } => {}
            State::Split { one, two } => self.stack.extend([two, one]),
            State::Look { look, next } => {
                if place.is(look) {
                    self.stack.push(next);
                }
            }
        }
    }

    /// Every active state, splits and the like too, in the order they were found.
    pub(super) fn visited(&self) -> &[Id] {
        &self.visited
    }

    /// The active states that decide what comes next, in order: those that wait for a byte,
    /// and those that ask for what is not known yet.
    pub(super) fn waiting(&self, nfa: &Nfa, into: &mut Vec<Id>) {
        into.clear();
        for &id in &self.visited {
            let waits = match nfa.get(id) {
                State::Range { .. } => true,
                State::Look { look, .. } => look != Look::Start,
                State::Match | State::Split { .. } => false,
            };
            if waits {
                // By insertion: sets are small, and a sort of the library is 6 KB of Wasm.
                into.insert(into.partition_point(|&before| before < id), id);
            }
        }
    }
}
