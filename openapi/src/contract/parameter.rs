//! Parameter Objects (OAS 3.1 §4.8.12, 3.2 §4.12): one value found among what a request
//! gives, split as its style says, read by its schema's types, judged. What the
//! specification leaves undefined is reported when compiled and not judged.
//!
//! A form-exploded object is the pairs that have its properties' names; where its schema
//! speaks of additional properties, in any way, also those that no other parameter declares.
//! Nothing is how an empty one is written. `allowReserved` changes nothing: what it leaves
//! unencoded is read as it stands, but for what separates items and pairs.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::form::Form;
use super::schema::{self, Program, SchemaId};
use super::verdict::keyword;
use super::{Verdict, Violation};
use crate::json::{self, JsonLimits};
use crate::limits::QUERY_PARAMETERS_MAX;
use crate::pointer;

mod compile;
mod deep;
mod facet;
mod format;
mod given;
mod look;
mod pairs;
mod part;
mod place;
mod readings;
mod slot;
mod split;
mod types;
mod value;

pub(super) use format::{Format, Style};
pub(super) use given::{Given, query};
pub(super) use pairs::{Escape, Pair, pairs};
pub(super) use part::{Broken, Part};
pub(super) use readings::{Readings, is_object};
pub(super) use slot::{Slot, rest};
pub(super) use value::verdict;

/// A compiled Parameter Object.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Parameter {
    slot: Slot,
    place: Place,
    required: bool,
    /// `allowEmptyValue`: an empty value is none, and is not judged.
    allows_empty: bool,
    judge: Judge,
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    /// The n-th expression of the path template.
    Path(usize),
    Query,
    /// The query as a whole (OAS 3.2 §4.12.1).
    QueryString,
    Header,
    Cookie,
}

/// What judges a parameter.
#[derive(Debug, Serialize, Deserialize)]
enum Judge {
    /// It was reported when compiled. Whether any name may be one of its own.
    Nothing { takes_rest: bool },
    /// The schema of a value in a style.
    Styled(Readings),
    /// The schema, where there is one, of one text: of a JSON text, or of a string.
    Text {
        schema: Option<SchemaId>,
        is_json: bool,
    },
    /// Pairs within a text.
    Form(Box<Form>),
}

impl Parameter {
    /// Whether it refers to what there is: to one of so many values of the path, and to
    /// schemas of the program.
    pub(super) fn is_sound(&self, path_values: usize, program: &Program) -> bool {
        !matches!(self.place, Place::Path(index) if index >= path_values)
            && match &self.judge {
                Judge::Nothing { .. } => true,
                Judge::Styled(readings) => readings.is_sound(program),
                Judge::Text { schema, is_json: _ } => {
                    schema.is_none_or(|schema| program.has(schema))
                }
                Judge::Form(form) => form.is_sound(program),
            }
    }

    /// Whether it is the header field of this name.
    pub(super) fn is_header(&self, name: &str) -> bool {
        self.place == Place::Header && self.slot.name == name
    }

    pub(super) fn is_of_query(&self) -> bool {
        matches!(self.place, Place::Query | Place::QueryString)
    }

    /// Whether it is another one whose names stand among those of this one.
    pub(super) fn stands_beside(&self, other: &Self) -> bool {
        self.place == other.place && self.slot.name != other.slot.name
    }

    /// Whether a name, of the query or of cookies, is one of its own.
    pub(super) fn takes(&self, name: &str) -> bool {
        match &self.judge {
            _ if self.place == Place::QueryString => true,
            Judge::Nothing { .. } => deep::path(&self.slot.name, name).is_some(),
            Judge::Styled(readings) => self.slot.takes(readings, name),
            Judge::Text { .. } | Judge::Form(_) => self.slot.name == name,
        }
    }

    /// Whether any name that is nobody's may be one of its own.
    pub(super) fn takes_rest(&self) -> bool {
        match &self.judge {
            Judge::Nothing { takes_rest } => *takes_rest,
            Judge::Styled(readings) => self.slot.has_rest(readings),
            Judge::Text { .. } | Judge::Form(_) => false,
        }
    }

