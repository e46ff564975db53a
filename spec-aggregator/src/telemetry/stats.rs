//! Every metric of the service, named once.

use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};

const REPORTS: &str = "docent_reports_total";
const REPORTS_DROPPED: &str = "docent_reported_drops_total";
const SERVICES_DROPPED: &str = "docent_services_dropped_total";
const SERVICES_OUTDATED: &str = "docent_services_outdated_total";
const COMMITS_FAILED: &str = "docent_commits_failed_total";
const COMMIT_SECONDS: &str = "docent_commit_seconds";
const COMMIT_CHANGES: &str = "docent_commit_changes_total";
const POLLS: &str = "docent_polls_total";
const REQUESTS: &str = "docent_http_requests_total";
const RELAYED: &str = "docent_relayed_total";
const RELAY_DROPPED: &str = "docent_relay_dropped_total";
const RELAY_WAITING: &str = "docent_relay_waiting";
const REVISION: &str = "docent_revision";

/// Says what each metric means.
pub fn describe() {
    describe_counter!(
        REPORTS,
        "Reports by outcome: new, duplicate, too_far_ahead, malformed, refused, and relayed by another replica"
    );
    describe_counter!(
        REPORTS_DROPPED,
        "Observations that filters dropped, as their reports tell"
    );
    describe_counter!(SERVICES_DROPPED, "Services of reports that found no room");
    describe_counter!(
        SERVICES_OUTDATED,
        "Services of reports that came after their day was forgotten"
    );
    describe_counter!(COMMITS_FAILED, "Transactions that the store refused");
    describe_histogram!(COMMIT_SECONDS, "Time from staging a batch to its answer");
    describe_counter!(COMMIT_CHANGES, "Commands in all batches");
    describe_counter!(
        POLLS,
        "Polls of services' documents by outcome: changed, same, failed"
    );
    describe_counter!(REQUESTS, "Requests by listener, route and status");
    describe_counter!(
        RELAYED,
        "What other replicas were told, by peer and outcome: taken, refused"
    );
    describe_counter!(
        RELAY_DROPPED,
        "What other replicas are never told because too much waited, by peer"
    );
    describe_gauge!(
        RELAY_WAITING,
        "What other replicas are still to be told, by peer"
    );
    describe_gauge!(REVISION, "Changes of the state since the process began");
}

/// One report and what became of it.
pub fn report(outcome: &'static str) {
    counter!(REPORTS, "outcome" => outcome).increment(1);
}

/// What a report says its filter dropped.
pub fn dropped_by_filters(observations: u64) {
    counter!(REPORTS_DROPPED).increment(observations);
}

/// Services that found no room.
pub fn services_dropped(services: u64) {
    counter!(SERVICES_DROPPED).increment(services);
}

/// Services whose day was forgotten when their report came.
pub fn services_outdated(services: u64) {
    counter!(SERVICES_OUTDATED).increment(services);
}

/// A batch that was answered.
pub fn committed(commands: usize, elapsed: Duration) {
    histogram!(COMMIT_SECONDS).record(elapsed.as_secs_f64());
    counter!(COMMIT_CHANGES).increment(u64::try_from(commands).unwrap_or(u64::MAX));
}

/// A batch that the store refused.
pub fn commit_failed() {
    counter!(COMMITS_FAILED).increment(1);
}

/// A poll of a configured service and what became of it.
pub fn poll(service: &str, outcome: &'static str) {
    counter!(POLLS, "service" => service.to_owned(), "outcome" => outcome).increment(1);
}

/// A request. `route` is a template of ours, so that the labels stay few.
pub fn request(listener: &'static str, route: String, status: u16) {
    counter!(REQUESTS, "listener" => listener, "route" => route, "status" => status.to_string())
        .increment(1);
}

/// What another replica was told and what became of it.
pub fn relayed(peer: &str, outcome: &'static str) {
    counter!(RELAYED, "peer" => peer.to_owned(), "outcome" => outcome).increment(1);
}

/// What another replica will never be told.
pub fn relay_dropped(peer: &str, rows: u64) {
    counter!(RELAY_DROPPED, "peer" => peer.to_owned()).increment(rows);
}

/// What another replica is still to be told.
pub fn relay_waiting(peer: &str, rows: usize) {
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    gauge!(RELAY_WAITING, "peer" => peer.to_owned()).set(f64::from(rows));
}

/// The state's revision.
pub fn revision(revision: u64) {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a gauge is a float; 2^53 revisions are never reached"
    )]
    gauge!(REVISION).set(revision as f64);
}
