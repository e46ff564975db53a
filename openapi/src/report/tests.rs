//! Tests of reports: the wire form, hostile senders, and counting once.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Admission, Ledger, Report, ReportError};
use crate::http::Method;
use crate::limits::{
    KEY_BYTES_MAX, LEDGER_AHEAD_MAX, MISMATCHES_MAX, OBSERVED_SEGMENTS_MAX, REPORT_BRACKETS_MAX,
    REPORT_BYTES_MAX, REPORT_NODES_MAX, REVEALED_MAX, SERVICES_MAX, SHAPE_DEPTH_MAX,
};
use crate::observation::{ContentObservation, Observation, Segment};
use crate::observed::{BoundsError, Observed, Overrides, Publication};
use crate::shape::tests::shape_of;

#[cfg(not(target_family = "wasm"))]
mod laws;

fn report(services: BTreeMap<String, Observed>) -> Report {
    Report {
        version: 1,
        source: "0123456789abcdef0123456789abcdef".to_owned(),
        epoch: 7,
        sequence: 1,
        observed_at: None,
        dropped: 0,
        services,
        violations: BTreeMap::new(),
        revealed: BTreeMap::new(),
    }
}

/// The wire form of a report of one service, with this for its root.
fn wire(root: Value) -> Value {
    let mut wire = serde_json::to_value(report(BTreeMap::new())).unwrap();
    wire["services"] = json!({ "iris": { "root": root } });
    wire
}

#[track_caller]
fn check(wire: &Value, expected: Result<(), ReportError>) {
    let decoded = Report::decode(wire.to_string().as_bytes());
    assert_eq!(decoded.map(|_| ()), expected);
}

fn deepest() -> Observed {
    let mut observed = Observed::default();
    let body = (0..SHAPE_DEPTH_MAX + 5).fold(json!(1), |inner, _| json!({ "a": inner }));
    let path = vec![Segment::Literal("a".to_owned()); OBSERVED_SEGMENTS_MAX];
    let content = ContentObservation::new("application/json", Some(shape_of(&body)));
    observed.observe(Observation {
        response: Some(content),
        ..Observation::new(Method::Get, path, 200)
    });
    observed
}

#[test]
fn the_deepest_that_can_be_observed_is_read_back() {
    let report = report([("iris".to_owned(), deepest())].into());
    assert_eq!(Report::decode(&report.encode()), Ok(report));
}

#[test]
fn what_was_never_seen_takes_no_byte() {
    let text =
        String::from_utf8(report([("iris".to_owned(), Observed::default())].into()).encode())
            .unwrap();
    let expected = r#"{"version":1,"source":"0123456789abcdef0123456789abcdef","epoch":7,"sequence":1,"services":{"iris":{}}}"#;
    assert_eq!(text, expected);
}

#[test]
fn a_report_of_another_version_says_so() {
    let mut later = wire(json!({}));
    later["version"] = json!(2);
    check(&later, Err(ReportError::Version));
    later["news"] = json!(true);
    check(&later, Err(ReportError::Version));
    let mut unknown = wire(json!({}));
    unknown["news"] = json!(true);
    check(&unknown, Err(ReportError::Malformed));
}

#[test]
fn the_head_of_a_report_is_checked() {
    let with = |member: &str, value: Value| {
        let mut wire = wire(json!({}));
        wire[member] = value;
        wire
    };
    check(&wire(json!({})), Ok(()));
    check(&with("source", json!("0123")), Err(ReportError::Source));
    check(
        &with("source", json!("0123456789ABCDEF0123456789abcdef")),
        Err(ReportError::Source),
    );
    check(&with("sequence", json!(0)), Err(ReportError::Sequence));
    check(&with("sequence", json!(-1)), Err(ReportError::Malformed));
    check(
        &with("services", json!({"": {}})),
        Err(ReportError::Services),
    );
    check(
        &with("services", json!({"a\n": {}})),
        Err(ReportError::Services),
    );
    check(
        &with("services", json!({"s".repeat(KEY_BYTES_MAX): {}})),
        Ok(()),
    );
    check(
        &with("services", json!({"s".repeat(KEY_BYTES_MAX + 1): {}})),
        Err(ReportError::Services),
    );
    let many = |count: usize| (0..count).map(|n| (format!("s{n}"), json!({}))).collect();
    check(&with("services", Value::Object(many(SERVICES_MAX))), Ok(()));
    check(
        &with("services", Value::Object(many(SERVICES_MAX + 1))),
        Err(ReportError::Services),
    );
}

