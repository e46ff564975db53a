//! Tests of the HTTP vocabulary.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{ContentType, Header, MediaType, Method, is_content_encoded, split_query};

#[track_caller]
fn media_type(value: &str) -> MediaType {
    MediaType::parse(value.as_bytes()).unwrap()
}

#[test]
fn methods_are_case_sensitive() {
    assert_eq!(Method::parse(b"GET"), Some(Method::Get));
    assert_eq!(Method::parse(b"get"), None);
    assert_eq!(Method::parse(b"FROB"), None);
}

#[test]
fn media_types_are_compared_without_case_and_without_parameters() {
    let read = media_type("Application/JSON; charset=\"UTF-8\"; profile=x");
    assert_eq!(read.essence(), "application/json");
    assert_eq!(read.charset(), Some("utf-8"));
    assert!(read.is_json());
}

#[test]
fn a_parameter_that_names_json_does_not_make_json() {
    assert_eq!(MediaType::parse(b"x;boundary=\"application/json\""), None);
    assert!(!media_type("multipart/form-data; boundary=\"application/json\"").is_json());
}

#[test]
fn streams_are_told_apart_from_documents() {
    for stream in [
        "text/event-stream",
        "application/x-ndjson",
        "application/grpc+proto",
    ] {
        assert!(media_type(stream).is_stream(), "{stream}");
        assert!(!media_type(stream).is_json(), "{stream}");
    }
    assert!(media_type("application/problem+json").is_json());
    assert!(media_type("text/json").is_json());
}

#[test]
fn ranges_cover_what_they_name() {
    let json = media_type("application/json");
    assert!(media_type("*/*").accepts(&json));
    assert!(media_type("application/*").accepts(&json));
    assert!(!media_type("text/*").accepts(&json));
    assert!(media_type("*/*").specificity() < media_type("application/*").specificity());
}

#[test]
fn two_content_types_are_malformed() {
    let json = Header {
        name: b"content-type",
        value: b"application/json",
    };
    assert_eq!(ContentType::of(&[]), ContentType::Absent);
    assert_eq!(ContentType::of(&[json, json]), ContentType::Malformed);
    assert_eq!(
        ContentType::of(&[json]),
        ContentType::One(media_type("application/json"))
    );
}

#[test]
fn identity_is_no_encoding() {
    let encoded = |value| {
        is_content_encoded(&[Header {
            name: b"content-encoding",
            value,
        }])
    };
    assert!(!encoded(b"identity"));
    assert!(encoded(b"gzip"));
}

#[test]
fn the_query_starts_at_the_first_question_mark() {
    assert_eq!(split_query(b"/a?b?c"), (&b"/a"[..], &b"b?c"[..]));
    assert_eq!(split_query(b"/a%3Fb"), (&b"/a%3Fb"[..], &b""[..]));
}
