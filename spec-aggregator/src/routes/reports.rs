//! `POST /v1/reports`: what a filter observed. Answered once it is durable, so that a filter
//! may forget what was acknowledged.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use openapi::report::{Admission, Report};

use crate::app::App;
use crate::error::ApiError;
use crate::telemetry::stats;
use crate::writer::Received;

/// Bytes of one report: what the core decodes.
pub const REPORT_BYTES_MAX: usize = openapi::limits::REPORT_BYTES_MAX;

/// Counts a report once, however often it comes.
///
/// # Errors
/// Not a report, too far ahead of its source's others, or not at the moment.
pub async fn take(
    State(app): State<App>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let body = body.map_err(|rejection| refused_body(&rejection, REPORT_BYTES_MAX))?;
    let report = Report::decode(&body).map_err(|error| {
        stats::report("malformed");
        ApiError::BadRequest(format!("not a report: {error}"))
    })?;
    let dropped = report.dropped;
    let admission = app
        .writer
        .report(report, Received::Here(body))
        .await
        .inspect_err(|_| stats::report("refused"))?;
    match admission {
        Admission::New => {
            stats::report("new");
            stats::dropped_by_filters(dropped);
            Ok(StatusCode::ACCEPTED)
        }
        Admission::Duplicate => {
            stats::report("duplicate");
            Ok(StatusCode::ACCEPTED)
        }
        Admission::TooFarAhead => {
            stats::report("too_far_ahead");
            Err(ApiError::Conflict(
                "too far ahead of the reports that came before",
            ))
        }
    }
}

/// A body that could not be read: over the limit, or cut off.
pub(super) fn refused_body(rejection: &BytesRejection, limit: usize) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::TooLarge(limit)
    } else {
        ApiError::BadRequest("the body could not be read".to_owned())
    }
}
