//! Tests of the compiled form: it judges as the contract it was made of, and what is not
//! whole is refused.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::json;

use super::{CONTRACT_VERSION, Contract, HEAD_BYTES, WireError, sealed};
use crate::contract::tests::{compile, lines, matched};
use crate::contract::{Body, Matched, Verdict};
use crate::http::{Header, MediaType, RequestHead, ResponseHead};
use crate::json::JsonLimits;

/// Something of everything a contract is made of.
fn contract() -> Contract {
    let item = json!({
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": { "type": "string", "pattern": "^[a-z]+$", "maxLength": 3 },
            "price": { "type": "number", "minimum": 0.5, "multipleOf": 0.25, "format": "float" },
            "id": { "type": "string", "format": "uuid", "readOnly": true },
            "tags": { "type": "array", "items": { "not": { "const": [1, {}] } }, "uniqueItems": true },
            "kind": { "enum": ["a", 1, null] },
            "parent": { "$ref": "#/components/schemas/item" },
        },
        "additionalProperties": false,
    });
    let schema = json!({ "$ref": "#/components/schemas/item" });
    let content = json!({
        "application/json": { "schema": schema },
        "application/x-www-form-urlencoded": { "schema": schema, "encoding": { "tags": { "style": "deepObject" } } },
        "text/*": {},
    });
    let filter = json!({ "properties": { "n": { "type": ["integer", "string"] }, "of": { "items": { "type": "number" } } } });
    let other = json!({
        "text/plain": { "schema": { "type": ["string", "integer"], "maxLength": 9 } },
        "image/*": { "schema": { "format": "binary", "maxLength": 9 } },
        "multipart/form-data": {
            "schema": { "properties": { "n": { "type": "integer" }, "f": { "format": "binary" } } },
            "encoding": { "f": {
                "contentType": "image/png",
                "headers": { "X-N": { "required": true, "schema": { "type": "integer" } } },
            } },
        },
    });
    let limit = json!({ "type": ["integer", "null"], "maximum": 100 });
    let (contract, problems) = compile(json!({
        "openapi": "3.1.0",
        "components": {
            "schemas": { "item": item },
            "securitySchemes": {
                "key": { "type": "apiKey", "in": "cookie", "name": "key" },
                "oauth": { "type": "oauth2" },
            },
        },
        "paths": {
            "/items/v{major}.{id}": {
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } },
                    { "name": "limit", "in": "query", "schema": limit },
                    { "name": "filter", "in": "query", "style": "deepObject", "schema": filter },
                    { "name": "where", "in": "query", "content": { "application/json": { "schema": filter } } },
                    { "name": "tags", "in": "header", "schema": { "items": { "enum": ["x", "y"] } } },
                ],
                "post": {
                    "requestBody": { "required": true, "content": content },
                    "responses": { "201": { "content": content, "headers": { "ETag": { "required": true, "schema": { "pattern": "^W" } } } }, "4XX": {}, "default": { "content": content } },
                },
            },
            "/items": { "get": { "responses": {}, "security": [{ "key": [], "oauth": [] }, { "oauth": [] }] } },
            "/other": { "post": { "requestBody": { "content": other } } },
        },
    }));
    assert_eq!(problems, Vec::<String>::new());
    contract
}

