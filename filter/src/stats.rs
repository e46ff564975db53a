//! Names of the filter's Envoy stats, defined once, and the counting itself. Counters
//! only: a gauge set by one worker overwrites another's. Nothing here is named after
//! traffic; labels come from contracts and are bounded.

use std::cell::{Cell, RefCell};

use crate::host;

mod operation;
#[cfg(test)]
mod tests;

pub(crate) use operation::OperationStats;
#[cfg(test)]
use operation::operation_name;

/// Per-operation stats of one VM: Envoy never frees a stat. What is beyond is counted
/// under the operation `other`.
const OPERATION_STATS_MAX: usize = 4_096;

/// The label-free totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Total {
    /// Requests the filter looked at.
    Requests,
    /// Exchanges answered in the upstream's place.
    Rejected,
    /// Streams ended at an item that violates.
    Cut,
    /// Exchanges that would have been, had the mode or Envoy's buffering let us.
    WouldReject,
    /// Exchanges that break their contract only in ways that are on the baseline, requests
    /// and responses apart.
    Accepted,
    /// Verdicts that could not be reached, requests and responses apart.
    Undecided,
    /// Requests for a path or method that no contract declares.
    Unknown,
    /// Exchanges whose shapes wait for a report.
    Observed,
    /// Exchanges whose shapes were lost to a limit or to a refused report.
    Dropped,
    /// Callbacks that panicked and were caught.
    Panics,
    /// Fields of the configuration that do not do what they seem to say.
    ConfigWarnings,
    /// Parts of contracts that could not be compiled.
    ContractProblems,
    /// Times a new set of contracts was taken into use.
    ContractSwaps,
    /// Reports the aggregator acknowledged.
    Reports,
    /// Calls to the aggregator that failed.
    CallFailures,
}

/// Every total with its name and what it counts; the README's table is this one.
pub(crate) const TOTALS: [(Total, &str, &str); 15] = [
    (
        Total::Requests,
        "docent.requests_total",
        "requests the filter looked at",
    ),
    (
        Total::Rejected,
        "docent.rejected_total",
        "exchanges answered in the upstream's place",
    ),
    (
        Total::Cut,
        "docent.cut_total",
        "streams ended at an item that violates",
    ),
    (
        Total::WouldReject,
        "docent.would_reject_total",
        "exchanges that would have been rejected, had the mode or the held head let us",
    ),
    (
        Total::Accepted,
        "docent.accepted_total",
        "requests and responses let through since all they violate is on the baseline",
    ),
    (
        Total::Undecided,
        "docent.undecided_total",
        "verdicts that could not be reached",
    ),
    (
        Total::Unknown,
        "docent.unknown_total",
        "requests for a path or method that no contract declares",
    ),
    (
        Total::Observed,
        "docent.observed_total",
        "exchanges whose shapes were taken for a report",
    ),
    (
        Total::Dropped,
        "docent.dropped_total",
        "exchanges whose shapes were lost to a limit or a refused report",
    ),
    (
        Total::Panics,
        "docent.panics_total",
        "callbacks that panicked and were caught",
    ),
    (
        Total::ConfigWarnings,
        "docent.config_warnings_total",
        "configuration fields left at their defaults, or without effect on part of the traffic",
    ),
    (
        Total::ContractProblems,
        "docent.contract_problems_total",
        "parts of contracts that could not be compiled here; the aggregator tells of its own",
    ),
    (
        Total::ContractSwaps,
        "docent.contract_swaps_total",
        "times a new set of contracts was taken into use",
    ),
    (
        Total::Reports,
        "docent.reports_total",
        "reports the aggregator acknowledged",
    ),
    (
        Total::CallFailures,
        "docent.call_failures_total",
        "calls to the aggregator that failed",
    ),
];

// Ids of stats are per VM and outlive root contexts: a changed configuration makes a new
// root in the same VM, which must not define its stats again. Nothing else is global.
thread_local! {
    static TOTAL_IDS: [Cell<Option<u32>>; TOTALS.len()] = const { [const { Cell::new(None) }; TOTALS.len()] };
    /// Sorted by name: a name is looked for once for each set of contracts.
    static OPERATION_IDS: RefCell<Vec<(String, u32)>> = const { RefCell::new(Vec::new()) };
}

/// Makes every total visible in Envoy, at zero.
pub(crate) fn define_totals() {
    for (total, _, _) in TOTALS {
        let _id = total_id(total);
    }
}

/// Adds to a total.
#[inline]
pub(crate) fn count(total: Total, by: u64) {
    if let Some(id) = total_id(total) {
        host::increment(id, by);
    }
}

#[inline]
fn total_id(total: Total) -> Option<u32> {
    TOTAL_IDS.with(|ids| {
        let cell = ids.get(total as usize)?;
        if cell.get().is_none() {
            let (_, name, _) = TOTALS.get(total as usize)?;
            cell.set(host::define_counter(name));
        }
        cell.get()
    })
}

/// The id of a per-operation stat, defined on first use; `None` when there are too many.
fn operation_id(name: &str) -> Option<u32> {
    OPERATION_IDS.with(|ids| {
        let mut ids = ids.try_borrow_mut().ok()?;
        match ids.binary_search_by(|(known, _)| known.as_str().cmp(name)) {
            Ok(at) => ids.get(at).map(|(_, id)| *id),
            Err(_) if ids.len() >= OPERATION_STATS_MAX => None,
            Err(at) => {
                let id = host::define_counter(name)?;
                ids.insert(at, (name.to_owned(), id));
                Some(id)
            }
        }
    })
}
