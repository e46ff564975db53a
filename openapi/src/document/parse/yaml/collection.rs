//! A collection whose end has not come: items as they arrive, or members with their keys,
//! no key twice, and the mappings that a merge key brings in.

use serde_json::{Map, Value};

pub(super) enum Open {
    Sequence(Vec<Value>),
    Mapping {
        members: Map<String, Value>,
        /// Mappings behind `<<`, an earlier one before a later one.
        merged: Vec<Map<String, Value>>,
        next: Next,
    },
}

/// What the next node of a mapping is.
pub(super) enum Next {
    Key,
    ValueOf(String),
    Merged,
}

impl Open {
    pub(super) const fn sequence() -> Self {
        Self::Sequence(Vec::new())
    }

    pub(super) fn mapping() -> Self {
        Self::Mapping {
            members: Map::new(),
            merged: Vec::new(),
            next: Next::Key,
        }
    }

    pub(super) const fn awaits_key(&self) -> bool {
        matches!(
            self,
            Self::Mapping {
                next: Next::Key,
                ..
            }
        )
    }

    /// Takes a key; one that the mapping has already is refused (YAML 1.2.2 §3.2.1.3).
    pub(super) fn name(&mut self, name: String) -> Option<()> {
        match self {
            Self::Mapping { members, next, .. } if !members.contains_key(&name) => {
                *next = Next::ValueOf(name);
                Some(())
            }
            Self::Mapping { .. } | Self::Sequence(_) => None,
        }
    }

    /// Takes the merge key, which may stand more than once.
    pub(super) fn merge_next(&mut self) -> Option<()> {
        match self {
            Self::Mapping { next, .. } => {
                *next = Next::Merged;
                Some(())
            }
            Self::Sequence(_) => None,
        }
    }

    /// Takes an item, or the value of the key before it.
    pub(super) fn put(&mut self, value: Value) -> Option<()> {
        match self {
            Self::Sequence(items) => {
                items.push(value);
                Some(())
            }
            Self::Mapping {
                members,
                merged,
                next,
            } => match std::mem::replace(next, Next::Key) {
                Next::Key => None,
                Next::ValueOf(name) => {
                    members.insert(name, value);
                    Some(())
                }
                Next::Merged => merge(merged, value),
            },
        }
    }

    /// The finished collection: its own members first, then what was merged and is missing.
    pub(super) fn close(self) -> Value {
        match self {
            Self::Sequence(items) => Value::Array(items),
            Self::Mapping {
                mut members,
                merged,
                ..
            } => {
                for (name, value) in merged.into_iter().flatten() {
                    if !members.contains_key(&name) {
                        members.insert(name, value);
                    }
                }
                Value::Object(members)
            }
        }
    }
}

/// Only mappings merge, alone or in sequences; nothing merges too.
fn merge(merged: &mut Vec<Map<String, Value>>, value: Value) -> Option<()> {
    match value {
        Value::Null => Some(()),
        Value::Object(members) => {
            merged.push(members);
            Some(())
        }
        Value::Array(items) => items.into_iter().try_for_each(|item| merge(merged, item)),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