/// Everything the contract says of some exchanges, good and bad.
fn verdicts(contract: &Contract) -> Vec<Vec<String>> {
    let bodies = [
        r#"{"name": "ab", "price": 1.25}"#,
        r#"{"name": "ab", "id": "00000000-0000-4000-8000-000000000000"}"#,
        r#"{"name": "ab1x", "price": 0.3, "kind": "b", "parent": {"name": 1}, "other": 1}"#,
        "[]",
        "{",
        "",
    ];
    let forms = [
        "name=ab&price=1.25",
        "name=ab1x&tags[]=1&kind=1&other=%",
        "name=a&tags[x]=1&parent={}",
    ];
    let targets = [
        "/items/v1.7?limit=5",
        "/items/v1.7?filter[n]=a&filter[of][]=1&filter[of][]=b&where={}",
        "/items/v1.x?limit=500&limit=1",
        "/items",
    ];
    let headers = [
        Header {
            name: b"content-type",
            value: b"application/json",
        },
        Header {
            name: b"tags",
            value: b"x,z",
        },
    ];
    let mut verdicts = Vec::new();
    for target in targets {
        let path = target.split('?').next().unwrap();
        let method = if path == "/items" { "GET" } else { "POST" };
        let Matched {
            operation,
            path_values,
        } = matched(contract, method, path);
        let head = RequestHead {
            method: method.as_bytes(),
            authority: b"a",
            path: target.as_bytes(),
            headers: &headers,
        };
        let mut take = |verdict: Verdict| verdicts.push(lines(&verdict));
        take(
            operation
                .check_request_head(&head, &path_values, false)
                .verdict,
        );
        for status in [201, 404, 500] {
            take(
                operation
                    .check_response_head(
                        &ResponseHead {
                            status,
                            headers: &headers,
                        },
                        false,
                    )
                    .verdict,
            );
        }
        let json = MediaType::parse(b"application/json").unwrap();
        for body in bodies {
            let body = Body::read(Some(&json), body.as_bytes(), JsonLimits::default());
            take(operation.check_request_body(Some(&json), &body));
            take(operation.check_response_body(201, Some(&json), &body));
        }
        let form = MediaType::parse(b"application/x-www-form-urlencoded").unwrap();
        for body in forms {
            let body = Body::read(Some(&form), body.as_bytes(), JsonLimits::default());
            take(operation.check_request_body(Some(&form), &body));
        }
    }
    verdicts
}

#[test]
fn what_was_carried_judges_as_what_was_compiled() {
    let contract = contract();
    let carried = Contract::from_bytes(&contract.to_bytes()).unwrap();
    assert_eq!(verdicts(&carried), verdicts(&contract));
    let told = |contract: &Contract| -> Vec<String> {
        let operations = contract.operations().iter();
        operations
            .map(|it| format!("{} {}", it.method(), it.template()))
            .collect()
    };
    assert_eq!(told(&carried), told(&contract));
    assert_eq!(carried.to_bytes(), contract.to_bytes());
}

#[test]
fn the_same_document_makes_the_same_bytes() {
    assert_eq!(contract().to_bytes(), contract().to_bytes());
}

/// A filter and an aggregator of one version may be of different builds. When this fails,
/// the layout of some part has changed: raise [`CONTRACT_VERSION`] if that version was ever
/// released, and put down the new checksum.
#[test]
fn the_layout_of_this_version_stays_what_it_is() {
    let bytes = contract().to_bytes();
    let checksum = u32::from_le_bytes(bytes[4..8].try_into().unwrap());
    assert_eq!(
        (CONTRACT_VERSION, bytes.len(), checksum),
        (1, 3_464, 3_475_796_238)
    );
}

#[test]
fn another_version_is_told_from_damage() {
    let mut bytes = contract().to_bytes();
    bytes[0] ^= 1;
    assert_eq!(
        Contract::from_bytes(&bytes).unwrap_err(),
        WireError::Version
    );
    bytes[0] ^= 1;
    bytes.push(0);
    assert_eq!(
        Contract::from_bytes(&bytes).unwrap_err(),
        WireError::Damaged
    );
}

#[test]
fn a_contract_that_was_cut_or_altered_is_refused() {
    let bytes = contract().to_bytes();
    for cut in 0..bytes.len() {
        assert!(Contract::from_bytes(&bytes[..cut]).is_err(), "{cut}");
    }
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 0x40;
        assert!(Contract::from_bytes(&altered).is_err(), "{at}");
    }
}

