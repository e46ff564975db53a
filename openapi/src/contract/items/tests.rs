//! Tests of items: what a schema says of each, and of which value it says it.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use crate::contract::tests::{compile, lines, matched, stream_verdict};
use crate::contract::{BodyNeed, Contract, ItemsCheck};
use crate::http::{Header, RequestHead, ResponseHead};
use crate::json::JsonLimits;
use crate::limits::ITEM_BYTES_MAX;

mod documents;

const EVENTS: &str = "text/event-stream";
const LINES: &str = "application/x-ndjson";

fn document(media_type: &str, media_type_object: &Value) -> Value {
    let content = json!({ media_type: media_type_object });
    json!({
        "openapi": "3.2.0",
        "paths": { "/x": { "post": {
            "requestBody": { "required": true, "content": content },
            "responses": { "200": { "content": content } },
        } } },
        "components": { "schemas": {
            "Chunk": {
                "type": "object",
                "required": ["id", "choices"],
                "properties": { "id": { "type": "string" }, "choices": { "items": { "type": "integer" } } },
            },
        } },
    })
}

fn contract(media_type: &str, media_type_object: &Value) -> Contract {
    let (contract, problems) = compile(document(media_type, media_type_object));
    assert_eq!(problems, Vec::<String>::new());
    contract
}

/// What judges a response of this content type; none where nothing does.
fn items(contract: &Contract, content_type: &str) -> Option<ItemsCheck> {
    let operation = matched(contract, "POST", "/x").operation;
    let headers = [Header {
        name: b"content-type",
        value: content_type.as_bytes(),
    }];
    let head = ResponseHead {
        status: 200,
        headers: &headers,
    };
    let check = operation.check_response_head(&head, false);
    if check.body != BodyNeed::Items {
        assert_eq!(lines(&check.verdict), ["undecided: stream"]);
        return None;
    }
    assert_eq!(lines(&check.verdict), [""; 0]);
    operation.check_response_items(&head, JsonLimits::default())
}

#[track_caller]
fn check(content_type: &str, media_type_object: &Value, stream: &str, expected: &[&str]) {
    let media_type = content_type.split(';').next().unwrap();
    let items = items(&contract(media_type, media_type_object), content_type).unwrap();
    assert_eq!(
        lines(&stream_verdict(items, stream)),
        expected,
        "{stream:?}"
    );
}

/// Each text as the data of an event.
fn events(data: &[&str]) -> String {
    let events = data.iter().map(|data| ["data: ", data, "\n\n"].concat());
    events.collect()
}

fn small() -> Value {
    json!({ "itemSchema": { "type": "object", "required": ["n"], "properties": { "n": { "maximum": 3 } } } })
}

