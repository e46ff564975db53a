//! The published documents: the gateway's, those of its major versions, each service's, and
//! the list of services. Each is OpenAPI 3.1, or 3.0 or 3.2 for who asks for it.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use openapi::document::Version;
use serde::Deserialize;

use super::conditional::answer;
use crate::app::App;
use crate::error::ApiError;
use crate::snapshot::{Format, Published, Rendered};

/// The form that is asked for.
#[derive(Debug, Deserialize)]
pub struct Form {
    version: Option<String>,
}

type Asked = Result<Query<Form>, QueryRejection>;

/// The gateway's document as JSON.
///
/// # Errors
/// It is asked for in no version that there is.
pub async fn gateway_json(
    State(app): State<App>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    document(&app, asked, &headers, Format::Json, gateway).await
}

/// The gateway's document as YAML.
///
/// # Errors
/// It is asked for in no version that there is.
pub async fn gateway_yaml(
    State(app): State<App>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    document(&app, asked, &headers, Format::Yaml, gateway).await
}

/// The gateway's document as OpenAPI 3.0, under the name that its tools look for.
///
/// # Errors
/// It could not be rendered.
pub async fn swagger(State(app): State<App>, headers: HeaderMap) -> Result<Response, ApiError> {
    page(&app, &headers, (Version::V3_0, Format::Json), gateway).await
}

/// The document of the gateway's operations below one major version, such as `/v1`.
///
/// # Errors
/// There is none below it, or it is asked for in no version that there is.
pub async fn major_json(
    State(app): State<App>,
    Path(major): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    document(&app, asked, &headers, Format::Json, below(major)).await
}

/// The list of services.
///
/// # Errors
/// It could not be rendered.
pub async fn services(State(app): State<App>, headers: HeaderMap) -> Result<Response, ApiError> {
    let page = app
        .page(|published| Some(published.listing.clone()))
        .await?;
    Ok(answer(&headers, media_type(Format::Json), page))
}

/// One service's document as JSON.
///
/// # Errors
/// There is no such service, or it is asked for in no version that there is.
pub async fn service_json(
    State(app): State<App>,
    Path(service): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    document(&app, asked, &headers, Format::Json, of(service)).await
}

/// One service's document as YAML.
///
/// # Errors
/// There is no such service, or it is asked for in no version that there is.
pub async fn service_yaml(
    State(app): State<App>,
    Path(service): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    document(&app, asked, &headers, Format::Yaml, of(service)).await
}

fn gateway(published: &Published) -> Option<&Rendered> {
    published.gateway.as_ref()
}

fn of(service: String) -> impl FnOnce(&Published) -> Option<&Rendered> + Send + 'static {
    move |published| published.services.get(&service)
}

fn below(major: String) -> impl FnOnce(&Published) -> Option<&Rendered> + Send + 'static {
    move |published| published.version(&major)
}

async fn document(
    app: &App,
    asked: Asked,
    headers: &HeaderMap,
    format: Format,
    choose: impl FnOnce(&Published) -> Option<&Rendered> + Send + 'static,
) -> Result<Response, ApiError> {
    let version = version(asked)?;
    page(app, headers, (version, format), choose).await
}

async fn page(
    app: &App,
    headers: &HeaderMap,
    (version, format): (Version, Format),
    choose: impl FnOnce(&Published) -> Option<&Rendered> + Send + 'static,
) -> Result<Response, ApiError> {
    let page = app
        .page(move |published| Some(choose(published)?.page(version, format)))
        .await?;
    Ok(answer(headers, media_type(format), page))
}

fn version(asked: Asked) -> Result<Version, ApiError> {
    let expected = || ApiError::BadRequest("version: expected 3.0, 3.1 or 3.2, once".to_owned());
    let Query(Form { version }) = asked.map_err(|_| expected())?;
    let Some(version) = version else {
        return Ok(Version::default());
    };
    Version::parse(&version).ok_or_else(expected)
}

fn media_type(format: Format) -> &'static str {
    match format {
        Format::Json => "application/json",
        // RFC 9512.
        Format::Yaml => "application/yaml",
    }
}
