//! Each framing by its specification's own words and examples.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

#[test]
fn events_end_with_a_blank_line_of_any_line_end() {
    let expected = ["event \"1\"", "event \"2\""];
    for end in ["\n", "\r", "\r\n"] {
        let stream = format!("data: 1{end}{end}data: 2{end}{end}");
        check(EVENTS, stream, &expected);
    }
    check(EVENTS, "data: 1\r\n\ndata: 2\n\r\n", &expected);
    check(EVENTS, "data: 1\r\r\ndata: 2\n\r", &expected);
}

#[test]
fn an_event_has_its_fields() {
    check(
        EVENTS,
        "event: add\nid: 7\nretry: 10\ndata: {\"a\": 1}\n\n",
        &[r#"event "{\"a\": 1}" type "add" id "7" retry "10""#],
    );
    check(
        EVENTS,
        "id: 1\nid\ndata: a\nevent:\n\n",
        &[r#"event "a" type "" id """#],
    );
    check(
        EVENTS,
        "retry: 1s\nid: a\0\nother: x\ndata: a\n\n",
        &["event \"a\""],
    );
    check(
        EVENTS,
        "data:  a\n\ndata:a\n\n",
        &["event \" a\"", "event \"a\""],
    );
}

#[test]
fn lines_of_data_are_joined() {
    check(
        EVENTS,
        "data: YHOO\ndata: +2\ndata: 10\n\n",
        &["event \"YHOO\\n+2\\n10\""],
    );
    check(
        EVENTS,
        "data\n\ndata\ndata\n\ndata:",
        &["event \"\"", "event \"\\n\""],
    );
}

#[test]
fn what_has_no_data_is_no_event() {
    check(EVENTS, ": ping\n\n:\n\nretry: 5\n\nid: 7\n\n\n\n", &[]);
    check(EVENTS, ": ping\ndata: 1\n: pong\n\n", &["event \"1\""]);
}

#[test]
fn an_event_without_its_blank_line_is_none() {
    check(EVENTS, "data: 1\n\ndata: 2\n", &["event \"1\""]);
    check(EVENTS, "data: 1", &[]);
    check(EVENTS, "", &[]);
}

#[test]
fn a_byte_order_mark_may_come_first() {
    check(
        EVENTS,
        "\u{feff}data: 1\n\ndata: 2\n\n",
        &["event \"1\"", "event \"2\""],
    );
    check(EVENTS, "\u{feff}: hi\n\n\u{feff}data: 1\n\n", &[]);
    check(EVENTS, ": hi\n\n\u{feff}data: 1\n\n", &[]);
}

#[test]
fn lines_are_texts_and_blank_ones_are_not() {
    check(
        LINES,
        "1\n\n \t\r\n{}\r\n",
        &["json \"1\"", "json \"{}\\r\""],
    );
    check(LINES, "1\n2", &["json \"1\"", "json \"2\""]);
    check(LINES, "\n", &[]);
}

#[test]
fn records_are_texts_between_separators() {
    check(
        RECORDS,
        "\u{1e}{\"a\":\n1}\n\u{1e}\u{1e}2\n",
        &[r#"json "{\"a\":\n1}\n""#, r#"json "2\n""#],
    );
    check(RECORDS, "\u{1e}\n\u{1e}", &[]);
}

#[test]
fn a_record_that_was_perhaps_cut_is_broken() {
    check(
        RECORDS,
        "\u{1e}12\u{1e}3\n",
        &["broken: cut off", "json \"3\\n\""],
    );
    check(
        RECORDS,
        "\u{1e}1\n\u{1e}tru",
        &["json \"1\\n\"", "broken: cut off"],
    );
    // A reader of JSON sees this one.
    check(RECORDS, "\u{1e}{\"a\":", &["json \"{\\\"a\\\":\""]);
    check(
        RECORDS,
        "1\n\u{1e}2\n",
        &["broken: expected a record separator", "json \"2\\n\""],
    );
}

#[test]
fn parts_stand_between_lines_of_the_boundary() {
    check(
        PARTS,
        "preamble\r\n--b 1\r\nContent-Type: application/json\r\n\r\n{\"a\":\r\n1}\r\n--b 1 \r\n\r\nplain\r\n--b 1--\r\nepilogue\r\n--b 1\r\n",
        &[r#"json "{\"a\":\r\n1}""#, "other"],
    );
    check(
        PARTS,
        "--b 1\ncontent-type: application/problem+json\n\n1\n--b 1--",
        &["json \"1\""],
    );
}

#[test]
fn what_only_begins_like_a_boundary_is_none() {
    let inner = "--b 12\n--b 1-\n --b 1\n--b 1---\n--b";
    let stream = format!("--b 1\ncontent-type: application/json\n\n{inner}\n--b 1--\n");
    check(PARTS, stream, &[&format!("json {inner:?}")]);
}

#[test]
fn parts_that_are_no_plain_json_are_only_counted() {
    check(
        PARTS,
        "--b 1\ncontent-type: application/json\ncontent-transfer-encoding: base64\n\ne30=\n--b 1\ncontent-type: image/png\n\n{}\n--b 1--",
        &["other", "other"],
    );
}

#[test]
fn a_part_that_was_cut_is_broken() {
    check(PARTS, "--b 1\n\n1", &["broken: cut off"]);
    check(
        PARTS,
        "--b 1\nx: y\n--b 1--",
        &["broken: a part without the empty line that ends its head"],
    );
}

#[test]
fn a_boundary_is_found_or_nothing_is_split() {
    let found = |value: &str| {
        let media_type = MediaType::parse(value.as_bytes());
        media_type.is_some_and(|it| Splitter::new(&it).is_some())
    };
    assert!(found("multipart/mixed; charset=utf-8; BOUNDARY=\"a b\""));
    assert!(found(&format!(
        "multipart/mixed; boundary={}",
        "x".repeat(70)
    )));
    assert!(!found(&format!(
        "multipart/mixed; boundary={}",
        "x".repeat(71)
    )));
    assert!(!found("multipart/mixed; boundary="));
    assert!(!found("multipart/mixed"));
}
