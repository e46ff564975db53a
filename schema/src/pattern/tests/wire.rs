//! Patterns that were written down and read again, whole or damaged.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::both;
use crate::pattern::{Form, Pattern};

const SOURCES: [&str; 4] = [r"^(?:a|\bé)+$", "a{2,3}|[^b]c", "", "[]"];
const TEXTS: [&str; 5] = ["", "aéé", "éc", "aaaa", "b c"];

#[test]
fn a_pattern_written_down_is_the_same_when_read() {
    for source in SOURCES {
        for pattern in both(source) {
            let text = serde_json::to_string(&pattern).unwrap();
            let again: Pattern = serde_json::from_str(&text).unwrap();
            assert_eq!(again, pattern);
            assert!(again.is_sound());
        }
    }
}

#[test]
fn a_damaged_pattern_is_refused_or_runs() {
    let mut refused = 0;
    for source in SOURCES {
        for pattern in both(source) {
            let whole = serde_json::to_vec(&pattern).unwrap();
            for at in 0..whole.len() {
                for bit in 0..8 {
                    let mut damaged = whole.clone();
                    damaged[at] ^= 1 << bit;
                    let Ok(pattern) = serde_json::from_slice::<Pattern>(&damaged) else {
                        continue;
                    };
                    if pattern.is_sound() {
                        for text in TEXTS {
                            pattern.is_match(text);
                        }
                    } else {
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn every_index_of_a_table_is_checked() {
    let [pattern, _] = both("ab|cd");
    let Form::Table(whole) = &pattern.form else {
        panic!("no table");
    };
    let refused = |damage: &dyn Fn(&mut crate::pattern::table::Table)| {
        let mut table = whole.clone();
        damage(&mut table);
        !table.is_sound()
    };
    assert!(refused(&|table| table.classes.truncate(255)));
    assert!(refused(&|table| table.classes.push(0)));
    assert!(refused(
        &|table| table.classes[7] = u8::try_from(table.width - 1).unwrap()
    ));
    assert!(refused(&|table| table.width = 0));
    assert!(refused(&|table| table.width = 1));
    assert!(refused(&|table| table.start += 1));
    assert!(refused(
        &|table| table.start = u16::try_from(table.cells.len()).unwrap()
    ));
    assert!(refused(
        &|table| table.cells[usize::from(table.width) * 2] += 1
    ));
    assert!(refused(
        &|table| *table.cells.last_mut().unwrap() = table.width * 2
    ));
    assert!(refused(&|table| {
        table.cells.pop();
    }));
    assert!(refused(&|table| table.cells.clear()));
    assert!(refused(&|table| table.cells[0] = table.width));
    assert!(refused(&|table| table.cells[usize::from(table.width)] = 0));
    assert!(refused(&|table| table
        .cells
        .resize(usize::from(table.width) * 20_000, 0)));
}

#[test]
fn every_index_of_states_is_checked() {
    use crate::pattern::nfa::{Look, State};

    let [_, pattern] = both("ab|cd");
    let Form::States(whole) = &pattern.form else {
        panic!("no states");
    };
    let refused = |state: State| {
        let mut nfa = whole.clone();
        nfa.states[3] = state;
        !nfa.is_sound()
    };
    let past = u16::try_from(whole.states.len()).unwrap();
    let range = |next, other| State::Range {
        low: 0,
        high: 9,
        next,
        other,
    };
    assert!(!refused(range(0, 2)));
    assert!(refused(range(past, 2)));
    assert!(refused(range(0, 3)));
    assert!(refused(State::Split { one: past, two: 0 }));
    assert!(refused(State::Split { one: 0, two: past }));
    assert!(refused(State::Look {
        look: Look::End,
        next: past
    }));
    assert!(refused(State::Match));
    let mut nfa = whole.clone();
    nfa.start = past;
    assert!(!nfa.is_sound());
    nfa.start = 0;
    nfa.states
        .resize(crate::limits::PATTERN_STATES_MAX, range(0, 0));
    assert!(nfa.is_sound());
    nfa.states.push(range(0, 0));
    assert!(!nfa.is_sound());
}
