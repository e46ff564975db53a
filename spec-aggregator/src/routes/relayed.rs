//! `POST /v1/relayed/...`: what another replica received. Taken as if it had been received
//! here at the same time, and told to nobody else.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use openapi::report::{Admission, Report};
use serde::Deserialize;
use tokio::task::spawn_blocking;

use super::reports::{REPORT_BYTES_MAX, refused_body};
use crate::aggregate::{Acceptance, Declaration, RelayedDecision, RelayedDocument};
use crate::app::App;
use crate::error::ApiError;
use crate::limits::{RELAY_DECISION_BYTES_MAX, RELAY_DOCUMENT_BYTES_MAX};
use crate::relay::{INSTANCE, RELAYED};
use crate::telemetry::stats;
use crate::writer::Received;

/// Whether reports that are missing before this one are waited for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gaps {
    #[serde(default)]
    closes_gaps: bool,
}

/// Refuses what this replica sends to itself.
pub async fn from_others(State(app): State<App>, request: Request, next: Next) -> Response {
    let instance = request.headers().get(INSTANCE);
    if instance.is_some_and(|it| it.as_bytes() == app.instance.as_bytes()) {
        ApiError::Misdirected.into_response()
    } else {
        next.run(request).await
    }
}

/// Counts a report once, however often and wherever it comes.
///
/// # Errors
/// Not a report, too far ahead of its source's others, or not at the moment.
pub async fn report(
    State(app): State<App>,
    Query(gaps): Query<Gaps>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let body = body.map_err(|rejection| refused_body(&rejection, REPORT_BYTES_MAX))?;
    let report = Report::decode(&body)
        .map_err(|error| ApiError::BadRequest(format!("not a report: {error}")))?;
    let at = headers
        .get(RELAYED)
        .and_then(|at| at.to_str().ok()?.parse().ok())
        .ok_or_else(|| ApiError::BadRequest(format!("{RELAYED}: expected Unix milliseconds")))?;
    let received = Received::Relayed {
        at,
        closes_gaps: gaps.closes_gaps,
    };
    match app.writer.report(report, received).await? {
        Admission::New | Admission::Duplicate => {
            stats::report("relayed");
            Ok(StatusCode::ACCEPTED)
        }
        Admission::TooFarAhead => Err(ApiError::Conflict(
            "too far ahead of the reports that came before",
        )),
    }
}

/// Takes what a service declares, unless something later is known.
///
/// # Errors
/// Not a document, or not at the moment.
pub async fn document(
    State(app): State<App>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let body = body.map_err(|rejection| refused_body(&rejection, RELAY_DOCUMENT_BYTES_MAX))?;
    let read = spawn_blocking(move || {
        let RelayedDocument { stamp, declared } = serde_json::from_slice(&body).ok()?;
        Declaration::relayed(declared, stamp).ok()
    });
    let read = read
        .await
        .map_err(|_| ApiError::Internal("compiling a document panicked"))?;
    let declaration =
        read.ok_or_else(|| ApiError::BadRequest("not a relayed document".to_owned()))?;
    tracing::info!(
        service = declaration.service,
        "a document was declared at another replica"
    );
    let configured = declaration.configured || app.configured.contains(&declaration.service);
    app.writer
        .declare(Declaration {
            configured,
            ..declaration
        })
        .await?;
    Ok(StatusCode::ACCEPTED)
}

/// Takes what was decided about a finding, unless something later is known.
///
/// # Errors
/// Not a decision, no room for it, or not at the moment.
pub async fn decision(
    State(app): State<App>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let body = body.map_err(|rejection| refused_body(&rejection, RELAY_DECISION_BYTES_MAX))?;
    let RelayedDecision { stamp, decision } = serde_json::from_slice(&body)
        .map_err(|_| ApiError::BadRequest("not a relayed decision".to_owned()))?;
    match app.writer.decide(decision, Some(stamp)).await? {
        Acceptance::Settled => Ok(StatusCode::ACCEPTED),
        Acceptance::Full => Err(ApiError::Conflict("as much is accepted as may be")),
    }
}
