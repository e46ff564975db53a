//! Text to document: JSON when it begins as JSON, YAML otherwise, within limits that
//! stop alias bombs and deep nesting before they cost memory.

use serde_json::Value;
use serde_saphyr::Options;

use crate::limits::{DOCUMENT_BYTES_MAX, DOCUMENT_DEPTH_MAX, DOCUMENT_NODES_MAX};

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
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| {
        let location = error.location();
        DocumentError::Syntax {
            line: location.map_or(0, |at| at.line()),
            column: location.map_or(0, |at| at.column()),
        }
    })
}

/// YAML 1.2's core schema: `on` and `no` are strings, `012` is not eight or ten.
fn options() -> Options {
    let mut options = serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        with_snippet: false,
    };
    if let Some(budget) = &mut options.budget {
        budget.max_nodes = DOCUMENT_NODES_MAX;
        budget.max_events = 2 * DOCUMENT_NODES_MAX;
        budget.max_depth = DOCUMENT_DEPTH_MAX;
        budget.max_documents = 1;
    }
    options.alias_limits.max_total_replayed_events = DOCUMENT_NODES_MAX;
    options
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
