//! Schemas that no value conforms to, known again by what the engine says of them: so do
//! rules of OpenAPI that JSON Schema has no keyword for get their name in a violation.

use serde_json::{Value, json};

use super::super::direction::Direction;
use super::Broken;

/// A rule of OpenAPI, put into schemas as a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::contract) enum Mark {
    /// Must be absent from this direction.
    Absent,
    /// The value of a discriminator that names no branch (OAS 3.1 §4.8.25).
    Tag,
}

/// What is said of a value that is of none of no types.
const OF_NO_TYPE: (&str, &str) = ("type", "expected ");
/// What is said of any text that must be longer than texts are.
const TOO_SHORT: (&str, &str) = ("minLength", "shorter than 4294967295 characters");

impl Mark {
    /// The schema that stands for it.
    pub(in crate::contract) fn schema(self) -> Value {
        match self {
            Self::Absent => json!({ "type": [] }),
            Self::Tag => json!({ "type": "string", "minLength": u32::MAX }),
        }
    }

    fn of(broken: &Broken) -> Option<Self> {
        let said = (broken.keyword, broken.message.as_str());
        match said {
            OF_NO_TYPE => Some(Self::Absent),
            TOO_SHORT => Some(Self::Tag),
            _ => None,
        }
    }

    /// The place about which there is nothing else to say: what must be absent, or what
    /// would have been judged by a branch that nobody named.
    fn covers(self, pointer: &str) -> &str {
        match self {
            Self::Absent => pointer,
            Self::Tag => pointer.rsplit_once('/').map_or("", |(object, _)| object),
        }
    }
}

/// Calls the rules by their names.
pub(super) fn name(direction: Direction, broken: &mut Vec<Broken>) {
    let covered: Vec<String> = broken
        .iter()
        .filter_map(|it| Some(Mark::of(it)?.covers(&it.pointer).to_owned()))
        .collect();
    if covered.is_empty() {
        return;
    }
    let is_covered = |broken: &Broken| {
        covered.iter().any(|place| {
            let below = broken.pointer.strip_prefix(place.as_str());
            below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        })
    };
    broken.retain(|it| Mark::of(it).is_some() || !is_covered(it));
    for broken in broken {
        let (keyword, message) = match Mark::of(broken) {
            Some(Mark::Absent) => (direction.keyword(), direction.message()),
            Some(Mark::Tag) => ("discriminator", "names no schema of the contract"),
            None => continue,
        };
        broken.keyword = keyword;
        message.clone_into(&mut broken.message);
    }
}
