//! `GET /v1/contracts`: the bundle that filters pull.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::conditional;
use crate::app::App;

/// The bundle, or 304.
pub async fn bundle(State(app): State<App>, headers: HeaderMap) -> Response {
    let page = app.writer.snapshot().mounts.bundle.clone();
    conditional::answer(&headers, "application/json", page)
}
