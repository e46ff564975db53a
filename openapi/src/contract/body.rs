//! A whole body, read as far as its media type says how. Judges nothing.

use crate::http::MediaType;
use crate::json::{self, Json, JsonError, JsonLimits};

/// A whole body.
#[derive(Debug)]
pub enum Body<'b> {
    /// One JSON text, read once for whoever looks at it.
    Json(Result<Json<'b>, JsonError>),
    /// Anything else.
    Bytes {
        /// As they came.
        bytes: &'b [u8],
        /// For JSON texts within.
        limits: JsonLimits,
    },
}

impl<'b> Body<'b> {
    /// Reads what JSON is as JSON, and leaves the rest as it is.
    pub fn read(media_type: Option<&MediaType>, bytes: &'b [u8], limits: JsonLimits) -> Self {
        if media_type.is_some_and(MediaType::is_json) {
            Self::Json(json::read(bytes, &limits))
        } else {
            Self::Bytes { bytes, limits }
        }
    }

    /// Whether there is nothing in it; of JSON, nothing but white space.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Json(Err(JsonError::Empty)) => true,
            Self::Json(Ok(_) | Err(_)) => false,
            Self::Bytes { bytes, limits: _ } => bytes.is_empty(),
        }
    }

    /// The JSON text, where it is one.
    pub fn json(&self) -> Option<&Json<'b>> {
        match self {
            Self::Json(json) => json.as_ref().ok(),
            Self::Bytes { .. } => None,
        }
    }
}
