//! `GET /v1/contracts`: the bundle that filters pull, with compiled contracts for those that
//! say they read ours, with documents for everybody else.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use openapi::contract::CONTRACT_VERSION;
use openapi::gateway::CONTRACT_VERSION_HEADER;

use super::conditional;
use crate::app::App;

/// The bundle, or 304.
pub async fn bundle(State(app): State<App>, headers: HeaderMap) -> Response {
    let mounts = &app.writer.snapshot().mounts;
    let reads = headers
        .get(CONTRACT_VERSION_HEADER)
        .and_then(|version| version.to_str().ok()?.parse().ok());
    let page = if reads == Some(CONTRACT_VERSION) {
        &mounts.compiled
    } else {
        &mounts.documents
    };
    let mut response = conditional::answer(&headers, "application/json", page.clone());
    let vary = HeaderValue::from_static(CONTRACT_VERSION_HEADER);
    response.headers_mut().insert(header::VARY, vary);
    response
}
