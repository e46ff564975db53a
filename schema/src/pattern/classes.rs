//! Classes of bytes: those that no state of a pattern tells apart share one, so that a
//! table's rows are short.

use super::closure::Side;
use super::nfa::{Id, Look, Nfa, State};

pub(super) struct Classes {
    /// The class of each of the 256 bytes.
    pub(super) classes: Vec<u8>,
    /// One byte of each class.
    pub(super) samples: Vec<u8>,
}

impl Classes {
    pub(super) fn of(nfa: &Nfa) -> Self {
        let heads = heads(nfa);
        let asks = nfa.states.iter().copied().any(asks_for_words);
        let begins = begins(nfa, asks);
        let same = |one: u8, two: u8| {
            (!asks || Side::of(one) == Side::of(two))
                && heads
                    .iter()
                    .all(|&head| nfa.step(head, one) == nfa.step(head, two))
        };
        let mut classes = Vec::with_capacity(256);
        let mut samples: Vec<u8> = Vec::new();
        let mut class = 0;
        for (byte, begins) in (0..=u8::MAX).zip(begins) {
            if begins {
                let known = samples.iter().position(|&sample| same(sample, byte));
                class = known.unwrap_or(samples.len());
                if known.is_none() {
                    samples.push(byte);
                }
            }
            // At most one class for each byte.
            classes.push(u8::try_from(class).unwrap_or(u8::MAX));
        }
        Self { classes, samples }
    }
}

/// The states other than those that only decide for an earlier byte's sake.
fn heads(nfa: &Nfa) -> Vec<Id> {
    let mut is_head = vec![true; nfa.states.len()];
    for &state in &nfa.states {
        if let State::Range { other, .. } = state
            && let Some(is_head) = is_head.get_mut(usize::from(other))
        {
            *is_head = false;
        }
    }
    let heads = (0..).zip(is_head).filter(|&(_, is_head)| is_head);
    heads.map(|(id, _)| id).collect()
}

/// Which bytes differ from the one before them.
fn begins(nfa: &Nfa, asks: bool) -> [bool; 256] {
    let mut begins = [false; 256];
    let mut begin = |byte: u8| {
        if let Some(begins) = begins.get_mut(usize::from(byte)) {
            *begins = true;
        }
    };
    begin(0);
    for &state in &nfa.states {
        if let State::Range { low, high, .. } = state {
            begin(low);
            high.checked_add(1).map(&mut begin);
        }
    }
    if asks {
        for byte in 1..=u8::MAX {
            if Side::of(byte) != Side::of(byte.wrapping_sub(1)) {
                begin(byte);
            }
        }
    }
    begins
}

fn asks_for_words(state: State) -> bool {
    matches!(
        state,
        State::Look {
            look: Look::Word | Look::NotWord,
            ..
        }
    )
}