#[test]
fn each_line_is_judged_and_the_first_that_violates_is_told() {
    check(LINES, &small(), "{\"n\":1}\n\n{\"n\":2}\n", &[]);
    check(
        LINES,
        &small(),
        "{\"n\":1}\n\n{\"n\":4}\n{}\n",
        &[r#"body "/1/n": above maximum 3 (maximum)"#],
    );
    check(
        LINES,
        &small(),
        "{}",
        &[r#"body "/0/n": missing (required)"#],
    );
    check(
        LINES,
        &small(),
        "{\n",
        &[r#"body "/0": not a JSON text (json)"#],
    );
}

#[test]
fn records_and_parts_are_judged_like_lines() {
    check(
        "application/json-seq",
        &small(),
        "\u{1e}{\"n\":1}\n\u{1e}{\"n\":\n4}\n",
        &[r#"body "/1/n": above maximum 3 (maximum)"#],
    );
    check(
        "application/json-seq",
        &small(),
        "\u{1e}12",
        &[r#"body "/0": cut off (encoding)"#],
    );
    let part = |json: &str| format!("--b\ncontent-type: application/json\n\n{json}\n");
    check(
        "multipart/mixed; boundary=b",
        &small(),
        &[&part("{\"n\":1}"), &part("{}"), "--b--"].concat(),
        &[r#"body "/1/n": missing (required)"#],
    );
    check(
        "multipart/mixed; boundary=b",
        &small(),
        "--b\n\nplain\n--b--",
        &["undecided: media_type_not_decoded"],
    );
}

#[test]
fn a_schema_is_of_an_item_and_one_of_an_array_of_the_whole() {
    let item = json!({ "schema": { "type": "integer" } });
    check(
        LINES,
        &item,
        "1\n\"a\"\n",
        &[r#"body "/1": expected integer (type)"#],
    );
    let array = json!({ "schema": { "type": "array", "items": { "type": "integer" } } });
    check(
        LINES,
        &array,
        "1\n\"a\"\n",
        &[r#"body "/1": expected integer (type)"#],
    );
    let parts = [r#"body "/0": expected integer (type)"#];
    let stream = "--b\ncontent-type: application/json\n\n{}\n--b--";
    check("multipart/mixed; boundary=b", &array, stream, &parts);
}

#[test]
fn what_is_not_judged_of_a_stream_is_told() {
    let array = json!({ "type": "array", "maxItems": 3, "items": {} });
    let (_, problems) = compile(document(
        LINES,
        &json!({ "schema": array, "itemSchema": {} }),
    ));
    let each = |place: &str, why: &str| {
        let at = "/paths/~1x/post/requestBody/content/application~1x-ndjson";
        let response = "/paths/~1x/post/responses/200/content/application~1x-ndjson";
        [
            format!("{at}{place}: {why}"),
            format!("{response}{place}: {why}"),
        ]
    };
    assert_eq!(
        problems,
        each("/schema", "a stream is judged by its itemSchema alone")
    );
    let (_, problems) = compile(document(LINES, &json!({ "schema": array })));
    assert_eq!(
        problems,
        each(
            "/schema/maxItems",
            "not judged: a stream is judged item by item"
        )
    );
}

#[test]
fn a_stream_without_a_schema_of_its_items_is_undecided() {
    for media_type_object in [json!({}), json!({ "schema": { "type": "array" } })] {
        assert!(items(&contract(LINES, &media_type_object), LINES).is_none());
    }
    let grpc = contract("application/grpc", &json!({ "schema": {} }));
    assert!(items(&grpc, "application/grpc").is_none());
    let any = contract("*/*", &json!({ "schema": { "type": "string" } }));
    assert!(items(&any, EVENTS).is_none());
}

#[test]
fn a_broken_schema_leaves_the_stream_undecided() {
    let gone = json!({ "itemSchema": { "$ref": "#/components/schemas/Gone" } });
    let (contract, problems) = compile(document(EVENTS, &gone));
    assert_eq!(problems.len(), 2, "{problems:?}");
    let operation = matched(&contract, "POST", "/x").operation;
    let headers = [Header {
        name: b"content-type",
        value: EVENTS.as_bytes(),
    }];
    let head = ResponseHead {
        status: 200,
        headers: &headers,
    };
    let check = operation.check_response_head(&head, false);
    assert_eq!(lines(&check.verdict), ["undecided: schema_not_compiled"]);
}

#[test]
fn an_item_too_large_leaves_the_verdict_open_and_the_rest_judged() {
    let large = format!("{{\"n\": \"{}\"}}\n", "x".repeat(ITEM_BYTES_MAX));
    let good = "{\"n\": 1}\n";
    check(
        LINES,
        &small(),
        &[&large, good].concat(),
        &["undecided: body_too_large"],
    );
    check(
        LINES,
        &small(),
        &[good, &large, "{}"].concat(),
        &[r#"body "/2/n": missing (required)"#],
    );
}

/// Branches that double with each level of the data.
#[test]
fn nothing_is_judged_after_an_item_that_is_too_costly() {
    let tree = json!({ "$ref": "#/components/schemas/Tree" });
    let branch = json!({ "type": "array", "items": tree });
    let mut document = document(LINES, &json!({ "itemSchema": tree }));
    document["components"]["schemas"]["Tree"] =
        json!({ "anyOf": [{ "type": "null" }, branch, branch] });
    let (contract, problems) = compile(document);
    assert_eq!(problems, Vec::<String>::new());
    let costly = ["[".repeat(22), "1".to_owned(), "]".repeat(22)].concat();
    let told = |stream: &str| lines(&stream_verdict(items(&contract, LINES).unwrap(), stream));
    assert_eq!(told("null\n1\n").len(), 1);
    let stream = format!("null\n{costly}\n{}1\n", format!("{costly}\n").repeat(1_000));
    assert_eq!(told(&stream), ["undecided: schema_too_costly"]);
}

#[test]
fn a_violation_says_where_its_item_begins() {
    let mut check = items(&contract(LINES, &small()), LINES).unwrap();
    check.chunk(b"{\"n\":1}\n{\"n\"").unwrap();
    check.chunk(b":2}\n{").unwrap();
    let broken = check.chunk(b"}\n{}\n").unwrap_err();
    assert_eq!(
        (broken.start, broken.violations[0].pointer.as_str()),
        (0, "/2/n")
    );
    let mut check = items(&contract(LINES, &small()), LINES).unwrap();
    let broken = check.chunk(b"{\"n\":1}\n{}\n").unwrap_err();
    assert_eq!(broken.start, 8);
}

#[test]
fn a_required_stream_is_there_once_a_byte_is() {
    let contract = contract(LINES, &small());
    let operation = matched(&contract, "POST", "/x").operation;
    let headers = [Header {
        name: b"content-type",
        value: LINES.as_bytes(),
    }];
    let head = RequestHead {
        method: b"POST",
        authority: b"a",
        path: b"/x",
        headers: &headers,
    };
    let need = operation.check_request_head(&head, &[], false).body;
    assert_eq!(need, BodyNeed::Items);
    let start = || {
        operation
            .check_request_items(&headers, JsonLimits::default())
            .unwrap()
    };
    assert_eq!(
        lines(&stream_verdict(start(), "")),
        [r#"body "": missing (required)"#]
    );
    assert_eq!(lines(&stream_verdict(start(), "\n")), [""; 0]);
    let left = start();
    assert_eq!(lines(&left.so_far()), [""; 0]);
}

#[test]
fn a_violation_never_carries_what_was_sent() {
    let closed =
        json!({ "itemSchema": { "additionalProperties": false, "properties": { "n": {} } } });
    check(
        LINES,
        &closed,
        "{\"canary\": 1}\n",
        &[r#"body "/0": a member that is not declared (additionalProperties)"#],
    );
}

#[test]
fn a_contract_with_streams_travels() {
    let of_event = json!({ "itemSchema": {
        "properties": { "data": { "type": "string", "contentMediaType": "application/json", "contentSchema": { "type": "integer" } } },
        "oneOf": [{ "properties": { "event": { "const": "a" }, "data": { "contentMediaType": "application/json" } } }, {}],
    } });
    for (media_type, object) in [(EVENTS, of_event), (EVENTS, small()), (LINES, small())] {
        let contract = contract(media_type, &object);
        let carried = Contract::from_bytes(&contract.to_bytes()).unwrap();
        assert_eq!(carried.to_bytes(), contract.to_bytes());
        let stream = events(&["\"a\""]);
        let told = |contract| {
            lines(&stream_verdict(
                items(contract, media_type).unwrap(),
                &stream,
            ))
        };
        assert_eq!(told(&carried), told(&contract));
        assert_eq!(told(&carried).len(), 1);
    }
}
