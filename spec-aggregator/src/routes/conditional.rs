//! Conditional answers: a page with its strong validator, or 304 when the caller has it
//! (RFC 9110 13.1.2).

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::snapshot::Page;

/// Answers with `page`, or 304.
pub fn answer(request: &HeaderMap, content_type: &'static str, page: Page) -> Response {
    let Page { bytes, etag } = page;
    let known = request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .any(|candidate| is_match(candidate.trim(), &etag));
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (
            [(header::CONTENT_TYPE, HeaderValue::from_static(content_type))],
            bytes,
        )
            .into_response()
    };
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Compares weakly, as `If-None-Match` does: a proxy that compresses weakens validators.
fn is_match(candidate: &str, etag: &str) -> bool {
    candidate == "*" || candidate.strip_prefix("W/").unwrap_or(candidate) == etag
}
