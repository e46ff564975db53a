//! Tests of objects of several kinds in one place.

use serde_json::{Value, json};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::super::emit::view::View;
use super::super::emit::{Emitter, Revealed};
use super::{key, observe_with, shape};
use crate::limits::TAGGED_FIELDS_MAX;
use crate::shape::Shape;
use crate::shape::caps::Caps;

/// Of so many objects each: one with a radius, one with a side.
fn figures(circles: usize, squares: usize) -> Vec<Value> {
    let circle = json!({ "id": 1, "type": "circle", "radius": 0.5 });
    let square = json!({ "id": 2, "type": "square", "side": 2 });
    [vec![circle; circles], vec![square; squares]].concat()
}

/// The schema, its components and how many words are asked for.
fn emitted(objects: &[Value], revealed: &[&str]) -> (Value, Value, usize) {
    let shape = shape(objects);
    let revealed: Revealed = revealed
        .iter()
        .map(|text| (key().hash(text), (*text).to_owned()))
        .collect();
    let mut emitter = Emitter::new(&[], &revealed);
    let schema = emitter.schema(&View::of(&shape), "Figure");
    let (components, wanted) = emitter.into_parts();
    (Value::Object(schema), json!(components), wanted.len())
}

#[test]
fn a_tag_that_decides_what_else_is_there_is_a_discriminator() {
    let (schema, components, wanted) = emitted(&figures(20, 25), &["circle", "square"]);
    assert_eq!(
        schema,
        json!({
            "oneOf": [
                { "$ref": "#/components/schemas/FigureCircle" },
                { "$ref": "#/components/schemas/FigureSquare" },
            ],
            "discriminator": {
                "propertyName": "type",
                "mapping": {
                    "circle": "#/components/schemas/FigureCircle",
                    "square": "#/components/schemas/FigureSquare",
                },
            },
        })
    );
    let circle = json!({
        "type": "object",
        "properties": {
            "id": { "type": "integer", "x-presence": "20/20" },
            "radius": { "type": "number", "x-presence": "20/20" },
            "type": { "type": "string", "const": "circle", "x-presence": "20/20" },
        },
        "required": ["id", "radius", "type"],
    });
    assert_eq!(components["FigureCircle"], circle);
    assert_eq!(components.as_object().unwrap().len(), 2);
    assert_eq!(wanted, 0);
}

#[test]
fn what_a_tag_does_not_decide_is_one_record() {
    let words = ["circle", "square"];
    let record = |objects: &[Value], why: &str| {
        let (schema, components, _) = emitted(objects, &words);
        assert_eq!(schema["type"], "object", "{why}: {schema}");
        assert_eq!(components, json!({}), "{why}");
    };
    record(&figures(19, 25), "too few of a kind");
    let alike = ["circle", "square"].map(|kind| vec![json!({ "type": kind, "id": 1 }); 30]);
    record(&alike.concat(), "both have the same fields");
    let untagged = [figures(30, 30), vec![json!({ "id": 3 })]].concat();
    record(&untagged, "one has no tag");
    let null = [figures(30, 30), vec![json!({ "type": null })]].concat();
    record(&null, "one has no word");
    let once = [figures(30, 30), vec![json!({ "type": "oval" })]].concat();
    record(&once, "one word was seen once");
    let mut wide = figures(30, 30);
    for number in 0..TAGGED_FIELDS_MAX {
        wide.push(json!({ "type": "circle", format!("field{}", word(number)): 1 }));
    }
    record(&wide, "too many fields to tell them apart");
}

/// A name without a digit.
fn word(number: usize) -> String {
    let digits = number.to_string();
    let letters = digits.bytes().map(|digit| char::from(digit - b'0' + b'a'));
    letters.collect()
}

#[test]
fn words_that_are_not_known_are_asked_for_all_at_once() {
    let (schema, _, wanted) = emitted(&figures(20, 20), &[]);
    assert_eq!(schema["properties"]["type"]["x-enum-size"], 2);
    assert_eq!(wanted, 2);
}

#[test]
fn nothing_is_told_apart_without_a_key() {
    let mut unkeyed = Shape::default();
    for figure in figures(30, 30) {
        observe_with(&mut unkeyed, &figure, None, &Caps::DEFAULT);
    }
    assert_eq!(unkeyed.to_schema()["type"], "object");
    let told = serde_json::to_string(&unkeyed).unwrap();
    assert!(!told.contains("tags"), "{told}");
}
