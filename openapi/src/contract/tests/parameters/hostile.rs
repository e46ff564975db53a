//! What nobody sends who means well.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Value, given, json};
use crate::limits::QUERY_PARAMETERS_MAX;

const BAD_ESCAPE: &str = r#"query "": expected two hexadecimal digits behind each % (encoding)"#;
const BAD_TEXT: &str = r#"query "": expected UTF-8 text (encoding)"#;
const TWICE: &str = r#"query "/q": given more than once (style)"#;
const TOO_MANY: &str = r#"query "": more parameters than can be read (encoding)"#;

fn integer() -> Value {
    json!([{ "name": "q", "in": "query", "schema": { "type": "integer" } }])
}

#[track_caller]
fn check(parameters: &Value, rows: &[(&str, &[&str])]) {
    for (query, expected) in rows {
        assert_eq!(given(parameters, "query", query), *expected, "{query:.80}");
    }
}

#[test]
fn a_parameter_is_not_polluted() {
    let expected: &[&str] = &[r#"query "/q": expected integer (type)"#];
    check(
        &integer(),
        &[
            ("q=1&q=1", &[TWICE]),
            ("q=1&%71=2", &[TWICE]),
            ("q=1&q", &[TWICE]),
            ("q[]=1&q=1", &[]),
            ("Q=x&q=1", &[]),
            ("q=1;q=2", expected),
            ("q=1%26q=2", expected),
            ("q=1%00", expected),
            ("q=1#q=2", expected),
            ("q==1", expected),
        ],
    );
    let text = json!([{ "name": "q", "in": "query", "schema": { "const": "1;q=2" } }]);
    check(&text, &[("q=1;q=2", &[])]);
}

#[test]
fn what_does_not_decode_is_refused_wherever_it_stands() {
    for (query, expected) in [
        ("q=%", BAD_ESCAPE),
        ("q=%1", BAD_ESCAPE),
        ("q=%zz", BAD_ESCAPE),
        ("q=%u0031", BAD_ESCAPE),
        ("%zz=1", BAD_ESCAPE),
        ("other=%+1", BAD_ESCAPE),
        ("q=%FF", BAD_TEXT),
        ("q=%C0%B1", BAD_TEXT),
        ("q=%ED%A0%80", BAD_TEXT),
        ("%F8=1", BAD_TEXT),
    ] {
        check(&integer(), &[(query, &[expected])]);
    }
}

#[test]
fn other_places_decode_what_is_declared() {
    let text = json!({ "type": "string" });
    let parameter = |place: &str| json!([{ "name": "color", "in": place, "schema": text }]);
    for (place, given_text, expected) in [
        (
            "path",
            "%zz",
            r#"path "/color": expected two hexadecimal digits behind each % (encoding)"#,
        ),
        (
            "cookie",
            "color=%zz",
            r#"cookie "/color": expected two hexadecimal digits behind each % (encoding)"#,
        ),
        (
            "cookie",
            "color=%FF",
            r#"cookie "/color": expected UTF-8 text (encoding)"#,
        ),
    ] {
        assert_eq!(given(&parameter(place), place, given_text), [expected]);
    }
    assert_eq!(given(&parameter("header"), "header", "%zz"), [""; 0]);
    assert_eq!(given(&parameter("cookie"), "cookie", "other=%zz"), [""; 0]);
}

#[test]
fn a_flood_ends_at_its_limit() {
    let list = json!([{ "name": "q", "in": "query", "schema": { "type": "array", "items": { "type": "integer" } } }]);
    check(
        &list,
        &[
            (&"q=1&".repeat(QUERY_PARAMETERS_MAX), &[]),
            (&"q=1&".repeat(QUERY_PARAMETERS_MAX + 1), &[TOO_MANY]),
            (&"q=1&".repeat(10_000), &[TOO_MANY]),
            (&"&".repeat(10_000), &[]),
        ],
    );
    let items = json!({ "type": "array", "items": { "type": "integer" } });
    let comma = json!([{ "name": "q", "in": "query", "explode": false, "schema": items }]);
    let long = vec!["1"; 30_000].join(",");
    check(&comma, &[(&format!("q={long}"), &[])]);
    // Past the nodes of a JSON text.
    let longer = vec!["1"; 100_001].join(",");
    check(
        &comma,
        &[(
            &format!("q={longer}"),
            &[r#"query "/q": too many values (maxNodes)"#],
        )],
    );
}

#[test]
fn a_value_is_never_told() {
    let object = json!({ "type": "object", "properties": { "n": { "type": "integer" } }, "additionalProperties": { "type": "integer" } });
    let parameter = |style: &str, explode: bool| json!([{ "name": "q", "in": "query", "style": style, "explode": explode, "schema": object }]);
    for (style, explode, query) in [
        ("form", true, "n=canary&canary=canary"),
        ("form", true, "canary=1&canary=2"),
        ("form", false, "q=n,canary,canary,canary"),
        ("form", false, "q=canary,1,canary,2"),
        ("pipeDelimited", false, "q=canary|canary|canary"),
        ("deepObject", true, "q[canary]=canary&q[n]=canary"),
        ("deepObject", true, "q[canary][canary]=canary"),
        ("deepObject", true, "q[canary=canary"),
        ("deepObject", true, "q[canary]=1&q[canary]=2"),
    ] {
        let found = given(&parameter(style, explode), "query", query);
        assert!(!found.is_empty(), "{query}");
        assert!(!found.concat().contains("canary"), "{found:?}");
    }
}
