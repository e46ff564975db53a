//! Patterns at each bound and one past it, and those that others run for years.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{both, is_table, judged};
use crate::limits::{PATTERN_BYTES_MAX, PATTERN_DEPTH_MAX, PATTERN_STATES_MAX};
use crate::pattern::{Pattern, PatternError};

#[track_caller]
fn ends_at(most: usize, error: PatternError, source: impl Fn(usize) -> String) {
    assert!(Pattern::compile(&source(most)).unwrap().is_sound());
    assert_eq!(Pattern::compile(&source(most + 1)), Err(error));
}

#[test]
fn a_source_has_a_greatest_length() {
    ends_at(PATTERN_BYTES_MAX, PatternError::Bytes, |bytes| {
        "a".repeat(bytes)
    });
}

#[test]
fn groups_have_a_greatest_depth() {
    ends_at(PATTERN_DEPTH_MAX, PatternError::Depth, |depth| {
        format!("{}a{}", "(".repeat(depth), ")".repeat(depth))
    });
    ends_at(PATTERN_DEPTH_MAX, PatternError::Depth, |depth| {
        format!("{}a{}", "(?:".repeat(depth), ")*".repeat(depth))
    });
}

#[test]
fn repetition_has_a_greatest_number_of_states() {
    // One of them says that the text matches.
    ends_at(PATTERN_STATES_MAX - 1, PatternError::States, |count| {
        format!("^a{{{}}}", count - 1)
    });
    let bombs = [
        "((a{100}){100}){100}",
        "a{99999999999999999999}",
        "(|){1000000000}",
    ];
    for bomb in bombs {
        assert_eq!(Pattern::compile(bomb), Err(PatternError::States), "{bomb}");
    }
}

#[test]
fn a_table_too_large_is_not_made() {
    // A row for each set of places an `a` may have had: 2^11 fit, 2^15 do not.
    let [fits, _] = both("^(a|b)*a(a|b){11}$");
    assert!(is_table(&fits));
    let source = "^(a|b)*a(a|b){15}$";
    let [pattern, _] = both(source);
    assert!(!is_table(&pattern));
    let behind = "b".repeat(15);
    let texts = [format!("a{behind}"), format!("ba{behind}")];
    judged(source, &[&texts[0], &texts[1]], true);
    judged(source, &[&behind, &format!("{}b", texts[1])], false);
}

#[test]
fn work_on_a_table_is_bounded() {
    for source in [
        "(a|b)*a(a|b){15}",
        "(.*x){9}(a|b)*a.{900}$",
        "^(?:(?:a?){40}){40}$",
    ] {
        assert!(Pattern::compile(source).unwrap().is_sound());
    }
}

#[test]
fn catastrophes_of_backtracking_end_at_once() {
    let text = "a".repeat(100_000);
    let almost = format!("{text}!");
    for source in ["(a+)+$", "^(a|a)*$", "^(a*)*$", "^(a|a?)+$", "^(.*a){5}$"] {
        judged(source, &[&text], true);
        judged(&format!("{source}b"), &[&almost], false);
    }
    judged("^(a+)+$", &[&almost], false);
}

#[test]
fn long_texts_of_counted_characters_are_counted() {
    let source = r"^[\s\S]{1,2048}$";
    judged(source, &["a", &"é".repeat(2048), &"😀".repeat(2048)], true);
    judged(source, &["", &"é".repeat(2049)], false);
}
