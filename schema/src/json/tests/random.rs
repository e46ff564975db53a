//! The reader against another one, on random texts.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::value;
use crate::json::{JsonError, JsonLimits, read};

fn values() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    scalar.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((".{0,20}", inner), 0..8)
                .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

/// What a change puts in: mostly what means something in a text.
fn bytes() -> impl Strategy<Value = u8> {
    prop_oneof![
        4 => prop::sample::select(&b"\"\\{}[]:,-+.0123456789eEutfnd8cab \n/"[..]),
        1 => any::<u8>(),
    ]
}

/// Our verdict on a text is the other reader's, unless the reason is one it does not know.
fn judged_alike(text: &[u8]) -> Result<(), TestCaseError> {
    let other = serde_json::from_slice::<Value>(text);
    match read(text, &JsonLimits::default()) {
        Ok(json) => prop_assert_eq!(value(json.root()), other.unwrap()),
        Err(JsonError::DuplicateKey) => prop_assert!(text.contains(&b':')),
        Err(_) => prop_assert!(other.is_err(), "{}", String::from_utf8_lossy(text)),
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_value_is_read_back(expected in values()) {
        for text in [serde_json::to_string(&expected), serde_json::to_string_pretty(&expected)] {
            let text = text.unwrap();
            let json = read(text.as_bytes(), &JsonLimits::default()).unwrap();
            prop_assert_eq!(value(json.root()), serde_json::from_str::<Value>(&text).unwrap());
            prop_assert!(json.root().equals(json.root()));
        }
    }

    #[test]
    fn changed_texts_are_judged_alike(
        value in values(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), bytes(), 0..3), 1..4),
    ) {
        let mut text = serde_json::to_vec(&value).unwrap();
        for (place, byte, change) in changes {
            let place = place.index(text.len() + 1);
            match change {
                0 => text.insert(place, byte),
                1 if place < text.len() => drop(text.remove(place)),
                _ => text.get_mut(place).into_iter().for_each(|at| *at = byte),
            }
        }
        judged_alike(&text)?;
    }

    #[test]
    fn texts_made_of_pieces_are_judged_alike(
        pieces in prop::collection::vec(prop::sample::select(&[
            "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\"b\":", "\\u0061", "\\ud834", "\\udd1e", "1",
            "-", "0", ".5", "e", "E+3", "e308", "17976931", "true", "null", " ", "\n", "é", "abcdefgh",
        ][..]), 0..12),
    ) {
        judged_alike(pieces.concat().as_bytes())?;
    }
}
