//! What a glance settles is what the keywords say: the verdict and its reasons, which do
//! without, agree for every pair of a schema and a value.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::accepts;

/// The verdicts on values, one sign each.
#[track_caller]
fn verdicts(schema: &Value, values: &[&str]) -> String {
    let sign = |value: &&str| if accepts(schema, value) { '+' } else { '-' };
    values.iter().map(sign).collect()
}

#[test]
fn numbers_next_to_a_bound_are_on_its_right_side() {
    let values = [
        "-2", "-1.5", "-1.0", "-1", "-0.5", "-0", "0", "0.5", "1", "1.0", "1.5", "2", "1e0", "2e0",
        "1.5e1", "0.00e9",
    ];
    let of = |keyword: &str, bound: Value| verdicts(&json!({ keyword: bound }), &values);
    assert_eq!(
        of("minimum", json!(1)),
        "--------++++++++".replacen("++++++++", "+++++++-", 1)
    );
    assert_eq!(of("minimum", json!(-1)), "--++++++++++++++");
    assert_eq!(of("minimum", json!(0.5)), "-------++++++++-");
    assert_eq!(of("exclusiveMinimum", json!(-1)), "----++++++++++++");
    assert_eq!(of("maximum", json!(1)), "++++++++++--+--+");
    assert_eq!(of("maximum", json!(-1.5)), "++--------------");
    assert_eq!(of("exclusiveMaximum", json!(1)), "++++++++-------+");
    assert_eq!(of("exclusiveMaximum", json!(0.5)), "+++++++--------+");
}

#[test]
fn numbers_far_from_zero_are_not_measured() {
    let edges = [
        "-2147483649",
        "-2147483648",
        "2147483647",
        "2147483648",
        "2147483647.5",
        "9223372036854775807",
        "9223372036854775808",
        "1e400",
        "-9e300",
    ];
    let edges = &edges[..7];
    let of = |schema: Value| verdicts(&schema, edges);
    assert_eq!(of(json!({ "exclusiveMinimum": 2_147_483_647 })), "---++++");
    assert_eq!(of(json!({ "minimum": 2_147_483_648_u64 })), "---+-++");
    assert_eq!(of(json!({ "maximum": -2_147_483_648_i64 })), "++-----");
    assert_eq!(
        of(json!({ "exclusiveMaximum": -2_147_483_648_i64 })),
        "+------"
    );
    assert_eq!(of(json!({ "minimum": -3e9, "maximum": 3e9 })), "+++++--");
    assert_eq!(of(json!({ "format": "int32" })), "-++----");
    assert_eq!(of(json!({ "format": "int64" })), "++++-+-");
    assert_eq!(of(json!({ "format": "float" })), "+++++++");
    assert_eq!(of(json!({ "minimum": 5, "maximum": 4 })), "-------");
}

#[test]
fn lengths_count_characters() {
    let values = [
        r#""""#,
        r#""a""#,
        r#""ab""#,
        r#""abc""#,
        r#""é""#,
        r#""éé""#,
        r#""ééé""#,
        r#""𝄞𝄞""#,
        r#""\u0061""#,
        r#""\u0061b""#,
        r#""\ud834\udd1e""#,
        "1",
        "null",
    ];
    let of = |schema: Value| verdicts(&schema, &values);
    assert_eq!(of(json!({ "minLength": 1 })), "-++++++++++++");
    assert_eq!(of(json!({ "minLength": 2 })), "--++-+++-+-++");
    assert_eq!(of(json!({ "maxLength": 1 })), "++--+---+-+++");
    assert_eq!(
        of(json!({ "minLength": 2, "maxLength": 2 })),
        "--+--+-+-+-++"
    );
    let text = json!({ "type": "string", "minLength": 2, "maxLength": 2 });
    assert_eq!(of(text), "--+--+-+-+---");
}

#[test]
fn keywords_beside_a_measure_are_asked_too() {
    let values = [
        "1", "2", "3.5", "\"a\"", "\"ab\"", "\"b\"", "null", "[]", "{}",
    ];
    let of = |schema: Value| verdicts(&schema, &values);
    assert_eq!(of(json!({ "minimum": 1, "multipleOf": 2 })), "-+-++++++");
    assert_eq!(of(json!({ "maxLength": 1, "pattern": "^a" })), "++++--+++");
    assert_eq!(of(json!({ "minimum": 2, "maxLength": 1 })), "-+++-++++");
    assert_eq!(
        of(json!({ "maxLength": 1, "enum": ["a", "ab", 2] })),
        "-+-+-----"
    );
    assert_eq!(
        of(json!({ "minimum": 2, "not": { "type": "number" } })),
        "---++++++"
    );
    assert_eq!(
        of(json!({ "type": ["number", "null"], "maximum": 2 })),
        "++----+--"
    );
    assert_eq!(
        of(json!({ "type": "integer", "$ref": "#/$defs/a", "$defs": { "a": { "const": 1 } } })),
        "+--------"
    );
    assert_eq!(
        of(json!({ "maxItems": 0, "minProperties": 1 })),
        "++++++++-"
    );
}

