//! Bodies with plain values: within their limits, read once, and no more at a time than a VM has room for.

use super::*;
use crate::exchange::tests::has;

fn body(plan: Plan, bytes_max: usize) -> Body {
    let mut body = Body::new(bytes_max, Budget::default());
    body.start(plan);
    body
}

fn unread(_: usize) -> Option<Vec<u8>> {
    panic!("nothing needs these bytes")
}

#[test]
fn a_body_that_nobody_needs_is_not_read() {
    let mut body = body(Plan::Pass, 10);
    assert_eq!(body.chunk(5, false, &mut unread), Progress::Pass);
    assert_eq!(body.chunk(5, true, &mut unread), Progress::Pass);
    assert_eq!(body.end(&mut unread), Progress::Pass);
}

#[test]
fn a_held_body_is_read_once_at_its_end() {
    let mut held = body(Plan::Hold, 10);
    assert_eq!(held.chunk(3, false, &mut unread), Progress::More);
    assert_eq!(
        held.chunk(5, true, &mut has(b"abcde")),
        Progress::Whole(b"abcde".to_vec())
    );
    assert_eq!(held.chunk(5, true, &mut unread), Progress::Pass);

    let mut held = body(Plan::Hold, 10);
    assert_eq!(held.chunk(5, false, &mut unread), Progress::More);
    assert_eq!(
        held.end(&mut has(b"abcde")),
        Progress::Whole(b"abcde".to_vec())
    );
}

#[test]
fn copied_chunks_make_up_the_body() {
    let mut copied = body(Plan::Copy, 10);
    assert_eq!(copied.chunk(3, false, &mut has(b"abc")), Progress::More);
    assert_eq!(copied.chunk(0, false, &mut unread), Progress::More);
    assert_eq!(copied.chunk(2, false, &mut has(b"de")), Progress::More);
    assert_eq!(
        copied.chunk(0, true, &mut unread),
        Progress::Whole(b"abcde".to_vec())
    );
}

#[test]
fn a_body_may_reach_its_limit_and_not_exceed_it() {
    for plan in [Plan::Copy, Plan::Hold] {
        let mut at_limit = body(plan, 5);
        assert_eq!(
            at_limit.chunk(5, true, &mut has(b"abcde")),
            Progress::Whole(b"abcde".to_vec())
        );
        let mut beyond = body(plan, 4);
        assert_eq!(beyond.chunk(5, true, &mut unread), Progress::TooLarge);
        assert_eq!(beyond.chunk(9, true, &mut unread), Progress::Pass);
    }
    let mut in_parts = body(Plan::Copy, 5);
    assert_eq!(in_parts.chunk(3, false, &mut has(b"abc")), Progress::More);
    assert_eq!(in_parts.chunk(3, false, &mut unread), Progress::TooLarge);
}

#[test]
fn bytes_that_cannot_be_had_are_not_guessed() {
    for plan in [Plan::Copy, Plan::Hold] {
        assert_eq!(
            body(plan, 10).chunk(3, true, &mut |_| None),
            Progress::Unreadable
        );
        assert_eq!(
            body(plan, 10).chunk(3, true, &mut has(b"ab")),
            Progress::Unreadable
        );
    }
}

#[test]
fn all_copies_of_a_vm_share_one_budget() {
    let budget = Budget::default();
    let mut bodies = Vec::new();
    let chunk = vec![0; 1 << 20];
    let mut copy = || {
        let mut body = Body::new(1 << 20, budget.clone());
        body.start(Plan::Copy);
        let progress = body.chunk(chunk.len(), false, &mut has(&chunk));
        bodies.push(body);
        progress
    };
    for _ in 0..64 {
        assert_eq!(copy(), Progress::More);
    }
    assert_eq!(copy(), Progress::Unreadable);
    bodies.clear();
    let mut next = Body::new(1 << 20, budget);
    next.start(Plan::Copy);
    assert_eq!(
        next.chunk(1, true, &mut has(b"x")),
        Progress::Whole(b"x".to_vec())
    );
}
