//! What was given for one value, split and decoded, before it is of any type.

use super::super::verdict::keyword;
use super::super::{Location, Verdict, Violation};
use super::readings::Reading;
use crate::pointer;

/// A value as texts.
#[derive(Debug)]
pub(in crate::contract) enum Part {
    /// One text.
    Text(String),
    /// A JSON text that was read.
    Json(String),
    /// Items.
    List(Vec<Self>),
    /// Members; no name stands there twice.
    Members(Vec<(String, Self)>),
    /// Any of these, the likeliest first.
    Any(Vec<Self>),
}

impl Part {
    /// Something that is there and has no value to judge.
    pub(super) const NOT_JUDGED: Self = Self::Any(Vec::new());
}

/// Why what was given is no value of its style.
#[derive(Debug)]
pub(in crate::contract) struct Broken {
    /// Below the value itself.
    pub(in crate::contract) pointer: String,
    pub(in crate::contract) keyword: &'static str,
    pub(in crate::contract) message: &'static str,
}

impl Broken {
    pub(super) fn style(message: &'static str) -> Self {
        Self {
            pointer: String::new(),
            keyword: keyword::STYLE,
            message,
        }
    }

    pub(super) fn encoding(message: &'static str) -> Self {
        Self {
            keyword: keyword::ENCODING,
            ..Self::style(message)
        }
    }

    pub(super) fn twice() -> Self {
        Self::style("given more than once")
    }

    /// The same, in a member. Only a name that the contract uses is told.
    pub(in crate::contract) fn within(mut self, reading: &Reading, name: &str) -> Self {
        let name = reading.property(name).map_or("*", |_| name);
        self.pointer.insert_str(0, &pointer::join("", name));
        self
    }

    pub(in crate::contract) fn verdict(self, location: Location, base: &str) -> Verdict {
        let at = [base, &self.pointer].concat();
        Verdict::of(vec![Violation::new(
            location,
            at,
            self.keyword,
            self.message,
        )])
    }
}
