//! What is violated and what is accepted, staged and stored.

use std::sync::Arc;

use openapi::contract::Location;
use openapi::finding::{Direction, Mismatch, Tallies, Tally};
use openapi::http::Method;
use openapi::limits::{BASELINE_MAX, MISMATCHES_MAX};
use openapi::report::Report;

use super::{report, written};
use crate::aggregate::{Acceptance, Batch, Decided, State};
use crate::limits::{OBSERVED_SERVICES_MAX, SERVICE_MISMATCHES_MAX};

fn mismatch(n: usize) -> Mismatch {
    Mismatch {
        method: Method::Get,
        path: "/a".to_owned(),
        direction: Direction::Request,
        location: Location::Query,
        pointer: format!("/p{n:05}"),
        keyword: "type".to_owned(),
    }
}

/// A report of one exchange that has all of these.
fn violating(sequence: u64, service: &str, kinds: std::ops::Range<usize>) -> Report {
    let mut tallies = Tallies::default();
    for n in kinds {
        tallies.add(mismatch(n), Tally::one(false), MISMATCHES_MAX);
    }
    Report {
        violations: [(service.to_owned(), tallies)].into(),
        ..report(1, sequence, service)
    }
}

fn changed(state: &mut State, change: impl FnOnce(&mut Batch<'_>)) {
    let mut batch = state.batch();
    change(&mut batch);
    let staged = batch.finish();
    let changes = staged.to_changes().unwrap();
    state.absorb(staged);
    // What is stored is what is known.
    let mut rows = written(state);
    let gone = |service: &String| changes.baseline_gone.contains(service);
    assert!(!rows.baseline.iter().any(|row| gone(&row.service)));
    rows.ledgers.clear();
    let again = State::from_rows(rows).unwrap();
    assert_eq!(again.violated, state.violated);
    assert_eq!(again.baseline, state.baseline);
}

#[test]
fn violations_add_up_and_know_their_first_and_their_last_time() {
    let mut state = State::default();
    changed(&mut state, |batch| {
        batch.report(violating(1, "s", 0..2), 20);
        batch.report(violating(1, "s", 0..2), 99);
        batch.report(violating(2, "s", 1..2), 30);
    });
    changed(&mut state, |batch| {
        batch.report(violating(3, "s", 1..2), 25);
    });
    let of = |n: usize| *state.violated["s"].of(&mismatch(n)).unwrap();
    let tally = |count: u64, first: i64, last: i64| Tally {
        count,
        first_seen: Some(first),
        last_seen: Some(last),
        ..Tally::default()
    };
    assert_eq!((of(0), of(1)), (tally(1, 20, 20), tally(3, 20, 30)));
}

#[test]
fn kinds_of_one_service_beyond_the_bound_are_counted_together() {
    let mut state = State::default();
    changed(&mut state, |batch| {
        for sequence in 0..3_u64 {
            let first = usize::try_from(sequence).unwrap() * MISMATCHES_MAX;
            batch.report(
                violating(sequence + 1, "s", first..first + MISMATCHES_MAX),
                1,
            );
        }
    });
    let tallies = &state.violated["s"];
    assert_eq!(tallies.kinds().len(), SERVICE_MISMATCHES_MAX);
    let beyond = 3 * MISMATCHES_MAX - SERVICE_MISMATCHES_MAX;
    assert_eq!(tallies.other().count, beyond as u64);
}

#[test]
fn violations_of_services_that_find_no_room_are_counted() {
    let mut state = State::default();
    let mut batch = state.batch();
    for n in 0..=OBSERVED_SERVICES_MAX {
        let report = Report {
            services: std::collections::BTreeMap::new(),
            ..violating(n as u64 + 1, &format!("s{n}"), 0..1)
        };
        batch.report(report, 1);
    }
    let staged = batch.finish();
    assert_eq!(staged.services_dropped, 1);
    state.absorb(staged);
    assert_eq!(state.violated.len(), OBSERVED_SERVICES_MAX);
}

#[test]
fn a_decision_holds_until_it_is_taken_back_and_saying_it_twice_writes_nothing() {
    let mut state = State::default();
    let accept = |batch: &mut Batch<'_>, is_accepted, now| {
        let acceptance = batch.accept("s", Decided::Mismatch(mismatch(1)), is_accepted, now);
        assert_eq!(acceptance, Acceptance::Settled);
    };
    changed(&mut state, |batch| {
        accept(batch, true, 5);
        accept(batch, true, 6);
    });
    assert_eq!(*state.baseline["s"], [(mismatch(1), 5)].into());
    let mut batch = state.batch();
    accept(&mut batch, true, 7);
    assert!(batch.finish().to_changes().unwrap().is_empty());
    changed(&mut state, |batch| {
        accept(batch, false, 8);
        accept(batch, false, 9);
    });
    assert!(state.baseline.is_empty());
    let mut batch = state.batch();
    accept(&mut batch, false, 9);
    assert!(batch.finish().to_changes().unwrap().is_empty());
}

#[test]
fn no_more_is_let_through_than_a_bundle_has_room_for() {
    let mut state = State::default();
    let full = (0..BASELINE_MAX - 1).map(|n| (mismatch(n), 0)).collect();
    state.baseline.insert("a".to_owned(), Arc::new(full));
    let accept = |batch: &mut Batch<'_>, service, n, is_accepted| {
        batch.accept(service, Decided::Mismatch(mismatch(n)), is_accepted, 0)
    };
    changed(&mut state, |batch| {
        assert_eq!(accept(batch, "b", 0, true), Acceptance::Settled);
        assert_eq!(accept(batch, "b", 1, true), Acceptance::Full);
        assert_eq!(accept(batch, "b", 0, true), Acceptance::Settled);
        assert_eq!(accept(batch, "a", 7, false), Acceptance::Settled);
        assert_eq!(accept(batch, "b", 1, true), Acceptance::Settled);
        assert_eq!(accept(batch, "a", 7, true), Acceptance::Full);
    });
}
