//! Batches over a state.

use std::sync::Arc;

use openapi::http::Method;
use openapi::observation::{Observation, segments};
use openapi::observed::Observed;
use openapi::report::{Admission, Report};

use super::{Basis, Declaration, Outcome, State};
use crate::limits::{LEDGERS_MAX, OBSERVED_SERVICES_MAX};
use crate::store::{Changes, Rows};

mod baseline;
mod days;

fn report(source: usize, sequence: u64, service: &str) -> Report {
    let mut observed = Observed::default();
    let path = segments("/a").unwrap();
    observed.observe(Observation::new(Method::Get, path, 200));
    let services = [(service.to_owned(), observed)].into();
    Report {
        version: 1,
        source: format!("{source:032x}"),
        epoch: 7,
        sequence,
        observed_at: None,
        dropped: 0,
        services,
        violations: std::collections::BTreeMap::new(),
        revealed: std::collections::BTreeMap::new(),
    }
}

fn written(state: &State) -> Rows {
    // Everything again, as rows.
    let mut batch = state.batch();
    batch.staged.observed = state.observed.clone();
    let days = state
        .observed
        .iter()
        .flat_map(|(service, days)| days.iter().map(|(day, _)| (service.clone(), day)));
    batch.staged.days = days.collect();
    batch.staged.drift_baseline = state.drift_baseline.clone();
    batch.staged.ledgers = state.ledgers.clone();
    batch.staged.violated = state.violated.clone();
    batch.staged.baseline = state.baseline.clone();
    batch.staged.revealed = state.revealed.clone();
    let Changes { written, .. } = batch.finish().to_changes().unwrap();
    written
}

#[test]
fn a_batch_that_is_not_absorbed_changes_nothing() {
    let mut state = State::default();
    let mut batch = state.batch();
    assert_eq!(batch.report(report(1, 1, "s"), 0), Admission::New);
    assert_eq!(batch.report(report(1, 1, "s"), 0), Admission::Duplicate);
    drop(batch);
    let mut batch = state.batch();
    assert_eq!(batch.report(report(1, 1, "s"), 0), Admission::New);
    let staged = batch.finish();
    state.absorb(staged);
    assert_eq!(
        state.batch().report(report(1, 1, "s"), 0),
        Admission::Duplicate
    );
}

#[test]
fn a_batch_of_duplicates_writes_nothing() {
    let mut state = State::default();
    let mut batch = state.batch();
    batch.report(report(1, 1, "s"), 0);
    let staged = batch.finish();
    state.absorb(staged);
    let mut batch = state.batch();
    batch.report(report(1, 1, "s"), 0);
    assert!(batch.finish().to_changes().unwrap().is_empty());
}

#[test]
fn rows_are_the_state() {
    let mut state = State::default();
    let mut batch = state.batch();
    for source in 0..3 {
        batch.report(report(source, 1, &format!("s{source}")), 9);
    }
    let staged = batch.finish();
    let changes = staged.to_changes().unwrap();
    state.absorb(staged);
    assert_eq!(
        written(&State::from_rows(changes.written).unwrap()),
        written(&state)
    );
}

#[test]
fn a_row_that_cannot_be_read_stops_the_start() {
    let mut batch = State::default();
    let mut staged = batch.batch();
    staged.report(report(1, 1, "s"), 0);
    let staged = staged.finish();
    let mut rows = staged.to_changes().unwrap().written;
    batch.absorb(staged);
    rows.observed[0].state = "{\"later\": 1}".to_owned();
    let error = State::from_rows(rows).unwrap_err().to_string();
    assert!(
        error.starts_with("the stored observed of \"s\" cannot be read"),
        "{error}"
    );
}

#[test]
fn services_that_find_no_room_are_counted() {
    let mut state = State::default();
    let mut batch = state.batch();
    for index in 0..=OBSERVED_SERVICES_MAX {
        batch.report(report(index, 1, &format!("s{index:05}")), 0);
    }
    // A service that is there still learns.
    batch.report(report(0, 2, "s00000"), 0);
    let staged = batch.finish();
    assert_eq!(staged.services_dropped, 1);
    state.absorb(staged);
    assert_eq!(state.observed.len(), OBSERVED_SERVICES_MAX);
}

#[test]
fn the_sources_silent_the_longest_are_forgotten_first() {
    let mut state = State::default();
    let mut batch = state.batch();
    for source in 0..LEDGERS_MAX {
        batch.report(report(source, 1, "s"), i64::try_from(source).unwrap());
    }
    let staged = batch.finish();
    assert!(staged.ledgers_gone.is_empty());
    state.absorb(staged);

    let mut batch = state.batch();
    batch.report(report(0, 2, "s"), i64::MAX);
    batch.report(report(LEDGERS_MAX, 1, "s"), i64::MAX);
    let staged = batch.finish();
    assert_eq!(
        staged.to_changes().unwrap().ledgers_gone,
        [(format!("{:032x}", 1), 7)]
    );
    state.absorb(staged);
    assert_eq!(state.ledgers.len(), LEDGERS_MAX);
}

#[test]
fn a_declaration_that_was_made_from_another_one_takes_its_place_alone() {
    let text = r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}"#;
    let declare = |state: &mut State, basis| {
        let mut batch = state.batch();
        let declaration = Declaration::read("s", text).unwrap();
        let outcome = batch.declare(Declaration {
            basis,
            ..declaration
        });
        let staged = batch.finish();
        state.absorb(staged);
        outcome
    };
    let mut state = State::default();
    assert_eq!(declare(&mut state, Basis::Nothing), Outcome::Created);
    assert_eq!(declare(&mut state, Basis::Nothing), Outcome::Stale);
    let first = Arc::clone(&state.declared["s"]);
    assert_eq!(declare(&mut state, Basis::Any), Outcome::Replaced);
    assert_eq!(declare(&mut state, Basis::This(first)), Outcome::Stale);
    let last = Arc::clone(&state.declared["s"]);
    assert_eq!(declare(&mut state, Basis::This(last)), Outcome::Replaced);
}
