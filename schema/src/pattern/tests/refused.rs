//! What is no pattern, or one that cannot be run, and how that is said.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::pattern::{Pattern, PatternError};

#[track_caller]
fn refused(sources: &[&str], error: PatternError) {
    for source in sources {
        assert_eq!(Pattern::compile(source), Err(error), "{source}");
    }
}

#[test]
fn what_is_no_pattern_is_refused() {
    let unfinished = [
        "(", "(a", "a)", ")", "[", "[a", "[^", "[a-", r"[\", r"\", "(?<n", "(?<n>a",
    ];
    refused(&unfinished, PatternError::Syntax);
    let nothing_to_repeat = [
        "*", "+a", "?", "a**", "a+*", "a???", "|*", "(*)", "(?:+)", "{2}", "a{2}{3}", "a{2}+",
        "^*", "$+", r"\b+", r"\B{2}", "^{2}", "a|{1,}",
    ];
    refused(&nothing_to_repeat, PatternError::Syntax);
    refused(
        &["a{2,1}", "a{1,0}", "[z-a]", r"[\d-\x]"],
        PatternError::Syntax,
    );
    refused(&["(?<>a)", "(?<a b>a)", "(?<a"], PatternError::Syntax);
}

#[test]
fn escapes_of_other_languages_are_refused() {
    let letters = [
        r"\A", r"\Z", r"\z", r"\a", r"\e", r"\h", r"\Q", r"\i", r"[\B]", r"[\z]",
    ];
    refused(&letters, PatternError::Syntax);
    let unfinished = [
        r"\x",
        r"\x4",
        r"\xg0",
        r"\u",
        r"\u004",
        r"\u{}",
        r"\u{110000}",
        r"\u{+41}",
        r"\u{41",
        r"\u{fffffffff}",
        r"\c",
        r"\c1",
        r"\p",
        r"\pL",
        r"\p{L",
        r"\00",
        r"\01",
        r"[\1]",
        r"[\k]",
    ];
    refused(&unfinished, PatternError::Syntax);
}

#[test]
fn what_no_linear_engine_runs_is_named() {
    refused(
        &["(?=a)", "a(?!b)", "(?<=a)b", "(?<!a)b", "((?=a)|b)"],
        PatternError::LookAround,
    );
    refused(
        &[r"(a)\1", r"\9", r"(?<n>a)\k<n>", r"\k"],
        PatternError::BackReference,
    );
    refused(
        &["(?i)a", "(?i:a)", "(?-i:a)", "(?P<n>a)", "(?#a)", "(?"],
        PatternError::Flags,
    );
    refused(
        &[r"\p{L}", r"[\p{Lu}]", r"\P{Script=Greek}", r"\p{}"],
        PatternError::Property,
    );
}

#[test]
fn properties_come_from_who_knows_them() {
    let known = |name: &str| (name == "Script=Greek").then(|| vec![('α', 'ω'), ('Α', 'Ω')]);
    let pattern = Pattern::compile_with(r"^[\p{Script=Greek}1]+\P{Script=Greek}$", &known).unwrap();
    assert!(pattern.is_match("αΩ1x"));
    assert!(!pattern.is_match("αΩ1ω"));
    let unknown = Pattern::compile_with(r"\p{L}", &known);
    assert_eq!(unknown, Err(PatternError::Property));
    super::matches(r"^\p{ASCII}\P{ASCII}\p{Any}$", &["aéx"], &["ééé", "aax"]);
}

#[test]
fn errors_hold_no_content() {
    let error = Pattern::compile("secret(").unwrap_err();
    assert_eq!(error.to_string(), "not a regular expression");
}
