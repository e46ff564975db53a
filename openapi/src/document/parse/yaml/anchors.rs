//! What anchors name, and what a copy of it costs.

use serde_json::Value;

use crate::limits::DOCUMENT_BYTES_MAX;

/// The size of one copy of a value.
#[derive(Clone, Copy, Default)]
pub(super) struct Cost {
    /// Values and keys.
    pub(super) nodes: usize,
    /// Levels of nesting: 0 for a scalar.
    pub(super) depth: usize,
    bytes: usize,
}

/// The values with an anchor, by the number that the parser gave it: from 1, in the order
/// in which they begin.
#[derive(Default)]
pub(super) struct Anchors {
    kept: Vec<Option<(Value, Cost)>>,
    /// Bytes of text in all copies. Few nodes may hold most of a document.
    bytes: usize,
}

impl Anchors {
    /// Keeps a copy; answers its nodes, or `None` when copies hold too much text.
    pub(super) fn keep(&mut self, anchor: usize, value: &Value) -> Option<usize> {
        let cost = Cost::of(value);
        self.copied(cost)?;
        if self.kept.len() <= anchor {
            self.kept.resize_with(anchor + 1, || None);
        }
        *self.kept.get_mut(anchor)? = Some((value.clone(), cost));
        Some(cost.nodes)
    }

    /// A copy for an alias; `None` within the node that the anchor names, or when copies hold
    /// too much text.
    pub(super) fn copy(&mut self, anchor: usize) -> Option<(Value, Cost)> {
        let &(_, cost) = self.kept.get(anchor)?.as_ref()?;
        self.copied(cost)?;
        let (value, _) = self.kept.get(anchor)?.as_ref()?;
        Some((value.clone(), cost))
    }

    fn copied(&mut self, cost: Cost) -> Option<()> {
        self.bytes += cost.bytes;
        (self.bytes <= DOCUMENT_BYTES_MAX).then_some(())
    }
}

impl Cost {
    /// Recurses as deep as the value, which the reader has bounded.
    fn of(value: &Value) -> Self {
        let mut cost = Self {
            nodes: 1,
            ..Self::default()
        };
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::String(text) => cost.bytes = text.len(),
            Value::Array(items) => {
                cost.depth = 1;
                for item in items {
                    cost.hold(item);
                }
            }
            Value::Object(members) => {
                cost.depth = 1;
                for (name, member) in members {
                    cost.nodes += 1;
                    cost.bytes += name.len();
                    cost.hold(member);
                }
            }
        }
        cost
    }

    fn hold(&mut self, inner: &Value) {
        let inner = Self::of(inner);
        self.nodes += inner.nodes;
        self.bytes += inner.bytes;
        self.depth = self.depth.max(inner.depth + 1);
    }
}
