//! The outbox, with plain numbers for time and chance.

use openapi::contract::Location;
use openapi::finding::{Direction, Mismatch};
use openapi::http::Method;
use openapi::json::{self, JsonLimits};
use openapi::observation::{ContentObservation, Segment};
use openapi::report::Report;
use serde_json::{Value, json};

use super::*;
use crate::learning::Learning;

const SOURCE: &str = "00112233445566778899aabbccddeeff";

fn observation(path: &str, body: &Value) -> Observation {
    let text = body.to_string();
    let body = json::read(text.as_bytes(), &JsonLimits::default()).unwrap();
    let shape = Shape::of(body.root(), None);
    Observation {
        response: Some(ContentObservation::new("application/json", Some(shape))),
        ..Observation::new(Method::Get, vec![Segment::Literal(path.to_owned())], 200)
    }
}

fn lesson(path: &str, body: &Value) -> Lesson {
    let observation = observation(path, body);
    let learning = Learning::default();
    learning.lesson(observation, [None, None], Revealed::new())
}

fn outbox() -> Outbox {
    Outbox::new(SOURCE.to_owned(), 1_000)
}

/// Decodes what is due at a time, which the aggregator must be able to.
#[track_caller]
fn check(
    outbox: &mut Outbox,
    now_ms: u64,
    sequence: u64,
    dropped: u64,
    services: &[&str],
) -> Vec<u8> {
    let bytes = outbox.due(now_ms).expect("a report is due").to_vec();
    let report = Report::decode(&bytes).expect("a report the aggregator takes");
    assert_eq!((report.source.as_str(), report.epoch), (SOURCE, 1));
    assert_eq!((report.sequence, report.dropped), (sequence, dropped));
    assert!(
        report.services.keys().eq(services),
        "{:?}",
        report.services.keys()
    );
    bytes
}

#[test]
fn nothing_learnt_is_nothing_to_report() {
    assert_eq!(outbox().due(0), None);
}

#[test]
fn a_report_is_retried_byte_for_byte_until_acknowledged() {
    let mut outbox = outbox();
    assert!(outbox.observe("a", lesson("x", &json!(1))));
    let first = check(&mut outbox, 0, 1, 0, &["a"]);
    outbox.sent();
    assert_eq!(outbox.due(0), None, "one report in flight");
    outbox.observe("b", lesson("y", &json!(1)));
    outbox.failed(0, 0);
    assert_eq!(outbox.due(0), None, "not before the back-off");
    let second = check(&mut outbox, 60_000, 1, 0, &["a"]);
    assert_eq!(first, second);
    outbox.sent();
    outbox.acknowledged(60_000, 0);
    assert_eq!(outbox.due(60_000), None, "not before the interval");
    let third = check(&mut outbox, 61_000, 2, 0, &["b"]);
    // When their windows ended, in seconds, and not when they were sent.
    let observed_at = |bytes: &[u8]| Report::decode(bytes).unwrap().observed_at;
    assert_eq!(
        (observed_at(&second), observed_at(&third)),
        (Some(0), Some(61))
    );
}

