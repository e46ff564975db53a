//! Each limit at its bound and one past it.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::refused;
use crate::json::{JsonError, JsonLimits, read};
use crate::limits::{JSON_BYTES_MAX, JSON_DEPTH_MAX, JSON_NUMBER_BYTES_MAX};

const SMALL: JsonLimits = JsonLimits {
    depth: 3,
    nodes: 8,
    keys: 2,
    key_bytes: 4,
};

#[track_caller]
fn within(text: &str, limits: &JsonLimits) {
    let found = read(text.as_bytes(), limits);
    assert_eq!(found.map(|_| ()), Ok(()), "{text}");
}

#[track_caller]
fn beyond(text: &str, limits: &JsonLimits, error: JsonError) {
    let found = read(text.as_bytes(), limits);
    assert_eq!(found.map(|_| ()), Err(error), "{text}");
}

fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

#[test]
fn depth_ends_at_its_limit() {
    within("[[[1]]]", &SMALL);
    within(r#"{"a":{"a":{}}}"#, &SMALL);
    within("[[[]],[[]]]", &SMALL);
    beyond("[[[[1]]]]", &SMALL, JsonError::Depth);
    beyond(r#"{"a":{"a":{"a":{}}}}"#, &SMALL, JsonError::Depth);
    let none = JsonLimits { depth: 0, ..SMALL };
    within("1", &none);
    beyond("[]", &none, JsonError::Depth);
}

#[test]
fn depth_cannot_be_configured_beyond_what_is_safe() {
    let deepest = JsonLimits {
        depth: usize::MAX,
        ..JsonLimits::default()
    };
    within(&nested(JSON_DEPTH_MAX), &deepest);
    beyond(&nested(JSON_DEPTH_MAX + 1), &deepest, JsonError::Depth);
    beyond(&"[".repeat(100_000), &deepest, JsonError::Depth);
}

#[test]
fn nodes_end_at_their_limit() {
    within("[1,2,3,4,5,6,7]", &SMALL);
    beyond("[1,2,3,4,5,6,7,8]", &SMALL, JsonError::Nodes);
    within(r#"{"a":1,"b":[1,2,3,4,5]}"#, &SMALL);
    beyond(r#"{"a":1,"b":[1,2,3,4,5,6]}"#, &SMALL, JsonError::Nodes);
    let unlimited = JsonLimits {
        nodes: usize::MAX,
        ..SMALL
    };
    within("[1,2,3,4,5,6,7,8]", &unlimited);
}

#[test]
fn members_and_their_names_end_at_their_limits() {
    within(r#"{"abcd":1,"b":2}"#, &SMALL);
    within(r#"[{"a":1,"b":2},{"a":1,"b":2}]"#, &SMALL);
    beyond(r#"{"a":1,"b":2,"c":3}"#, &SMALL, JsonError::Members);
    beyond(r#"{"abcde":1}"#, &SMALL, JsonError::Members);
    beyond(r#"{"abcde":1          }"#, &SMALL, JsonError::Members);
}

#[test]
fn names_are_measured_unescaped() {
    within(r#"{"\u0061\u0062\u0063\u0064":1}"#, &SMALL);
    beyond(
        r#"{"\u0061\u0062\u0063\u0064\u0065":1}"#,
        &SMALL,
        JsonError::Members,
    );
}

#[test]
fn numbers_end_at_their_limit() {
    for zeros in ["0", "e-0", "E+00", ".0"] {
        let fitting = "1".repeat(JSON_NUMBER_BYTES_MAX - zeros.len()) + zeros;
        within(&fitting, &SMALL);
        beyond(&format!("1{fitting}"), &SMALL, JsonError::Syntax);
    }
}

#[test]
fn texts_end_at_their_limit() {
    let mut text = vec![b' '; JSON_BYTES_MAX];
    *text.last_mut().unwrap() = b'1';
    assert!(read(&text, &SMALL).is_ok());
    text.insert(0, b' ');
    refused(&text, JsonError::Bytes);
}

#[test]
fn nothing_is_no_text() {
    refused("", JsonError::Empty);
    refused(" ", JsonError::Syntax);
}

#[test]
fn nodes_end_at_their_limit_wherever_room_for_more_is_made() {
    let list = |open: &str, item: &dyn Fn(usize) -> String, close: &str, count: usize| {
        let items: Vec<String> = (0..count).map(item).collect();
        [open, &items.join(","), close].concat()
    };
    for nodes in (1..6).chain(155..165).chain(315..325) {
        let limits = JsonLimits {
            nodes,
            ..JsonLimits::default()
        };
        let items = |count| list("[", &|_| "1".to_owned(), "]", count);
        let members = |count| list("{", &|at| format!("\"{at}\":true"), "}", count);
        let objects = |count| list("[", &|_| "{\"a\":[]}".to_owned(), "]", count);
        within(&items(nodes - 1), &limits);
        beyond(&items(nodes), &limits, JsonError::Nodes);
        within(&members(nodes - 1), &limits);
        beyond(&members(nodes), &limits, JsonError::Nodes);
        within(&objects((nodes - 1) / 2), &limits);
        beyond(&objects(nodes.div_ceil(2)), &limits, JsonError::Nodes);
    }
}
