//! The laws of shapes, tried at bounds that overflow at once and at the real ones.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::strategy::{caps, parted, value};
use super::{key, observe};
use crate::shape::Shape;
use crate::shape::caps::Caps;
use crate::shape::emit::Emitter;
use crate::shape::emit::view::View;
use crate::shape::named::Join;

fn shape(values: &[Value], caps: &Caps) -> Shape {
    let mut shape = Shape::default();
    for value in values {
        observe(&mut shape, value, caps);
    }
    shape
}

fn joined(left: &Shape, right: &Shape, caps: &Caps) -> Shape {
    let mut left = left.clone();
    left.join_within(right.clone(), caps);
    left
}

fn values() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(value(), 0..5)
}

/// An object with a tag, mostly, and of fields mostly those of its kind.
fn tagged() -> impl Strategy<Value = Value> {
    let word = prop_oneof![10 => "[abc]", 1 => "[a-z]{3}"];
    let field = prop_oneof![6 => Just(None), 1 => "[a-f]".prop_map(Some)];
    (word, field, any::<u8>()).prop_map(|(word, field, odd)| {
        let mut object = json!({ "id": 1 });
        object[format!("of_{word}")] = json!(odd);
        if let Some(field) = field {
            object[field] = json!(odd);
        }
        if odd > 0 {
            object["type"] = json!(word);
        }
        object
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_object_conforms_to_what_is_said_of_its_kind(
        objects in prop::collection::vec(tagged(), 60..160), times in 1..4_usize,
    ) {
        let objects: Vec<Value> = objects.into_iter().flat_map(|it| vec![it; times]).collect();
        let shape = shape(&objects, &Caps::DEFAULT);
        let words = objects.iter().filter_map(|it| it["type"].as_str());
        let revealed = words.map(|text| (key().hash(text), text.to_owned())).collect();
        let mut emitter = Emitter::new(&[], &revealed);
        let mut schema = Value::Object(emitter.schema(&View::of(&shape), "Thing"));
        schema["components"] = json!({ "schemas": emitter.into_parts().0 });
        let schema = jsonschema::validator_for(&schema).unwrap();
        for object in &objects {
            prop_assert!(schema.is_valid(object), "{}", object);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn join_is_associative_and_commutative_with_a_neutral_element(
        a in values(), b in values(), c in values(), caps in caps(),
    ) {
        let [a, b, c] = [a, b, c].map(|values| shape(&values, &caps));
        let ab_c = joined(&joined(&a, &b, &caps), &c, &caps);
        let a_bc = joined(&a, &joined(&b, &c, &caps), &caps);
        prop_assert_eq!(ab_c, a_bc);
        prop_assert_eq!(joined(&a, &b, &caps), joined(&b, &a, &caps));
        prop_assert_eq!(&joined(&a, &Shape::default(), &caps), &a);
        prop_assert_eq!(&joined(&Shape::default(), &a, &caps), &a);
    }

    #[test]
    fn observing_all_is_joining_the_shapes_of_any_parts(
        (values, order) in parted(value(), 12), caps in caps(),
    ) {
        let all: Vec<Value> = values.iter().map(|(value, _)| value.clone()).collect();
        let mut parts = Shape::default();
        for part in order {
            let own: Vec<Value> =
                values.iter().filter(|(_, of)| *of == part).map(|(value, _)| value.clone()).collect();
            parts.join_within(shape(&own, &caps), &caps);
        }
        prop_assert_eq!(parts, shape(&all, &caps));
    }

    #[test]
    fn what_is_written_is_read_back(values in values(), caps in caps()) {
        let shape = shape(&values, &caps);
        let text = serde_json::to_string(&shape).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Shape>(&text).unwrap(), &shape);
    }

    #[test]
    fn nodes_grow_by_no_more_than_was_said(values in values(), more in values(), caps in caps()) {
        let (mut observed, other) = (shape(&values, &caps), shape(&more, &caps));
        let mut joined = observed.clone();
        let before = observed.nodes();
        let said: usize = more.iter().map(|value| observe(&mut observed, value, &caps)).sum();
        prop_assert!(observed.nodes() <= before + said);
        let said = joined.join_within(other, &caps);
        prop_assert!(joined.nodes() <= before + said);
    }

    #[test]
    fn every_value_satisfies_the_schema_that_it_taught(
        values in prop::collection::vec(value(), 1..30),
    ) {
        let schema = shape(&values, &Caps::DEFAULT).to_schema();
        prop_assert!(jsonschema::draft202012::meta::is_valid(&schema));
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        for value in &values {
            prop_assert!(validator.is_valid(value), "{value} against {schema}");
        }
    }
}
