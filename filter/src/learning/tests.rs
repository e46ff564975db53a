//! Learning with plain values: shapes that are known, parts of the traffic, words asked for.

use openapi::http::Method;
use openapi::json::{self, JsonLimits};
use openapi::observation::{ContentObservation, Segment};

use super::*;

fn learning(words: Option<WordKey>, sampled: u64) -> Learning {
    let settings = Observe {
        sampled,
        words,
        ..Observe::default()
    };
    Learning::new(&settings, [3, 5])
}

fn words() -> WordKey {
    WordKey::of_secret(b"secret")
}

fn of(learning: &Learning, text: &str) -> BodyShape {
    let json = json::read(text.as_bytes(), &JsonLimits::default()).unwrap();
    learning.shape(json.root())
}

#[test]
fn a_shape_is_built_once_and_is_the_bodys_own() {
    for key in [None, Some(words())] {
        let learning = learning(key, 0);
        let first = of(&learning, r#"{"a": "x", "b": [2, 2.5]}"#);
        let again = of(&learning, r#"{"b": [7, 1.5], "a": "x"}"#);
        let other = of(&learning, r#"{"b": [7, 1.5], "a": "y"}"#);
        assert!(Rc::ptr_eq(&first.shape, &again.shape));
        assert_eq!(Rc::ptr_eq(&first.shape, &other.shape), key.is_none());
        let json = json::read(br#"{"a": "y", "b": [3, 4.5]}"#, &JsonLimits::default()).unwrap();
        assert_eq!(*other.shape, Shape::of(json.root(), key.as_ref()));
    }
}

#[test]
fn known_shapes_are_bounded_by_their_nodes() {
    let learning = learning(None, 0);
    for field in 0..3_000 {
        let letters: String = format!("{field:04}")
            .bytes()
            .map(|digit| char::from(digit + 49))
            .collect();
        let body = format!(r#"{{"{letters}": [[1], [2], {{"a": 1, "b": 2, "c": 3}}]}}"#);
        let shape = of(&learning, &body).shape;
        assert!(shape.nodes() > 4);
        learning.with_known(|known| assert!(known.nodes <= REPORT_NODES_MAX));
    }
    learning.with_known(|known| assert!(known.shapes.len() < 3_000));
}

#[test]
fn a_part_of_the_traffic_is_sampled() {
    let sampled = |share: u64| {
        let learning = learning(None, share);
        (0..10_000).filter(|_| learning.samples()).count()
    };
    assert_eq!((sampled(0), sampled(1 << 32)), (0, 10_000));
    assert!((4_700..5_300).contains(&sampled(1 << 31)));
    assert!((50..150).contains(&sampled((1 << 32) / 100)));
}

fn observation(status: u16) -> Observation {
    Observation {
        response: Some(ContentObservation::new("application/json", None)),
        ..Observation::new(Method::Get, vec![Segment::Literal("a".to_owned())], status)
    }
}

#[test]
fn what_teaches_the_same_has_one_key() {
    let learning = learning(None, 0);
    let key = |status, body| {
        let bodies = [None, Some(of(&learning, body))];
        let lesson = learning.lesson(observation(status), bodies, Revealed::new());
        lesson.key
    };
    assert_eq!(key(200, "[2]"), key(200, "[3]"));
    assert_ne!(key(200, "[2]"), key(201, "[2]"));
    assert_ne!(key(200, "[2]"), key(200, "[2, 3]"));
}

#[test]
fn a_word_is_revealed_once_to_the_service_that_it_is_asked_for_of() {
    let learning = learning(Some(words()), 0);
    let look = || {
        let mut found = Revealed::new();
        learning.reveal(&mut found, &mut |to| {
            for text in ["open", "closed", "4e1b9c"] {
                to.text(text);
            }
        });
        found
    };
    assert_eq!(look(), Revealed::new(), "nobody asked");
    let asked: Wanted = ["open", "4e1b9c", "never"]
        .map(|it| words().hash(it))
        .into();
    learning.ask([("s".to_owned(), asked.clone())].into());
    let found = look();
    assert!(found.values().eq(["open"]));
    assert!(learning.answer("t", found.clone()).is_empty());
    assert_eq!(learning.answer("s", found.clone()), found);
    assert!(learning.answer("s", look()).is_empty(), "it was revealed");
    learning.ask([("s".to_owned(), asked)].into());
    assert_eq!(look(), found, "it is asked for again");
}

#[test]
fn where_words_are_not_told_apart_none_is_revealed() {
    let learning = learning(None, 0);
    let asked: Wanted = ["open"].map(|it| words().hash(it)).into();
    learning.ask([("s".to_owned(), asked)].into());
    let mut found = Revealed::new();
    learning.reveal(&mut found, &mut |to| to.text("open"));
    assert!(found.is_empty() && learning.answer("s", found).is_empty());
}
