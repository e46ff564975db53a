//! Equality of values.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::json::{JsonLimits, read};

fn equals(one: &str, other: &str) -> bool {
    let one = read(one.as_bytes(), &JsonLimits::default()).unwrap();
    let other = read(other.as_bytes(), &JsonLimits::default()).unwrap();
    let found = one.root().equals(other.root());
    assert_eq!(other.root().equals(one.root()), found);
    found
}

#[test]
fn equal_values_are_equal_however_they_are_written() {
    for (one, other) in [
        ("null", " null "),
        ("true", "true"),
        ("12", "12"),
        (r#""a""#, r#""\u0061""#),
        (r#""\n""#, r#""\u000A""#),
        ("[1, [ ]]", "[1,[]]"),
        ("{}", "{ }"),
        (r#"{"a":1,"b":[true]}"#, r#"{"b":[true],"a":1}"#),
        (
            r#"{"a":{"x":1,"y":2},"b":3}"#,
            r#"{"\u0062":3,"a":{"y":2,"x":1}}"#,
        ),
    ] {
        assert!(equals(one, other), "{one} {other}");
    }
}

#[test]
fn different_values_are_different() {
    for (one, other) in [
        ("null", "false"),
        ("true", "false"),
        ("1", "2"),
        ("1", r#""1""#),
        (r#""a""#, r#""A""#),
        ("[]", "{}"),
        ("[1,2]", "[2,1]"),
        ("[1]", "[1,1]"),
        (r#"{"a":1}"#, r#"{"b":1}"#),
        (r#"{"a":1}"#, r#"{"a":2}"#),
        (r#"{"a":1,"b":2}"#, r#"{"b":1,"a":2}"#),
        (r#"{"a":1,"b":2}"#, r#"{"a":1,"c":2}"#),
        (r#"{"a":1}"#, r#"{"a":1,"b":2}"#),
    ] {
        assert!(!equals(one, other), "{one} {other}");
    }
}

#[test]
fn wide_objects_in_another_order_are_equal() {
    let members: Vec<String> = (0..5_000)
        .map(|number| format!("\"name {number}\":{number}"))
        .collect();
    let forwards = format!("{{{}}}", members.join(","));
    let backwards: Vec<String> = members.into_iter().rev().collect();
    let backwards = format!("{{{}}}", backwards.join(","));
    assert!(equals(&forwards, &backwards));
    assert!(!equals(&forwards, &backwards.replace(":17,", ":18,")));
}