#[test]
fn what_join_could_not_have_made_is_refused() {
    let paths =
        |depth: usize| (0..depth).fold(json!({}), |inner, _| json!({"paths": {"a": inner}}));
    check(&wire(paths(OBSERVED_SEGMENTS_MAX)), Ok(()));
    check(
        &wire(paths(OBSERVED_SEGMENTS_MAX + 1)),
        Err(BoundsError::Segments.into()),
    );
    check(
        &wire(json!({"operations": {"GET": {}}})),
        Err(BoundsError::Segments.into()),
    );
    check(
        &wire(json!({"paths": {"{a}": {}}})),
        Err(BoundsError::Literal.into()),
    );
    let below =
        |operation: Value| wire(json!({"paths": {"a": {"operations": {"GET": operation}}}}));
    check(&below(json!({"responses": {"200": {}}})), Ok(()));
    check(
        &below(json!({"responses": {"99": {}}})),
        Err(BoundsError::Status.into()),
    );
    let shapes = |depth: usize| {
        (0..depth).fold(
            json!({}),
            |inner, _| json!({"array": {"items": {"list": inner}}}),
        )
    };
    let body = |shape: Value| below(json!({"request": {"application/json": {"shape": shape}}}));
    check(&body(shapes(SHAPE_DEPTH_MAX + 1)), Ok(()));
    check(
        &body(shapes(SHAPE_DEPTH_MAX + 2)),
        Err(BoundsError::Depth.into()),
    );
    let fields = |count: usize| {
        (0..count)
            .map(|n| (format!("k{n}"), json!({})))
            .collect::<serde_json::Map<_, _>>()
    };
    check(&body(json!({"object": {"fields": fields(256)}})), Ok(()));
    check(
        &body(json!({"object": {"fields": fields(257)}})),
        Err(ReportError::Malformed),
    );
    check(
        &body(json!({"object": {"fields": {"**": null, "a": {}}}})),
        Err(ReportError::Malformed),
    );
    check(
        &body(json!({"object": {"fields": {"*a": {}}}})),
        Err(ReportError::Malformed),
    );
    check(&body(json!({"integer": -1})), Err(ReportError::Malformed));
}

#[test]
fn kinds_of_mismatches_are_bounded_in_number_and_in_what_they_say() {
    let kind = |n: usize| json!({"method": "GET", "path": "/a", "direction": "request", "location": "query", "pointer": format!("/p{n}"), "keyword": "type"});
    let with = |services: Value| {
        let mut wire = wire(json!({}));
        wire["violations"] = services;
        wire
    };
    let kinds = |range: std::ops::Range<usize>| {
        let kinds: Vec<Value> = range.map(|n| json!([kind(n), {"count": 1}])).collect();
        json!({ "kinds": kinds })
    };
    check(&with(json!({"iris": kinds(0..MISMATCHES_MAX)})), Ok(()));
    check(
        &with(json!({"iris": kinds(0..MISMATCHES_MAX + 1)})),
        Err(ReportError::Violations),
    );
    check(
        &with(json!({"a": kinds(0..1), "b": kinds(0..MISMATCHES_MAX)})),
        Err(ReportError::Violations),
    );
    check(&with(json!({"a\n": {}})), Err(ReportError::Services));
    check(
        &with(json!({"a": {"kinds": [[kind(0)]]}})),
        Err(ReportError::Malformed),
    );
    check(
        &with(json!({"a": {"kinds": [[kind(0), {"value": 1}]]}})),
        Err(ReportError::Malformed),
    );
    let many = |count: usize| (0..count).map(|n| (format!("s{n}"), json!({}))).collect();
    check(&with(Value::Object(many(SERVICES_MAX))), Ok(()));
    check(
        &with(Value::Object(many(SERVICES_MAX + 1))),
        Err(ReportError::Services),
    );
}

#[test]
fn counts_that_overflow_stay_at_their_maximum() {
    let most = wire(json!({"paths": {"a": {"operations": {"GET": {
        "exchanges": u64::MAX, "successes": u64::MAX,
        "request": {"a/b": {"exchanges": u64::MAX, "shape": {"string": {"word": u64::MAX}, "integer": u64::MAX}}},
        "responses": {"200": {"exchanges": u64::MAX}},
    }}}}}));
    let report = Report::decode(most.to_string().as_bytes()).unwrap();
    let mut observed = Observed::default();
    for _ in 0..2 {
        observed.join(report.services["iris"].clone());
    }
    assert_eq!(
        observed.operations(&Overrides::default())[0].exchanges(),
        u64::MAX
    );
    assert!(
        observed
            .to_document(Publication::titled("test"))
            .to_json()
            .contains(&u64::MAX.to_string())
    );
}

