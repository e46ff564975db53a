//! A pattern as states over UTF-8 bytes, of which many may be active at once (Thompson's
//! construction).

use serde::{Deserialize, Serialize};

use crate::limits::PATTERN_STATES_MAX;

/// The place of a state among the states.
pub(super) type Id = u16;

/// No state; beyond every place, see [`PATTERN_STATES_MAX`].
pub(super) const NONE: Id = Id::MAX;

/// The one state that says the text matches.
pub(super) const MATCH: Id = 0;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Nfa {
    pub(super) start: Id,
    pub(super) states: Vec<State>,
}

/// One state. On the wire one number, see [`State::to_number`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "u64", try_from = "u64")]
pub(super) enum State {
    Match,
    /// A byte from `low` to `high` leads to `next`; of any other byte `other` decides, an
    /// earlier state of this kind. The ranges of one such chain are apart.
    Range {
        low: u8,
        high: u8,
        next: Id,
        other: Id,
    },
    /// Both at once.
    Split {
        one: Id,
        two: Id,
    },
    /// On to `next` where the place in the text is as asked.
    Look {
        look: Look,
        next: Id,
    },
}

/// What may be asked of a place in the text (ECMA-262 §22.2.2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Start,
    End,
    Word,
    NotWord,
}

impl Nfa {
    pub(super) fn get(&self, id: Id) -> State {
        // The bounds are checked before a pattern from outside is run.
        let state = self.states.get(usize::from(id)).copied();
        state.unwrap_or(State::Range {
            low: 1,
            high: 0,
            next: MATCH,
            other: NONE,
        })
    }

    /// Where a byte leads to from a [`State::Range`].
    pub(super) fn step(&self, id: Id, byte: u8) -> Option<Id> {
        let mut id = id;
        while let Some(&State::Range {
            low,
            high,
            next,
            other,
        }) = self.states.get(usize::from(id))
        {
            if (low..=high).contains(&byte) {
                return Some(next);
            }
            id = other;
        }
        None
    }

    pub(super) fn is_sound(&self) -> bool {
        let count = self.states.len();
        let inside = |id: Id| usize::from(id) < count;
        count <= PATTERN_STATES_MAX
            && inside(self.start)
            && self
                .states
                .iter()
                .enumerate()
                .all(|(at, &state)| match state {
                    State::Match => at == usize::from(MATCH),
                    State::Range { next, other, .. } => {
                        // Earlier and earlier: a chain ends.
                        inside(next) && (other == NONE || usize::from(other) < at)
                    }
                    State::Split { one, two } => inside(one) && inside(two),
                    State::Look { next, .. } => inside(next),
                })
    }
}

impl State {
    /// Kind, two bytes, two places: 51 bits, which every JSON reader keeps.
    fn to_number(self) -> u64 {
        let (kind, low, high, one, two) = match self {
            Self::Match => (0, 0, 0, 0, 0),
            Self::Range {
                low,
                high,
                next,
                other,
            } => (1, low, high, next, other),
            Self::Split { one, two } => (2, 0, 0, one, two),
            Self::Look { look, next } => {
                let kind = match look {
                    Look::Start => 3,
                    Look::End => 4,
                    Look::Word => 5,
                    Look::NotWord => 6,
                };
                (kind, 0, 0, next, 0)
            }
        };
        let [one0, one1] = Id::to_le_bytes(one);
        let [two0, two1] = Id::to_le_bytes(two);
        u64::from_le_bytes([low, high, one0, one1, two0, two1, kind, 0])
    }

    fn of_number(number: u64) -> Option<Self> {
        let [low, high, one0, one1, two0, two1, kind, 0] = number.to_le_bytes() else {
            return None;
        };
        let one = Id::from_le_bytes([one0, one1]);
        let two = Id::from_le_bytes([two0, two1]);
        let look = |look| Self::Look { look, next: one };
        let state = match kind {
            0 => Self::Match,
            1 => Self::Range {
                low,
                high,
                next: one,
                other: two,
            },
            2 => Self::Split { one, two },
            3 => look(Look::Start),
            4 => look(Look::End),
            5 => look(Look::Word),
            6 => look(Look::NotWord),
            _ => return None,
        };
        // One way to write each state.
        (state.to_number() == number).then_some(state)
    }
}

impl From<State> for u64 {
    fn from(state: State) -> Self {
        state.to_number()
    }
}

impl TryFrom<u64> for State {
    type Error = &'static str;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        Self::of_number(number).ok_or("not a state")
    }
}
