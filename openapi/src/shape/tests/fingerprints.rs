//! Fingerprints tell apart what shapes tell apart.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::strategy::{caps, value};
use super::{key, observe};
use crate::json::{self, JsonLimits};
use crate::shape::caps::Caps;
use crate::shape::{Fingerprints, Shape, WordKey};

fn fingerprint(value: &Value, words: Option<&WordKey>, caps: &Caps) -> u64 {
    let limits = JsonLimits {
        depth: 100,
        ..JsonLimits::default()
    };
    let text = value.to_string();
    let json = json::read(text.as_bytes(), &limits).unwrap();
    Fingerprints::new([1, 2]).of_within(json.root(), words, caps)
}

fn shape(value: &Value, caps: &Caps) -> Shape {
    let mut shape = Shape::default();
    observe(&mut shape, value, caps);
    shape
}

/// Values that are rarely far apart.
fn near() -> impl Strategy<Value = Value> {
    let leaf = prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(2),
        json!(-2),
        json!(0.5),
        json!(2.5),
        json!(1e300),
        json!(5_000_000_000_i64),
        json!(u64::MAX),
        json!(""),
        json!("word"),
        json!("Word"),
        json!("two words"),
        json!("12"),
        json!("a, b"),
        json!("2020-01-01"),
    ]);
    let name = prop::sample::select(vec!["a", "b", "*", "", "12345", "54321"]);
    leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec((name.clone(), inner), 0..4).prop_map(|members| {
                let members = members.into_iter();
                Value::Object(members.map(|(name, it)| (name.to_owned(), it)).collect())
            }),
        ]
    })
}

/// The value with the members of all objects and the items of all longer arrays turned round.
fn turned(value: &Value, caps: &Caps) -> Value {
    match value {
        Value::Array(items) => {
            let turned = items.iter().map(|item| turned(item, caps));
            if items.len() > caps.tuple && items.len() <= caps.items {
                turned.rev().collect()
            } else {
                turned.collect()
            }
        }
        Value::Object(members) => {
            let members = members.iter().rev();
            let members = members.map(|(name, it)| (name.clone(), turned(it, caps)));
            Value::Object(members.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn values_of_different_shapes_have_different_fingerprints(
        pair in prop_oneof![(near(), near()), (value(), value())], caps in caps(),
    ) {
        let [left, right] = [pair.0, pair.1];
        if shape(&left, &caps) != shape(&right, &caps) {
            let [left, right] = [left, right].map(|it| fingerprint(&it, Some(&key()), &caps));
            prop_assert_ne!(left, right);
        }
    }

    #[test]
    fn what_shapes_forget_fingerprints_forget(value in value()) {
        let caps = &Caps::DEFAULT;
        let turned = turned(&value, caps);
        prop_assert_eq!(shape(&value, caps), shape(&turned, caps));
        for words in [None, Some(key())] {
            let turned = fingerprint(&turned, words.as_ref(), caps);
            prop_assert_eq!(fingerprint(&value, words.as_ref(), caps), turned);
        }
    }

    /// With few values in the place of many: of scalars the two say exactly the same.
    #[test]
    fn scalars_have_one_fingerprint_for_each_shape(left in near(), right in near()) {
        let is_scalar = |it: &Value| !it.is_array() && !it.is_object();
        if is_scalar(&left) && is_scalar(&right) {
            let caps = &Caps::DEFAULT;
            let same = shape(&left, caps) == shape(&right, caps);
            let [left, right] = [left, right].map(|it| fingerprint(&it, Some(&key()), caps));
            prop_assert_eq!(left == right, same);
        }
    }
}

#[test]
fn values_do_not_matter_and_keys_do() {
    let caps = &Caps::DEFAULT;
    let [one, other] = [
        json!({"id": 3, "name": "bread", "11111": ["x", 1.5]}),
        json!({"22222": ["y", 2.5], "name": "milk", "id": 2}),
    ];
    assert_eq!(
        fingerprint(&one, None, caps),
        fingerprint(&other, None, caps)
    );
    let words = Some(&key());
    assert_ne!(
        fingerprint(&one, words, caps),
        fingerprint(&other, words, caps)
    );
    let text = one.to_string();
    let json = json::read(text.as_bytes(), &JsonLimits::default()).unwrap();
    let mut others = Fingerprints::new([3, 4]);
    assert_ne!(
        others.of(json.root(), None),
        fingerprint(&one, None, caps),
        "another key"
    );
    assert_eq!(others.of(json.root(), None), others.of(json.root(), None));
}
