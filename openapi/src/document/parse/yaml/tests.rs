//! Tests of reading YAML: scalars as tables, limits at the bound and one past it.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::super::DocumentError;
use super::read;
use crate::limits::{DOCUMENT_BYTES_MAX, DOCUMENT_DEPTH_MAX, DOCUMENT_NODES_MAX};

mod merge;
#[cfg(not(target_family = "wasm"))]
mod oracle;

#[track_caller]
fn reads(text: &str, expected: Value) {
    assert_eq!(read(text), Ok(expected), "{text}");
}

#[track_caller]
fn refused_at(text: &str, line: u64, column: u64) {
    let error = DocumentError::Syntax { line, column };
    assert_eq!(read(text), Err(error), "{text}");
}

#[test]
fn scalars_resolve_by_the_core_schema() {
    for (text, expected) in [
        ("[null, Null, NULL, ~]", json!([null, null, null, null])),
        ("[nUll, '', '~', 'null']", json!(["nUll", "", "~", "null"])),
        (
            "[true, True, TRUE, false, False, FALSE]",
            json!([true, true, true, false, false, false]),
        ),
        (
            "[tRue, on, off, yes, no, y, n]",
            json!(["tRue", "on", "off", "yes", "no", "y", "n"]),
        ),
        ("[0, -0, +1, -1, 1_000]", json!([0, 0, 1, -1, 1000])),
        (
            "[0x1F, 0X1f, 0o17, 0b11, -0x1F]",
            json!([31, 31, 15, 3, -31]),
        ),
        ("[012, -01, 00, 0_1]", json!(["012", "-01", "00", "0_1"])),
        (
            "[0x, 0o8, 0xg, _1, 1_, 1__0, ++1]",
            json!(["0x", "0o8", "0xg", "_1", "1_", "1__0", "++1"]),
        ),
        (
            "[18446744073709551615, -9223372036854775808]",
            json!([u64::MAX, i64::MIN]),
        ),
        (
            "[18446744073709551616, -9223372036854775809]",
            json!([18_446_744_073_709_551_616.0, -9_223_372_036_854_775_809.0]),
        ),
        (
            "[1.0, 1., .5, -.5, 1e3, 1E+3, 1e-3, 00.5]",
            json!([1.0, 1.0, 0.5, -0.5, 1e3, 1e3, 1e-3, 0.5]),
        ),
        (
            "[1e, e1, ., 1_0.5, 1.2.3]",
            json!(["1e", "e1", ".", "1_0.5", "1.2.3"]),
        ),
        (
            "[inf, nan, Infinity, 1:30, 2001-01-01]",
            json!(["inf", "nan", "Infinity", "1:30", "2001-01-01"]),
        ),
        ("['1', \"true\", '.inf']", json!(["1", "true", ".inf"])),
        ("a: |\n  1\n", json!({ "a": "1\n" })),
        ("{a, b: , c: ''}", json!({ "a": null, "b": null, "c": "" })),
        ("", json!(null)),
        ("# nothing\n", json!(null)),
    ] {
        reads(text, expected);
    }
}

#[test]
fn tags_of_the_core_schema_decide() {
    for (text, expected) in [
        ("!!str 12", json!("12")),
        ("!!str", json!("")),
        ("! 12", json!("12")),
        ("! [1]", json!([1])),
        ("!<tag:yaml.org,2002:str> null", json!("null")),
        ("!!int '12'", json!(12)),
        ("!!float 1", json!(1.0)),
        ("!!bool 'true'", json!(true)),
        ("!!null x", json!(null)),
        ("!!map {a: !!seq [1]}", json!({ "a": [1] })),
        ("!application 12", json!(12)),
        ("!!set {a}", json!({ "a": null })),
    ] {
        reads(text, expected);
    }
    for (text, column) in [
        ("!!int x", 7),
        ("!!int 012", 7),
        ("!!bool yes", 8),
        ("!!float .inf", 9),
        ("!!binary aGk=", 10),
        ("!!timestamp 2001-01-01", 13),
        ("!!seq {a: 1}", 7),
        ("!!map [1]", 7),
        ("!!str [1]", 7),
        ("!!seq x", 7),
    ] {
        refused_at(text, 1, column);
    }
}

#[test]
fn numbers_that_json_has_not_are_refused() {
    for number in [".inf", "-.Inf", "+.INF", ".nan", ".NaN", "1e999", "-1e999"] {
        refused_at(&format!("a: {number}"), 1, 4);
    }
}

