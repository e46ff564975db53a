//! What the place of a parameter decides: where its texts are found and how they are encoded.

use super::pairs::{self, Escape};
use super::{Given, Parameter, Place};
use crate::contract::Location;

impl Parameter {
    /// Everything that is given under its name.
    pub(super) fn texts<'g>(&'g self, given: &'g Given<'_>) -> Vec<&'g [u8]> {
        let name = &self.slot.name;
        match self.place {
            Place::Path(index) => given.path(index),
            Place::Header => given.header(name),
            Place::QueryString => {
                let text = given.query_text();
                (!text.is_empty()).then_some(text).into_iter().collect()
            }
            Place::Query => pairs::texts(given.query(), name),
            Place::Cookie => pairs::texts(&given.cookies(Escape::None, b";"), name),
        }
    }

    /// A query as a whole that is no form has no reason to write a space as `+`.
    pub(super) fn escape(&self) -> Escape {
        match self.place {
            Place::Path(_) | Place::QueryString => Escape::Percent,
            Place::Query => Escape::Form,
            Place::Header => Escape::None,
            Place::Cookie => self.slot.format.escape_of_cookie(),
        }
    }

    pub(super) fn location(&self) -> Location {
        match self.place {
            Place::Path(_) => Location::Path,
            Place::Query | Place::QueryString => Location::Query,
            Place::Header => Location::Header,
            Place::Cookie => Location::Cookie,
        }
    }
}
