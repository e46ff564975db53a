//! The tables "Style Examples" of OAS 3.1.1 (§4.8.12.6) and 3.2, row by row: what they write
//! conforms, and each has a neighbor that does not.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Value, compile, given, json};

fn text() -> Value {
    json!({ "type": "string", "enum": ["", "blue"] })
}

fn array() -> Value {
    let items = json!({ "enum": ["blue", "black", "brown"] });
    json!({ "type": "array", "items": items, "minItems": 3, "maxItems": 3 })
}

fn object() -> Value {
    json!({
        "type": "object",
        "required": ["R", "G", "B"],
        "properties": {
            "R": { "type": "integer", "maximum": 100 },
            "G": { "type": "integer" },
            "B": { "type": "integer" },
        },
        "additionalProperties": false,
    })
}

/// Judges each text as `color` in a place and style; nothing is expected of those that conform.
#[track_caller]
fn check(place: &str, style: &str, explode: bool, schema: &Value, rows: &[(&str, &str)]) {
    let parameter = json!({
        "name": "color", "in": place, "style": style, "explode": explode, "schema": schema,
        "required": true,
    });
    for (text, expected) in rows {
        let found = given(&json!([parameter]), place, text).join("\n");
        assert_eq!(found, *expected, "{place} {style} {explode} {text:?}");
    }
}

const NOT_BLUE: &str = r#"path "/color": expected one of the enumerated values (enum)"#;
const NOT_SECOND: &str = r#"path "/color/1": expected one of the enumerated values (enum)"#;
const TOO_RED: &str = r#"path "/color/R": above maximum 100 (maximum)"#;

/// A row, said of another place.
fn of(place: &str, message: &str) -> String {
    message.replacen("path", place, 1)
}

