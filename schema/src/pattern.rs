//! Patterns of ECMA-262 that can be run in linear time, compiled to automata. What cannot
//! (look-around, back-references) is refused when compiled, never half enforced.

use serde::{Deserialize, Serialize};

/// A pattern, compiled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {}

/// Why a pattern cannot be enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Not a pattern of ECMA-262.
    #[error("not a regular expression")]
    Syntax,
}

impl Pattern {
    /// Compiles a pattern (ECMA-262 §22.2, with the `u` flag).
    ///
    /// # Errors
    /// It is no pattern, needs what no linear-time engine can do, or is too large.
    pub fn compile(_source: &str) -> Result<Self, PatternError> {
        Err(PatternError::Syntax)
    }

    /// Whether the pattern matches anywhere in the text.
    pub fn is_match(&self, _text: &str) -> bool {
        false
    }
}

impl Pattern {
    /// Whether a pattern that came over the wire can be run.
    pub fn is_sound(&self) -> bool {
        true
    }
}
