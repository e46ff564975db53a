//! Tests of multipart forms: how they are taken apart, and what their parts are judged by.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use crate::contract::tests::{judged, problems};

mod parts;

const FORM: &str = "multipart/form-data; boundary=b";

fn of(schema: Value, encoding: Value) -> Value {
    json!({ "content": { "multipart/form-data": { "schema": schema, "encoding": encoding } } })
}

fn form(properties: Value) -> Value {
    of(
        json!({ "type": "object", "properties": properties }),
        json!({}),
    )
}

/// One part of a form: its name, with whatever is to follow it in the head, and its body.
fn part(name: &str, body: &str) -> String {
    let (name, more) = name.split_once('\n').unwrap_or((name, ""));
    let more = more.replace('\n', "\r\n");
    let line = if more.is_empty() || more.starts_with(';') {
        ""
    } else {
        "\r\n"
    };
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{line}{more}\r\n\r\n{body}\r\n")
}

fn body(parts: &[(&str, &str)]) -> String {
    let parts: Vec<String> = parts.iter().map(|(name, body)| part(name, body)).collect();
    [&parts.concat(), "--b--\r\n"].concat()
}

#[track_caller]
fn check_bytes(contract: &Value, bytes: &[u8], expected: &[&str]) {
    let told = judged(contract, &[("content-type", FORM)], Some(bytes)).0;
    assert_eq!(told, expected, "{}", String::from_utf8_lossy(bytes));
}

#[track_caller]
fn check(contract: &Value, parts: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(problems(contract), [""; 0]);
    check_bytes(contract, body(parts).as_bytes(), expected);
}

#[test]
fn texts_are_read_by_the_types_of_their_properties() {
    let contract = form(json!({
        "n": { "type": "integer", "maximum": 3 },
        "b": { "type": "boolean" },
        "s": { "type": "string", "maxLength": 2 },
        "either": { "type": ["integer", "string"], "maxLength": 1 },
    }));
    check(
        &contract,
        &[("n", "3"), ("b", "true"), ("s", "12"), ("either", "x")],
        &[],
    );
    check(
        &contract,
        &[("n", "4"), ("b", "yes"), ("s", "123")],
        &[
            r#"body "/b": expected boolean (type)"#,
            r#"body "/n": above maximum 3 (maximum)"#,
            r#"body "/s": longer than 2 characters (maxLength)"#,
        ],
    );
    check(
        &contract,
        &[("n", "4"), ("s", "123"), ("either", "12")],
        &[
            r#"body "/n": above maximum 3 (maximum)"#,
            r#"body "/s": longer than 2 characters (maxLength)"#,
        ],
    );
    check(&contract, &[("other", "canary")], &[]);
}

