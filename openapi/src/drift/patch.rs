//! JSON Patch (RFC 6902), as far as it is written here: changes of a document, and several
//! of them together. Applied by whoever has the document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::pointer;

/// One operation of a JSON Patch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub enum Change {
    /// Adds a member, or an item at its place.
    Add {
        /// Where.
        path: String,
        /// What.
        value: Value,
    },
    /// Takes a member or an item away.
    Remove {
        /// Where.
        path: String,
    },
    /// Puts another value in the place of one that is there.
    Replace {
        /// Where.
        path: String,
        /// What.
        value: Value,
    },
    /// Goes on only where this is so.
    Test {
        /// Where.
        path: String,
        /// What is expected there.
        value: Value,
    },
}

/// A JSON Patch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Patch(Vec<Change>);

impl Patch {
    /// The changes, in the order in which they are made.
    pub fn changes(&self) -> &[Change] {
        &self.0
    }

    pub(super) fn add(&mut self, path: String, value: impl Into<Value>) {
        self.0.push(Change::Add {
            path,
            value: value.into(),
        });
    }

    pub(super) fn remove(&mut self, path: String) {
        self.0.push(Change::Remove { path });
    }

    pub(super) fn replace(&mut self, path: String, value: impl Into<Value>) {
        self.0.push(Change::Replace {
            path,
            value: value.into(),
        });
    }

    /// Takes an item of an array away, if it is still what it was.
    pub(super) fn remove_item(&mut self, array: &str, index: usize, item: &Value) {
        let path = format!("{array}/{index}");
        self.0.push(Change::Test {
            path: path.clone(),
            value: item.clone(),
        });
        self.remove(path);
    }

    /// Makes an empty object where none is.
    pub(super) fn make(&mut self, document: &Value, path: &str) {
        if document.pointer(path).is_none() {
            self.add(path.to_owned(), Map::new());
        }
    }

    /// Several patches of one document as one: what two of them do alike is done once, and
    /// items of one array go from its end, so that no index changes before its turn.
    #[must_use]
    pub fn all<'p>(patches: impl IntoIterator<Item = &'p Self>) -> Self {
        let mut changes: Vec<Change> = Vec::new();
        let mut items: BTreeMap<(&str, std::cmp::Reverse<usize>), &Value> = BTreeMap::new();
        let mut known: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
        for patch in patches {
            let mut left = patch.0.iter();
            while let Some(change) = left.next() {
                if let Change::Test { path, value } = change
                    && let Some((array, index)) = item(path)
                {
                    // The removal that the test is for comes with it.
                    left.next();
                    items.insert((array, std::cmp::Reverse(index)), value);
                    continue;
                }
                let alike = known.entry(change.path()).or_default();
                if !alike.contains(&change) {
                    alike.push(change);
                    changes.push(change.clone());
                }
            }
        }
        let mut all = Self(changes);
        for ((array, std::cmp::Reverse(index)), value) in items {
            all.remove_item(array, index, value);
        }
        all
    }
}

impl Change {
    fn path(&self) -> &str {
        match self {
            Self::Add { path, value: _ }
            | Self::Remove { path }
            | Self::Replace { path, value: _ }
            | Self::Test { path, value: _ } => path,
        }
    }
}

/// An array and an index, if a path ends in one.
fn item(path: &str) -> Option<(&str, usize)> {
    let (array, index) = path.rsplit_once('/')?;
    Some((array, index.parse().ok()?))
}

/// A pointer below another, token by token.
pub(super) fn below(at: &str, tokens: &[&str]) -> String {
    let mut at = at.to_owned();
    for token in tokens {
        at = pointer::join(&at, token);
    }
    at
}
