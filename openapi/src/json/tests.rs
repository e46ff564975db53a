//! Tests of the strict reader: at each bound and one past it.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::json;

use super::{JsonError, JsonLimits, read};

const SMALL: JsonLimits = JsonLimits {
    depth: 3,
    nodes: 8,
    keys: 2,
    key_bytes: 4,
};

#[track_caller]
fn refused(text: &[u8], error: JsonError) {
    assert_eq!(read(text, &SMALL), Err(error));
}

#[track_caller]
fn accepted(text: &str) {
    let expected: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(read(text.as_bytes(), &SMALL), Ok(expected));
}

#[test]
fn values_come_out_as_they_went_in() {
    accepted(r#"{"a": [1, -2.5], "b": null}"#);
    accepted(" \"x\" \r\n\t");
    assert_eq!(
        read(b"18446744073709551615", &SMALL),
        Ok(json!(18_446_744_073_709_551_615_u64))
    );
}

#[test]
fn a_member_given_twice_is_refused_also_when_escaped() {
    refused(br#"{"a":1,"a":2}"#, JsonError::DuplicateKey);
    refused(br#"{"a":1,"\u0061":2}"#, JsonError::DuplicateKey);
    refused(br#"[{"a":{"b":1,"b":1}}]"#, JsonError::DuplicateKey);
}

#[test]
fn depth_ends_at_its_limit() {
    accepted("[[[1]]]");
    refused(b"[[[[1]]]]", JsonError::Depth);
    refused(br#"{"a":{"a":{"a":{}}}}"#, JsonError::Depth);
}

#[test]
fn a_hundred_thousand_brackets_are_refused_without_recursion() {
    let bomb = vec![b'['; 100_000];
    let deepest = JsonLimits {
        depth: usize::MAX,
        ..JsonLimits::default()
    };
    assert_eq!(read(&bomb, &deepest), Err(JsonError::Depth));
}

#[test]
fn nodes_end_at_their_limit() {
    accepted("[1,2,3,4,5,6,7]");
    refused(b"[1,2,3,4,5,6,7,8]", JsonError::Nodes);
}

#[test]
fn members_and_their_names_end_at_their_limits() {
    accepted(r#"{"abcd":1,"b":2}"#);
    refused(br#"{"a":1,"b":2,"c":3}"#, JsonError::Members);
    refused(br#"{"abcde":1}"#, JsonError::Members);
}

#[test]
fn what_is_no_json_text_is_refused() {
    for text in [
        &b"{"[..],
        b"1 2",
        b"1\0",
        b"\xEF\xBB\xBF1",
        b"\"\xFF\"",
        b"\"\\ud800\"",
        b"NaN",
        b"01",
        b"1e400",
        b"[1,]",
        b"\"\n\"",
    ] {
        refused(text, JsonError::Syntax);
    }
    refused(b"", JsonError::Empty);
}
