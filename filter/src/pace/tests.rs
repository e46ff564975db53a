//! Pacing, with plain numbers for time and chance.

use super::*;

/// The first millisecond at which the task is due.
#[track_caller]
fn check(pace: &Pace, from_ms: u64, expected_ms: u64) {
    assert!(pace.is_due(expected_ms), "not due at {expected_ms}");
    assert!(!pace.is_due(expected_ms - 1), "due before {expected_ms}");
    assert!(!pace.is_due(from_ms), "due at once");
}

#[test]
fn a_new_task_is_due_at_once() {
    assert!(Pace::new(5_000).is_due(0));
    assert!(Pace::new(5_000).is_due(1_700_000_000_000));
}

#[test]
fn after_success_it_waits_the_interval_and_up_to_a_tenth_more() {
    let mut pace = Pace::new(5_000);
    pace.succeeded(1_000, 0);
    check(&pace, 1_000, 6_000);
    pace.succeeded(1_000, 500);
    check(&pace, 1_000, 6_500);
    pace.succeeded(1_000, 501);
    check(&pace, 1_000, 6_000);
}

#[test]
fn after_failures_the_wait_doubles_up_to_a_minute_and_half_of_it_is_chance() {
    let mut pace = Pace::new(5_000);
    for least_ms in [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
        pace.failed(0, 0);
        check(&pace, 0, least_ms);
    }
    for _ in 0..100 {
        pace.failed(0, u64::MAX);
        assert!(pace.is_due(60_000));
    }
    pace.failed(0, 30_000);
    check(&pace, 0, 60_000);
}

#[test]
fn success_ends_the_back_off() {
    let mut pace = Pace::new(100);
    pace.failed(0, 0);
    pace.failed(0, 0);
    pace.succeeded(0, 0);
    check(&pace, 0, 100);
    pace.failed(0, 0);
    check(&pace, 0, 500);
}

#[test]
fn a_clock_that_jumps_back_does_not_stop_the_task() {
    let mut pace = Pace::new(5_000);
    pace.succeeded(1_000_000, 0);
    assert!(pace.is_due(10));
}
