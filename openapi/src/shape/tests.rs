//! Tests of shapes: what is emitted for what was seen, at each bound and one past it.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Map, Value, json};

use super::caps::Caps;
use super::emit::parameter_schema;
use super::{Shape, WordKey};
use crate::json::{self, JsonLimits};
use crate::limits::{
    ARRAY_ITEMS_MAX, JSON_DEPTH_MAX, KEY_BYTES_MAX, OBJECT_FIELDS_MAX, SHAPE_DEPTH_MAX,
    SHAPE_VALUES_MAX,
};

mod decisions;
#[cfg(not(target_family = "wasm"))]
mod fingerprints;
mod kinds;
#[cfg(not(target_family = "wasm"))]
mod laws;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod strategy;

/// Observes a value by way of its text. Bounds of bodies are not tried here.
pub(crate) fn observe(shape: &mut Shape, value: &Value, caps: &Caps) -> usize {
    observe_with(shape, value, Some(&key()), caps)
}

fn observe_with(shape: &mut Shape, value: &Value, key: Option<&WordKey>, caps: &Caps) -> usize {
    let limits = JsonLimits {
        depth: JSON_DEPTH_MAX,
        nodes: usize::MAX,
        keys: usize::MAX,
        key_bytes: usize::MAX,
    };
    let text = value.to_string();
    let json = json::read(text.as_bytes(), &limits).unwrap();
    shape.observe_within(json.root(), key, caps)
}

/// The key of all tests.
pub(crate) fn key() -> WordKey {
    WordKey::of_secret(b"test")
}

pub(crate) fn shape_of(value: &Value) -> Shape {
    let mut shape = Shape::default();
    observe(&mut shape, value, &Caps::DEFAULT);
    shape
}

fn shape(values: &[Value]) -> Shape {
    let mut shape = Shape::default();
    for value in values {
        shape.join(shape_of(value));
    }
    shape
}

#[track_caller]
fn check(values: &[Value], expected: Value) {
    assert_eq!(shape(values).to_schema(), expected);
}

#[track_caller]
fn check_parameter(texts: &[&str], expected: Value) {
    let mut shape = Shape::default();
    for text in texts {
        shape.join(Shape::of_text(text, None));
    }
    assert_eq!(Value::Object(parameter_schema(&shape.strings)), expected);
}

#[test]
fn scalars_have_their_kind() {
    check(&[json!(true)], json!({"type": "boolean"}));
    check(&[json!("a")], json!({"type": "string"}));
    check(&[json!(1.5)], json!({"type": "number"}));
    check(&[json!(1), json!(1.0)], json!({"type": "number"}));
}

#[test]
fn an_integer_is_int64_when_it_does_not_fit_32_bits_and_nothing_beyond_64() {
    check(
        &[json!(i32::MAX), json!(i32::MIN)],
        json!({"type": "integer"}),
    );
    check(
        &[json!(1), json!(2_147_483_648_i64)],
        json!({"type": "integer", "format": "int64"}),
    );
    check(
        &[json!(u64::MAX), json!(2_147_483_648_i64)],
        json!({"type": "integer"}),
    );
}

#[test]
fn a_null_makes_nullable_and_three_of_them_a_type() {
    check(
        &[json!(null), json!("a")],
        json!({"type": ["string", "null"]}),
    );
    check(&[json!(null), json!(null)], json!({}));
    check(
        &[json!(null), json!(null), json!(null)],
        json!({"type": "null"}),
    );
    check(&[], json!({}));
}

#[test]
fn kinds_that_differ_are_a_union_in_a_fixed_order() {
    let values = [json!(1), json!("a"), json!([true]), json!({"k": 1})];
    let schema = shape(&values).to_schema();
    let object = json!({
        "type": "object",
        "properties": { "k": { "type": "integer", "x-presence": "1/1" } },
    });
    let array = json!({ "type": "array", "items": { "type": "boolean" } });
    let plain = [json!({ "type": "string" }), json!({ "type": "integer" })];
    assert_eq!(schema["anyOf"], json!([object, array, plain[0], plain[1]]));
    let schema = shape(&[json!(1), json!("a"), json!(null)]).to_schema();
    assert_eq!(schema, json!({ "type": ["string", "integer", "null"] }));
}

#[test]
fn a_format_needs_three_texts_that_agree() {
    let (one, two) = (json!("ada@example.com"), json!("bob@example.com"));
    check(&[one.clone(), two.clone()], json!({"type": "string"}));
    let three = [one.clone(), two.clone(), one.clone()];
    check(&three, json!({"type": "string", "format": "email"}));
    check(
        &[three.as_slice(), &[json!("")]].concat(),
        json!({"type": "string", "format": "email"}),
    );
    check(
        &[three.as_slice(), &[json!("bob")]].concat(),
        json!({"type": "string"}),
    );
}

#[test]
fn a_field_is_required_after_twelve_objects_without_a_miss() {
    let with = json!({"a": 1});
    let required = |values: &[Value]| shape(values).to_schema()["required"].clone();
    assert_eq!(required(&vec![with.clone(); 11]), json!(null));
    assert_eq!(required(&vec![with.clone(); 12]), json!(["a"]));
    let missed = [vec![with; 30], vec![json!({})]].concat();
    let schema = shape(&missed).to_schema();
    assert_eq!(schema["required"], json!(null));
    assert_eq!(schema["properties"]["a"]["x-presence"], json!("30/31"));
}

