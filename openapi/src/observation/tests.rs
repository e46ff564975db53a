//! Tests of what an exchange's path and query are taken for.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::Segment::{self, Literal};
use super::{UNNAMED, query_parameters, segments};
use crate::limits::{KEY_BYTES_MAX, OBSERVED_SEGMENTS_MAX, QUERY_PARAMETERS_MAX};
use crate::shape::{Shape, TextClass};

fn value(class: TextClass) -> Segment {
    Segment::of_class(class)
}

fn suffixed(class: TextClass, suffix: &str) -> Segment {
    let suffix = suffix.to_owned();
    Segment::Parameter { class, suffix }
}

fn literal(text: &str) -> Segment {
    Literal(text.to_owned())
}

#[track_caller]
fn check(path: &str, expected: &[Segment]) {
    assert_eq!(segments(path).unwrap(), expected, "{path}");
}

#[track_caller]
fn check_query(query: &str, expected: &[(&str, u64)]) {
    let shapes = query_parameters(query, None);
    let counts: Vec<_> = shapes
        .iter()
        .map(|(name, parameter)| (name.as_str(), parameter.shape.count()))
        .collect();
    assert_eq!(counts, expected, "{query}");
}

#[test]
fn words_stay_and_values_go() {
    check("/", &[literal("")]);
    check("/users/", &[literal("users"), literal("")]);
    check("/users/42", &[literal("users"), value(TextClass::Integer)]);
    check(
        "/users/ada%40example.com/orders",
        &[literal("users"), value(TextClass::Email), literal("orders")],
    );
    check(
        "/models/iris:predict",
        &[literal("models"), literal("iris:predict")],
    );
    check("/users/@me", &[literal("users"), literal("@me")]);
    check("/users/@ada", &[literal("users"), value(TextClass::Text)]);
}

#[test]
fn a_value_with_something_around_it_is_a_value() {
    check(
        "/orders/7.json",
        &[literal("orders"), suffixed(TextClass::Integer, ".json")],
    );
    check(
        "/orders/7:cancel",
        &[literal("orders"), suffixed(TextClass::Integer, ":cancel")],
    );
    check(
        "/logs/2024-05-06T07%3A08",
        &[literal("logs"), value(TextClass::Slug)],
    );
    check("/x/a%2Fb", &[literal("x"), value(TextClass::Text)]);
    check("/x/%7Bid%7D", &[literal("x"), value(TextClass::Text)]);
    check("/x/%FF", &[literal("x"), value(TextClass::Text)]);
}

#[test]
fn a_version_is_a_word_where_versions_stand() {
    check("/v1/users", &[literal("v1"), literal("users")]);
    check(
        "/apis/batch/v1beta1",
        &[literal("apis"), literal("batch"), literal("v1beta1")],
    );
    check("/2.0/users", &[literal("2.0"), literal("users")]);
    check("/api/2010-04-01", &[literal("api"), literal("2010-04-01")]);
    check(
        "/a/b/2010-04-01",
        &[literal("a"), literal("b"), value(TextClass::Date)],
    );
    check(
        "/a/b/2.0",
        &[literal("a"), literal("b"), value(TextClass::Number)],
    );
    check("/1/users", &[value(TextClass::Integer), literal("users")]);
    check(
        "/rest/api/3/issues/7",
        &[
            literal("rest"),
            literal("api"),
            literal("3"),
            literal("issues"),
            value(TextClass::Integer),
        ],
    );
    check(
        "/models/iris/versions/v1/infer",
        &[
            literal("models"),
            literal("iris"),
            literal("versions"),
            value(TextClass::of("v1")),
            literal("infer"),
        ],
    );
    check("/api/7", &[literal("api"), value(TextClass::Integer)]);
    check("/api/42", &[literal("api"), value(TextClass::Integer)]);
}

#[test]
fn a_path_over_the_bound_is_none() {
    assert!(segments(&"/a".repeat(OBSERVED_SEGMENTS_MAX)).is_some());
    assert!(segments(&"/a".repeat(OBSERVED_SEGMENTS_MAX + 1)).is_none());
    assert!(segments("*").is_none());
    assert!(segments("").is_none());
}

#[test]
fn a_query_has_a_shape_for_each_name() {
    check_query("", &[]);
    check_query("limit=10&q=a+b", &[("limit", 1), ("q", 1)]);
    check_query("tag=a&tag=b&x", &[("tag", 2), ("x", 1)]);
    check_query("filter%5Bname%5D=a", &[("filter[name]", 1)]);
}

#[test]
fn a_query_name_that_identifies_is_counted_without_its_name() {
    let long = "n".repeat(KEY_BYTES_MAX + 1);
    check_query("4711=a&ada@example.com=b&ok=1", &[(UNNAMED, 2), ("ok", 1)]);
    check_query(&format!("{long}=1"), &[(UNNAMED, 1)]);
    let many: String = (0..=QUERY_PARAMETERS_MAX).map(|_| "a=1&").collect();
    check_query(&many, &[(UNNAMED, 1), ("a", 256)]);
}

#[test]
fn the_type_of_a_query_value_is_read_from_its_text() {
    let shapes = query_parameters("limit=10", None);
    let (_, limit) = shapes.first().unwrap();
    assert_eq!(limit.shape, Shape::of_text("7", None));
}
