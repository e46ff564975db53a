//! Tests of bodies that are no form: whether there may be one, of what media type, and what
//! texts, binary data and XML are judged by.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{BodyNeed, Value, json, judged, problems};

fn of(media_type: &str, schema: Value) -> Value {
    json!({ "content": { media_type: { "schema": schema } } })
}

#[track_caller]
fn check(contract: &Value, content_type: &str, body: &[u8], expected: &[&str]) {
    let headers = [("content-type", content_type)];
    let (told, _) = judged(contract, &headers, Some(body));
    assert_eq!(told, expected, "{content_type}");
}

const NO_BODY: &str = r#"body "": expected no body (requestBody)"#;
const MISSING: &str = r#"body "": missing (required)"#;
const NO_TYPE: &str = r#"header "/content-type": missing (contentType)"#;
const OTHER_TYPE: &str =
    r#"header "/content-type": not a media type of the contract (contentType)"#;
const NO_MEDIA_TYPE: &str = r#"header "/content-type": expected a media type (contentType)"#;
const TWO_TYPES: &str = r#"header "/content-type": given more than once (style)"#;
const UTF_8: &str = r#"header "/content-type": expected charset utf-8 (contentType)"#;
const NOT_JSON: &str = r#"body "": not a JSON text (json)"#;

#[test]
fn a_body_that_nobody_declared_is_a_violation() {
    let none = Value::Null;
    let json = ("content-type", "application/json");
    for headers in [&[][..], &[json]] {
        let (told, need) = judged(&none, headers, Some(b"1"));
        assert_eq!((told, need), (vec![NO_BODY.to_owned()], BodyNeed::Whole));
        assert_eq!(judged(&none, headers, Some(b"")).0, [""; 0]);
        assert_eq!(judged(&none, headers, None), (vec![], BodyNeed::Nothing));
    }
    let stream = judged(&none, &[("content-type", "application/grpc")], Some(b"1"));
    let undecided = vec!["undecided: stream".to_owned()];
    assert_eq!(stream, (undecided, BodyNeed::Nothing));
    let length = |length| judged(&none, &[("content-length", length)], Some(b"1"));
    assert_eq!(length("1"), (vec![NO_BODY.to_owned()], BodyNeed::Nothing));
    assert_eq!(length("0"), (vec![], BodyNeed::Nothing));
}

#[test]
fn a_body_needs_a_media_type_once_there_is_one() {
    let optional = of("application/json", json!({}));
    let mut required = optional.clone();
    required["required"] = json!(true);
    for (contract, empty) in [(&optional, &[][..]), (&required, &[MISSING])] {
        assert_eq!(judged(contract, &[], Some(b"")).0, empty);
        assert_eq!(judged(contract, &[], None).0, empty);
        assert_eq!(
            judged(contract, &[("content-length", "0")], Some(b"")).0,
            empty
        );
        assert_eq!(judged(contract, &[], Some(b"1")).0, [NO_TYPE]);
        let declared = judged(contract, &[("content-length", "1")], Some(b"1"));
        assert_eq!(declared, (vec![NO_TYPE.to_owned()], BodyNeed::Nothing));
    }
    let anything = json!({ "content": {} });
    assert_eq!(judged(&anything, &[], Some(b"1")).0, [""; 0]);
}

/// Row B05.
#[test]
fn media_types_are_read_as_they_are_meant() {
    let contract = of("application/json", json!({ "type": "integer" }));
    for (content_type, expected) in [
        ("application/JSON", &[][..]),
        ("application/json;charset=UTF-8", &[]),
        ("application/json; charset=\"utf-8\"", &[]),
        ("application/problem+json", &[OTHER_TYPE]),
        ("x;boundary=\"application/json\"", &[NO_MEDIA_TYPE]),
        ("a/b;boundary=\"application/json\"", &[OTHER_TYPE]),
        ("application/json, text/plain", &[TWO_TYPES]),
        (
            "application/json; charset=utf-8; charset=utf-7",
            &[NO_MEDIA_TYPE],
        ),
    ] {
        check(&contract, content_type, b"1", expected);
    }
    let json = ("content-type", "application/json");
    assert_eq!(judged(&contract, &[json, json], Some(b"1")).0, [TWO_TYPES]);
    assert_eq!(judged(&contract, &[], Some(b"1")).0, [NO_TYPE]);
    let problem = of("application/problem+json", json!({ "type": "integer" }));
    check(&problem, "application/problem+json", b"1", &[]);
}

