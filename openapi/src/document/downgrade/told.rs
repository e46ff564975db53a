//! What a document of an older version does not say, by the places that said it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::limits::DOWNGRADED_TOLD_MAX;
use crate::pointer;

/// Pointers into the document it was, each once.
#[derive(Debug, Default)]
pub(super) struct Told(BTreeSet<String>);

impl Told {
    /// Something at this place.
    pub(super) fn note(&mut self, at: &str) {
        self.0.insert(at.to_owned());
    }

    /// A member of what is at this place.
    pub(super) fn member(&mut self, at: &str, name: &str) {
        self.0.insert(pointer::join(at, name));
    }

    /// How many places there are and the first of them; `None` where nothing was left out.
    pub(super) fn into_value(self, version: Option<&Value>) -> Option<Value> {
        if self.0.is_empty() {
            return None;
        }
        let count = self.0.len();
        let pointers: Vec<String> = self.0.into_iter().take(DOWNGRADED_TOLD_MAX).collect();
        Some(json!({ "from": version, "count": count, "pointers": pointers }))
    }
}
