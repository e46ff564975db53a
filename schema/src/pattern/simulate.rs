//! Runs the states themselves, for patterns whose table would be too large: each byte of
//! the text costs at most the number of states.

use super::closure::{Closure, Place, Side};
use super::nfa::{Id, Nfa};

pub(super) fn is_match(nfa: &Nfa, text: &str) -> bool {
    let mut closure = Closure::new(nfa);
    let mut reached: Vec<Id> = vec![nfa.start];
    let anchored = starts_nowhere_else(nfa, &mut closure);
    let mut before = Side::Edge;
    for &byte in text.as_bytes() {
        let after = Side::of(byte);
        let place = Place {
            before,
            after: Some(after),
        };
        closure.close(nfa, &reached, place);
        if closure.matched {
            return true;
        }
        reached.clear();
        let steps = closure.visited().iter();
        reached.extend(steps.filter_map(|&id| nfa.step(id, byte)));
        if !anchored {
            reached.push(nfa.start);
        } else if reached.is_empty() {
            return false;
        }
        before = after;
    }
    let end = Place {
        before,
        after: Some(Side::Edge),
    };
    closure.close(nfa, &reached, end);
    closure.matched
}

/// Whether a match can begin at the text's start only.
fn starts_nowhere_else(nfa: &Nfa, closure: &mut Closure) -> bool {
    let later = Place {
        before: Side::Other,
        after: None,
    };
    let mut waiting = Vec::new();
    closure.close(nfa, &[nfa.start], later);
    closure.waiting(nfa, &mut waiting);
    waiting.is_empty() && !closure.matched
}
