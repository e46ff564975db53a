//! Days: what is forgotten, and what does not depend on them.

use openapi::observed::{Observed, Overrides};
use openapi::report::Report;
use proptest::prelude::*;

use super::{report, written};
use crate::aggregate::{Days, State, day_of};

const DAY: i64 = 86_400;

fn reported(state: &mut State, sequence: u64, observed_at: Option<i64>, now: i64) {
    let mut batch = state.batch();
    let report = Report {
        observed_at,
        ..report(1, sequence, "s")
    };
    batch.report(report, now);
    let staged = batch.finish();
    state.absorb(staged);
}

fn days(state: &State) -> Vec<i64> {
    let days = state.observed.get("s");
    days.map(|days| days.iter().map(|(day, _)| day).collect())
        .unwrap_or_default()
}

fn exchanges(state: &State) -> u64 {
    let operations = state.observed["s"]
        .joined()
        .operations(&Overrides::default());
    operations[0].exchanges()
}

#[test]
fn a_report_counts_on_the_day_of_its_window_and_never_later_than_it_came() {
    let mut state = State::default();
    let now = 10 * DAY + 5;
    reported(&mut state, 1, None, now);
    reported(&mut state, 2, Some(8 * DAY), now);
    reported(&mut state, 3, Some(9 * DAY - 1), now);
    reported(&mut state, 4, Some(12 * DAY), now);
    assert_eq!(days(&state), [8, 10]);
    assert_eq!(exchanges(&state), 4);
}

#[test]
fn days_before_the_window_are_forgotten_and_their_rows_removed() {
    let mut state = State::default();
    for day in 1..=4_i64 {
        let sequence = day.unsigned_abs();
        reported(&mut state, sequence, Some(day * DAY), 9 * DAY);
    }
    let mut batch = state.batch();
    batch.forget_before(3);
    let staged = batch.finish();
    let changes = staged.to_changes().unwrap();
    assert_eq!(
        changes.days_gone,
        [("s".to_owned(), 1), ("s".to_owned(), 2)]
    );
    assert_eq!(changes.written, crate::store::Rows::default());
    assert_eq!(staged.services_outdated, 0);
    state.absorb(staged);
    assert_eq!(days(&state), [3, 4]);
    assert_eq!(exchanges(&state), 2);
    assert_eq!(written(&state).observed.len(), 2);

    let mut batch = state.batch();
    batch.forget_before(3);
    assert!(batch.finish().to_changes().unwrap().is_empty());
    let mut batch = state.batch();
    batch.forget_before(9);
    let staged = batch.finish();
    state.absorb(staged);
    assert!(state.observed.is_empty(), "nothing is left of the service");
}

#[test]
fn a_report_of_a_forgotten_day_is_counted_and_changes_nothing_that_is_kept() {
    let mut state = State::default();
    reported(&mut state, 1, Some(8 * DAY), 9 * DAY);
    let mut batch = state.batch();
    let late = Report {
        observed_at: Some(DAY),
        ..report(1, 2, "s")
    };
    batch.report(late, 9 * DAY);
    batch.forget_before(5);
    let staged = batch.finish();
    assert_eq!(staged.services_outdated, 1);
    assert!(staged.to_changes().unwrap().written.observed.is_empty());
    state.absorb(staged);
    assert_eq!(days(&state), [8]);
}

#[test]
fn a_day_begins_at_midnight_in_utc() {
    for (seconds, day) in [(0, 0), (DAY - 1, 0), (DAY, 1), (-1, -1)] {
        assert_eq!(day_of(seconds), day);
    }
}

fn observed(path: u8) -> Observed {
    let mut observed = Observed::default();
    observed.join(report(1, 1, "s").services["s"].clone());
    for _ in 0..path {
        observed.join(report(1, 1, "s").services["s"].clone());
    }
    observed
}

proptest! {
    #[test]
    fn what_is_known_does_not_depend_on_how_it_is_spread_over_days(
        parts in prop::collection::vec((0..5_i64, 0..4_u8, any::<bool>()), 0..12),
    ) {
        let mut whole = Observed::default();
        let mut days = Days::default();
        for (day, path, is_read) in parts {
            whole.join(observed(path));
            days.join(day, observed(path));
            // Asking in between changes nothing.
            prop_assert!(!is_read || *days.joined() == whole);
        }
        prop_assert_eq!(days.joined(), &whole);
    }
}
