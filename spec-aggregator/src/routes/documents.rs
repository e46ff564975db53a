//! The published documents: the gateway's, each service's, and the list of services.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::conditional::answer;
use crate::app::App;
use crate::error::ApiError;
use crate::snapshot::Rendered;

const JSON: &str = "application/json";
// RFC 9512.
const YAML: &str = "application/yaml";

/// The gateway's document as JSON.
///
/// # Errors
/// It could not be rendered.
pub async fn gateway_json(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let page = app
        .page(|published| published.gateway.as_ref().map(Rendered::json))
        .await?;
    Ok(answer(&headers, JSON, page))
}

/// The gateway's document as YAML.
///
/// # Errors
/// It could not be rendered.
pub async fn gateway_yaml(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let page = app
        .page(|published| published.gateway.as_ref().map(Rendered::yaml))
        .await?;
    Ok(answer(&headers, YAML, page))
}

/// The list of services.
///
/// # Errors
/// It could not be rendered.
pub async fn services(State(app): State<App>, headers: HeaderMap) -> Result<Response, ApiError> {
    let page = app
        .page(|published| Some(published.listing.clone()))
        .await?;
    Ok(answer(&headers, JSON, page))
}

/// One service's document as JSON.
///
/// # Errors
/// There is no such service.
pub async fn service_json(
    State(app): State<App>,
    Path(service): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let page = app
        .page(move |published| published.services.get(&service).map(Rendered::json))
        .await?;
    Ok(answer(&headers, JSON, page))
}

/// One service's document as YAML.
///
/// # Errors
/// There is no such service.
pub async fn service_yaml(
    State(app): State<App>,
    Path(service): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let page = app
        .page(move |published| published.services.get(&service).map(Rendered::yaml))
        .await?;
    Ok(answer(&headers, YAML, page))
}
