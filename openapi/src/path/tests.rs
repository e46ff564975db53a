//! Tests of path templates.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{PathTemplate, TemplateError, TemplateSegment};
use crate::limits::PATH_SEGMENTS_MAX;

#[track_caller]
fn last_segment(template: &str, segment: &str, expected: Option<&[&str]>) {
    let template = PathTemplate::parse(template).unwrap();
    let TemplateSegment::Templated { frame, .. } = template.segments().last().unwrap() else {
        panic!("expected an expression in the last segment of {template}");
    };
    assert_eq!(frame.matches(segment).as_deref(), expected);
}

#[test]
fn an_expression_matches_one_segment_and_never_nothing() {
    last_segment("/users/{id}", "7", Some(&["7"]));
    last_segment("/users/{id}", "", None);
}

#[test]
fn several_expressions_share_a_segment() {
    last_segment("/v{major}.{minor}", "v3.1", Some(&["3", "1"]));
    last_segment("/v{major}.{minor}", "v3", None);
    last_segment("/{name}:predict", "iris:predict", Some(&["iris"]));
    last_segment("/{name}:predict", ":predict", None);
    last_segment("/a{x}a", "a", None);
}

#[test]
fn templates_print_as_they_were_written() {
    for text in ["/", "/a/", "/a/{b}.{c}/d"] {
        assert_eq!(PathTemplate::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn what_is_no_template_says_why() {
    for (text, error) in [
        ("a", TemplateError::NoSlash),
        ("/{a", TemplateError::Braces),
        ("/a}", TemplateError::Braces),
        ("/{a{b}}", TemplateError::Braces),
        ("/{}", TemplateError::NoName),
        ("/{a}{b}", TemplateError::Adjacent),
        ("/{a}/{a}", TemplateError::RepeatedName),
    ] {
        assert_eq!(PathTemplate::parse(text), Err(error), "{text}");
    }
}

#[test]
fn segments_end_at_their_limit() {
    assert!(PathTemplate::parse(&"/a".repeat(PATH_SEGMENTS_MAX)).is_ok());
    assert_eq!(
        PathTemplate::parse(&"/a".repeat(PATH_SEGMENTS_MAX + 1)),
        Err(TemplateError::TooLong)
    );
}
