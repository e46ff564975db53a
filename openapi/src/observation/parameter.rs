//! Parameters as traffic gives them: by name, each value by its class, and where a value
//! looks like several in one text, by the classes of its parts.

use serde::{Deserialize, Serialize};

use super::UNNAMED;
use crate::limits::{DELIMITED_PARTS_MAX, QUERY_PARAMETERS_MAX};
use crate::shape::names::is_storable;
use crate::shape::sorted::Sorted;
use crate::shape::{Counts, Shape, TextClass, WordKey};

/// What stands between the parts of one value (OAS 3.1 §4.8.12.2 `style`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Hash)]
#[serde(rename_all = "camelCase")]
pub enum Delimiter {
    /// `,`: style `form` that does not explode, or `simple`.
    Comma,
    /// `|`: style `pipeDelimited`.
    Pipe,
    /// A space: style `spaceDelimited`.
    Space,
}

/// The values of one parameter in one exchange.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ParameterObservation {
    /// All values as texts.
    pub shape: Shape,
    /// Values that fall into parts, by what stands between them.
    pub delimited: Counts<Delimiter>,
    /// Their parts.
    pub parts: Shape,
}

impl ParameterObservation {
    /// Takes in one value, decoded.
    pub fn add(&mut self, value: &str, key: Option<&WordKey>) {
        self.shape.join(Shape::of_text(value, key));
        if let Some((delimiter, parts)) = parts(value) {
            self.delimited.add(delimiter, 1);
            for part in parts {
                self.parts.join(Shape::of_text(part, key));
            }
        }
    }
}

/// The parameters of a raw query by name, in the order of names. A name given twice has a
/// shape that counts two. Names that identify something, over-long ones and those beyond
/// [`QUERY_PARAMETERS_MAX`] pairs are observed as [`UNNAMED`].
pub fn query_parameters(query: &str, key: Option<&WordKey>) -> Vec<(String, ParameterObservation)> {
    let mut parameters: Sorted<String, Box<ParameterObservation>> = Sorted::default();
    for (index, (name, value)) in form_urlencoded::parse(query.as_bytes()).enumerate() {
        let kept = index < QUERY_PARAMETERS_MAX && is_storable(&name);
        let name = if kept {
            name.into_owned()
        } else {
            UNNAMED.to_owned()
        };
        if let (Some(parameter), _) = parameters.obtain(name) {
            parameter.add(&value, key);
        }
    }
    let entries = parameters.into_entries();
    entries
        .map(|(name, parameter)| (name, *parameter))
        .collect()
}

/// The parts of a value, when they are of one class that people do not write in prose.
fn parts(value: &str) -> Option<(Delimiter, Vec<&str>)> {
    let delimiters = [
        (Delimiter::Comma, ','),
        (Delimiter::Pipe, '|'),
        (Delimiter::Space, ' '),
    ];
    let (delimiter, sign) = delimiters
        .into_iter()
        .find(|(_, sign)| value.contains(*sign))?;
    let parts: Vec<&str> = value.split(sign).take(DELIMITED_PARTS_MAX + 1).collect();
    if parts.len() > DELIMITED_PARTS_MAX {
        return None;
    }
    let mut classes = parts.iter().map(|part| TextClass::of(part));
    let first = classes.next()?;
    let is_prose = match first {
        TextClass::Empty | TextClass::Text => true,
        TextClass::Word | TextClass::Slug => delimiter == Delimiter::Space,
        TextClass::Boolean
        | TextClass::Integer
        | TextClass::Number
        | TextClass::Digits
        | TextClass::Uuid
        | TextClass::DateTime
        | TextClass::Date
        | TextClass::Time
        | TextClass::Uri
        | TextClass::Email
        | TextClass::Ipv4
        | TextClass::Ipv6
        | TextClass::Jwt
        | TextClass::Ulid
        | TextClass::Hex
        | TextClass::Prefixed
        | TextClass::Token => false,
    };
    (!is_prose && classes.all(|class| class == first)).then_some((delimiter, parts))
}
