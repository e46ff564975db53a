//! What is a JSON text and what is none, by the parts of RFC 8259.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{accepted, refused};
use crate::json::JsonError;

/// Alone, in an array, and far from the end of the text: the last bytes are read in another
/// way than the others.
#[track_caller]
pub(super) fn all_accepted(texts: &[&str]) {
    for text in texts {
        accepted(text);
        accepted(&format!("[{text}]"));
        accepted(&format!(
            "[\"before it\", {text},\"behind it, and further\"]"
        ));
    }
}

#[track_caller]
pub(super) fn all_refused(texts: &[&str]) {
    for text in texts {
        refused(text, JsonError::Syntax);
        refused(format!("[{text}]"), JsonError::Syntax);
        refused(
            format!("[\"before it\", {text},\"behind it, and further\"]"),
            JsonError::Syntax,
        );
    }
}

#[test]
fn values_may_stand_alone_and_in_containers() {
    all_accepted(&[
        "null",
        "true",
        "false",
        "0",
        "\"\"",
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        "[[],[]]",
        "{\"\":{}}",
        "{\"a\":[]}",
        "{\"a\":1,\"b\":2}",
        "[1,null,true,false,\"a\",{},[]]",
        "\t[\n1\r,\t2 ]\n",
        " { \"a\" : 1 , \"b\" : [ ] } ",
    ]);
}

#[test]
fn structure_is_strict() {
    all_refused(&[
        "[",
        "{",
        "]",
        "}",
        "[1",
        "[1,",
        "[1,]",
        "[,]",
        "[,1]",
        "[1,,2]",
        "[1 2]",
        "[1:2]",
        "[}",
        "{]",
        "[1}",
        "{\"a\":1]",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{:1}",
        "{\"a\",1}",
        "{\"a\"::1}",
        "{\"a\" 1}",
        "{1:1}",
        "{a:1}",
        "{'a':1}",
        "{null:1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,,\"b\":2}",
        "{\"a\":1:2}",
        "{\"a\":1}}",
        "[1]]",
        "[]]",
        ":",
        "{[]:1}",
        "[\"a\":1]",
        "[1;2]",
        "(1)",
        "<null>",
    ]);
}

#[test]
fn only_one_text_is_read_and_nothing_around_it() {
    for text in [
        "1 2",
        "1,2",
        "1,",
        "{}{}",
        "[][]",
        "null null",
        "\"a\"\"b\"",
        "1\0",
        "\u{feff}1",
        "1\u{feff}",
        "\u{a0}1",
        "\u{b}1",
        "\u{c}1",
        "1\u{85}",
        "\u{2028}1",
        "/**/1",
        "1//",
        "# 1",
        "{}#",
        "[]\u{1f}",
        "\u{1e}1\n",
    ] {
        refused(text, JsonError::Syntax);
    }
}

#[test]
fn words_are_three() {
    all_refused(&[
        "nul",
        "nulll",
        "nan",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "inf",
        "tru",
        "truee",
        "True",
        "TRUE",
        "fals",
        "falsey",
        "False",
        "undefined",
        "None",
        "n",
        "t",
        "f",
        "a",
        "*",
        "'a'",
    ]);
}

#[test]
fn only_utf_8_is_read() {
    for bytes in [
        &b"\"\xff\""[..],
        b"\"\x80\"",
        b"\"\xc0\x80\"",
        b"\"\xed\xa0\x80\"",
        b"\"\xf4\x90\x80\x80\"",
        b"\"\xe9\"",
        b"\"\xe2\x82\"",
        b"\xef\xbb\xbf1",
        b"\xff\xfe1\0",
        b"[1]\xff",
        b"{\"\xfc\":1}",
        b"\"a\0",
        b"\0[\0]",
        b"\xef\xbb\xbf",
    ] {
        refused(bytes, JsonError::Syntax);
    }
}
