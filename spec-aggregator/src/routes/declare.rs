//! `PUT /v1/services/{service}/document`: a service, or its pipeline, declares its document.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use super::reports::refused_body;
use crate::aggregate::{Declaration, Outcome};
use crate::app::App;
use crate::config::{is_service_name, parse_base_path, parse_hosts};
use crate::error::ApiError;
use crate::limits::DOCUMENT_BYTES_MAX;
use crate::snapshot::problem;

/// Where the service is mounted, when its document or the configuration does not say.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MountQuery {
    base_path: Option<String>,
    hosts: Option<String>,
}

/// Takes a document: 201 when it is the service's first, else 200. The answer lists what of
/// it cannot be used; the rest is.
///
/// # Errors
/// Not an OpenAPI document, a mount that contradicts the configuration, or not at the
/// moment. The service's last document is still good then.
pub async fn document(
    State(app): State<App>,
    Path(service): Path<String>,
    query: Result<Query<MountQuery>, QueryRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let expected =
        |place: &str, expected: &str| ApiError::BadRequest(format!("{place}: expected {expected}"));
    let Query(MountQuery { base_path, hosts }) =
        query.map_err(|_| expected("the query", "basePath and hosts at most, each once"))?;
    if !is_service_name(&service) {
        return Err(expected(
            "the service's name",
            "letters, digits, '.', '_' and '-', at most 128",
        ));
    }
    let configured = app.configured.contains(&service);
    if configured && (base_path.is_some() || hosts.is_some()) {
        return Err(ApiError::Conflict(
            "the service's mount is set in the configuration",
        ));
    }
    let base_path = base_path.map(|text| parse_base_path(&text)).transpose();
    let hosts = hosts.map(|text| parse_hosts(text.split(','))).transpose();
    let base_path = base_path.map_err(|words| expected("basePath", words))?;
    let hosts = hosts.map_err(|words| expected("hosts", words))?;

    let body = body.map_err(|rejection| refused_body(&rejection, DOCUMENT_BYTES_MAX))?;
    let name = service.clone();
    let read = spawn_blocking(move || {
        let text = std::str::from_utf8(&body).map_err(|_| "not UTF-8 text".to_owned())?;
        Declaration::read(&name, text).map_err(|error| error.to_string())
    });
    let read = read
        .await
        .map_err(|_| ApiError::Internal("compiling a document panicked"))?;
    let declaration =
        read.map_err(|error| ApiError::BadRequest(format!("not an OpenAPI document: {error}")))?;

    let problems: Vec<Value> = declaration.problems.iter().map(problem).collect();
    tracing::info!(
        service,
        problems = problems.len(),
        "a document was declared"
    );
    let outcome = app
        .writer
        .declare(Declaration {
            hosts,
            base_path,
            configured,
            ..declaration
        })
        .await?;
    let status = match outcome {
        Outcome::Created => StatusCode::CREATED,
        Outcome::Replaced | Outcome::Stale => StatusCode::OK,
    };
    Ok((
        status,
        Json(json!({ "service": service, "problems": problems })),
    ))
}
