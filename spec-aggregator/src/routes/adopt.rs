//! `POST /v1/services/{service}/adopt`: what was learnt becomes the declared document.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use super::reports::refused_body;
use crate::adopt::{AdoptError, Adoption, prepare};
use crate::aggregate::{Declaration, Outcome};
use crate::app::App;
use crate::error::ApiError;
use crate::limits::ADOPT_BYTES_MAX;
use crate::snapshot::problem;

/// What is to be adopted.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Choice {
    /// Names of findings; absent, all differences that are not accepted.
    findings: Option<Vec<String>>,
}

/// Adopts: 201 when it is the service's first document, else 200, with the names of the
/// findings that are settled by it.
///
/// # Errors
/// No such service or finding, nothing learnt, a document that could not be enforced, or not
/// at the moment. The service's last document is still good then.
pub async fn adopt(
    State(app): State<App>,
    Path(service): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let body = body.map_err(|rejection| refused_body(&rejection, ADOPT_BYTES_MAX))?;
    let Choice { findings } = choice(&body)?;
    let snapshot = app.writer.snapshot();
    let name = service.clone();
    let prepared = spawn_blocking(move || prepare(&snapshot, &name, findings.as_deref())).await;
    let prepared = prepared.map_err(|_| ApiError::Internal("adopting panicked"))?;
    let Adoption {
        declaration,
        findings,
    } = prepared.map_err(refused)?;
    let Some(declaration) = declaration else {
        return Ok((StatusCode::OK, answer(&service, &findings, &[])));
    };
    let problems: Vec<Value> = declaration.problems.iter().map(problem).collect();
    let declaration = Declaration {
        configured: app.configured.contains(&service),
        ..declaration
    };
    let status = match app.writer.declare(declaration).await? {
        Outcome::Created => StatusCode::CREATED,
        Outcome::Replaced => StatusCode::OK,
        Outcome::Stale => {
            return Err(ApiError::Conflict(
                "another document was declared meanwhile",
            ));
        }
    };
    tracing::info!(
        service,
        findings = findings.len(),
        "what was learnt was adopted"
    );
    Ok((status, answer(&service, &findings, &problems)))
}

fn answer(service: &str, findings: &[String], problems: &[Value]) -> Json<Value> {
    Json(json!({ "service": service, "adopted": findings, "problems": problems }))
}

fn choice(body: &[u8]) -> Result<Choice, ApiError> {
    if body.trim_ascii().is_empty() {
        return Ok(Choice::default());
    }
    serde_json::from_slice(body).map_err(|_| {
        ApiError::BadRequest("the body: expected nothing, or {\"findings\": [..]}".to_owned())
    })
}

fn refused(error: AdoptError) -> ApiError {
    match error {
        AdoptError::Unknown => ApiError::NotFound,
        AdoptError::Nothing => ApiError::Conflict("nothing was learnt of the service"),
        AdoptError::Finding => ApiError::BadRequest(error.to_string()),
        AdoptError::Patches => ApiError::Conflict("the patches do not fit together"),
        AdoptError::Problems(problems) => {
            ApiError::NotEnforceable(problems.iter().map(problem).collect())
        }
    }
}
