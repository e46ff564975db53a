//! What traffic breaks of a contract, told without anything of the traffic: kinds of
//! mismatches, how often each was seen, and those that an operator accepts. Judges nothing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::contract::{Location, Operation, Violation};
use crate::http::Method;
use crate::limits::MISMATCH_BYTES_MAX;

mod tallies;
#[cfg(test)]
pub(crate) mod tests;

pub use tallies::{Tallies, Tally};

/// The mismatches between a contract and its service that are known and let through.
pub type Baseline = BTreeSet<Mismatch>;

/// Which half of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Client to upstream.
    Request,
    /// Upstream to client.
    Response,
}

impl Direction {
    /// As in stats and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// One kind of mismatch: all violations of one keyword at one place of one operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mismatch {
    /// The operation's method.
    pub method: Method,
    /// The operation's path template, as the contract declares it.
    pub path: String,
    /// Which half of the exchange.
    pub direction: Direction,
    /// Which part of that half.
    pub location: Location,
    /// JSON Pointer below the location (RFC 6901), with `*` for what whoever sent the
    /// message has chosen: an index, or a member's name that the contract does not use.
    pub pointer: String,
    /// The keyword of the contract.
    pub keyword: String,
}

impl Mismatch {
    /// The kind of a violation of an operation.
    pub fn of(operation: &Operation, direction: Direction, violation: &Violation) -> Self {
        let Violation {
            location,
            pointer,
            keyword,
            message: _,
        } = violation;
        Self {
            method: operation.method(),
            path: operation.template().as_str().to_owned(),
            direction,
            location: *location,
            pointer: kind_of_place(*location, pointer),
            keyword: keyword.clone(),
        }
    }

    /// The same, however its pointer was written: indices stand as `*`.
    #[must_use]
    pub fn normalized(self) -> Self {
        Self {
            pointer: kind_of_place(self.location, &self.pointer),
            ..self
        }
    }

    /// Whether it says enough to be let through. A violation without its reasons could be
    /// any, and behind a head that cannot be read nothing was judged.
    pub fn is_acceptable(&self) -> bool {
        let is_head = match self.location {
            Location::Body | Location::Status => false,
            Location::Path | Location::Query | Location::Header | Location::Cookie => true,
        };
        self.keyword != "schema" && !(is_head && self.pointer.is_empty())
    }

    /// Whether a report has room for it.
    fn fits(&self) -> bool {
        let texts = [&self.path, &self.pointer, &self.keyword];
        texts.iter().map(|text| text.len()).sum::<usize>() <= MISMATCH_BYTES_MAX
            && !texts.iter().any(|text| text.contains(char::is_control))
    }
}

/// A pointer with `*` for its indices (RFC 6901 §4). A member whose name is a number cannot
/// be told from an index. Outside of a body the first token names a parameter or a field.
fn kind_of_place(location: Location, pointer: &str) -> String {
    let named = usize::from(location != Location::Body);
    let mut kind = String::with_capacity(pointer.len());
    for (at, token) in pointer.split('/').enumerate() {
        if at > 0 {
            kind.push('/');
        }
        kind.push_str(if at > named && is_index(token) {
            "*"
        } else {
            token
        });
    }
    kind
}

fn is_index(token: &str) -> bool {
    token == "0"
        || (!token.is_empty()
            && !token.starts_with('0')
            && token.bytes().all(|byte| byte.is_ascii_digit()))
}