#[test]
fn a_hostile_report_is_refused_before_it_costs() {
    let refused = |bytes: &[u8], error| assert_eq!(Report::decode(bytes), Err(error));
    refused(&vec![b' '; REPORT_BYTES_MAX + 1], ReportError::TooLarge);
    refused(&vec![b'['; REPORT_BRACKETS_MAX + 1], ReportError::TooLarge);
    refused(&vec![b'['; REPORT_BRACKETS_MAX], ReportError::Malformed);
    refused(
        &br#"{"paths":"#.repeat(REPORT_BRACKETS_MAX),
        ReportError::Malformed,
    );
    refused(b"", ReportError::Malformed);
    refused(b"\xff", ReportError::Malformed);
    let deep = format!(
        r#"{{"version":1,"source":"{}","sequence":1,"services":{{"a":{{"root":{}"#,
        "0".repeat(32),
        r#"{"paths":{"a":"#.repeat(1_000),
    );
    refused(deep.as_bytes(), ReportError::Malformed);
}

#[test]
fn a_report_of_too_many_nodes_is_refused() {
    let shape = |fields: usize| {
        let fields: serde_json::Map<_, _> =
            (0..fields).map(|n| (format!("k{n}"), json!({}))).collect();
        json!({"object": {"fields": fields}})
    };
    // One node for the root, 64 for paths, 64 for operations, and bodies for the rest.
    let bodies = |nodes: usize| {
        let rest = nodes - 1 - 64 - 64;
        let operation = |n: usize| {
            let own = rest / 64 + usize::from(n < rest % 64);
            let half = own / 2;
            json!({"operations": {"GET": {"request": {
                "a/a": {"shape": shape(half - 1)}, "a/b": {"shape": shape(own - half - 1)},
            }}}})
        };
        let paths: serde_json::Map<_, _> =
            (0..64).map(|n| (format!("p{n}"), operation(n))).collect();
        wire(json!({"paths": paths}))
    };
    check(&bodies(REPORT_NODES_MAX), Ok(()));
    check(
        &bodies(REPORT_NODES_MAX + 1),
        Err(BoundsError::Nodes.into()),
    );
}

#[test]
fn a_ledger_admits_each_sequence_once() {
    let mut ledger = Ledger::default();
    let mut admit = |sequence| ledger.admit(sequence);
    assert_eq!(admit(0), Admission::Duplicate);
    assert_eq!(admit(1), Admission::New);
    assert_eq!(admit(1), Admission::Duplicate);
    assert_eq!(admit(3), Admission::New);
    assert_eq!(admit(3), Admission::Duplicate);
    assert_eq!(admit(2), Admission::New);
    assert_eq!(ledger.watermark(), 3);
}

#[test]
fn a_ledger_is_bounded_and_refuses_what_it_could_not_remember() {
    let mut ledger = Ledger::default();
    assert_eq!(ledger.admit(LEDGER_AHEAD_MAX), Admission::New);
    assert_eq!(ledger.admit(LEDGER_AHEAD_MAX + 1), Admission::TooFarAhead);
    assert_eq!(ledger.admit(u64::MAX), Admission::TooFarAhead);
    assert_eq!(ledger.admit(1), Admission::New);
    assert_eq!(ledger.admit(LEDGER_AHEAD_MAX + 1), Admission::New);
}

#[test]
fn a_ledger_is_read_back_as_it_was_written() {
    let mut ledger = Ledger::default();
    for sequence in [1, 2, 5] {
        ledger.admit(sequence);
    }
    let text = serde_json::to_string(&ledger).unwrap();
    assert_eq!(text, r#"{"watermark":2,"ahead":[5]}"#);
    assert_eq!(serde_json::from_str::<Ledger>(&text).unwrap(), ledger);
}

#[test]
fn only_members_of_enumerations_are_revealed() {
    let revealed = |words: Value| {
        let mut wire = serde_json::to_value(report(BTreeMap::new())).unwrap();
        wire["revealed"] = json!({ "iris": words });
        wire
    };
    check(&revealed(json!({ "7": "open", "8": "two words" })), Ok(()));
    for text in [
        "12",
        "jo@example.org",
        "",
        "4f1c2a9be07d",
        "many words in a row",
    ] {
        check(&revealed(json!({ "7": text })), Err(ReportError::Revealed));
    }
    let many = |count: usize| -> Value {
        let words = (0..count).map(|hash| (hash.to_string(), json!("open")));
        Value::Object(words.collect())
    };
    check(&revealed(many(REVEALED_MAX)), Ok(()));
    check(
        &revealed(many(REVEALED_MAX + 1)),
        Err(ReportError::Revealed),
    );
    check(
        &revealed(json!({ "x": "open" })),
        Err(ReportError::Malformed),
    );
    let mut of_nobody = revealed(json!({}));
    of_nobody["revealed"] = json!({ "": {} });
    check(&of_nobody, Err(ReportError::Services));
}