/// Row B06.
#[test]
fn only_utf_8_is_text() {
    let contract = of(
        "application/json",
        json!({ "type": "string", "pattern": "^[^\\u0000]*$" }),
    );
    for body in [
        &b"\xef\xbb\xbf\"a\""[..],
        b"\"\0a\0\"\0",
        b"\0\"\0a\0\"",
        b"\0\0\0\"\0\0\0a\0\0\0\"",
        b"\"\xff\"",
        b"\"\xc0\xaf\"",
        b"\"\xed\xa0\x80\"",
        b"\"\\ud800\"",
        b"\"\x01\"",
    ] {
        check(&contract, "application/json", body, &[NOT_JSON]);
    }
    check(
        &contract,
        "application/json; charset=utf-7",
        b"\"a\"",
        &[UTF_8],
    );
    check(
        &contract,
        "application/json; charset=utf-16le",
        b"\"a\"",
        &[UTF_8],
    );
    let by_schema = [r#"body "": does not match the pattern (pattern)"#];
    check(&contract, "application/json", b"\"\\u0000\"", &by_schema);
}

#[test]
fn a_text_is_judged_as_one_string() {
    let contract = of("text/plain", json!({ "type": "string", "maxLength": 3 }));
    check(&contract, "text/plain", b"abc", &[]);
    check(
        &contract,
        "text/plain; charset=utf-8",
        "äöü".as_bytes(),
        &[],
    );
    check(&contract, "text/plain; charset=US-ASCII", b"12", &[]);
    let long = [r#"body "": longer than 3 characters (maxLength)"#];
    check(&contract, "text/plain", b"abcd", &long);
    let text = [r#"body "": expected UTF-8 text (encoding)"#];
    check(&contract, "text/plain", b"a\xff", &text);
    check(
        &contract,
        "text/plain; charset=us-ascii",
        "ä".as_bytes(),
        &text,
    );
    for charset in ["utf-16", "latin1", "utf-7", "\"\""] {
        let content_type = format!("text/plain; charset={charset}");
        check(&contract, &content_type, b"abc", &[UTF_8]);
    }
}

#[test]
fn a_text_may_be_a_number_or_a_truth() {
    let contract = of(
        "text/*",
        json!({ "type": ["integer", "boolean"], "maximum": 9 }),
    );
    check(&contract, "text/plain", b"9", &[]);
    check(&contract, "text/csv", b"true", &[]);
    check(
        &contract,
        "text/plain",
        b"10",
        &[r#"body "": above maximum 9 (maximum)"#],
    );
    check(
        &contract,
        "text/plain",
        b"a",
        &[r#"body "": expected integer or boolean (type)"#],
    );
}

#[test]
fn binary_data_is_judged_by_its_length() {
    let file = json!({ "type": "string", "format": "binary", "minLength": 2, "maxLength": 3 });
    let contract = json!({ "content": {
        "application/octet-stream": { "schema": file },
        "image/*": { "schema": { "$ref": "#/paths/~1x/post/requestBody/content/application~1octet-stream/schema" } },
    } });
    assert_eq!(problems(&contract), [""; 0]);
    let long = r#"body "": longer than 3 characters (maxLength)"#;
    for content_type in ["application/octet-stream", "image/png"] {
        check(&contract, content_type, b"\xff\xfe\xfd", &[]);
        check(&contract, content_type, b"\xff\xfe\xfd\xfc", &[long]);
        check(
            &contract,
            content_type,
            b"\xff",
            &[r#"body "": shorter than 2 characters (minLength)"#],
        );
        let of_length = |length| {
            let headers = [("content-type", content_type), ("content-length", length)];
            judged(&contract, &headers, Some(b""))
        };
        assert_eq!(of_length("3"), (vec![], BodyNeed::Nothing));
        let range = [
            ("content-type", content_type),
            ("content-length", "1"),
            ("content-range", "bytes 0-0/3"),
        ];
        let (_, need) = judged(&contract, &range, Some(b"xx"));
        assert_eq!(need, BodyNeed::Whole);
        assert_eq!(
            of_length("99999999999"),
            (vec![long.to_owned()], BodyNeed::Nothing)
        );
    }
}

#[test]
fn data_that_nobody_counts_is_not_waited_for() {
    for schema in [
        json!({}),
        json!({ "type": "string", "format": "binary" }),
        json!({ "type": "string", "contentMediaType": "image/png" }),
    ] {
        let contract = of("*/*", schema);
        for content_type in ["application/pdf", "video/mp4", "application/zip"] {
            let told = judged(&contract, &[("content-type", content_type)], Some(b"\xff"));
            assert_eq!(told, (vec![], BodyNeed::Nothing));
        }
    }
}

#[test]
fn what_a_schema_says_of_bytes_that_are_not_read_is_undecided() {
    for (media_type, schema) in [
        ("application/yaml", json!({ "type": "object" })),
        ("image/png", json!({ "pattern": "^x" })),
        ("text/csv", json!({ "type": "array" })),
    ] {
        let told = judged(
            &of(media_type, schema),
            &[("content-type", media_type)],
            Some(b"a: b"),
        );
        let undecided = vec!["undecided: media_type_not_decoded".to_owned()];
        assert_eq!(told, (undecided, BodyNeed::Nothing));
    }
}

#[test]
fn below_a_range_a_body_is_what_its_own_media_type_says() {
    let contract = of("*/*", json!({ "type": "string", "maxLength": 1 }));
    let long = [r#"body "": longer than 1 characters (maxLength)"#];
    check(&contract, "application/json", b"\"a\"", &[]);
    check(&contract, "application/json", b"\"ab\"", &long);
    check(&contract, "application/json", b"a", &[NOT_JSON]);
    check(&contract, "text/html", b"ab", &long);
    check(
        &contract,
        "text/event-stream",
        b"ab",
        &["undecided: stream"],
    );
    check(
        &contract,
        "application/x-www-form-urlencoded",
        b"a=b",
        &["undecided: media_type_not_decoded"],
    );
}

#[test]
fn xml_is_read_for_being_well_formed() {
    let contract = of("application/xml", json!({ "type": "object" }));
    check(
        &contract,
        "application/xml",
        b"<a>1</a>",
        &["undecided: unvalidated"],
    );
    check(
        &contract,
        "application/xml",
        b"<a>1</b>",
        &[r#"body "": not well-formed XML (xml)"#],
    );
    check(
        &contract,
        "application/xml; charset=utf-16",
        b"<a/>",
        &[UTF_8],
    );
    check(
        &of("image/*", json!({})),
        "image/svg+xml",
        b"<svg/>",
        &["undecided: unvalidated"],
    );
    check(
        &json!({ "content": { "text/xml": {} } }),
        "text/xml",
        b"<",
        &[],
    );
}
