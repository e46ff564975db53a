//! Text to document: JSON when it begins as JSON, YAML otherwise, within limits that
//! stop alias bombs and deep nesting before they cost memory.

use serde_json::Value;

use super::convert;
use super::repair::Repairs;
use crate::limits::{DOCUMENT_BYTES_MAX, DOCUMENT_NODES_MAX};

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
    /// Swagger of another version than 2.0.
    #[error("/swagger: expected version 2.0, or OpenAPI 3.0, 3.1 or 3.2")]
    Swagger,
    /// Swagger 2.0 that grows past the nodes a document may have: many media types, each
    /// with the same large schema.
    #[error("/swagger: expected a document that converts to at most {DOCUMENT_NODES_MAX} nodes")]
    Conversion,
    /// No `openapi`, or a version nobody knows here.
    #[error("/openapi: expected version 3.0, 3.1 or 3.2")]
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

/// An OpenAPI 3.x document, of a version that is known; Swagger 2.0 becomes one.
pub(super) fn recognize(mut value: Value, repairs: &mut Repairs) -> Result<Value, DocumentError> {
    let object = value.as_object_mut().ok_or(DocumentError::NotAnObject)?;
    if let Some(version) = object.get("swagger") {
        if !matches!(text(version).as_str(), "2.0" | "2") {
            return Err(DocumentError::Swagger);
        }
        value = convert::swagger(std::mem::take(object), repairs)?;
    } else {
        let version = object.get_mut("openapi").ok_or(DocumentError::Version)?;
        let known = text(version);
        if !is_known(&known) {
            return Err(DocumentError::Version);
        }
        if version.is_number() {
            *version = Value::String(known);
            repairs.note("/openapi", "a number without quotes: read as the version");
        }
    }
    match value.get("paths") {
        None | Some(Value::Object(_)) => Ok(value),
        Some(_) => Err(DocumentError::Paths),
    }
}

/// A version as text, also where YAML read a number.
fn text(version: &Value) -> String {
    match version {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// `3.1`, `3.1.0`, `3.1.1-rc1`, and so on (OAS 3.2 §4.1.1).
fn is_known(version: &str) -> bool {
    ["3.0", "3.1", "3.2"].iter().any(|known| {
        let patch = version.strip_prefix(known);
        patch.is_some_and(|patch| patch.is_empty() || patch.starts_with('.'))
    })
}
