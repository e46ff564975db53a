//! Kinds of mismatches, and the laws of counting them.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::json;

use super::{Direction, Mismatch, Tallies, Tally, kind_of_place};
use crate::contract::Location;
use crate::http::Method;
use crate::limits::MISMATCH_BYTES_MAX;

mod excepted;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod laws;

pub(crate) fn mismatch(pointer: &str) -> Mismatch {
    Mismatch {
        method: Method::Post,
        path: "/items".to_owned(),
        direction: Direction::Request,
        location: Location::Body,
        pointer: pointer.to_owned(),
        keyword: "type".to_owned(),
    }
}

#[test]
fn an_index_in_a_pointer_stands_as_a_star() {
    for (location, pointer, kind) in [
        (Location::Body, "", ""),
        (Location::Body, "/items/0/id", "/items/*/id"),
        (Location::Body, "/17", "/*"),
        (Location::Body, "/items/10/0", "/items/*/*"),
        (Location::Body, "/a/01", "/a/01"),
        (Location::Body, "/a//b1", "/a//b1"),
        (Location::Body, "/*/x", "/*/x"),
        (Location::Query, "/limit", "/limit"),
        (Location::Query, "/7", "/7"),
        (Location::Query, "/7/7", "/7/*"),
        (Location::Header, "/content-type", "/content-type"),
    ] {
        assert_eq!(kind_of_place(location, pointer), kind);
        assert_eq!(kind_of_place(location, kind), kind, "once is enough");
    }
}

#[test]
fn what_does_not_say_enough_cannot_be_let_through() {
    assert!(mismatch("").is_acceptable());
    let without_reasons = Mismatch {
        keyword: "schema".to_owned(),
        ..mismatch("")
    };
    assert!(!without_reasons.is_acceptable());
    let at = |location, pointer| Mismatch {
        location,
        ..mismatch(pointer)
    };
    for location in [Location::Query, Location::Header, Location::Cookie] {
        assert!(!at(location, "").is_acceptable());
        assert!(at(location, "/a").is_acceptable());
    }
    assert!(at(Location::Status, "").is_acceptable());
}

#[test]
fn a_kind_that_is_too_long_or_could_break_a_line_is_counted_without_its_name() {
    let room = MISMATCH_BYTES_MAX - "/items".len() - "type".len();
    let mut tallies = Tallies::default();
    tallies.add(mismatch(&"p".repeat(room)), Tally::one(false), 9);
    assert_eq!((tallies.kinds().len(), tallies.other().count), (1, 0));
    tallies.add(mismatch(&"p".repeat(room + 1)), Tally::one(false), 9);
    tallies.add(mismatch("/a\nb"), Tally::one(true), 9);
    assert_eq!(tallies.kinds().len(), 1);
    let other = tallies.other();
    assert_eq!((other.count, other.accepted), (1, 1));
}

#[test]
fn kinds_beyond_the_bound_become_one_number() {
    let mut tallies = Tallies::default();
    for pointer in ["/c", "/a", "/d", "/b", "/d"] {
        tallies.add(mismatch(pointer), Tally::one(false), 3);
    }
    let kept: Vec<&str> = tallies
        .kinds()
        .map(|(kind, _)| kind.pointer.as_str())
        .collect();
    assert_eq!(kept, ["/a", "/b", "/c"]);
    assert_eq!(tallies.other().count, 2);
}

#[test]
fn what_was_seen_is_stamped_by_who_takes_it_in() {
    let mut tallies = Tallies::default();
    tallies.add(mismatch("/a"), Tally::one(false), 9);
    let mut known = tallies.clone();
    known.stamp(20);
    for at in [30, 10] {
        let mut more = tallies.clone();
        more.stamp(at);
        known.join(more, 9);
    }
    let tally = known.of(&mismatch("/a")).unwrap();
    assert_eq!(
        (tally.count, tally.first_seen, tally.last_seen),
        (3, Some(10), Some(30))
    );
    assert_eq!(known.other().first_seen, None, "nothing, never");
}

#[test]
fn the_wire_form_is_a_list_of_kinds_with_their_numbers() {
    let mut tallies = Tallies::default();
    tallies.add(mismatch("/name"), Tally::one(false), 9);
    let wire = json!({"kinds": [[
        {"method": "POST", "path": "/items", "direction": "request", "location": "body", "pointer": "/name", "keyword": "type"},
        {"count": 1},
    ]]});
    assert_eq!(serde_json::to_value(&tallies).unwrap(), wire);
    assert_eq!(serde_json::from_value::<Tallies>(wire).unwrap(), tallies);
}
