//! Parameters by `content`, the query as one value, and empty values.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Value, compile, given, json};

#[track_caller]
fn check(parameters: &Value, place: &str, rows: &[(&str, &[&str])]) {
    for (text, expected) in rows {
        assert_eq!(given(parameters, place, text), *expected, "{place} {text}");
    }
}

fn by_json(place: &str) -> Value {
    let schema = json!({ "type": "object", "properties": { "n": { "type": "integer" } } });
    json!([{ "name": "color", "in": place, "required": true, "content": { "application/json": { "schema": schema } } }])
}

#[test]
fn json_stands_in_every_place() {
    check(
        &by_json("path"),
        "path",
        &[
            ("%7B%22n%22:1%7D", &[]),
            (
                "%7B%22n%22:%22a%22%7D",
                &[r#"path "/color/n": expected integer (type)"#],
            ),
            ("n", &[r#"path "/color": not a JSON text (json)"#]),
            (
                "%7B%22n%22:1%7",
                &[r#"path "/color": expected two hexadecimal digits behind each % (encoding)"#],
            ),
        ],
    );
    check(
        &by_json("query"),
        "query",
        &[
            ("color=%7B%22n%22%3A+1%7D", &[]),
            (r#"color={"n":1}"#, &[]),
            (
                r#"color={"n":"a"}"#,
                &[r#"query "/color/n": expected integer (type)"#],
            ),
            (
                r#"color={"n":1,"n":2}"#,
                &[r#"query "/color": a member name is given twice (duplicateKey)"#],
            ),
            ("color=", &[r#"query "/color": empty body (required)"#]),
            (
                "color={}&color={}",
                &[r#"query "/color": given more than once (style)"#],
            ),
            ("", &[r#"query "/color": missing (required)"#]),
        ],
    );
    check(
        &by_json("header"),
        "header",
        &[
            (r#"{"n": 1}"#, &[]),
            (
                r#"{"n": true}"#,
                &[r#"header "/color/n": expected integer (type)"#],
            ),
        ],
    );
    check(
        &by_json("cookie"),
        "cookie",
        &[
            ("a=b; color=%7B%22n%22:1%7D", &[]),
            (
                "color=%7B%22n%22:%22a%22%7D",
                &[r#"cookie "/color/n": expected integer (type)"#],
            ),
        ],
    );
}

#[test]
fn a_form_or_text_stands_in_a_parameter_too() {
    let schema = json!({ "type": "object", "properties": { "n": { "type": "integer" } }, "additionalProperties": false });
    let form = json!([{ "name": "color", "in": "query", "content": { "application/x-www-form-urlencoded": { "schema": schema } } }]);
    check(
        &form,
        "query",
        &[
            ("color=n%3D1", &[]),
            (
                "color=n%3Da",
                &[r#"query "/color/n": expected integer (type)"#],
            ),
            (
                "color=m%3D1",
                &[r#"query "/color": a member that is not declared (additionalProperties)"#],
            ),
            (
                "color=n%3D%25zz",
                &[r#"query "/color": expected two hexadecimal digits behind each % (encoding)"#],
            ),
        ],
    );
    let text = json!([{ "name": "color", "in": "query", "content": { "text/plain": { "schema": { "maxLength": 2 } } } }]);
    check(
        &text,
        "query",
        &[
            (
                "color=%2212",
                &[r#"query "/color": longer than 2 characters (maxLength)"#],
            ),
            ("color=12", &[]),
        ],
    );
}

#[test]
fn the_query_may_be_one_value() {
    let query = |content: Value| json!([{ "name": "all", "in": "querystring", "required": true, "content": content }]);
    let schema = json!({ "type": "object", "properties": { "n": { "type": "integer" }, "tags": { "type": "array" } }, "additionalProperties": false });
    check(
        &query(json!({ "application/json": { "schema": schema } })),
        "query",
        &[
            ("%7B%22n%22%3A1%7D", &[]),
            ("%7B%22n%22%3A1e+1%7D", &[]),
            (
                "%7B%22n%22%3A%22a%22%7D",
                &[r#"query "/all/n": expected integer (type)"#],
            ),
            ("n=1", &[r#"query "/all": not a JSON text (json)"#]),
            ("", &[r#"query "/all": missing (required)"#]),
        ],
    );
    check(
        &query(json!({ "application/x-www-form-urlencoded": { "schema": schema } })),
        "query",
        &[
            ("n=1&tags=a&tags=b", &[]),
            ("n=a", &[r#"query "/all/n": expected integer (type)"#]),
            (
                "m=1",
                &[r#"query "/all": a member that is not declared (additionalProperties)"#],
            ),
        ],
    );
}

#[test]
fn a_query_that_is_one_value_is_nothing_else() {
    let all = json!({ "name": "all", "in": "querystring", "content": { "application/json": { "schema": false } } });
    let one = json!({ "name": "q", "in": "query", "schema": { "type": "integer" } });
    for (first, second) in [(&all, &one), (&one, &all)] {
        let (_, problems) = compile(json!({
            "openapi": "3.2.0",
            "paths": { "/x": { "get": { "parameters": [first, second] } } },
        }));
        assert_eq!(
            problems,
            ["/paths/~1x/get/parameters/1: the query cannot be one value and others, too"]
        );
    }
}

#[test]
fn an_empty_value_may_be_allowed() {
    let parameter = |allowed: bool| json!([{ "name": "q", "in": "query", "required": true, "allowEmptyValue": allowed, "schema": { "type": "integer" } }]);
    let integer: &[&str] = &[r#"query "/q": expected integer (type)"#];
    check(
        &parameter(true),
        "query",
        &[
            ("q", &[]),
            ("q=", &[]),
            ("q=1", &[]),
            ("q=x", integer),
            ("q=&q=x", &[r#"query "/q": given more than once (style)"#]),
            ("", &[r#"query "/q": missing (required)"#]),
        ],
    );
    check(
        &parameter(false),
        "query",
        &[("q", integer), ("q=", integer)],
    );
}

#[test]
fn reserved_characters_are_data_where_they_separate_nothing() {
    let parameter = |reserved: bool| json!([{ "name": "q", "in": "query", "allowReserved": reserved, "schema": { "const": "/a?b:c@d=e,f;g[h]" } }]);
    for reserved in [false, true] {
        check(
            &parameter(reserved),
            "query",
            &[
                ("q=/a?b:c@d=e,f;g[h]", &[]),
                ("q=%2Fa%3Fb%3Ac%40d%3De%2Cf%3Bg%5Bh%5D", &[]),
            ],
        );
    }
}