#[test]
fn members_are_required_and_undeclared_ones_refused_as_in_any_object() {
    let schema = json!({
        "type": "object", "required": ["a"],
        "properties": { "a": { "type": "string" } }, "additionalProperties": false,
    });
    let contract = of(schema, json!({}));
    check(&contract, &[("a", "")], &[]);
    check_bytes(&contract, b"--b--", &[r#"body "/a": missing (required)"#]);
    check(
        &contract,
        &[("a", ""), ("canary", "canary")],
        &[r#"body "": a member that is not declared (additionalProperties)"#],
    );
}

#[test]
fn objects_are_json_whatever_the_part_says_unless_it_is_something_else() {
    let contract = form(json!({ "o": { "type": "object", "required": ["x"] } }));
    for name in [
        "o",
        "o\nContent-Type: application/json",
        "o\ncontent-type: application/a+json; charset=UTF-8",
    ] {
        check(&contract, &[(name, r#"{"x": 1}"#)], &[]);
        check(
            &contract,
            &[(name, "{}")],
            &[r#"body "/o/x": missing (required)"#],
        );
        check(
            &contract,
            &[(name, "{")],
            &[r#"body "/o": not a JSON text (json)"#],
        );
        check(
            &contract,
            &[(name, "")],
            &[r#"body "/o": empty body (required)"#],
        );
        let escape = [r#"body "/o": not a JSON text (json)"#];
        check(&contract, &[(name, r#"{"x":1},"admin":{}"#)], &escape);
    }
    check(
        &contract,
        &[("o\nContent-Type: application/xml", "<x/>")],
        &[r#"body "/o": expected a JSON media type (contentType)"#],
    );
}

#[test]
fn a_scalar_given_twice_is_a_violation_and_an_array_is_not() {
    let contract = form(json!({
        "s": { "type": "string" },
        "o": { "type": "object" },
        "list": { "type": "array", "items": { "type": "integer" }, "maxItems": 2 },
        "objects": { "type": "array", "items": { "type": "object", "required": ["x"] } },
    }));
    for (name, value) in [("s", "a"), ("o", "{}")] {
        let twice = format!(r#"body "/{name}": given more than once (style)"#);
        check(&contract, &[(name, value), (name, value)], &[&twice]);
    }
    check(&contract, &[("list", "1")], &[]);
    check(&contract, &[("list", "1"), ("s", ""), ("list", "2")], &[]);
    check(
        &contract,
        &[("list", "1"), ("list", "x")],
        &[r#"body "/list/1": expected integer (type)"#],
    );
    check(
        &contract,
        &[("list", "1"); 3],
        &[r#"body "/list": more than 2 items (maxItems)"#],
    );
    check(&contract, &[("objects", r#"{"x": 1}"#)], &[]);
    check(&contract, &[("objects", r#"[{"x": 1}, {"x": 1}]"#)], &[]);
    check(
        &contract,
        &[("objects", r#"{"x": 1}"#), ("objects", "{}")],
        &[r#"body "/objects/1/x": missing (required)"#],
    );
}

#[test]
fn a_file_is_judged_by_presence_length_and_media_type() {
    for file in [
        json!({ "type": "string", "format": "binary", "maxLength": 3 }),
        json!({ "type": "string", "contentMediaType": "image/png", "maxLength": 3 }),
        json!({ "maxLength": 3 }),
    ] {
        let schema = json!({ "properties": { "f": file }, "required": ["f"] });
        let encoding = json!({ "f": { "contentType": "image/png, image/jpeg, audio/*" } });
        let contract = of(schema, encoding);
        let with =
            |media_type: &str| format!("f\n; filename=\"a.png\"\nContent-Type: {media_type}");
        let mut bytes = body(&[(&with("image/jpeg"), "???")]).into_bytes();
        for byte in &mut bytes {
            *byte = if *byte == b'?' { 0xff } else { *byte };
        }
        check_bytes(&contract, &bytes, &[]);
        check(&contract, &[(&with("Audio/ogg"), "x\"\\")], &[]);
        check(
            &contract,
            &[(&with("image/png"), "1234")],
            &[r#"body "/f": longer than 3 characters (maxLength)"#],
        );
        let other = [r#"body "/f": not a media type of the contract (contentType)"#];
        check(&contract, &[(&with("image/gif"), "x")], &other);
        check(&contract, &[("f", "x")], &other);
        check(&contract, &[], &[r#"body "/f": missing (required)"#]);
    }
}

#[test]
fn several_files_make_an_array() {
    let files = json!({ "type": "array", "maxItems": 2, "items": { "type": "string", "format": "binary" } });
    let contract = form(json!({ "f": files }));
    let png = "f\nContent-Type: image/png";
    check(&contract, &[(png, "x")], &[]);
    check(&contract, &[(png, "x"); 2], &[]);
    check(
        &contract,
        &[(png, "x"); 3],
        &[r#"body "/f": more than 2 items (maxItems)"#],
    );
}

#[test]
fn encoded_data_is_the_text_that_it_is() {
    let contract =
        form(json!({ "f": { "type": "string", "contentEncoding": "base64", "pattern": "^A" } }));
    check(
        &contract,
        &[("f\nContent-Type: application/octet-stream", "AA==")],
        &[],
    );
    check(
        &contract,
        &[("f", "BB==")],
        &[r#"body "/f": does not match the pattern (pattern)"#],
    );
}

#[test]
fn parts_that_no_property_names_are_read_by_additional_properties() {
    let contract = of(
        json!({ "additionalProperties": { "type": "integer" } }),
        json!({}),
    );
    check(&contract, &[("canary", "1")], &[]);
    check(
        &contract,
        &[("canary", "x")],
        &[r#"body "/*": expected integer (type)"#],
    );
}

#[test]
fn properties_are_found_behind_references_and_branches() {
    let contract = of(
        json!({ "allOf": [{ "$ref": "#/paths/~1x/post/requestBody/x-schema" }, { "properties": { "m": { "type": "integer" } } }] }),
        json!({}),
    );
    let mut contract = contract;
    contract["x-schema"] = json!({ "properties": { "n": { "type": "integer" } } });
    check(&contract, &[("n", "1"), ("m", "2")], &[]);
    check(
        &contract,
        &[("n", "x")],
        &[r#"body "/n": expected integer (type)"#],
    );
}

#[test]
fn a_style_puts_items_into_one_part() {
    let schema =
        json!({ "properties": { "l": { "type": "array", "items": { "type": "integer" } } } });
    for (encoding, text) in [
        (json!({ "explode": false }), "1,2"),
        (json!({ "style": "pipeDelimited" }), "1|2"),
        (
            json!({ "style": "spaceDelimited", "contentType": "image/png" }),
            "1 2",
        ),
    ] {
        let contract = of(schema.clone(), json!({ "l": encoding }));
        check(&contract, &[("l", text)], &[]);
        check(
            &contract,
            &[("l", "x")],
            &[r#"body "/l/0": expected integer (type)"#],
        );
    }
}

#[test]
fn headers_of_a_part_are_judged() {
    let headers = json!({
        "X-Size": { "required": true, "schema": { "type": "integer", "maximum": 3 } },
        "Content-Type": { "required": true },
        "X-Note": {},
    });
    let contract = of(
        json!({ "properties": { "a": { "type": "string" } } }),
        json!({ "a": { "headers": headers } }),
    );
    check(&contract, &[("a\nx-size: 3", "")], &[]);
    check(
        &contract,
        &[("a", "")],
        &[r#"body "/a": missing header X-Size (required)"#],
    );
    check(
        &contract,
        &[("a\nX-Size: 4", "")],
        &[r#"body "/a": above maximum 3 (maximum)"#],
    );
    check(
        &contract,
        &[("a\nX-Size: x", "")],
        &[r#"body "/a": expected integer (type)"#],
    );
    check(
        &contract,
        &[("a\nX-Size: 1\nX-Size: 1", "")],
        &[r#"body "/a": header given more than once: X-Size (style)"#],
    );
}

#[test]
fn what_is_not_judged_is_told_when_the_contract_is_compiled() {
    let one = |property: Value, encoding: Value| {
        of(
            json!({ "properties": { "p": property } }),
            json!({ "p": encoding }),
        )
    };
    let binary = |more: &str| json!({ "format": "binary", more: "^x" });
    for (contract, problem) in [
        (
            one(binary("pattern"), json!({})),
            "/encoding/p: a file is judged by its length alone",
        ),
        (
            one(
                json!({ "type": "object" }),
                json!({ "style": "deepObject" }),
            ),
            "/encoding/p: an object with a style is not judged",
        ),
        (
            one(json!({ "type": "string" }), json!({ "style": "simple" })),
            "/encoding/p: expected a style of arrays",
        ),
        (
            one(json!({}), json!({ "contentType": "png" })),
            "/encoding/p/contentType: expected media types, separated by commas",
        ),
        (
            one(json!({}), json!({ "headers": { "H": { "content": {} } } })),
            "/encoding/p/headers/H: a part's header is judged as one scalar alone",
        ),
        (
            of(json!({ "patternProperties": { "^x": true } }), json!({})),
            "/schema: patternProperties of a multipart form are not judged",
        ),
        (
            of(
                json!({ "properties": { "a": { "type": "string" } }, "allOf": [{ "properties": { "a": { "type": "integer" } } }] }),
                json!({}),
            ),
            "/schema/allOf/0: a property that is read in two ways is not judged",
        ),
    ] {
        assert_eq!(
            problems(&contract),
            [format!("/multipart~1form-data{problem}")]
        );
        check_bytes(&contract, b"--b--", &["undecided: schema_not_compiled"]);
    }
}

#[test]
fn other_multipart_types_are_not_read() {
    let contract = json!({ "content": { "multipart/mixed": { "schema": { "type": "object" } } } });
    let told = judged(
        &contract,
        &[("content-type", "multipart/mixed; boundary=b")],
        Some(b"--b--"),
    );
    assert_eq!(told.0, ["undecided: media_type_not_decoded"]);
}
