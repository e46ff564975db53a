//! Patterns of ECMA-262 that can be run in linear time, compiled to automata. What cannot
//! (look-around, back-references) is refused when compiled, never half enforced. An engine
//! of our own, because the `regex` family costs a filter some 400 KB of Wasm and half a
//! second of start-up.
//!
//! A pattern becomes a syntax tree (`parse`), then states over UTF-8 bytes (`nfa`), then
//! a table with one row for each set of states that can be reached (`determinize`); where
//! that table would grow too large, the states themselves are run (`simulate`).

mod build;
mod classes;
mod closure;
mod determinize;
mod escape;
mod interner;
mod nfa;
mod parse;
mod set;
mod simulate;
mod table;
mod utf8;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use nfa::Nfa;
use table::Table;

/// A pattern, compiled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Form {
    Table(Table),
    States(Nfa),
}

/// Why a pattern cannot be enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Not a pattern of ECMA-262.
    #[error("not a regular expression")]
    Syntax,
    /// `(?=`, `(?!`, `(?<=` or `(?<!` (ECMA-262 §22.2.1).
    #[error("look-around cannot be run in linear time")]
    LookAround,
    /// `\1` or `\k<name>` (ECMA-262 §22.2.1).
    #[error("a back-reference cannot be run in linear time")]
    BackReference,
    /// `(?i)` and its like, which are other languages'.
    #[error("inline flags are not supported")]
    Flags,
    /// `\p{..}` or `\P{..}` of a property nobody has the table for.
    #[error("the Unicode property is not supported")]
    Property,
    /// More than [`PATTERN_BYTES_MAX`](crate::limits::PATTERN_BYTES_MAX).
    #[error("the pattern is too long")]
    Bytes,
    /// More than [`PATTERN_DEPTH_MAX`](crate::limits::PATTERN_DEPTH_MAX).
    #[error("the pattern's groups are nested too deeply")]
    Depth,
    /// More than [`PATTERN_STATES_MAX`](crate::limits::PATTERN_STATES_MAX).
    #[error("the pattern repeats too much")]
    States,
}

/// Characters of a Unicode property by what stands between the braces of `\p{..}`, as
/// ranges with both ends in them.
pub type Properties<'a> = &'a dyn Fn(&str) -> Option<Vec<(char, char)>>;

impl Pattern {
    /// Compiles a pattern (ECMA-262 §22.2, with the `u` flag; identity escapes and literal
    /// braces as in Annex B.1.2). Of Unicode's properties only `ASCII` and `Any` are known.
    ///
    /// # Errors
    /// It is no pattern, needs what no linear-time engine can do, or is too large.
    pub fn compile(source: &str) -> Result<Self, PatternError> {
        Self::compile_with(source, &trivial_property)
    }

    /// As [`Self::compile`], with somebody who knows Unicode's properties.
    ///
    /// # Errors
    /// It is no pattern, needs what no linear-time engine can do, or is too large.
    pub fn compile_with(source: &str, properties: Properties<'_>) -> Result<Self, PatternError> {
        let nfa = build::build(&parse::parse(source, properties)?)?;
        let form = determinize::determinize(&nfa).map_or_else(|| Form::States(nfa), Form::Table);
        Ok(Self { form })
    }

    /// Whether a text is a pattern, whether or not it could be enforced. Compiles nothing: a
    /// stranger may ask.
    pub fn is_pattern(source: &str) -> bool {
        let parsed = parse::parse(source, &|_| Some(Vec::new()));
        !matches!(parsed, Err(PatternError::Syntax | PatternError::Flags))
    }

    /// The form a pattern too large for a table has.
    #[cfg(test)]
    fn compile_to_states(source: &str) -> Result<Self, PatternError> {
        let nfa = build::build(&parse::parse(source, &trivial_property)?)?;
        let form = Form::States(nfa);
        Ok(Self { form })
    }

    /// Whether the pattern matches anywhere in the text.
    pub fn is_match(&self, text: &str) -> bool {
        match &self.form {
            Form::Table(table) => table.is_match(text),
            Form::States(nfa) => simulate::is_match(nfa, text),
        }
    }

    /// The most steps one byte of a text may take: one for a table, one for each state
    /// otherwise. Who judges what strangers send may count them.
    pub fn cost(&self) -> usize {
        match &self.form {
            Form::Table(_) => 1,
            Form::States(nfa) => nfa.states.len(),
        }
    }

    /// Whether a pattern that came from outside is whole: every index points into it. One
    /// that is not must not be run.
    pub fn is_sound(&self) -> bool {
        match &self.form {
            Form::Table(table) => table.is_sound(),
            Form::States(nfa) => nfa.is_sound(),
        }
    }
}

/// The properties that need no table.
pub(crate) fn trivial_property(name: &str) -> Option<Vec<(char, char)>> {
    match name {
        "ASCII" => Some(vec![('\0', '\x7f')]),
        "Any" => Some(vec![('\0', char::MAX)]),
        _ => None,
    }
}
