//! Tests of patterns: what they mean, what is refused, and at each bound and one past it.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

mod bounds;
#[cfg(not(target_family = "wasm"))]
mod differential;
mod meaning;
mod refused;
mod wire;

use super::{Form, Pattern};

/// Both forms, with the form it has outside tests first.
#[track_caller]
fn both(source: &str) -> [Pattern; 2] {
    let forms = [
        Pattern::compile(source).unwrap_or_else(|error| panic!("{source}: {error}")),
        Pattern::compile_to_states(source).unwrap(),
    ];
    assert!(forms.iter().all(Pattern::is_sound), "{source}");
    forms
}

fn is_table(pattern: &Pattern) -> bool {
    matches!(pattern.form, Form::Table(_))
}

#[track_caller]
fn judged(source: &str, texts: &[&str], verdict: bool) {
    for pattern in both(source) {
        for text in texts {
            let form = if is_table(&pattern) {
                "table"
            } else {
                "states"
            };
            assert_eq!(
                pattern.is_match(text),
                verdict,
                "{source} on {text:?} by {form}"
            );
        }
    }
}

#[track_caller]
fn matches(source: &str, yes: &[&str], no: &[&str]) {
    judged(source, yes, true);
    judged(source, no, false);
}

#[test]
fn a_small_pattern_becomes_a_table() {
    let [pattern, states] = both("^[a-z]{1,63}$");
    assert!(is_table(&pattern));
    assert!(!is_table(&states));
    assert_eq!(pattern.cost(), 1);
    assert!(states.cost() > 63);
}
