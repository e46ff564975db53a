//! Logs and metrics: set up once, at the start. Log lines carry fields; metrics have bounded
//! labels. Neither ever holds a value from traffic.

use std::io::IsTerminal;
use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

pub mod stats;

/// What is logged unless `DOCENT_LOG` says otherwise.
const LOG_DEFAULT: &str = "info";

/// Starts logging to the standard error: JSON, or lines for a human at a terminal. Called a
/// second time it does nothing.
///
/// # Errors
/// `filter` is not a list of `target=level`.
pub fn log(filter: Option<&str>) -> Result<(), &'static str> {
    let filter = EnvFilter::try_new(filter.unwrap_or(LOG_DEFAULT))
        .map_err(|_| "a level such as info, or a list such as warn,spec_aggregator=debug")?;
    let human = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second subscriber is refused; the first stays.
    let started = if human {
        lines.try_init()
    } else {
        lines.json().flatten_event(true).try_init()
    };
    drop(started);
    Ok(())
}

/// The process's metrics, recorded from the first call on.
pub fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let seconds = [
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
            ];
            // The only error is an empty list of buckets.
            let builder = PrometheusBuilder::new()
                .set_buckets(&seconds)
                .unwrap_or_default();
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            drop(metrics::set_global_recorder(recorder));
            stats::describe();
            handle
        })
        .clone()
}
