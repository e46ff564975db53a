//! However often and in whatever order reports arrive, they count once.

use proptest::prelude::*;

use super::{Observed, Report, report};
use crate::finding::Tallies;
use crate::finding::tests::laws::tallies;
use crate::limits::MISMATCHES_MAX;
use crate::observation::Observation;
use crate::observed::Publication;
use crate::observed::tests::laws::observation;
use crate::report::{Admission, Ledger};

fn observed(observations: Vec<Observation>) -> Observed {
    let mut observed = Observed::default();
    for observation in observations {
        observed.observe(observation);
    }
    observed
}

/// Reports as they were sent, and indices of the order in which they arrive, each at
/// least once.
fn deliveries() -> impl Strategy<Value = (Vec<Report>, Vec<usize>)> {
    let windows = prop::collection::vec(
        (prop::collection::vec(observation(), 0..4), tallies()),
        1..6,
    );
    windows
        .prop_flat_map(|windows| {
            let again = prop::collection::vec(0..windows.len(), 0..6);
            (Just(windows), again)
        })
        .prop_flat_map(|(windows, again)| {
            let arrivals: Vec<usize> = (0..windows.len()).chain(again).collect();
            (Just(windows), Just(arrivals).prop_shuffle())
        })
        .prop_map(|(windows, arrivals)| {
            let reports = windows
                .into_iter()
                .zip(1..)
                .map(|((window, violations), sequence)| Report {
                    sequence,
                    violations: [("iris".to_owned(), violations)].into(),
                    ..report([("iris".to_owned(), observed(window))].into())
                });
            (reports.collect(), arrivals)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_duplication_and_reordering_counts_once((reports, arrivals) in deliveries()) {
        let (mut once, mut violated_once) = (Observed::default(), Tallies::default());
        for report in &reports {
            once.join(report.services["iris"].clone());
            violated_once.join(report.violations["iris"].clone(), MISMATCHES_MAX);
        }
        let (mut ledger, mut received) = (Ledger::default(), Observed::default());
        let mut violated = Tallies::default();
        for index in arrivals {
            let report = Report::decode(&reports[index].encode()).unwrap();
            prop_assert_eq!(&report, &reports[index]);
            if ledger.admit(report.sequence) == Admission::New {
                for (_, observed) in report.services {
                    received.join(observed);
                }
                for (_, tallies) in report.violations {
                    violated.join(tallies, MISMATCHES_MAX);
                }
            }
        }
        prop_assert_eq!(ledger.watermark(), reports.len() as u64);
        prop_assert_eq!(&received, &once);
        prop_assert_eq!(&violated, &violated_once);
        prop_assert_eq!(received.to_document(Publication::titled("t")).to_json(), once.to_document(Publication::titled("t")).to_json());
    }

    #[test]
    fn bytes_that_mean_nothing_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        prop_assert!(Report::decode(&bytes).is_err());
    }
}
