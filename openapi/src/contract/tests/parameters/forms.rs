//! Bodies that are forms.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::super::{check_body, compile};
use super::{Value, json};
use crate::limits::FORM_PAIRS_MAX;

const FORM: &str = "application/x-www-form-urlencoded";

fn body(schema: Value, encoding: Value) -> Value {
    json!({ "required": true, "content": { FORM: { "schema": schema, "encoding": encoding } } })
}

#[track_caller]
fn check(body: &Value, rows: &[(&str, &[&str])]) {
    for (text, expected) in rows {
        check_body(body.clone(), Some(FORM), text, expected);
    }
}

/// Most of what a form may hold, without any encoding.
fn plain() -> Value {
    let schema = json!({
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": { "type": "integer", "minimum": 1 },
            "name": { "type": "string", "maxLength": 3 },
            "ok": { "type": "boolean" },
            "tags": { "type": "array", "items": { "type": "integer" }, "maxItems": 2 },
            "address": { "type": "object", "properties": { "zip": { "type": "integer" } } },
            "lines": { "type": "array", "items": { "type": "object", "required": ["n"] } },
            "note": { "type": ["string", "null"], "minLength": 1 },
        },
        "additionalProperties": false,
    });
    body(schema, json!({}))
}

#[test]
fn pairs_are_one_object() {
    let not_json: &[&str] = &[r#"body "/address": not a JSON text (json)"#];
    check(
        &plain(),
        &[
            ("id=1&name=a+b&ok=true&tags=1&tags=2", &[]),
            ("id=1&tags=1", &[]),
            ("id=1&note=", &[]),
            ("id=1&address=%7B%22zip%22%3A1%7D", &[]),
            ("id=1&lines={\"n\":1}&lines={\"n\":2}", &[]),
            ("id=1&lines={\"n\":1}", &[]),
            ("id=0", &[r#"body "/id": below minimum 1 (minimum)"#]),
            (
                "id=x&ok=1",
                &[
                    r#"body "/id": expected integer (type)"#,
                    r#"body "/ok": expected boolean (type)"#,
                ],
            ),
            (
                "name=a%2Bbc",
                &[
                    r#"body "/id": missing (required)"#,
                    r#"body "/name": longer than 3 characters (maxLength)"#,
                ],
            ),
            (
                "id=1&tags=1&tags=b",
                &[r#"body "/tags/1": expected integer (type)"#],
            ),
            (
                "id=1&tags=1&tags=2&tags=3",
                &[r#"body "/tags": more than 2 items (maxItems)"#],
            ),
            (
                "id=1&address={\"zip\":\"a\"}",
                &[r#"body "/address/zip": expected integer (type)"#],
            ),
            ("id=1&address=zip", not_json),
            ("id=1&address={},\"x\":{}", not_json),
            (
                "id=1&lines={\"n\":1}&lines={}",
                &[r#"body "/lines/1/n": missing (required)"#],
            ),
            (
                "id=1&other=1",
                &[r#"body "": a member that is not declared (additionalProperties)"#],
            ),
            (
                "id=1&address[zip]=1",
                &[r#"body "": a member that is not declared (additionalProperties)"#],
            ),
        ],
    );
}

#[test]
fn a_scalar_is_given_once() {
    check(
        &plain(),
        &[
            (
                "id=1&id=1",
                &[r#"body "/id": given more than once (style)"#],
            ),
            (
                "id=1&%69d=2",
                &[r#"body "/id": given more than once (style)"#],
            ),
            (
                "id=1&address={}&address={}",
                &[r#"body "/address": given more than once (style)"#],
            ),
        ],
    );
}

#[test]
fn a_form_decodes_or_is_refused() {
    let escape: &[&str] = &[r#"body "": expected two hexadecimal digits behind each % (encoding)"#];
    check(
        &plain(),
        &[
            ("id=1&name=%zz", escape),
            ("id=1&%zz=1", escape),
            ("id=1&name=%", escape),
            (
                "id=1&name=%FF",
                &[r#"body "": expected UTF-8 text (encoding)"#],
            ),
            (
                "id=1;name=abcd",
                &[r#"body "/id": expected integer (type)"#],
            ),
        ],
    );
}

#[test]
fn a_form_has_so_many_pairs() {
    let list = body(
        json!({ "type": "object", "properties": { "a": { "type": "array" } } }),
        json!({}),
    );
    let too_many: &[&str] = &[r#"body "": more parameters than can be read (encoding)"#];
    check(
        &list,
        &[
            (&"a=1&".repeat(FORM_PAIRS_MAX), &[]),
            (&"a=1&".repeat(FORM_PAIRS_MAX + 1), too_many),
            (&"a=1&".repeat(10_000), too_many),
        ],
    );
}

#[test]
fn names_nobody_declares_are_texts() {
    let schema = json!({
        "type": "object",
        "properties": { "a": {} },
        "additionalProperties": { "type": ["integer", "array"], "items": { "type": "integer" } },
    });
    check(
        &body(schema, json!({})),
        &[
            ("a=1&b=2&c=3&c=4", &[]),
            ("b=x", &[r#"body "/*/0": expected integer (type)"#]),
            ("b=1&b=x", &[r#"body "/*/1": expected integer (type)"#]),
        ],
    );
    let closed = json!({ "allOf": [{ "properties": { "a": { "type": "integer" } } }], "unevaluatedProperties": false });
    check(
        &body(closed, json!({})),
        &[
            ("a=1", &[]),
            (
                "a=1&b=1",
                &[r#"body "": a member that is not declared (unevaluatedProperties)"#],
            ),
        ],
    );
    let texts = json!({ "patternProperties": { "^n": { "type": "integer" } }, "additionalProperties": { "type": "string" } });
    check(
        &body(texts, json!({})),
        &[
            ("n1=1&x=1&y=a", &[]),
            ("n1=a", &[r#"body "/*": expected integer (type)"#]),
        ],
    );
}

/// Where the schema of a name depends on the name, each text is tried as either.
#[test]
fn so_many_ways_to_read_a_value_are_tried() {
    use crate::limits::READING_ATTEMPTS_MAX;
    let schema = json!({ "patternProperties": { "^n": { "type": "integer" } }, "additionalProperties": { "type": "string" } });
    let body = body(schema, json!({}));
    let texts = READING_ATTEMPTS_MAX.ilog2() as usize;
    let form = |texts: usize| {
        let others = ["a=1", "b=1", "c=1", "d=1"].into_iter().take(texts - 1);
        others.chain(["n=1"]).collect::<Vec<_>>().join("&")
    };
    check(&body, &[(&form(texts), &[])]);
    check(
        &body,
        &[(&form(texts + 1), &[r#"body "/*": expected string (type)"#])],
    );
}

#[test]
fn an_encoding_says_how_a_property_is_written() {
    let list = json!({ "type": "array", "items": { "type": "integer" } });
    let object =
        json!({ "type": "object", "properties": { "n": { "type": "integer" }, "of": list } });
    let schema = json!({
        "type": "object",
        "properties": {
            "commas": list, "pipes": list, "spaces": list, "json": list, "text": { "type": "string" },
            "deep": object, "turns": { "type": "object", "additionalProperties": { "type": "integer" } },
            "spread": { "type": "object", "properties": { "x": { "type": "integer" } } },
        },
        "additionalProperties": false,
    });
    let encoding = json!({
        "commas": { "explode": false },
        "pipes": { "style": "pipeDelimited", "contentType": "application/json" },
        "spaces": { "style": "spaceDelimited" },
        "json": { "contentType": "application/json" },
        "text": { "contentType": "text/plain" },
        "deep": { "style": "deepObject" },
        "turns": { "style": "form", "explode": false },
        "spread": { "allowReserved": true },
        "nobody": { "style": "wavy" },
    });
    check(
        &body(schema, encoding),
        &[
            (
                "commas=1,2&pipes=1|2&spaces=1+2%203&json=[1,2]&text=1&turns=a,1,b,2&x=1",
                &[],
            ),
            ("json=1&json=2", &[]),
            ("deep[n]=1&deep[of][]=1&deep[of][]=2", &[]),
            (
                "commas=1,b",
                &[r#"body "/commas/1": expected integer (type)"#],
            ),
            (
                "commas=1%2C2",
                &[r#"body "/commas/0": expected integer (type)"#],
            ),
            (
                "commas=1&commas=2",
                &[r#"body "/commas": given more than once (style)"#],
            ),
            (
                "pipes=1|b",
                &[r#"body "/pipes/1": expected integer (type)"#],
            ),
            (
                "json=[1,true]",
                &[r#"body "/json/1": expected integer (type)"#],
            ),
            ("json=1,2", &[r#"body "/json": not a JSON text (json)"#]),
            ("deep[n]=a", &[r#"body "/deep/n": expected integer (type)"#]),
            (
                "deep[n]=1&deep[n]=2",
                &[r#"body "/deep/n": given more than once (style)"#],
            ),
            (
                "turns=a,b",
                &[r#"body "/turns/*": expected integer (type)"#],
            ),
            ("x=a", &[r#"body "/spread/x": expected integer (type)"#]),
            ("spread=a", &[r#"body "/spread": expected object (type)"#]),
            (
                "spread=a&x=1",
                &[r#"body "": a member name is given twice (duplicateKey)"#],
            ),
        ],
    );
}

#[test]
fn a_form_that_cannot_be_read_is_reported_and_undecided() {
    let object = json!({ "type": "object" });
    for encoding in [
        json!({ "style": "wavy" }),
        json!({ "style": "simple" }),
        json!({ "style": "pipeDelimited", "explode": true }),
    ] {
        let schema = json!({ "type": "object", "properties": { "o": object } });
        let (contract, problems) = compile(json!({
            "openapi": "3.1.0",
            "paths": { "/x": { "post": { "requestBody": body(schema, json!({ "o": encoding })) } } },
        }));
        let at =
            "/paths/~1x/post/requestBody/content/application~1x-www-form-urlencoded/encoding/o";
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(at), "{problems:?}");
        let operation = super::matched(&contract, "POST", "/x").operation;
        let headers = [super::Header {
            name: b"content-type",
            value: FORM.as_bytes(),
        }];
        let head = super::RequestHead {
            method: b"POST",
            authority: b"a",
            path: b"/x",
            headers: &headers,
        };
        let check = operation.check_request_head(&head, &[], false);
        assert_eq!(
            super::lines(&check.verdict),
            ["undecided: schema_not_compiled"]
        );
    }
}
