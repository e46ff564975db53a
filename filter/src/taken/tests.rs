//! What is taken out comes back, but for what a panic left half done.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Taken;

#[test]
fn what_is_worked_on_is_kept() {
    let taken = Taken::new(1);
    taken.with(|| 0, |value| *value += 1);
    assert_eq!(taken.with(|| 0, |value| *value), 2);
}

#[test]
fn what_a_panic_left_half_done_is_not_used_again() {
    let taken = Taken::new(1);
    let work = |value: &mut i32| {
        *value += 1;
        assert!(*value < 2, "on purpose");
    };
    let result = catch_unwind(AssertUnwindSafe(|| taken.with(|| 0, work)));
    assert!(result.is_err());
    assert_eq!(taken.with(|| 7, |value| *value), 7);
}
