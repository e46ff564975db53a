//! Style and explode (OAS 3.1 §4.8.12.3, 3.2 §4.12.4): how one value stands in a text.
//!
//! Beyond the tables of the specification, and as everybody does it: style `deepObject` is
//! the same whatever `explode` says, its members may be arrays and objects in turn
//! (`a[b][]=1`, `a[b]=1&a[b]=2`, `a[b][0][c]=1`), and so may it itself (`a[]=1`); an array in
//! an exploded `spaceDelimited` or `pipeDelimited` is one in `form`; an array that is a
//! property of an exploded object in `form` is given as if it were a parameter itself.

use serde::{Deserialize, Serialize};

use super::pairs::Escape;
use super::readings::{Reading, Readings};
use super::types::Types;

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::contract) struct Format {
    pub(super) style: Style,
    pub(super) explode: bool,
}

/// A style of the specification; and a JSON text, which stands where a style may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::contract) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    Space,
    Pipe,
    Deep,
    Cookie,
    Json,
}

impl Style {
    pub(in crate::contract) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "simple" => Self::Simple,
            "label" => Self::Label,
            "matrix" => Self::Matrix,
            "form" => Self::Form,
            "spaceDelimited" => Self::Space,
            "pipeDelimited" => Self::Pipe,
            "deepObject" => Self::Deep,
            "cookie" => Self::Cookie,
            _ => return None,
        })
    }

    /// Whether it is one of those for a query, and so for a form.
    pub(in crate::contract) const fn is_of_query(self) -> bool {
        matches!(self, Self::Form | Self::Space | Self::Pipe | Self::Deep)
    }
}

impl Format {
    /// `explode` is true by default in style `form`, and in `cookie`, which follows it.
    pub(in crate::contract) fn new(style: Style, explode: Option<bool>) -> Self {
        let default = matches!(style, Style::Form | Style::Cookie);
        Self {
            style,
            explode: explode.unwrap_or(default),
        }
    }

    /// One JSON text.
    pub(in crate::contract) const JSON: Self = Self {
        style: Style::Json,
        explode: true,
    };

    /// Whether an object's members stand as pairs of their own names.
    pub(super) const fn spreads(self) -> bool {
        self.explode && matches!(self.style, Style::Form | Style::Cookie)
    }

    /// Whether one pair holds all of the value.
    pub(super) const fn is_one_pair(self) -> bool {
        match self.style {
            Style::Form | Style::Space | Style::Pipe | Style::Cookie => !self.explode,
            Style::Simple | Style::Label | Style::Matrix | Style::Deep | Style::Json => false,
        }
    }

    /// How the names of a value's cookies are encoded, and what separates them.
    pub(super) fn of_cookies(self, value: &Reading) -> (Escape, &'static [u8]) {
        if self.style != Style::Form || !self.explode {
            return (Escape::None, b";");
        }
        let is_one_text = value.types.has(Types::SCALAR.without(Types::NULL));
        let separators: &[u8] = if is_one_text { b";" } else { b";&" };
        let has_members = value.types.has(Types::OBJECT) && value.types != Types::ALL;
        let names = if has_members {
            Escape::Percent
        } else {
            Escape::None
        };
        (names, separators)
    }

    pub(super) const fn escape_of_cookie(self) -> Escape {
        match self.style {
            Style::Cookie => Escape::None,
            Style::Simple
            | Style::Label
            | Style::Matrix
            | Style::Form
            | Style::Space
            | Style::Pipe
            | Style::Deep
            | Style::Json => Escape::Percent,
        }
    }

    /// Whether the specification or custom says how every value of these types is written.
    /// Of a value without known types it is taken to.
    pub(in crate::contract) fn is_defined(self, readings: &Readings, at: usize) -> bool {
        let value = readings.at(Some(at));
        let (has_array, has_object) = (
            value.types.has(Types::ARRAY),
            value.types.has(Types::OBJECT),
        );
        if value.types == Types::ALL {
            return true;
        }
        match self.style {
            Style::Json => true,
            Style::Deep => has_array || has_object,
            Style::Space | Style::Pipe => {
                (has_array || has_object)
                    && !(has_object && self.explode)
                    && self.holds(readings, value)
            }
            Style::Simple | Style::Label | Style::Matrix | Style::Form | Style::Cookie => {
                self.holds(readings, value)
            }
        }
    }

    /// Whether items and members are texts; of members that are pairs themselves, whether
    /// they are texts or lists of them.
    fn holds(self, readings: &Readings, value: &Reading) -> bool {
        let is_text = |at: usize| readings.at(Some(at)).types.has(Types::SCALAR);
        let are_texts = |reading: &Reading| {
            reading
                .prefix
                .iter()
                .copied()
                .chain(reading.items)
                .all(is_text)
        };
        let is_member = |at: usize| {
            let member = readings.at(Some(at));
            is_text(at) || (self.spreads() && member.types.has(Types::ARRAY) && are_texts(member))
        };
        let mut members = value.properties.iter().map(|(_, at)| *at);
        (!value.types.has(Types::ARRAY) || are_texts(value))
            && (!value.types.has(Types::OBJECT)
                || (members.all(is_member) && value.rest.is_none_or(is_member)))
    }
}
