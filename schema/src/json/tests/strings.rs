//! What is a string (RFC 8259 §7 and §8).

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::refused;
use super::syntax::{all_accepted, all_refused};
use crate::json::JsonError;

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
