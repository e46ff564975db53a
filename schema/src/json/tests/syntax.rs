//! What is a JSON text and what is none, by the parts of RFC 8259.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{accepted, refused};
use crate::json::JsonError;

/// Alone, in an array, and far from the end of the text: the last bytes are read in another
/// way than the others.
#[track_caller]
fn all_accepted(texts: &[&str]) {
    for text in texts {
        accepted(text);
        accepted(&format!("[{text}]"));
        accepted(&format!(
            "[\"before it\", {text},\"behind it, and further\"]"
        ));
    }
}

#[track_caller]
fn all_refused(texts: &[&str]) {
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
fn numbers_follow_the_grammar() {
    all_accepted(&[
        "0",
        "-0",
        "1",
        "-1",
        "10",
        "123456789012345678",
        "0.0",
        "-0.0",
        "0.5",
        "-10.25",
        "1e1",
        "1E1",
        "1e+1",
        "1E-1",
        "0e0",
        "0e+1",
        "-0e-1",
        "1.5e10",
        "1e-400",
        "1e308",
        "-1e308",
        "1.7976931348623157e308",
        "0.0000001e314",
        "0e400",
        "0.000e99999999999999999999",
        "1e00000000000001",
        "1e-99999999999999999999",
        "123.456e78",
    ]);
    all_refused(&[
        "-", "+1", "+", "--1", "- 1", "01", "-01", "00", "-00", "1.", "-1.", ".5", "-.5", ".",
        "1..2", "1.2.3", "1.e1", "1e", "1E", "1e+", "1e-", "1e+-1", "1ee1", "1e1.5", "1e1e1",
        "0x10", "0b1", "1_000", "1,5e", "1f", "1n", "1d", "1/2", "1-2", "1+2", "0e", "0.e1",
        "0.3e", "1e 1", "1 e1", "-a", "1a", "１", "∞", "$1", "1'000",
    ]);
}

#[test]
fn numbers_that_no_double_can_hold_are_refused() {
    all_refused(&[
        "1e309",
        "-1e309",
        "1e400",
        "1E+400",
        "1.8e308",
        "17.98e307",
        "0.18e309",
        "1e99999999999999999999",
        "0.00001e314",
        "100000e304",
    ]);
    // Half way between the greatest double and the next is where rounding goes up.
    accepted_as_finite(
        "1.79769313486231580793728971405303415079934132710037826936173e308",
        true,
    );
    accepted_as_finite(
        "1.79769313486231580793728971405303415079934132710037826936174e308",
        false,
    );
    accepted_as_finite("1.7976931348623159e308", false);
}

#[track_caller]
fn accepted_as_finite(text: &str, is: bool) {
    assert_eq!(text.parse::<f64>().unwrap().is_finite(), is);
    let limits = crate::json::JsonLimits::default();
    assert_eq!(crate::json::read(text.as_bytes(), &limits).is_ok(), is);
}

#[test]
fn strings_hold_any_text() {
    all_accepted(&[
        "\"\"",
        "\" \"",
        "\"a\"",
        "\"1234567\"",
        "\"12345678\"",
        "\"123456789\"",
        "\"[{,:}]\"",
        "\"\u{7f}\"",
        "\"\u{80}\"",
        "\"é\"",
        "\"€\"",
        "\"\u{1d11e}\"",
        "\"\u{2028}\u{2029}\"",
        "\"\u{ffff}\"",
        "\"\u{10ffff}\"",
        "\"\u{feff}\"",
        "\"'\"",
        "\"/\"",
        "\"#!\"",
    ]);
    for length in 0..40 {
        all_accepted(&[&format!("\"{}\"", "x".repeat(length))]);
    }
}

#[test]
fn escapes_are_those_of_the_grammar() {
    all_accepted(&[
        r#""\"""#,
        r#""\\""#,
        r#""\/""#,
        r#""\b\f\n\r\t""#,
        r#""\u0000""#,
        r#""\u00e9""#,
        r#""\u00E9""#,
        r#""\uffff""#,
        r#""\ud7ff\ue000""#,
        r#""\ud834\udd1e""#,
        r#""\uDBFF\uDFFF""#,
        r#""\\u""#,
        r#""\\\"""#,
        r#""a\nb, and a longer piece behind it""#,
        r#""a longer piece before it\n""#,
        r#""\u0041\u0041\u0041\u0041\u0041""#,
    ]);
    all_refused(&[
        r#""\""#,
        r#""\a""#,
        r#""\x41""#,
        r#""\'""#,
        r#""\0""#,
        r#""\U0041""#,
        r#""\N""#,
        r#""\ ""#,
        r#""\u""#,
        r#""\u0""#,
        r#""\u00""#,
        r#""\u004""#,
        r#""\u004g""#,
        r#""\u+041""#,
        r#""\u 041""#,
        r#""\é""#,
        r#""\u00é""#,
        "\"\\\n\"",
        "\"\\\0\"",
        r"\n",
        r#""\u{41}""#,
    ]);
}

#[test]
fn half_a_code_point_is_no_text() {
    all_refused(&[
        r#""\ud800""#,
        r#""\udbff""#,
        r#""\udc00""#,
        r#""\udfff""#,
        r#""\ud800a""#,
        r#""\ud800\n""#,
        r#""\ud800\u""#,
        r#""\ud800\u0041""#,
        r#""\ud800\ud800""#,
        r#""\ud800\ud800\udc00""#,
        r#""\udc00\ud800""#,
        r#""\ud800 \udc00""#,
        r#""\ud800\\udc00""#,
        r#""\ud834\udd1e\udd1e""#,
        r#""\ud800\udc0""#,
    ]);
}

#[test]
fn control_characters_are_refused_in_strings_at_every_place() {
    for control in (0..0x20_u8).map(char::from) {
        for before in 0..20 {
            let string = format!("\"{}{control}\"", "x".repeat(before));
            all_refused(&[&string]);
            refused(
                format!("{{{string}:\"something behind it\"}}"),
                JsonError::Syntax,
            );
        }
    }
}

#[test]
fn strings_end() {
    for length in 0..20 {
        refused(format!("\"{}", "x".repeat(length)), JsonError::Syntax);
        refused(format!("{{\"{}", "x".repeat(length)), JsonError::Syntax);
    }
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
