//! What an operator knows better about paths: hints that hold for what was seen before them,
//! too, since decisions are taken anew each time.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::template::Step;
use crate::limits::{KEY_BYTES_MAX, OBSERVED_SEGMENTS_MAX, OVERRIDES_MAX};

/// Hints about the paths of one service, as lines:
///
/// - `/post/{postId}`: below `/post` stand values of one parameter, of this name;
/// - `/post/^`: below `/post` everything stands for itself;
/// - `/post/new`: this stands for itself, whatever is beside it;
/// - `!/internal`: this, and what is below it, is not published.
///
/// In the segments before the last one a `{name}` means any parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Overrides {
    lines: Vec<String>,
    hints: Vec<(Vec<Segment>, Hint)>,
    named: Vec<Vec<Segment>>,
    hidden: Vec<Vec<Segment>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Parameter(String),
}

/// What is known of the segments below a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// All of them stand for themselves.
    Literal,
    /// They are values of one parameter.
    Parameter {
        /// Its name.
        name: String,
    },
}

/// A line that is no hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverridesError {
    /// The line's number, from 1.
    pub line: usize,
    expected: &'static str,
}

impl fmt::Display for OverridesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "override {}: expected {}", self.line, self.expected)
    }
}

impl std::error::Error for OverridesError {}

impl Overrides {
    /// No hints.
    pub(super) const fn none() -> Self {
        Self {
            lines: Vec::new(),
            hints: Vec::new(),
            named: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// Reads hints, one for each line.
    ///
    /// # Errors
    /// The first line that is none, or more than [`OVERRIDES_MAX`] of them.
    pub fn parse(lines: &[String]) -> Result<Self, OverridesError> {
        let mut overrides = Self::default();
        for (index, line) in lines.iter().enumerate() {
            let error = |expected| OverridesError {
                line: index + 1,
                expected,
            };
            if index >= OVERRIDES_MAX {
                return Err(error("fewer overrides"));
            }
            overrides.add(line).map_err(error)?;
        }
        overrides.lines = lines.to_vec();
        Ok(overrides)
    }

    fn add(&mut self, line: &str) -> Result<(), &'static str> {
        let (is_hidden, path) = match line.strip_prefix('!') {
            Some(path) => (true, path),
            None => (false, line),
        };
        let path = path
            .strip_prefix('/')
            .ok_or("a path such as /post/{postId}, /post/^ or !/post")?;
        let parts: Vec<&str> = path.split('/').collect();
        if parts.len() > OBSERVED_SEGMENTS_MAX {
            return Err("fewer segments");
        }
        let Some((last, before)) = parts.split_last() else {
            return Err("a segment");
        };
        let mut segments = before
            .iter()
            .map(|it| segment(it))
            .collect::<Result<Vec<_>, _>>()?;
        if is_hidden {
            segments.push(segment(last)?);
            self.hidden.push(segments);
        } else if *last == "^" {
            self.hints.push((segments, Hint::Literal));
        } else {
            match segment(last)? {
                Segment::Parameter(name) => self.hints.push((segments, Hint::Parameter { name })),
                literal @ Segment::Literal(_) => {
                    segments.push(literal);
                    self.named.push(segments);
                }
            }
        }
        Ok(())
    }

    /// What is known of the segments below a path; the first hint wins.
    pub(super) fn hint(&self, path: &[Step]) -> Option<&Hint> {
        let mut hints = self.hints.iter();
        hints
            .find(|(above, _)| matches(above, path))
            .map(|(_, hint)| hint)
    }

    /// Whether a literal below a path is named by a line of its own.
    pub(super) fn names(&self, path: &[Step], literal: &str) -> bool {
        self.named
            .iter()
            .any(|segments| match segments.split_last() {
                Some((Segment::Literal(last), above)) => last == literal && matches(above, path),
                Some((Segment::Parameter(_), _)) | None => false,
            })
    }

    /// Whether a path is not published.
    pub(super) fn hides(&self, path: &[Step]) -> bool {
        self.hidden.iter().any(|segments| matches(segments, path))
    }
}

impl TryFrom<Vec<String>> for Overrides {
    type Error = OverridesError;

    fn try_from(lines: Vec<String>) -> Result<Self, OverridesError> {
        Self::parse(&lines)
    }
}

impl From<Overrides> for Vec<String> {
    fn from(overrides: Overrides) -> Self {
        overrides.lines
    }
}

fn segment(text: &str) -> Result<Segment, &'static str> {
    if text.len() > KEY_BYTES_MAX {
        return Err("shorter segments");
    }
    let inner = text.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    match inner {
        Some(name) if !name.is_empty() && !name.contains(['{', '}']) => {
            Ok(Segment::Parameter(name.to_owned()))
        }
        None if !text.contains(['{', '}', '^']) => Ok(Segment::Literal(text.to_owned())),
        Some(_) | None => Err("segments such as post or {postId}, and ^ only at the end"),
    }
}

fn matches(segments: &[Segment], path: &[Step]) -> bool {
    segments.len() == path.len()
        && segments.iter().zip(path).all(|pair| match pair {
            (Segment::Literal(own), Step::Literal(literal)) => own == literal,
            (Segment::Parameter(_), Step::Parameter { .. }) => true,
            (Segment::Literal(_), Step::Parameter { .. })
            | (Segment::Parameter(_), Step::Literal(_)) => false,
        })
}