#[test]
fn keys_are_their_text() {
    reads(
        "{200: a, 0x10: b, 1.50: c, true: d, 012: e, !!str 7: f, .inf: g}",
        json!({ "200": "a", "0x10": "b", "1.50": "c", "true": "d", "012": "e", "7": "f", ".inf": "g" }),
    );
    reads("'null': 1\n'': 2\n", json!({ "null": 1, "": 2 }));
    for key in [
        "null",
        "~",
        "? [a]\n",
        "? {a: 1}\n",
        "!!int 1",
        "!!binary aGk=",
    ] {
        assert!(read(&format!("{key} : 1")).is_err(), "{key}");
    }
}

#[test]
fn a_key_stands_once() {
    refused_at("a: 1\na: 2", 2, 1);
    refused_at("a: 1\n\"a\": 2", 2, 1);
    refused_at("{b: {c: 1, c: 2}}", 1, 12);
    // JSON would keep one of the two and say nothing.
    refused_at("{200: a, '200': b}", 1, 10);
}

#[test]
fn errors_say_where() {
    refused_at("a: [", 1, 4);
    refused_at("a: b: c", 1, 5);
    refused_at("a: 1\n b: 2", 2, 3);
    refused_at("a: \"\\q\"", 1, 4);
    refused_at("a: *none", 1, 4);
    refused_at("%YAML 3.0\n---\na: 1", 1, 1);
}

#[test]
fn a_text_holds_one_document() {
    reads("%YAML 1.2\n---\na: 1\n...\n", json!({ "a": 1 }));
    refused_at("a: 1\n---\nb: 2", 2, 1);
    refused_at("a: 1\n...\n---", 3, 1);
}

#[test]
fn nesting_ends_at_its_bound() {
    let flow = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    let block = |levels: usize| format!("{}1", "- ".repeat(levels));
    let aliased = |levels: usize| format!("- &a {}\n- {}", flow(levels - 2), "[*a]");
    let mixed = |levels: usize| format!("- {}", flow(levels - 1));
    for text in [&flow as &dyn Fn(usize) -> String, &block, &aliased, &mixed] {
        assert!(read(&text(DOCUMENT_DEPTH_MAX)).is_ok());
        assert!(read(&text(DOCUMENT_DEPTH_MAX + 1)).is_err());
    }
    assert!(read(&"[".repeat(DOCUMENT_BYTES_MAX)).is_err());
    assert!(read(&"{a: ".repeat(DOCUMENT_BYTES_MAX / 4)).is_err());
}

#[test]
fn nodes_end_at_their_bound() {
    let items = |items: usize| format!("[{}]", "1,".repeat(items));
    assert!(read(&items(DOCUMENT_NODES_MAX - 1)).is_ok());
    assert!(read(&items(DOCUMENT_NODES_MAX)).is_err());
}

#[test]
fn aliases_count_what_they_stand_for() {
    // A root, two lists, the first list kept, an anchored list of 8 and its copies of 9.
    let copies = |copies: usize| format!("- &a [1,1,1,1,1,1,1,1]\n- [{}]", "*a,".repeat(copies));
    let most = (DOCUMENT_NODES_MAX - 20) / 9;
    assert_eq!((DOCUMENT_NODES_MAX - 20) % 9, 3);
    assert!(read(&copies(most)).is_ok());
    assert!(read(&copies(most + 1)).is_err());
}

#[test]
fn copies_hold_no_more_text_than_a_document() {
    // The kept copy is the first of five.
    let text = |bytes: usize| format!("- &a {}\n- [*a,*a,*a,*a]", "x".repeat(bytes));
    assert!(read(&text(DOCUMENT_BYTES_MAX / 5)).is_ok());
    assert!(read(&text(DOCUMENT_BYTES_MAX / 5 + 1)).is_err());
}

#[test]
fn anchors_within_anchors_hold_no_copy_for_each_level() {
    let levels = DOCUMENT_DEPTH_MAX - 1;
    let items = "x,".repeat(20_000);
    let anchored = "&a [".repeat(levels);
    assert!(read(&format!("{anchored}{items}{}", "]".repeat(levels))).is_err());
}

#[test]
fn an_alias_stands_for_the_last_anchor_of_its_name() {
    reads("[&x 1, &x 2, *x]", json!([1, 2, 2]));
    reads(
        "{&k a: 1, b: *k, &n 7: c, d: *n}",
        json!({ "a": 1, "b": "a", "7": "c", "d": "7" }),
    );
    reads("- &n 1\n- {*n : a}", json!([1, { "1": "a" }]));
    assert!(read("a: &a [1, *a]").is_err());
    assert!(read("- &n [1]\n- {*n : a}").is_err());
}
