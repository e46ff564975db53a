//! Every bound of the service, with its unit and its reason. Holds numbers only; what
//! happens at a bound is decided, counted and tested where it is used.

use std::time::Duration;

// --- Requests to us ----------------------------------------------------------

/// Bytes of one declared document, pushed or polled: the core reads no more than this.
pub const DOCUMENT_BYTES_MAX: usize = openapi::limits::DOCUMENT_BYTES_MAX;
/// Bytes of what is to be adopted: the names of all differences of one service.
pub const ADOPT_BYTES_MAX: usize = 64 * 1024;
/// Time a request may take before it is given up: longer than any commit, shorter than a
/// filter's patience is needed nowhere.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
/// Time open requests get to finish when the process is told to stop.
pub const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);
/// Seconds a caller is asked to wait when the store refused a write.
pub const RETRY_AFTER_SECONDS: u32 = 1;
/// Bytes of a service's name in a configuration or a path.
pub const SERVICE_NAME_BYTES_MAX: usize = 128;
/// Hosts one service may be mounted under.
pub const HOSTS_MAX: usize = 64;

// --- State and store ---------------------------------------------------------

/// Services that traffic alone may open. What is beyond is dropped and counted.
pub const OBSERVED_SERVICES_MAX: usize = openapi::limits::SERVICES_MAX;
/// Kinds of violations kept apart for one service: a contract and its traffic that have
/// nothing in common make a few hundred.
pub const SERVICE_MISMATCHES_MAX: usize = 512;
/// Days for which what was observed is kept, unless configured: what runs once a month was
/// seen by then.
pub const OBSERVED_DAYS_DEFAULT: u16 = 30;
/// The most days that may be configured: two years.
pub const OBSERVED_DAYS_MAX: u16 = 731;
/// Differences between documents and traffic that are accepted at all services.
pub const DRIFT_BASELINE_MAX: usize = 2_000;
/// Time between two looks for days that are to be forgotten.
pub const FORGET_INTERVAL: Duration = Duration::from_mins(10);
/// Sources (root contexts of proxies) remembered. The ones silent the longest go first;
/// a source falls silent when its worker is gone.
pub const LEDGERS_MAX: usize = 20_000;
/// Reports that wait for the writer. Full: the caller waits, and the filter's own
/// time-out is the back-pressure.
pub const WRITER_QUEUE_MAX: usize = 256;
/// Changes in one transaction: an fsync is paid once for all of them.
pub const COMMIT_CHANGES_MAX: usize = 128;
/// Time the database waits for a lock before it gives up.
pub const STORE_BUSY_TIMEOUT: Duration = Duration::from_secs(5);

// --- Polling -----------------------------------------------------------------

/// Time to connect to a service that is polled.
pub const POLL_CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// Time for one whole poll, body included.
pub const POLL_TIMEOUT: Duration = Duration::from_secs(10);
/// Time between two polls, unless configured.
pub const POLL_INTERVAL_DEFAULT: Duration = Duration::from_secs(30);
/// The shortest time between two polls that may be configured.
pub const POLL_INTERVAL_MIN: Duration = Duration::from_millis(100);
/// The longest time between two polls that may be configured.
pub const POLL_INTERVAL_MAX: Duration = Duration::from_hours(24);
/// Time until the second try when the first failed; doubles from there. A service often
/// starts seconds after its gateway.
pub const POLL_BACK_OFF_FIRST: Duration = Duration::from_millis(500);
/// Where the doubling ends, if the configured interval is not longer.
pub const POLL_BACK_OFF_MAX: Duration = Duration::from_mins(1);

// --- Other replicas ----------------------------------------------------------

/// Other replicas that may be configured: each gets everything from each.
pub const PEERS_MAX: usize = 16;
/// Bytes that wait for one replica: a replica that is gone for a night, at a busy gateway.
/// Beyond, the oldest are dropped and counted.
pub const RELAY_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Rows that wait for one replica, for the same reason: an index of them is in memory.
pub const RELAY_ROWS_MAX: usize = 200_000;
/// Bytes read at one time to be sent; one row may be larger.
pub const RELAY_READ_BYTES_MAX: usize = 1024 * 1024;
/// Rows read at one time to be sent: what is sent is written down once for all of them.
pub const RELAY_READ_ROWS_MAX: usize = 64;
/// Bytes of one relayed document: as JSON within JSON it is longer than it was.
pub const RELAY_DOCUMENT_BYTES_MAX: usize = 3 * DOCUMENT_BYTES_MAX;
/// Bytes of one relayed decision.
pub const RELAY_DECISION_BYTES_MAX: usize = 64 * 1024;
/// Time one relayed request may take: longer than the other replica gives it.
pub const RELAY_TIMEOUT: Duration = Duration::from_secs(25);
/// Time until the second try when the first failed; doubles from there.
pub const RELAY_BACK_OFF_FIRST: Duration = Duration::from_millis(200);
/// Where the doubling ends: a replica that is back has soon caught up.
pub const RELAY_BACK_OFF_MAX: Duration = Duration::from_secs(10);
/// Time a report waits for those before it, which other replicas may still have. Longer
/// than any of them is down; then it is taken without.
pub const RELAY_GAP_PATIENCE: Duration = Duration::from_mins(10);
/// Documents and decisions whose time is remembered: the oldest decisions go first.
pub const STAMPS_MAX: usize = 20_000;

// --- Publication -------------------------------------------------------------

/// Conflicts listed in a published document; the count of all stands beside the list.
pub const CONFLICTS_MAX: usize = 200;
/// Members of enumerations kept of one service: those of 400 full ones.
pub const REVEALED_TEXTS_MAX: usize = 10_000;
/// Members of enumerations asked for at one time: they travel in every bundle.
pub const WANTED_MAX: usize = 4_096;
/// Findings listed in one answer; how many there are beyond stands beside the list.
pub const FINDINGS_MAX: usize = 1_000;
/// Bytes of all patches in one answer. Of the findings beyond it the patch is left out, and
/// counted.
pub const LISTED_PATCH_BYTES_MAX: usize = 4 * 1024 * 1024;
/// What traffic has and one declared operation has not, listed in the published document; the
/// count of the rest stands behind it.
pub const UNDECLARED_MAX: usize = 50;

// --- Command line ------------------------------------------------------------

/// Bytes of a configuration file: a thousand services with long addresses stay below.
pub const CONFIG_BYTES_MAX: usize = 1024 * 1024;

/// Bytes of a HAR file: a long session in a browser stays below.
pub const HAR_BYTES_MAX: usize = 256 * 1024 * 1024;