#[test]
fn what_has_no_room_is_dropped_and_counted() {
    let mut outbox = outbox();
    let wide: Value = (0..200)
        .map(|n| (format!("field{n}"), json!(n)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let (mut taken, mut dropped) = (0, 0);
    for n in 0..300 {
        let path: String = format!("p{n}")
            .chars()
            .map(|c| {
                if c.is_ascii_digit() {
                    (c as u8 + 49) as char
                } else {
                    c
                }
            })
            .collect();
        if outbox.observe(&format!("s{}", n / 50), lesson(&path, &wide)) {
            taken += 1;
        } else {
            dropped += 1;
        }
    }
    assert!(taken > 50 && dropped > 50, "{taken} {dropped}");
    let services = ["s0", "s1"];
    check(&mut outbox, 0, 1, dropped, &services);
    outbox.acknowledged(0, 0);
    assert!(outbox.observe("a", lesson("x", &wide)), "room again");
    check(&mut outbox, 9_000, 2, 0, &["a"]);
}

/// What exchanges teach in common is counted; it makes no difference to what is reported.
#[test]
fn counting_is_observing_one_by_one() {
    let (mut counting, mut single, mut full) = (outbox(), outbox(), outbox());
    let wide = |n: usize| -> Value {
        let fields = ('a'..='z').take(n % 26).zip(0..);
        fields
            .map(|(name, field)| (name.to_string(), json!([field, [n.is_multiple_of(3)]])))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    for n in 0..400_usize {
        let service = ["a", "b"][n % 2];
        let path = ["x", "y", "z"][n % 3];
        assert!(counting.observe(service, lesson(path, &wide(n % 30))));
        let mut apart = lesson(path, &wide(n % 30));
        apart.key = n as u64;
        assert!(single.observe(service, apart));
        assert!(full.observe(service, lesson(path, &wide(n % 30))));
        full.sum_up();
        assert!(single.nodes <= REPORT_NODES_MAX);
    }
    let counted = counting.due(0).map(<[u8]>::to_vec);
    assert_eq!(counted.as_deref(), single.due(0));
    assert_eq!(counted.as_deref(), full.due(0));
    let report = Report::decode(&counted.unwrap()).unwrap();
    assert_eq!(report.services.len(), 2);
}

#[test]
fn what_was_seen_before_takes_no_room() {
    let mut outbox = outbox();
    let mut taken = 0;
    for n in 2..10_002 {
        taken += usize::from(outbox.observe("a", lesson("x", &json!({"a": [n, 1.5]}))));
    }
    assert_eq!((taken, outbox.services["a"].counted.len()), (10_000, 1));
    check(&mut outbox, 0, 1, 0, &["a"]);
}

#[test]
fn what_is_revealed_travels_once_and_within_bounds() {
    let mut outbox = outbox();
    let texts = |words: &[&str]| -> Revealed {
        let words = words.iter().zip(0..);
        words
            .map(|(text, hash)| (hash, (*text).to_owned()))
            .collect()
    };
    outbox.reveal("a", texts(&["open", "closed"]));
    outbox.reveal("a\nb", texts(&["open"]));
    outbox.reveal("b", texts(&vec!["many"; REVEALED_MAX]));
    outbox.reveal("c", Revealed::new());
    let report = Report::decode(&check(&mut outbox, 0, 1, 0, &[])).unwrap();
    let counts = report
        .revealed
        .iter()
        .map(|(service, it)| (service.as_str(), it.len()));
    assert!(counts.eq([("a", 2), ("b", REVEALED_MAX - 2)]));
    outbox.acknowledged(0, 0);
    assert_eq!(outbox.due(60_000), None, "told once");
}

#[test]
fn a_service_the_aggregator_would_refuse_spoils_no_report() {
    let mut outbox = outbox();
    for service in ["", "a\nb", &"x".repeat(129)] {
        assert!(!outbox.observe(service, lesson("x", &json!(1))));
    }
    outbox.observe("ok", lesson("x", &json!(1)));
    check(&mut outbox, 0, 1, 3, &["ok"]);
}

#[test]
fn a_report_refused_three_times_is_given_up_and_its_sequence_used_again() {
    let mut outbox = outbox();
    outbox.observe("a", lesson("x", &json!(1)));
    outbox.observe("a", lesson("x", &json!(1)));
    outbox.drop_exchanges(1);
    check(&mut outbox, 0, 1, 1, &["a"]);
    for _ in 0..2 {
        outbox.sent();
        assert_eq!(outbox.refused(0, 0), None);
        check(&mut outbox, 60_000, 1, 1, &["a"]);
    }
    outbox.sent();
    assert_eq!(outbox.refused(0, 0), Some(2));
    check(&mut outbox, 60_000, 1, 3, &[]);
}

#[test]
fn an_answer_that_comes_late_or_twice_does_no_harm() {
    let mut outbox = outbox();
    outbox.acknowledged(0, 0);
    outbox.failed(0, 0);
    assert_eq!(outbox.refused(0, 0), None);
    outbox.forgotten(0, 0);
    assert!(outbox.observe("a", lesson("x", &json!(1))));
    assert!(outbox.due(60_000).is_some());
}

#[test]
fn where_earlier_reports_are_forgotten_a_new_epoch_begins_with_this_one() {
    let mut outbox = outbox();
    for now_ms in [0, 10_000] {
        outbox.observe("a", lesson("x", &json!(1)));
        assert!(outbox.due(now_ms).is_some());
        outbox.acknowledged(now_ms, 0);
    }
    outbox.observe("b", lesson("x", &json!(1)));
    check(&mut outbox, 20_000, 3, 0, &["b"]);
    outbox.sent();
    outbox.forgotten(20_000, 0);
    let report = Report::decode(outbox.due(90_000).unwrap()).unwrap();
    assert_eq!((report.epoch, report.sequence), (2, 1));
    assert!(report.services.contains_key("b"));
    outbox.acknowledged(90_000, 0);
    outbox.observe("c", lesson("x", &json!(1)));
    let report = Report::decode(outbox.due(99_000).unwrap()).unwrap();
    assert_eq!((report.epoch, report.sequence), (2, 2));
}

fn mismatch(pointer: &str, is_accepted: bool) -> Told {
    let mismatch = Mismatch {
        method: Method::Get,
        path: "/x".to_owned(),
        direction: Direction::Request,
        location: Location::Query,
        pointer: pointer.to_owned(),
        keyword: "type".to_owned(),
    };
    (mismatch, is_accepted)
}

#[test]
fn violations_are_tallied_by_kind_and_travel_with_the_next_report() {
    let mut outbox = outbox();
    for is_accepted in [false, false, true] {
        outbox.tally("a", vec![mismatch("/limit", is_accepted)]);
    }
    outbox.tally(
        "b",
        vec![mismatch("/limit", false), mismatch("/page", false)],
    );
    outbox.tally("c", vec![]);
    let report = Report::decode(&check(&mut outbox, 0, 1, 0, &[])).unwrap();
    let kinds = |service: &str| -> Vec<(String, u64, u64)> {
        let kinds = report.violations[service].kinds();
        kinds
            .map(|(kind, tally)| (kind.pointer.clone(), tally.count, tally.accepted))
            .collect()
    };
    assert_eq!(kinds("a"), [("/limit".to_owned(), 2, 1)]);
    assert_eq!(kinds("b").len(), 2);
    assert_eq!(report.violations.len(), 2);
    outbox.acknowledged(0, 0);
    assert_eq!(outbox.due(60_000), None, "told once");
}

#[test]
fn more_kinds_than_a_report_holds_are_counted_together() {
    let mut outbox = outbox();
    for n in 0..=MISMATCHES_MAX {
        let service = if n % 2 == 0 { "a" } else { "b" };
        outbox.tally(service, vec![mismatch(&format!("/p{n}"), false)]);
    }
    outbox.tally("late", vec![mismatch("/p", false)]);
    let report = Report::decode(&check(&mut outbox, 0, 1, 0, &[])).unwrap();
    let kinds = report.violations.values().map(|it| it.kinds().len());
    assert_eq!(kinds.sum::<usize>(), MISMATCHES_MAX);
    let other = report.violations.values().map(|it| it.other().count);
    assert_eq!(other.sum::<u64>(), 2);
    outbox.acknowledged(0, 0);
    outbox.tally("a", vec![mismatch("/p", false)]);
    let report = Report::decode(&check(&mut outbox, 60_000, 2, 0, &[])).unwrap();
    assert_eq!(report.violations["a"].kinds().len(), 1, "room again");
}

#[test]
fn violations_of_a_service_the_aggregator_would_refuse_spoil_no_report() {
    let mut outbox = outbox();
    for service in ["", "a\nb", &"x".repeat(129)] {
        outbox.tally(service, vec![mismatch("/limit", false)]);
    }
    let report = Report::decode(&check(&mut outbox, 0, 1, 3, &[])).unwrap();
    assert!(report.violations.is_empty());
}

#[test]
fn a_new_epoch_begins_with_the_violations_it_had() {
    let mut outbox = outbox();
    outbox.tally("a", vec![mismatch("/limit", false)]);
    let before = Report::decode(&check(&mut outbox, 0, 1, 0, &[])).unwrap();
    outbox.sent();
    outbox.forgotten(0, 0);
    let after = Report::decode(outbox.due(60_000).unwrap()).unwrap();
    assert_eq!((after.epoch, after.violations), (2, before.violations));
}

#[test]
fn what_is_given_up_with_a_report_counts_its_violations() {
    let mut outbox = outbox();
    outbox.tally(
        "a",
        vec![mismatch("/limit", false), mismatch("/page", false)],
    );
    for now_ms in [0, 60_000] {
        assert!(outbox.due(now_ms).is_some());
        outbox.sent();
        assert_eq!(outbox.refused(now_ms, 0), None);
    }
    outbox.sent();
    assert_eq!(outbox.refused(60_000, 0), Some(1));
}
