//! Path templates (OAS 3.1 §4.8.8.2): parsing, printing and matching of one path.
//! Which template wins among several is the router's business.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::PATH_SEGMENTS_MAX;

pub mod cover;
#[cfg(test)]
mod tests;

/// A path template such as `/models/{model_id}:predict`; on the wire, that text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PathTemplate {
    text: String,
    segments: Vec<TemplateSegment>,
}

/// One segment of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateSegment {
    /// No expression: matches itself.
    Literal(String),
    /// Literals and expressions in turn: `v{major}.{minor}`.
    Templated {
        /// The literal text around the expressions.
        frame: Frame,
        /// Parameter names, in order.
        names: Vec<String>,
    },
}

/// The literal text before, between and after the expressions of a segment: `["v", ".", ""]`.
/// One text more than expressions; an inner one is never empty. Sorts the more concrete
/// first, so that a router can ask in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame(Vec<String>);

/// Why a text is no path template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Paths of a document begin with a slash.
    #[error("expected a path that begins with \"/\"")]
    NoSlash,
    /// `{` without `}`, `}` without `{`, or one inside another.
    #[error("expected balanced, unnested braces")]
    Braces,
    /// `{}`.
    #[error("expected a parameter name between braces")]
    NoName,
    /// `{a}{b}`: nothing says where one value ends.
    #[error("expected a literal between two expressions of one segment")]
    Adjacent,
    /// The same name twice.
    #[error("expected each parameter name once")]
    RepeatedName,
    /// More than [`PATH_SEGMENTS_MAX`] segments.
    #[error("expected at most {PATH_SEGMENTS_MAX} segments")]
    TooLong,
}

impl PathTemplate {
    /// Reads a key of the Paths Object.
    ///
    /// # Errors
    /// The first way in which the text is no template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let path = text.strip_prefix('/').ok_or(TemplateError::NoSlash)?;
        let segments = path
            .split('/')
            .map(TemplateSegment::parse)
            .collect::<Result<Vec<_>, _>>()?;
        if segments.len() > PATH_SEGMENTS_MAX {
            return Err(TemplateError::TooLong);
        }
        let template = Self {
            text: text.to_owned(),
            segments,
        };
        let mut names: Vec<&str> = template.names().collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(TemplateError::RepeatedName);
        }
        Ok(template)
    }

    /// The segments between slashes; `/` has one empty literal.
    pub fn segments(&self) -> &[TemplateSegment] {
        &self.segments
    }

    /// Parameter names in the order in which they stand.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.segments
            .iter()
            .flat_map(|segment| match segment {
                TemplateSegment::Literal(_) => &[][..],
                TemplateSegment::Templated { names, .. } => names.as_slice(),
            })
            .map(String::as_str)
    }

    /// The template as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl From<PathTemplate> for String {
    fn from(template: PathTemplate) -> Self {
        template.text
    }
}

impl TryFrom<String> for PathTemplate {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, TemplateError> {
        Self::parse(&text)
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TemplateSegment {
    fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut literals = Vec::new();
        let mut names = Vec::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once('{') {
            let (name, tail) = after.split_once('}').ok_or(TemplateError::Braces)?;
            if literal.contains('}') || name.contains('{') {
                return Err(TemplateError::Braces);
            }
            if name.is_empty() {
                return Err(TemplateError::NoName);
            }
            if literal.is_empty() && !names.is_empty() {
                return Err(TemplateError::Adjacent);
            }
            literals.push(literal.to_owned());
            names.push(name.to_owned());
            rest = tail;
        }
        if rest.contains('}') {
            return Err(TemplateError::Braces);
        }
        if names.is_empty() {
            return Ok(Self::Literal(rest.to_owned()));
        }
        literals.push(rest.to_owned());
        let frame = Frame(literals);
        Ok(Self::Templated { frame, names })
    }
}

impl Frame {
    /// The values of the expressions when `segment` (decoded) matches, in order. An
    /// expression never matches nothing (OAS 3.1 §4.8.12.1: path parameters are required).
    pub fn matches<'s>(&self, segment: &'s str) -> Option<Vec<&'s str>> {
        let (first, rest) = self.0.split_first()?;
        let (last, between) = rest.split_last()?;
        let mut open = segment.strip_prefix(first.as_str())?;
        open = open.strip_suffix(last.as_str())?;
        let mut values = Vec::with_capacity(rest.len());
        for literal in between {
            let (value, tail) = open.split_once(literal.as_str())?;
            values.push(value);
            open = tail;
        }
        values.push(open);
        values
            .iter()
            .all(|value| !value.is_empty())
            .then_some(values)
    }

    /// Whether some text matches both. What stands at the ends decides: expressions between
    /// take whatever is left.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else {
            return false;
        };
        let (Some(others_first), Some(others_last)) = (other.0.first(), other.0.last()) else {
            return false;
        };
        (first.starts_with(others_first.as_str()) || others_first.starts_with(first.as_str()))
            && (last.ends_with(others_last.as_str()) || others_last.ends_with(last.as_str()))
    }

    /// Which is more concrete, by how much of it is literal: the lesser.
    pub(crate) fn cmp_concrete(&self, other: &Self) -> Ordering {
        other.literal_bytes().cmp(&self.literal_bytes())
    }

    fn literal_bytes(&self) -> usize {
        self.0.iter().map(String::len).sum()
    }
}

impl Ord for Frame {
    fn cmp(&self, other: &Self) -> Ordering {
        self.cmp_concrete(other).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Frame {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