    /// Judges this parameter in what a message gives.
    pub(super) fn check(&self, program: &Program, given: &Given<'_>) -> Verdict {
        let (location, base) = (self.location(), pointer::join("", &self.slot.name));
        match &self.judge {
            Judge::Nothing { .. } => Verdict::Conforms,
            Judge::Styled(readings) => match self.part(readings, given) {
                Ok(Some(part)) => verdict(program, readings, &part, location, &base),
                Ok(None) => self.missing(),
                Err(broken) => broken.verdict(location, &base),
            },
            Judge::Text { .. } | Judge::Form(_) => match self.texts(given).as_slice() {
                [] => self.missing(),
                [text] if text.is_empty() && self.allows_empty => Verdict::Conforms,
                [text] => self.check_text(program, text, &base),
                _ => Broken::twice().verdict(location, &base),
            },
        }
    }

    fn part(&self, readings: &Readings, given: &Given<'_>) -> Result<Option<Part>, Broken> {
        let slot = &self.slot;
        let (pairs, escape) = match self.place {
            Place::Path(_) | Place::Header => {
                let texts = self.texts(given);
                if texts.is_empty() {
                    return Ok(None);
                }
                return slot.of_texts(readings, &texts, self.escape()).map(Some);
            }
            Place::Query | Place::QueryString => (given.query(), Escape::Form),
            Place::Cookie => {
                let (names, separators) = slot.format.of_cookies(readings.root());
                (&*given.cookies(names, separators), self.escape())
            }
        };
        if self.allows_empty && pairs.iter().any(|pair| pair.is_empty(&slot.name)) {
            let mut named = pairs.iter().filter(|pair| pair.is_named(&slot.name));
            if named.all(|pair| pair.is_empty(&slot.name)) {
                return Ok(Some(Part::NOT_JUDGED));
            }
        }
        let is_taken = |name: &str| {
            given
                .operation
                .is_some_and(|it| it.takes_beside(self, name))
        };
        let part = slot.of_pairs(readings, pairs, escape, &is_taken)?;
        let is_empty_object = part.is_none() && self.required && slot.is_spread(readings.root());
        Ok(part.or_else(|| is_empty_object.then(|| Part::Members(Vec::new()))))
    }

    fn check_text(&self, program: &Program, text: &[u8], base: &str) -> Verdict {
        let location = self.location();
        match &self.judge {
            Judge::Form(form) if self.place == Place::QueryString => {
                form.check_text(program, text, QUERY_PARAMETERS_MAX, location, base)
            }
            Judge::Form(form) => match pairs::decode(text, self.escape()) {
                Ok(text) => {
                    let text = text.as_bytes();
                    form.check_text(program, text, QUERY_PARAMETERS_MAX, location, base)
                }
                Err(message) => Broken::encoding(message).verdict(location, base),
            },
            Judge::Text { schema, is_json } => {
                let text = match pairs::decode(text, self.escape()) {
                    Ok(text) if *is_json => text,
                    Ok(text) => Value::from(text).to_string(),
                    Err(message) => return Broken::encoding(message).verdict(location, base),
                };
                match (json::read(text.as_bytes(), &JsonLimits::default()), schema) {
                    (Ok(value), Some(schema)) => {
                        schema::verdict(program, *schema, value.root(), location, base)
                    }
                    (Ok(_), None) => Verdict::Conforms,
                    (Err(error), _) => self.violates(error.keyword(), error.to_string()),
                }
            }
            Judge::Nothing { .. } | Judge::Styled(_) => Verdict::Conforms,
        }
    }

    fn missing(&self) -> Verdict {
        if self.required {
            self.violates(keyword::REQUIRED, "missing")
        } else {
            Verdict::Conforms
        }
    }

    fn violates(&self, keyword: &str, message: impl Into<String>) -> Verdict {
        let at = pointer::join("", &self.slot.name);
        Verdict::of(vec![Violation::new(self.location(), at, keyword, message)])
    }
}