#[test]
fn an_object_that_was_not_read_is_no_evidence_of_absence() {
    let deep = |leaf: Value| (0..SHAPE_DEPTH_MAX).fold(leaf, |inner, _| json!([inner]));
    let large: Map<String, Value> = (0..=SHAPE_VALUES_MAX)
        .map(|n| (format!("k{n}"), json!(n)))
        .collect();
    let values = [vec![json!({"a": 1}); 12], vec![Value::Object(large)]].concat();
    let schema = shape(&values).to_schema();
    assert_eq!(schema["required"], json!(["a"]));
    assert_eq!(schema["x-truncated"], json!(1));
    assert_eq!(shape(&[deep(json!({"a": 1}))]).depth(), SHAPE_DEPTH_MAX + 1);
    assert!(
        !shape(&[deep(json!({"a": 1}))])
            .to_schema()
            .to_string()
            .contains("properties")
    );
}

#[test]
fn the_deepest_level_is_read_and_the_next_one_counted() {
    let nested = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
    let at = shape(&[nested(SHAPE_DEPTH_MAX)]).to_schema().to_string();
    assert!(at.contains("integer") && !at.contains("x-truncated"));
    let past = shape(&[nested(SHAPE_DEPTH_MAX + 1)])
        .to_schema()
        .to_string();
    assert!(!past.contains("integer") && past.contains("x-truncated"));
}

#[test]
fn the_items_of_an_array_are_sampled_and_the_rest_counted() {
    let at = vec![json!(-1); ARRAY_ITEMS_MAX];
    check(
        &[json!(at)],
        json!({"type": "array", "items": {"type": "integer"}}),
    );
    let past = [at, vec![json!("a")]].concat();
    check(
        &[json!(past)],
        json!({"type": "array", "items": {"type": "integer"}, "x-truncated": 1}),
    );
    check(&[json!([])], json!({"type": "array", "items": {}}));
}

#[test]
fn names_collapse_when_their_union_is_over_the_bound() {
    let object = |names: std::ops::Range<usize>| -> Value {
        let fields = names.map(|n| (format!("name_{n}"), json!(n)));
        Value::Object(fields.collect())
    };
    let at = shape(&vec![object(0..150); 2]).to_schema();
    assert_eq!(at["properties"].as_object().unwrap().len(), 150);
    let nodes = |end: usize| shape(&[object(0..200), object(100..end)]).nodes();
    assert_eq!(nodes(OBJECT_FIELDS_MAX), 1 + OBJECT_FIELDS_MAX);
    assert_eq!(nodes(OBJECT_FIELDS_MAX + 1), 2);
    let past = [object(0..200), object(100..OBJECT_FIELDS_MAX + 1)];
    check(
        &past,
        json!({"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}),
    );
}

#[test]
fn a_name_that_identifies_is_never_kept() {
    let long = "k".repeat(KEY_BYTES_MAX + 1);
    let names = [
        "4711",
        "ada@example.com",
        "123e4567-e89b-12d3-a456-426614174000",
        "2024-05-06",
        "2024-05",
        "2024-05-06T24:00",
        "v20240506",
        "deadbeef01",
        "cus_NffrFeUfNV2Hib",
        "user:4711",
        "user:ada@example.com",
        "ada@localhost",
        "urn/ada@example.com",
        "https://example.com/ada",
        "pod-64729d279-hqfwd",
        "+49 170 1234567",
        "10.0.0.1",
        "order #4711",
        "session=V1StGXR8Z5jdHi6BmyT",
        long.as_str(),
        "*",
        "**",
    ];
    for name in names {
        let schema = shape(&[json!({ name: 1, "plain": "a" })]).to_schema();
        assert_eq!(
            schema["additionalProperties"],
            json!({"type": "integer"}),
            "{name}"
        );
        assert_eq!(schema["properties"].as_object().unwrap().len(), 1, "{name}");
    }
}

#[test]
fn a_name_of_a_kind_of_thing_is_kept() {
    let long = "k".repeat(KEY_BYTES_MAX);
    let names = [
        "id",
        "sha256",
        "int32_contents",
        "feature_1",
        "@type",
        "$ref",
        "x-request-id",
        "k8s.io/name",
        "p95",
        "address2",
        "resnet50",
        "First Name",
        "größe",
        "",
        "v1.0",
        "OAuth2TokenExchange",
        long.as_str(),
    ];
    for name in names {
        let schema = shape(&[json!({ name: 1 })]).to_schema();
        assert!(schema["properties"].get(name).is_some(), "{name}");
    }
}

#[test]
fn a_parameter_has_the_type_that_all_its_texts_have() {
    check_parameter(&["1", "22"], json!({"type": "integer"}));
    check_parameter(&["1", "2.5"], json!({"type": "number"}));
    check_parameter(&["true", "false"], json!({"type": "boolean"}));
    check_parameter(&["1", ""], json!({"type": "string"}));
    check_parameter(&["1", "a"], json!({"type": "string"}));
    check_parameter(
        &["2024-05-06"; 3],
        json!({"type": "string", "format": "date"}),
    );
    check_parameter(&[], json!({}));
}

#[test]
fn a_known_shape_opens_no_node() {
    let value = json!({"a": [1, {"b": null}], "4711": "x"});
    let mut shape = Shape::default();
    let opened = observe(&mut shape, &value, &Caps::DEFAULT);
    assert_eq!(opened, shape.nodes() - 1);
    let nodes = shape.nodes();
    assert_eq!(observe(&mut shape, &value, &Caps::DEFAULT), 0);
    assert_eq!(shape.join(shape_of(&value)), 0);
    assert_eq!((shape.nodes(), shape.count()), (nodes, 3));
}
