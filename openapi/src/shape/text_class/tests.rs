//! Tests of the recognizers: what each takes, and what it must leave to the next.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::TextClass::{self, *};
use crate::limits::TEXT_BYTES_MAX;

#[track_caller]
fn check(class: TextClass, texts: &[&str]) {
    for text in texts {
        assert_eq!(TextClass::of(text), class, "of a text like {text:?}");
    }
}

#[test]
fn numbers_are_numbers_only_when_written_canonically() {
    check(
        Integer,
        &[
            "0",
            "-7",
            "42",
            "9223372036854775807",
            "-9223372036854775808",
        ],
    );
    check(Number, &["0.5", "-1.25e-3", "1e9", "2.0"]);
    check(
        Digits,
        &[
            "007",
            "+5",
            "9223372036854775808",
            "+49 170 1234567",
            "2024-01",
            "1.",
            "1.2.3",
            "50 %",
        ],
    );
    check(Boolean, &["true", "false"]);
    check(Word, &["True", "1e5x"]);
}

#[test]
fn dates_and_times_exist_in_the_calendar() {
    check(Date, &["2024-02-29", "1999-12-31", "2000-02-29"]);
    check(
        Digits,
        &[
            "2023-02-29",
            "2024-13-01",
            "2024-04-31",
            "0999-01-01",
            "1900-02-29",
        ],
    );
    check(
        DateTime,
        &[
            "2024-05-06T07:08:09Z",
            "2024-05-06t07:08:09.123z",
            "2024-05-06T07:08:09+02:00",
        ],
    );
    check(
        Time,
        &[
            "07:08:09",
            "23:59:59.5Z",
            "00:00:00-01:30",
            "2024-05-06T07:08:09",
            "2024-05-06 07:08:09.5+02:00",
        ],
    );
}

#[test]
fn addresses_are_recognized() {
    check(
        Uri,
        &[
            "https://example.com",
            "http://u@h:80/a%20b?q=1#f",
            "s3://bucket/key",
            "ws://h",
        ],
    );
    check(
        Text,
        &[
            "https://",
            "http://a b",
            "http://h:port",
            "http://h/%zz",
            "http://h/#a#b",
            "a b",
        ],
    );
    check(Email, &["ada@example.com", "a.b+c@sub.example.org"]);
    check(
        Text,
        &[
            "ada@localhost",
            ".a@example.com",
            "a..b@example.com",
            "a@-x.com",
            "a@x.c1",
        ],
    );
    check(Ipv4, &["10.0.0.1"]);
    check(Digits, &["10.0.0.256", "10.0.0.01"]);
    check(Ipv6, &["::1", "2001:db8::ff00:42:8329", "::ffff:10.0.0.1"]);
}

#[test]
fn identifiers_are_recognized() {
    check(
        Uuid,
        &[
            "123e4567-e89b-12d3-a456-426614174000",
            "123E4567-E89B-12D3-A456-426614174000",
        ],
    );
    check(
        Jwt,
        &[
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln",
        ],
    );
    check(Ulid, &["01ARZ3NDEKTSV4RRFFQ69G5FAV"]);
    check(Hex, &["deadbeef0", "0123456789abcdef0123456789abcdef"]);
    check(
        Prefixed,
        &[
            "cus_NffrFeUfNV2Hib",
            "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
            "SM0123456789abcdef0123456789abcdef",
        ],
    );
    check(
        Token,
        &[
            "V1StGXR8Z5jdHi6BmyT",
            "0ujtsYcgvSTl8PAuAdqWYSMnLOv",
            "aGVsbG8gd29ybGQhIQ==",
        ],
    );
    check(
        Slug,
        &[
            "pod-64729d279-hqfwd",
            "user42",
            "invoice-20240101",
            "resnet50",
        ],
    );
}

#[test]
fn names_are_words() {
    check(
        Word,
        &[
            "users",
            "line_items",
            "userId",
            "CredentialListMappings2",
            "OAuth2TokenExchange",
            "x-request-id",
            "sha256",
            "int32_contents",
            "last7days",
            "k8s",
            "openapi.json",
            "models:predict",
            ".well-known",
            "get-user-by-id-v2",
            "top_k",
            "f1_score",
            "p95",
        ],
    );
    check(
        Text,
        &["hello world", "Größe", "a=b", "a,b", "@alice", "a/b"],
    );
    check(Empty, &[""]);
}

#[test]
fn an_over_long_text_is_text() {
    let uri = format!("https://example.com/{}", "a".repeat(TEXT_BYTES_MAX));
    check(Text, &[&uri]);
    check(Uri, &[uri.get(..TEXT_BYTES_MAX).unwrap()]);
}

#[cfg(not(target_family = "wasm"))]
mod laws {
    //! A published format is one that another validator agrees with.

    use proptest::prelude::*;
    use serde_json::json;

    use super::TextClass;

    fn agrees(text: &str) -> bool {
        let Some(format) = TextClass::of(text).format() else {
            return true;
        };
        jsonschema::options()
            .should_validate_formats(true)
            .build(&json!({ "format": format }))
            .unwrap()
            .is_valid(&json!(text))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn every_format_holds(text in prop_oneof![
            "[a-zA-Z0-9._%+'!#-]{1,12}@[a-z0-9-]{1,8}\\.[a-z0-9.-]{1,8}",
            "(http|https|s3|a+b)://[a-zA-Z0-9.@:_~-]{0,12}[/?#]?[!-~]{0,12}",
            "(19|20|21)[0-9]{2}-[01][0-9]-[0-3][0-9]([Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,9})?([Zz]|[+-][0-2][0-9]:[0-6][0-9]))?",
            "[0-9a-fA-F]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}",
            "[0-9a-f:]{2,24}",
        ]) {
            prop_assert!(agrees(&text), "{:?} of {text:?}", TextClass::of(&text));
        }

        #[test]
        fn any_text_has_a_class(text in ".{0,64}") {
            let _: TextClass = TextClass::of(&text);
        }
    }
}
