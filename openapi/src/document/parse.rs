//! Text to document: JSON when it begins as JSON, YAML otherwise, within limits that
//! stop alias bombs and deep nesting before they cost memory.

use serde_json::Value;

use crate::limits::DOCUMENT_BYTES_MAX;

mod yaml;

/// Why a text is not a document that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// More bytes than [`DOCUMENT_BYTES_MAX`].
    #[error("expected a document of at most {DOCUMENT_BYTES_MAX} bytes")]
    TooLarge,
    /// Neither JSON nor YAML.
    #[error("expected JSON or YAML: line {line}, column {column}")]
    Syntax {
        /// Line, from 1; 0 when unknown.
        line: u64,
        /// Column, from 1; 0 when unknown.
        column: u64,
    },
    /// The root is no object.
    #[error("expected an object at the root")]
    NotAnObject,
    /// Swagger 2.0.
    #[error("/swagger: Swagger 2.0 is not supported, expected OpenAPI 3.x")]
    Swagger,
    /// No `openapi`, or not 3.x.
    #[error("/openapi: expected a version that begins with \"3.\"")]
    Version,
    /// `paths` is no object.
    #[error("/paths: expected an object")]
    Paths,
}

/// Reads JSON or YAML.
pub(super) fn value(text: &str) -> Result<Value, DocumentError> {
    if text.len() > DOCUMENT_BYTES_MAX {
        return Err(DocumentError::TooLarge);
    }
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{')
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok(value);
    }
    // Not JSON, or a flow mapping that only YAML can read.
    yaml::read(text)
}

/// Whether a value is an OpenAPI 3.x document.
pub(super) fn recognize(value: &Value) -> Result<(), DocumentError> {
    let object = value.as_object().ok_or(DocumentError::NotAnObject)?;
    if object.contains_key("swagger") {
        return Err(DocumentError::Swagger);
    }
    let version = object.get("openapi").and_then(Value::as_str);
    if !version.is_some_and(|version| version.starts_with("3.")) {
        return Err(DocumentError::Version);
    }
    match object.get("paths") {
        None | Some(Value::Object(_)) => Ok(()),
        Some(_) => Err(DocumentError::Paths),
    }
}
