//! Tests of maps, tuples, bounds of numbers and enumerations.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Map, Value, json};

use super::super::Shape;
use super::super::emit::view::View;
use super::super::emit::{Emitter, Revealed};
use super::{check, key, shape};

#[test]
fn names_that_keep_coming_are_the_keys_of_a_map() {
    let sparse = |n: usize| json!({ format!("word{}", "x".repeat(n)): { "score": n } });
    let objects: Vec<Value> = (0..12).map(sparse).collect();
    let schema = shape(&objects).to_schema();
    assert_eq!(schema["properties"], json!(null));
    assert_eq!(schema["additionalProperties"]["type"], "object");
    let fields = ["a", "b", "c", "d", "e", "f", "g"].map(|name| (name.to_owned(), json!(1)));
    let record: Map<String, Value> = fields.into_iter().collect();
    let schema = shape(&[Value::Object(record.clone()), Value::Object(record)]).to_schema();
    assert_eq!(schema["properties"].as_object().unwrap().len(), 7);
}

#[test]
fn arrays_of_one_length_whose_positions_differ_are_tuples() {
    let pair = |n: usize| json!([format!("label {n}"), n]);
    let pairs: Vec<Value> = (0..20).map(pair).collect();
    let schema = shape(&pairs).to_schema();
    assert_eq!(
        schema,
        json!({
            "type": "array", "minItems": 2, "maxItems": 2,
            "prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": {},
        })
    );
    let few = shape(&pairs[1..]).to_schema();
    assert_eq!(few["items"]["type"], json!(["string", "integer"]));
    let longer = [pairs, vec![json!(["a", 1, 2])]].concat();
    assert_eq!(shape(&longer).to_schema()["prefixItems"], json!(null));
    let points = vec![json!([1.5, 2.5]); 20];
    check(
        &points,
        json!({ "type": "array", "items": { "type": "number" } }),
    );
}

#[test]
fn only_zero_and_one_are_bounds_and_only_after_a_hundred_numbers() {
    let schema = |numbers: &[Value]| shape(numbers).to_schema();
    let scores = vec![json!(0.25); 100];
    assert_eq!(
        schema(&scores),
        json!({ "type": "number", "minimum": 0, "maximum": 1 })
    );
    assert_eq!(schema(&scores[1..]), json!({ "type": "number" }));
    let counts = vec![json!(7); 100];
    assert_eq!(schema(&counts), json!({ "type": "integer", "minimum": 0 }));
    let below = [counts, vec![json!(-1)]].concat();
    assert_eq!(schema(&below), json!({ "type": "integer" }));
}

/// The schema of these texts when `revealed` are known by their names.
fn enumerated(texts: &[(&str, usize)], revealed: &[&str]) -> Value {
    let all: Vec<Value> = texts
        .iter()
        .flat_map(|(text, times)| vec![json!(text); *times])
        .collect();
    let shape: Shape = shape(&all);
    let revealed: Revealed = revealed
        .iter()
        .map(|text| (key().hash(text), (*text).to_owned()))
        .collect();
    let mut emitter = Emitter::new(&[], &revealed);
    let schema = emitter.schema(&View::of(&shape), "");
    Value::Object(schema)
}

#[test]
fn a_closed_set_of_words_is_an_enumeration_once_all_are_revealed() {
    let states = [("open", 9), ("closed", 6), ("in progress", 5)];
    let named = ["open", "closed", "in progress"];
    assert_eq!(
        enumerated(&states, &named),
        json!({ "type": "string", "enum": ["closed", "in progress", "open"] })
    );
    assert_eq!(
        enumerated(&states, &named[..2]),
        json!({ "type": "string", "x-enum-size": 3 })
    );
    let plain = json!({ "type": "string" });
    assert_eq!(enumerated(&states[..2], &named), plain, "fewer than twenty");
    let once = [("open", 20), ("closed", 1)];
    assert_eq!(enumerated(&once, &named), plain, "one was seen once");
    let ids = [("open", 20), ("cus_NffrFeUfNV2Hib", 5)];
    assert_eq!(enumerated(&ids, &named), plain, "one may name somebody");
    let codes = [("de", 10), ("en", 10), ("fr-FR", 10)];
    assert_eq!(
        enumerated(&codes, &["de", "en", "fr-FR"]),
        plain,
        "a list of the world"
    );
}
