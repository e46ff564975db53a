//! Tests of the HTTP vocabulary.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::limits::BOUNDARY_BYTES_MAX;

use super::{
    Announcement, ContentType, Header, MediaType, Method, is_content_encoded, split_query,
};

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
    assert_eq!(ContentType::of(&[json, json]), ContentType::Several);
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
fn a_head_announces_what_its_fields_say_together() {
    let announced = |fields: &[(&'static str, &'static str)]| {
        let header = |(name, value): &(&'static str, &'static str)| Header {
            name: name.as_bytes(),
            value: value.as_bytes(),
        };
        Announcement::of(&fields.iter().map(header).collect::<Vec<_>>())
    };
    for (fields, length) in [
        (&[][..], None),
        (&["902"], Some(902)),
        (&[" 902 "], Some(902)),
        (&["+5"], Some(5)),
        (&["007"], Some(7)),
        (&[""], None),
        (&["5x"], None),
        (&["-5"], None),
        (&["9999999999999999999"], Some(9_999_999_999_999_999_999)),
        (&["18446744073709551615"], Some(u64::MAX)),
        (&["18446744073709551616"], None),
        (&["x", "5"], None),
        (&["5", "6"], Some(5)),
    ] {
        let fields: Vec<_> = fields.iter().map(|it| ("content-length", *it)).collect();
        assert_eq!(announced(&fields).length, length, "{fields:?}");
    }
    let part = announced(&[
        ("content-encoding", "identity"),
        ("content-type", "text/plain"),
        ("content-range", "bytes 0-1/2"),
        ("content-encoding", "gzip"),
    ]);
    assert!(part.is_encoded && part.is_part);
    let text = ContentType::One(media_type("text/plain"));
    assert_eq!((part.content_type, part.length), (text, None));
}

#[test]
fn the_query_starts_at_the_first_question_mark() {
    assert_eq!(split_query(b"/a?b?c"), (&b"/a"[..], &b"b?c"[..]));
    assert_eq!(split_query(b"/a%3Fb"), (&b"/a%3Fb"[..], &b""[..]));
}

#[test]
fn parameters_are_read_as_they_are_quoted() {
    for (value, charset, boundary) in [
        ("a/b; charset=UTF-8", Some("utf-8"), None),
        ("a/b ;charset=\"utf-8\"", Some("utf-8"), None),
        ("a/b; charset=\"utf\\-8\" ; x=y;", Some("utf-8"), None),
        ("a/b; x=\"; charset=utf-7\"; ;", None, None),
        (
            "a/b; x=\"\\\"; charset=utf-7\"; boundary=Ab",
            None,
            Some("Ab"),
        ),
        ("a/b; boundary=\"a b:c\"", None, Some("a b:c")),
        ("a/b; boundary=\"a \"", None, None),
        ("a/b; boundary=\"\"", None, None),
        ("a/b; boundary=\"a\\\"b\"", None, None),
        ("a/b; charset='utf-8'", Some("'utf-8'"), None),
    ] {
        let read = media_type(value);
        assert_eq!(
            (read.charset(), read.boundary()),
            (charset, boundary),
            "{value}"
        );
    }
}

#[test]
fn parameters_that_are_none_or_given_twice_make_no_media_type() {
    for value in [
        "a/b; charset",
        "a/b; charset=",
        "a/b; =x",
        "a/b; charset =utf-8",
        "a/b; charset= utf-8",
        "a/b; charset=\"utf-8",
        "a/b; charset=\"utf-8\"x",
        "a/b; charset=\"utf-8\\",
        "a/b; charset=utf-8, text/plain",
        "a/b; charset=utf-8; Charset=utf-8",
        "a/b; boundary=a; boundary=b",
        "a/b; x=a\"b\"",
        "a/b, c/d",
    ] {
        assert_eq!(MediaType::parse(value.as_bytes()), None, "{value}");
    }
}

#[test]
fn a_boundary_has_at_most_70_characters() {
    let with = |bytes: usize| {
        media_type(&format!(
            "multipart/form-data; boundary={}",
            "x".repeat(bytes)
        ))
    };
    assert!(with(BOUNDARY_BYTES_MAX).boundary().is_some());
    assert!(with(BOUNDARY_BYTES_MAX + 1).boundary().is_none());
}

#[test]
fn a_media_type_survives_the_wire() {
    for value in [
        "text/plain",
        "a/b; charset=\"x\\\"\\\\y\"",
        "multipart/form-data; boundary=\"a b\"",
    ] {
        let read = media_type(value);
        assert_eq!(MediaType::try_from(String::from(read.clone())), Ok(read));
    }
}

#[test]
fn texts_and_xml_are_told_apart() {
    assert!(media_type("text/csv").is_text() && !media_type("text/csv").is_xml());
    for xml in ["text/xml", "application/xml", "image/svg+xml"] {
        assert!(media_type(xml).is_xml(), "{xml}");
    }
}
