//! Objects next to others that they are like, more or less: each is read as if it were alone.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::value;
use crate::json::{JsonError, JsonLimits, read};

/// Names of every length that is read in a way of its own, some of them the same one.
const NAMES: [&str; 12] = [
    "",
    "a",
    "b",
    r"\u0061",
    "seven77",
    "eight888",
    "eight88",
    "fifteen letters",
    "sixteen letters.",
    "sixteen letters!",
    "twenty-three letters...",
    "Zürich",
];
const VALUES: [&str; 10] = [
    "1",
    "-2.5e3",
    "true",
    "\"a\"",
    "\"a text of more than sixteen bytes\"",
    "[]",
    "[1,{\"b\":2}]",
    "{}",
    "{\"a\":1,\"b\":2}",
    "{\"b\":{\"a\":\"b\"},\"c\":0}",
];

/// A member: its name and its value by their places, and white space.
type Member = (usize, usize, [bool; 4]);

fn text(members: &[Member]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(name, value, spaces)| {
            let [before, behind, front, end] = spaces.map(|is| if is { " " } else { "" });
            let (name, value) = (NAMES[*name], VALUES[*value]);
            format!("{before}\"{name}\"{behind}:{front}{value}{end}")
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

fn has_twice(members: &[Member]) -> bool {
    let mut seen = BTreeSet::new();
    // The name with an escape is another one without.
    members
        .iter()
        .any(|(name, ..)| !seen.insert(NAMES[*name].replace(r"\u0061", "a")))
}

/// An object, and some changes of it one after the other: a member gone, or put in, or changed.
fn neighbours() -> impl Strategy<Value = Vec<Vec<Member>>> {
    let spaces = prop::array::uniform4(prop::bool::weighted(0.05));
    let member = || (0..NAMES.len(), 0..VALUES.len(), spaces);
    let names = prop::sample::subsequence((0..NAMES.len()).collect::<Vec<_>>(), 0..8);
    let first = names.prop_flat_map(move |names| {
        let values = prop::collection::vec(0..VALUES.len(), names.len());
        values.prop_map(move |values| {
            let pairs = names.iter().zip(values);
            pairs
                .map(|(name, value)| (*name, value, [false; 4]))
                .collect::<Vec<_>>()
        })
    });
    let change = (any::<prop::sample::Index>(), member(), 0..5);
    (first, prop::collection::vec(change, 0..12)).prop_map(|(first, changes)| {
        let mut all = vec![first];
        for (place, member, change) in changes {
            let mut next = all.last().cloned().unwrap_or_default();
            let place = place.index(next.len() + 1);
            match change {
                0 => next.insert(place, member),
                1 if place < next.len() => drop(next.remove(place)),
                2 => next
                    .iter_mut()
                    .skip(place)
                    .take(1)
                    .for_each(|at| at.1 = member.1),
                3 => next
                    .iter_mut()
                    .skip(place)
                    .take(1)
                    .for_each(|at| *at = member),
                _ => {}
            }
            all.push(next);
        }
        all
    })
}

proptest! {
    #[test]
    fn neighbours_are_read_as_if_alone(objects in neighbours(), are_members in any::<bool>()) {
        let texts: Vec<String> = objects.iter().map(|members| text(members)).collect();
        let text = if are_members {
            let members = texts.iter().enumerate().map(|(at, text)| format!("\"{at}\":{text}"));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        } else {
            format!("[{}]", texts.join(","))
        };
        let found = read(text.as_bytes(), &JsonLimits::default());
        if objects.iter().any(|members| has_twice(members)) {
            prop_assert_eq!(found.map(|_| ()), Err(JsonError::DuplicateKey), "{}", text);
        } else {
            let expected = serde_json::from_str::<Value>(&text).unwrap();
            prop_assert_eq!(value(found.unwrap().root()), expected, "{}", text);
        }
    }
}