#[test]
fn matrix() {
    for explode in [false, true] {
        let rows = [
            (";color", ""),
            (";color=blue", ""),
            (";color=green", NOT_BLUE),
            (
                "blue",
                r#"path "/color": expected a semicolon before the name (style)"#,
            ),
            (
                ";colour=blue",
                r#"path "/color": expected the name before each value (style)"#,
            ),
            (
                ";color=blue;color=blue",
                r#"path "/color": given more than once (style)"#,
            ),
        ];
        check("path", "matrix", explode, &text(), &rows);
    }
    let rows = [
        (";color=blue,black,brown", ""),
        (";c%6Flor=blue,black,brown", ""),
        (";color=blue,red,brown", NOT_SECOND),
        (
            ";color=blue%2Cblack,black,brown",
            r#"path "/color/0": expected one of the enumerated values (enum)"#,
        ),
        (
            ";color=blue;color=black;color=brown",
            r#"path "/color": given more than once (style)"#,
        ),
    ];
    check("path", "matrix", false, &array(), &rows);
    let rows = [
        (";color=blue;color=black;color=brown", ""),
        (";color=blue;color=red;color=brown", NOT_SECOND),
        (
            ";color=blue,black,brown",
            r#"path "/color": fewer than 3 items (minItems)
path "/color/0": expected one of the enumerated values (enum)"#,
        ),
    ];
    check("path", "matrix", true, &array(), &rows);
    let rows = [
        (";color=R,100,G,200,B,150", ""),
        (";color=R,101,G,200,B,150", TOO_RED),
        (
            ";color=R,100,G,200,B",
            r#"path "/color": expected names and values in turn (style)"#,
        ),
    ];
    check("path", "matrix", false, &object(), &rows);
    let rows = [
        (";R=100;G=200;B=150", ""),
        (";R=101;G=200;B=150", TOO_RED),
        (";R=100;G=200", r#"path "/color/B": missing (required)"#),
        (
            ";R=1;R=2;G=200;B=150",
            r#"path "/color/R": given more than once (style)"#,
        ),
    ];
    check("path", "matrix", true, &object(), &rows);
}

#[test]
fn label() {
    for explode in [false, true] {
        let rows = [
            // An empty one is a dot segment, which means another path.
            (".blue", ""),
            (".green", NOT_BLUE),
            (
                "blue",
                r#"path "/color": expected a dot before the value (style)"#,
            ),
        ];
        check("path", "label", explode, &text(), &rows);
    }
    let rows = [
        (".blue,black,brown", ""),
        (".blue,red,brown", NOT_SECOND),
        (
            "blue,black,brown",
            r#"path "/color": expected a dot before the value (style)"#,
        ),
    ];
    check("path", "label", false, &array(), &rows);
    let rows = [(".blue.black.brown", ""), (".blue.red.brown", NOT_SECOND)];
    check("path", "label", true, &array(), &rows);
    let rows = [(".R,100,G,200,B,150", ""), (".R,101,G,200,B,150", TOO_RED)];
    check("path", "label", false, &object(), &rows);
    let rows = [
        (".R=100.G=200.B=150", ""),
        (".R=101.G=200.B=150", TOO_RED),
        (
            ".R.G=200.B=150",
            r#"path "/color": expected a name and a value, with = between them (style)"#,
        ),
    ];
    check("path", "label", true, &object(), &rows);
}

#[test]
fn simple() {
    for place in ["path", "header"] {
        let say = |message: &str| of(place, message);
        let (not_blue, not_second, too_red) = (say(NOT_BLUE), say(NOT_SECOND), say(TOO_RED));
        for explode in [false, true] {
            let rows = [("blue", ""), ("green", not_blue.as_str())];
            check(place, "simple", explode, &text(), &rows);
            let rows = [("blue,black,brown", ""), ("blue,red,brown", &*not_second)];
            check(place, "simple", explode, &array(), &rows);
        }
        let rows = [("R,100,G,200,B,150", ""), ("R,101,G,200,B,150", &*too_red)];
        check(place, "simple", false, &object(), &rows);
        let rows = [("R=100,G=200,B=150", ""), ("R=101,G=200,B=150", &*too_red)];
        check(place, "simple", true, &object(), &rows);
    }
    let rows = [(
        "blue%2Cblack,black,brown",
        r#"path "/color/0": expected one of the enumerated values (enum)"#,
    )];
    check("path", "simple", false, &array(), &rows);
    // White space between items is nobody's, and nothing in a header is percent-encoded.
    let rows = [
        ("blue, black ,brown", ""),
        (
            "blue,%62lack,brown",
            r#"header "/color/1": expected one of the enumerated values (enum)"#,
        ),
    ];
    check("header", "simple", false, &array(), &rows);
    check("header", "simple", false, &text(), &[("", "")]);
}

#[test]
fn form() {
    for explode in [false, true] {
        let rows = [
            ("color=", ""),
            ("color", ""),
            ("color=blue", ""),
            ("color=%62lue", ""),
            (
                "color=green",
                r#"query "/color": expected one of the enumerated values (enum)"#,
            ),
            (
                "color=blue&color=blue",
                r#"query "/color": given more than once (style)"#,
            ),
            ("", r#"query "/color": missing (required)"#),
        ];
        check("query", "form", explode, &text(), &rows);
    }
    let rows = [
        ("color=blue,black,brown", ""),
        (
            "color=blue,red,brown",
            r#"query "/color/1": expected one of the enumerated values (enum)"#,
        ),
        (
            "color=blue,black%2Cblack,brown",
            r#"query "/color/1": expected one of the enumerated values (enum)"#,
        ),
        (
            "color=blue&color=black,brown",
            r#"query "/color": given more than once (style)"#,
        ),
    ];
    check("query", "form", false, &array(), &rows);
    let rows = [
        ("color=blue&color=black&color=brown", ""),
        (
            "color=blue&a=b&color=red&color=brown",
            r#"query "/color/1": expected one of the enumerated values (enum)"#,
        ),
        (
            "color=blue,black,brown",
            r#"query "/color": fewer than 3 items (minItems)
query "/color/0": expected one of the enumerated values (enum)"#,
        ),
    ];
    check("query", "form", true, &array(), &rows);
    let rows = [
        ("color=R,100,G,200,B,150", ""),
        (
            "color=R,101,G,200,B,150",
            r#"query "/color/R": above maximum 100 (maximum)"#,
        ),
        (
            "color=R,100,G,200,B,150,X,1",
            r#"query "/color": a member that is not declared (additionalProperties)"#,
        ),
    ];
    check("query", "form", false, &object(), &rows);
    let rows = [
        ("R=100&G=200&B=150", ""),
        (
            "R=101&G=200&B=150",
            r#"query "/color/R": above maximum 100 (maximum)"#,
        ),
        (
            "R=100&R=100&G=200&B=150",
            r#"query "/color/R": given more than once (style)"#,
        ),
        (
            "R=100&G=200&B=150&X=1",
            r#"query "/color": a member that is not declared (additionalProperties)"#,
        ),
        ("R=100&G=200", r#"query "/color/B": missing (required)"#),
    ];
    check("query", "form", true, &object(), &rows);
}

#[test]
fn delimited() {
    let not_second = r#"query "/color/1": expected one of the enumerated values (enum)"#;
    let too_red = r#"query "/color/R": above maximum 100 (maximum)"#;
    let rows = [
        ("color=blue%20black%20brown", ""),
        ("color=blue+black+brown", ""),
        ("color=blue%20red%20brown", not_second),
    ];
    check("query", "spaceDelimited", false, &array(), &rows);
    let rows = [
        ("color=R%20100%20G%20200%20B%20150", ""),
        ("color=R%20101%20G%20200%20B%20150", too_red),
    ];
    check("query", "spaceDelimited", false, &object(), &rows);
    let rows = [
        ("color=blue%7Cblack%7cbrown", ""),
        ("color=blue|black|brown", ""),
        ("color=blue%7Cred%7Cbrown", not_second),
        (
            "color=blue,red,brown",
            r#"query "/color": fewer than 3 items (minItems)
query "/color/0": expected one of the enumerated values (enum)"#,
        ),
    ];
    check("query", "pipeDelimited", false, &array(), &rows);
    let rows = [
        ("color=R%7C100%7CG%7C200%7CB%7C150", ""),
        ("color=R%7C101%7CG%7C200%7CB%7C150", too_red),
    ];
    check("query", "pipeDelimited", false, &object(), &rows);
    for style in ["spaceDelimited", "pipeDelimited"] {
        let rows = [
            ("color=blue&color=black&color=brown", ""),
            ("color=blue&color=red&color=brown", not_second),
        ];
        check("query", style, true, &array(), &rows);
    }
}

#[test]
fn deep_object() {
    for explode in [false, true] {
        let rows = [
            ("color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150", ""),
            ("color[R]=100&color[G]=200&color[B]=150", ""),
            (
                "color[R]=101&color[G]=200&color[B]=150",
                r#"query "/color/R": above maximum 100 (maximum)"#,
            ),
            (
                "color[R]=1&color[R]=2&color[G]=200&color[B]=150",
                r#"query "/color/R": given more than once (style)"#,
            ),
            (
                "color[R]=1&color[G]=2&color[B]=3&color[X]=4",
                r#"query "/color": a member that is not declared (additionalProperties)"#,
            ),
            ("R=100&G=200&B=150", r#"query "/color": missing (required)"#),
            ("colors[R]=100", r#"query "/color": missing (required)"#),
            (
                "color[R=100",
                r#"query "/color": expected names in brackets (style)"#,
            ),
            (
                "color[R]G=100",
                r#"query "/color": expected names in brackets (style)"#,
            ),
            ("color=100", r#"query "/color": expected object (type)"#),
            (
                "color[R]=1&color=2",
                r#"query "/color": expected a value or members, not both (style)"#,
            ),
        ];
        check("query", "deepObject", explode, &object(), &rows);
    }
}

#[test]
fn cookie() {
    let not_blue = r#"cookie "/color": expected one of the enumerated values (enum)"#;
    let not_second = r#"cookie "/color/1": expected one of the enumerated values (enum)"#;
    let too_red = r#"cookie "/color/R": above maximum 100 (maximum)"#;
    for style in ["form", "cookie"] {
        for explode in [false, true] {
            let rows = [
                ("color=", ""),
                ("a=b; color=blue", ""),
                ("color=green; a=b", not_blue),
                ("a=b", r#"cookie "/color": missing (required)"#),
                (
                    "color=blue; color=blue",
                    r#"cookie "/color": given more than once (style)"#,
                ),
            ];
            check("cookie", style, explode, &text(), &rows);
        }
        let rows = [
            ("color=blue,black,brown", ""),
            ("color=blue,red,brown", not_second),
        ];
        check("cookie", style, false, &array(), &rows);
        let rows = [
            ("color=blue; color=black; color=brown", ""),
            ("color=blue; color=red; color=brown", not_second),
        ];
        check("cookie", style, true, &array(), &rows);
        let rows = [
            ("color=R,100,G,200,B,150", ""),
            ("color=R,101,G,200,B,150", too_red),
        ];
        check("cookie", style, false, &object(), &rows);
        let rows = [
            ("R=100; G=200; B=150", ""),
            ("R=101; G=200; B=150", too_red),
        ];
        check("cookie", style, true, &object(), &rows);
    }
    // RFC 6570 encodes, and puts ampersands between; RFC 6265 does neither.
    check("cookie", "form", true, &text(), &[("color=%62lue", "")]);
    check(
        "cookie",
        "cookie",
        true,
        &text(),
        &[("color=%62lue", not_blue)],
    );
    let rows = [("color=blue&color=black&color=brown", "")];
    check("cookie", "form", true, &array(), &rows);
    check(
        "cookie",
        "form",
        true,
        &object(),
        &[("R=100&G=200&B=150", "")],
    );
    let rows = [(
        "R=100&G=200&B=150",
        "cookie \"/color/B\": missing (required)\n\
        cookie \"/color/G\": missing (required)\n\
        cookie \"/color/R\": expected integer (type)",
    )];
    check("cookie", "cookie", true, &object(), &rows);
}

/// Cells with "n/a", and places a style is not for.
#[test]
fn what_the_tables_leave_undefined_is_reported() {
    for (place, style, explode, schema) in [
        ("query", "spaceDelimited", false, text()),
        ("query", "spaceDelimited", true, text()),
        ("query", "spaceDelimited", true, object()),
        ("query", "pipeDelimited", false, text()),
        ("query", "pipeDelimited", true, object()),
        ("query", "deepObject", true, text()),
        ("query", "simple", false, text()),
        ("query", "label", false, text()),
        ("query", "cookie", false, text()),
        ("path", "form", false, text()),
        ("path", "deepObject", false, object()),
        ("header", "form", false, text()),
        ("header", "matrix", false, text()),
        ("cookie", "simple", false, text()),
        ("cookie", "pipeDelimited", false, array()),
        (
            "query",
            "form",
            false,
            json!({ "type": "array", "items": array() }),
        ),
        (
            "path",
            "simple",
            true,
            json!({ "type": "object", "properties": { "a": object() } }),
        ),
        (
            "query",
            "form",
            true,
            json!({ "type": "object", "additionalProperties": object() }),
        ),
    ] {
        let parameter = json!({
            "name": "color", "in": place, "style": style, "explode": explode, "schema": schema,
            "required": true,
        });
        let (_, problems) = compile(json!({
            "openapi": "3.2.0",
            "paths": { "/x/{color}": { "get": { "parameters": [parameter] } } },
        }));
        assert_eq!(problems.len(), 1, "{place} {style} {explode} {schema}");
        assert!(problems[0].starts_with("/paths/~1x~1{color}/get/parameters/0: "));
        assert_eq!(given(&json!([parameter]), place, "color=x"), [""; 0]);
    }
}
