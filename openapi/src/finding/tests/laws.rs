//! Tallies join in any order, at bounds that overflow at once and at the real one.

use proptest::prelude::*;

use super::{Tallies, Tally, mismatch};
use crate::limits::MISMATCHES_MAX;

pub(crate) fn tallies() -> impl Strategy<Value = Tallies> {
    let tally = (any::<bool>(), prop::option::of(0_i64..9)).prop_map(|(accepted, at)| Tally {
        first_seen: at,
        last_seen: at,
        ..Tally::one(accepted)
    });
    prop::collection::vec(("/[a-h]", tally), 0..9).prop_map(|seen| {
        let mut tallies = Tallies::default();
        for (pointer, tally) in seen {
            tallies.add(mismatch(&pointer), tally, MISMATCHES_MAX);
        }
        tallies
    })
}

fn joined(left: &Tallies, right: &Tallies, kinds_max: usize) -> Tallies {
    let mut all = Tallies::default();
    all.join(left.clone(), kinds_max);
    all.join(right.clone(), kinds_max);
    all
}

proptest! {
    #[test]
    fn join_is_associative_and_commutative_with_a_neutral_element(
        a in tallies(), b in tallies(), c in tallies(),
        kinds_max in prop_oneof![0_usize..6, Just(MISMATCHES_MAX)],
    ) {
        let joined = |left: &Tallies, right: &Tallies| joined(left, right, kinds_max);
        prop_assert_eq!(joined(&a, &b), joined(&b, &a));
        prop_assert_eq!(joined(&joined(&a, &b), &c), joined(&a, &joined(&b, &c)));
        let bounded = joined(&a, &Tallies::default());
        prop_assert_eq!(joined(&bounded, &Tallies::default()), bounded);
    }

    #[test]
    fn no_exchange_is_lost_at_the_bound(a in tallies(), b in tallies(), kinds_max in 0_usize..6) {
        let sum = |tallies: &Tallies| {
            let all = tallies.kinds().map(|(_, tally)| tally).chain([tallies.other()]);
            all.map(|tally| tally.count + tally.accepted).sum::<u64>()
        };
        let both = joined(&a, &b, kinds_max);
        prop_assert_eq!(sum(&both), sum(&a) + sum(&b));
        prop_assert!(both.kinds().len() <= kinds_max);
    }

    #[test]
    fn the_wire_form_reads_back(a in tallies()) {
        let text = serde_json::to_string(&a).unwrap();
        prop_assert_eq!(serde_json::from_str::<Tallies>(&text).unwrap(), a);
    }
}
