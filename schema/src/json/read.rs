//! Bytes to [`Json`], strictly and within limits: what two parsers could read in two ways
//! is refused. Streams of several texts are not read here.

mod list;
mod number;
mod open;
mod rare;
mod run;
mod scalar;
mod string;

use super::Json;
use crate::limits::{
    JSON_BYTES_MAX, JSON_DEPTH_DEFAULT, JSON_KEY_BYTES_MAX, JSON_KEYS_MAX, JSON_NODES_MAX,
};

/// Bounds of one JSON text. Each is checked before the value it bounds is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonLimits {
    /// Levels of nesting, 1 to [`crate::limits::JSON_DEPTH_MAX`].
    pub depth: usize,
    /// Values in all, containers included.
    pub nodes: usize,
    /// Members of one object.
    pub keys: usize,
    /// Bytes of one member name, unescaped.
    pub key_bytes: usize,
}

impl Default for JsonLimits {
    fn default() -> Self {
        Self {
            depth: JSON_DEPTH_DEFAULT,
            nodes: JSON_NODES_MAX,
            keys: JSON_KEYS_MAX,
            key_bytes: JSON_KEY_BYTES_MAX,
        }
    }
}

/// Why a body is not a JSON text that can be judged. Says nothing of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// No byte at all.
    #[error("empty body")]
    Empty,
    /// Not a JSON text in UTF-8 (RFC 8259), or a number no double can hold.
    #[error("not a JSON text")]
    Syntax,
    /// Two members of one object have the same name, escapes undone: parsers disagree
    /// on which one counts (RFC 8259 §4), so an upstream may act on what was not judged.
    #[error("a member name is given twice")]
    DuplicateKey,
    /// Longer than any text that is read.
    #[error("too many bytes")]
    Bytes,
    /// Nested deeper than the limit.
    #[error("nested too deeply")]
    Depth,
    /// More values than the limit.
    #[error("too many values")]
    Nodes,
    /// An object with more members than the limit, or a longer member name.
    #[error("an object has too many members or too long a member name")]
    Members,
}

impl JsonError {
    /// The keyword a violation reports.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Empty => "required",
            Self::Syntax => "json",
            Self::DuplicateKey => "duplicateKey",
            Self::Bytes => "maxBytes",
            Self::Depth => "maxDepth",
            Self::Nodes => "maxNodes",
            Self::Members => "maxMembers",
        }
    }
}

/// Reads exactly one JSON text.
///
/// # Errors
/// The first reason found; reading stops there.
pub fn read<'b>(bytes: &'b [u8], limits: &JsonLimits) -> Result<Json<'b>, JsonError> {
    if bytes.is_empty() {
        return Err(JsonError::Empty);
    }
    if bytes.len() > JSON_BYTES_MAX {
        return Err(JsonError::Bytes);
    }
    let text = core::str::from_utf8(bytes).map_err(|_| JsonError::Syntax)?;
    Ok(Json::new(text, list::list(text, limits)?))
}
