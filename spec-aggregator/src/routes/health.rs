//! Probes and metrics.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use crate::app::App;
use crate::error::ApiError;
use crate::telemetry::stats;
use crate::writer::WriteError;

/// The process answers.
pub async fn live() -> &'static str {
    "live\n"
}

/// The process takes reports. A store that refuses does not make it unready: it answers 503
/// by itself, still publishes, and would never hear that the store is well again.
///
/// # Errors
/// The writer has stopped.
pub async fn ready(State(app): State<App>) -> Result<&'static str, ApiError> {
    if app.writer.is_running() {
        Ok("ready\n")
    } else {
        Err(WriteError::Stopped.into())
    }
}

/// Metrics in Prometheus' text format.
pub async fn metrics(State(app): State<App>) -> impl IntoResponse {
    stats::revision(app.writer.snapshot().revision);
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        app.metrics.render(),
    )
}