#[test]
fn what_is_left_over_is_no_part_of_a_contract() {
    let mut payload = contract().to_bytes().split_off(HEAD_BYTES);
    payload.push(0);
    assert_eq!(
        Contract::from_bytes(&sealed(&payload)).unwrap_err(),
        WireError::Unsound
    );
}

#[test]
fn a_length_beyond_the_bytes_costs_nothing() {
    let payload = [0xff_u8; 9].into_iter().chain([1]).collect::<Vec<_>>();
    assert_eq!(
        Contract::from_bytes(&sealed(&payload)).unwrap_err(),
        WireError::Damaged
    );
}

#[test]
fn an_empty_contract_is_one() {
    let (empty, _) = compile(json!({ "openapi": "3.1.0" }));
    let bytes = empty.to_bytes();
    assert_eq!(bytes[..4], CONTRACT_VERSION.to_le_bytes());
    assert!(
        Contract::from_bytes(&bytes)
            .unwrap()
            .operations()
            .is_empty()
    );
}

#[cfg(not(target_family = "wasm"))]
mod laws {
    //! Bytes made to deceive, with the right checksum.

    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::contract::Route;

    static PAYLOAD: LazyLock<Vec<u8>> =
        LazyLock::new(|| contract().to_bytes().split_off(HEAD_BYTES));

    /// Bodies and their media types.
    const BODIES: [(&str, &[u8]); 5] = [
        (
            "application/json",
            br#"{"name": "ab", "price": 1.3, "parent": {"name": [1]}}"#,
        ),
        (
            "application/x-www-form-urlencoded",
            b"name=ab1x&tags[]=1&tags[0]=b&kind=1&parent={}&other=1",
        ),
        ("text/plain", b"12"),
        ("image/png", b"\xff"),
        (
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Disposition: form-data; name=n\r\n\r\n1\r\n\
              --b\r\nContent-Disposition: form-data; name=f\r\nContent-Type: image/png\r\nX-N: 1\r\n\r\n\xff\r\n\
              --b\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n--b--",
        ),
    ];

    /// Judges what can be judged; the answers do not matter.
    fn judge(contract: &Contract) {
        let paths = ["/items/v1.7", "/items", "/other", "/x"];
        let routes = paths.map(|path| contract.route(b"POST", path));
        for route in routes {
            let Route::Matched(Matched {
                operation,
                path_values,
            }) = route
            else {
                continue;
            };
            for (media_type, body) in BODIES {
                let headers = [Header {
                    name: b"content-type",
                    value: media_type.as_bytes(),
                }];
                let head = RequestHead {
                    method: b"POST",
                    authority: b"a",
                    path: b"/x?limit=a&filter[n]=1&filter[of][]=1&filter[of][]=b&where={}",
                    headers: &headers,
                };
                let media_type = MediaType::parse(media_type.as_bytes());
                let media_type = media_type.as_ref();
                let body = Body::read(media_type, body, JsonLimits::default());
                drop(operation.check_request_head(&head, &path_values, false));
                drop(operation.check_request_body(media_type, &body));
                let answer = ResponseHead {
                    status: 201,
                    headers: &[Header {
                        name: b"etag",
                        value: b"x",
                    }],
                };
                drop(operation.check_response_head(&answer, false));
                drop(operation.check_response_body(201, media_type, &body));
                drop(operation.challenge("r"));
                drop(operation.undeclared_query(&head));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn whatever_can_be_read_can_be_judged_by(
            places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..6), 1..4),
        ) {
            let mut payload = PAYLOAD.clone();
            for (place, byte, kind) in places {
                let place = place.index(payload.len());
                match kind {
                    0 => payload.insert(place, byte),
                    1 => drop(payload.remove(place)),
                    2 => payload[place] ^= 1 << (byte % 8),
                    _ => payload[place] = byte,
                }
            }
            if let Ok(contract) = Contract::from_bytes(&sealed(&payload)) {
                judge(&contract);
            }
        }

        #[test]
        fn noise_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Contract::from_bytes(&bytes).is_err());
        }
    }
}
