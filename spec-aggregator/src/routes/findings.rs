//! Findings: what is wrong, for anybody to read, and for operators to accept or not.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use tokio::task::spawn_blocking;

use crate::aggregate::{Acceptance, Decided, Decision};
use crate::app::App;
use crate::error::ApiError;
use crate::finding::{self, Named, Reader};

/// Whose findings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    service: Option<String>,
}

type Chosen = Result<Query<Choice>, QueryRejection>;

/// Every finding.
///
/// # Errors
/// The query asks for something else.
pub async fn public(State(app): State<App>, choice: Chosen) -> Result<Response, ApiError> {
    list(&app, choice, Reader::Public).await
}

/// Every finding, and what was decided about it.
///
/// # Errors
/// The query asks for something else.
pub async fn internal(State(app): State<App>, choice: Chosen) -> Result<Response, ApiError> {
    list(&app, choice, Reader::Operator).await
}

/// Puts a violation or a difference on the baseline of its service.
///
/// # Errors
/// There is no such finding, it cannot be accepted, or not at the moment.
pub async fn accept(State(app): State<App>, Path(id): Path<String>) -> Result<Response, ApiError> {
    decide(&app, id, true).await
}

/// Takes it off the baseline of its service.
///
/// # Errors
/// There is no such finding, or not at the moment.
pub async fn withdraw(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    decide(&app, id, false).await
}

async fn list(app: &App, choice: Chosen, reader: Reader) -> Result<Response, ApiError> {
    let Query(Choice { service }) = choice.map_err(|_| {
        ApiError::BadRequest("the query: expected service at most, once".to_owned())
    })?;
    let snapshot = app.writer.snapshot();
    let list = spawn_blocking(move || finding::list(&snapshot, service.as_deref(), reader)).await;
    list.map(fresh)
        .map_err(|_| ApiError::Internal("listing findings panicked"))
}

async fn decide(app: &App, id: String, is_accepted: bool) -> Result<Response, ApiError> {
    let snapshot = app.writer.snapshot();
    let named = spawn_blocking(move || finding::named(&snapshot, &id)).await;
    let named = named.map_err(|_| ApiError::Internal("looking for a finding panicked"))?;
    let (service, decided) = match named.ok_or(ApiError::NotFound)? {
        Named::Decidable(service, decided) => (service, decided),
        Named::Problem => {
            return Err(ApiError::Conflict(
                "what is wrong with a document cannot be accepted",
            ));
        }
    };
    if let Decided::Mismatch(mismatch) = &decided
        && is_accepted
        && !mismatch.is_acceptable()
    {
        return Err(ApiError::Conflict(
            "the violation does not say what would be let through",
        ));
    }
    let acceptance = app
        .writer
        .decide(
            Decision {
                service: service.clone(),
                decided: decided.clone(),
                is_accepted,
            },
            None,
        )
        .await?;
    if acceptance == Acceptance::Full {
        return Err(ApiError::Conflict("as much is accepted as may be"));
    }
    tracing::info!(service, is_accepted, "a finding was decided about");
    let snapshot = app.writer.snapshot();
    let finding = spawn_blocking(move || finding::decided(&snapshot, &service, &decided)).await;
    finding
        .map(fresh)
        .map_err(|_| ApiError::Internal("writing a finding panicked"))
}

/// Findings change with every report: nobody keeps them.
fn fresh(value: Value) -> Response {
    let mut response = Json(value).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}
