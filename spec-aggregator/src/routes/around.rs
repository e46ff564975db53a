//! What happens around every route: the token, the time limit, the count, the last resort.

use std::any::Any;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::error::ApiError;
use crate::limits::REQUEST_TIMEOUT;
use crate::telemetry::stats;

/// Lets a request through that bears the token, or every one when there is none to bear.
pub async fn require_token(State(app): State<App>, request: Request, next: Next) -> Response {
    let authorization = request.headers().get(header::AUTHORIZATION);
    let allowed = app.token.as_ref().is_none_or(|token| {
        authorization.is_some_and(|authorization| token.is_borne_by(authorization.as_bytes()))
    });
    if allowed {
        next.run(request).await
    } else {
        ApiError::Unauthorized.into_response()
    }
}

/// Gives a request up after a while.
pub async fn limit_time(request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await;
    answer.unwrap_or_else(|_| ApiError::Timeout.into_response())
}

/// Counts a request by its route, never by its path.
pub async fn count(listener: &'static str, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let method = request.method().clone();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    tracing::debug!(listener, %method, route, status, "a request was answered");
    stats::request(listener, route, status);
    response
}

/// Answers for a handler that panicked. The panic's message stays out of the answer.
pub fn panicked(_: Box<dyn Any + Send>) -> Response {
    ApiError::Internal("a handler panicked").into_response()
}
