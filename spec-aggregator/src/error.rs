//! What goes wrong while a request is answered. Two sentences for each: one for the caller,
//! as `application/problem+json` (RFC 9457), one for the log, written here and only here.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use problem_details::{ProblemDetails, ProblemType};
use serde_json::{Value, json};

use crate::limits::RETRY_AFTER_SECONDS;
use crate::writer::WriteError;

/// A request that was not answered as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// The request was wrong in this way.
    BadRequest(String),
    /// No token, or not ours.
    Unauthorized,
    /// Nothing is there.
    NotFound,
    /// Something is there, for other methods.
    MethodNotAllowed,
    /// The request contradicts what is known.
    Conflict(&'static str),
    /// What it would come to has parts that could not be enforced: these.
    NotEnforceable(Vec<Value>),
    /// This replica talks to itself.
    Misdirected,
    /// The body is over this many bytes.
    TooLarge(usize),
    /// We cannot at the moment; the same request may succeed later.
    Unavailable(WriteError),
    /// We took too long.
    Timeout,
    /// We failed, for this internal reason.
    Internal(&'static str),
}

impl ApiError {
    fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict(_) | Self::NotEnforceable(_) => StatusCode::CONFLICT,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unavailable(_) | Self::Timeout => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The sentence for the caller.
    fn external(&self) -> String {
        match self {
            Self::BadRequest(detail) => detail.clone(),
            Self::Unauthorized => "a bearer token is required".to_owned(),
            Self::NotFound => "nothing is published at this path".to_owned(),
            Self::MethodNotAllowed => {
                "this path takes other methods, see the Allow header".to_owned()
            }
            Self::Conflict(detail) => (*detail).to_owned(),
            Self::NotEnforceable(_) => {
                "the document would have parts that cannot be enforced".to_owned()
            }
            Self::Misdirected => "a replica relays nothing to itself".to_owned(),
            Self::TooLarge(bytes) => format!("the body is over {bytes} bytes"),
            Self::Unavailable(_) | Self::Timeout => "not at the moment, try again".to_owned(),
            Self::Internal(_) => "the service failed".to_owned(),
        }
    }

    /// The line for the log; what a caller did wrong is the caller's to read.
    fn log(&self) {
        match self {
            Self::Internal(internal) => tracing::error!(internal, "a request failed"),
            Self::Unavailable(error) => tracing::warn!(%error, "a request was put off"),
            Self::Timeout => tracing::warn!("a request took too long"),
            Self::BadRequest(_)
            | Self::Unauthorized
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::Conflict(_)
            | Self::NotEnforceable(_)
            | Self::Misdirected
            | Self::TooLarge(_) => {
                tracing::debug!(status = self.status().as_u16(), "a request was refused");
            }
        }
    }
}

impl From<WriteError> for ApiError {
    fn from(error: WriteError) -> Self {
        Self::Unavailable(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.log();
        let status = self.status();
        let problem = ProblemDetails::from_status_code(status)
            .with_type(ProblemType::default())
            .with_detail(self.external());
        let mut response = match &self {
            Self::NotEnforceable(problems) => problem
                .with_extensions(json!({ "problems": problems }))
                .into_response(),
            Self::BadRequest(_)
            | Self::Unauthorized
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::Conflict(_)
            | Self::Misdirected
            | Self::TooLarge(_)
            | Self::Unavailable(_)
            | Self::Timeout
            | Self::Internal(_) => problem.into_response(),
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::Unauthorized => {
                // RFC 6750 3: no more than the scheme, when no token came or a wrong one.
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::Unavailable(_) | Self::Timeout => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
            }
            Self::BadRequest(_)
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::Conflict(_)
            | Self::NotEnforceable(_)
            | Self::Misdirected
            | Self::TooLarge(_)
            | Self::Internal(_) => {}
        }
        response
    }
}
