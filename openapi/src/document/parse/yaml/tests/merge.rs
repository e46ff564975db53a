//! Tests of merge keys: what is written in place wins, then what is merged first.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::json;

use super::{read, reads};

#[test]
fn a_merge_brings_what_is_missing() {
    reads(
        "b: &b {x: 1, y: 2}\na: {<<: *b, x: 3}",
        json!({ "b": { "x": 1, "y": 2 }, "a": { "x": 3, "y": 2 } }),
    );
    reads("<<: {a: 1}", json!({ "a": 1 }));
    reads("{!!merge <<: {a: 1}}", json!({ "a": 1 }));
}

#[test]
fn an_earlier_merge_wins_over_a_later_one() {
    for merge in [
        "<<: [{x: 1, y: 2}, {x: 9, z: 8}]",
        "<<: {x: 1, y: 2}, <<: {x: 9, z: 8}",
    ] {
        let text = format!("{{{merge}, w: 3}}");
        reads(&text, json!({ "w": 3, "x": 1, "y": 2, "z": 8 }));
    }
    reads(
        "{<<: {<<: {c: 1, b: 3}, b: 2}, x: 1}",
        json!({ "x": 1, "b": 2, "c": 1 }),
    );
}

#[test]
fn members_in_place_come_before_merged_ones() {
    let read = read("{w: 1, <<: {x: 1}, v: 2}").unwrap();
    assert_eq!(read.to_string(), r#"{"w":1,"v":2,"x":1}"#);
}

#[test]
fn nothing_merges_and_a_scalar_does_not() {
    reads("{<<: , <<: [], <<: ~, a: 1}", json!({ "a": 1 }));
    for value in ["1", "x", "[1]", "[{}, true]"] {
        assert!(read(&format!("{{<<: {value}}}")).is_err(), "{value}");
    }
}

#[test]
fn a_quoted_merge_key_is_a_key() {
    reads("{'<<': {b: 1}}", json!({ "<<": { "b": 1 } }));
    reads("{!!str <<: {b: 1}}", json!({ "<<": { "b": 1 } }));
}