#[test]
fn values_of_an_enumeration_are_told_apart() {
    let enumerated =
        json!({ "enum": ["a", "ab", "seven77", "eight888", "eight889", "", "\n", "é", null] });
    let good = [
        "\"a\"",
        "\"ab\"",
        "\"seven77\"",
        "\"eight888\"",
        "\"eight889\"",
        "\"\"",
        "\"\\n\"",
        "\"é\"",
        "\"\\u0061\"",
        "\"eight\\u003888\"",
        "null",
    ];
    let bad = [
        "\"b\"",
        "\"abc\"",
        "\"seven7\"",
        "\"eight88\"",
        "\"eight8888\"",
        "\"e\"",
        "1",
        "\"null\"",
    ];
    for (values, sign) in [(&good[..], "+"), (&bad[..], "-")] {
        for value in values {
            let behind = [value, "            "].concat();
            assert_eq!(
                verdicts(&enumerated, &[value, &behind]),
                sign.repeat(2),
                "{value}"
            );
        }
    }
}

#[test]
fn one_keyword_that_is_left_is_asked_with_the_measure_beside_it() {
    let values = [
        r#""ab""#,
        r#""a\u0062""#,
        r#""abc""#,
        r#""é""#,
        "1",
        r#""2024-02-29""#,
        r#""2024-02-30""#,
    ];
    let of = |schema: Value| verdicts(&schema, &values);
    assert_eq!(of(json!({ "pattern": "^a" })), "+++-+--");
    assert_eq!(of(json!({ "pattern": "^a", "maxLength": 2 })), "++--+--");
    assert_eq!(of(json!({ "pattern": "^.$", "minLength": 2 })), "----+--");
    assert_eq!(of(json!({ "enum": ["ab", 1], "maxLength": 2 })), "++--+--");
    assert_eq!(of(json!({ "enum": ["ab", 1], "minLength": 3 })), "----+--");
    assert_eq!(of(json!({ "const": "é" })), "---+---");
    assert_eq!(of(json!({ "format": "date" })), "----++-");
    assert_eq!(of(json!({ "format": "date", "type": "string" })), "-----+-");
    assert_eq!(of(json!({ "format": "date", "maxLength": 9 })), "----+--");
    assert_eq!(of(json!({ "format": "date", "pattern": "^3" })), "----+--");
}

#[test]
fn containers_are_asked_for_all_keywords_that_speak_of_them() {
    let values = [
        "[]",
        "[1]",
        "[1,1]",
        "[1,\"a\"]",
        "{}",
        "{\"a\":1}",
        "{\"a\":\"a\"}",
        "{\"a\":1,\"b\":[1]}",
        "\"text\"",
        "5",
    ];
    let of = |schema: Value| verdicts(&schema, &values);
    let number = json!({ "type": "number" });
    assert_eq!(of(json!({ "items": number })), "+++-++++++");
    assert_eq!(
        of(json!({ "items": number, "minItems": 1, "maxItems": 1 })),
        "-+--++++++"
    );
    assert_eq!(
        of(json!({ "items": number, "uniqueItems": true })),
        "++--++++++"
    );
    assert_eq!(
        of(json!({ "items": number, "minItems": 1, "maxLength": 3 })),
        "-++-++++-+"
    );
    assert_eq!(
        of(json!({ "items": number, "minItems": 1, "maximum": 3 })),
        "-++-+++++-"
    );
    let members = json!({ "a": number });
    assert_eq!(of(json!({ "properties": members })), "++++++-+++");
    assert_eq!(
        of(json!({ "properties": members, "minProperties": 2 })),
        "++++---+++"
    );
    assert_eq!(
        of(json!({ "properties": members, "maxLength": 3, "maximum": 3 })),
        "++++++-+--"
    );
    assert_eq!(
        of(json!({ "properties": members, "items": number, "maxItems": 1 })),
        "++--++-+++"
    );
    let other_type =
        |types: Value| json!({ "type": types, "properties": members, "items": number });
    assert_eq!(of(other_type(json!("array"))), "+++-------");
    assert_eq!(of(other_type(json!("object"))), "----++-+--");
    assert_eq!(of(other_type(json!(["string", "number"]))), "--------++");
    assert_eq!(
        of(json!({ "type": "object", "items": number })),
        "----++++--"
    );
    assert_eq!(
        of(json!({ "type": "null", "properties": members })),
        "----------"
    );
}
