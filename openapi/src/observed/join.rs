//! Observed ∨ observed, each structure taken apart field by field.

use super::{ContentNode, Observed, OperationNode, ParameterNode, PathNode, ResponseNode};
use crate::shape::caps::Caps;
use crate::shape::named::Join;
use crate::shape::sorted::Sorted;
use crate::shape::text_counts::add;

impl Observed {
    pub(super) fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        let Self { root, refused } = other;
        add(&mut self.refused, refused);
        self.root.join_within(root, caps)
    }
}

impl Join for PathNode {
    fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        let Self {
            texts,
            paths,
            values,
            operations,
        } = other;
        self.texts.join(texts);
        self.paths.join_within(paths, caps)
            + self.values.join_within(values, caps)
            + join_maps(&mut self.operations, operations, caps)
    }

    fn nodes(&self) -> usize {
        let next = self.paths.nodes() + self.values.nodes();
        1 + next + self.operations.values().map(|it| it.nodes()).sum::<usize>()
    }

    fn children_max(caps: &Caps) -> usize {
        caps.path_children
    }
}

impl Join for OperationNode {
    fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        let Self {
            exchanges,
            successes,
            query,
            headers,
            credentials,
            request,
            responses,
        } = other;
        add(&mut self.exchanges, exchanges);
        add(&mut self.successes, successes);
        self.credentials.join(credentials);
        self.query.join_within(query, caps)
            + self.headers.join_within(headers, caps)
            + self.request.join_within(request, caps)
            + join_maps(&mut self.responses, responses, caps)
    }

    fn nodes(&self) -> usize {
        let responses: usize = self.responses.values().map(|it| it.nodes()).sum();
        1 + self.query.nodes() + self.headers.nodes() + self.request.nodes() + responses
    }

    /// Operations are named by methods, which are bounded by themselves.
    fn children_max(_: &Caps) -> usize {
        usize::MAX
    }
}

impl Join for ResponseNode {
    fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        let Self { exchanges, content } = other;
        add(&mut self.exchanges, exchanges);
        self.content.join_within(content, caps)
    }

    fn nodes(&self) -> usize {
        1 + self.content.nodes()
    }

    /// Responses are named by statuses, which are bounded by themselves.
    fn children_max(_: &Caps) -> usize {
        usize::MAX
    }
}

impl Join for ParameterNode {
    fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        let Self {
            present,
            repeated,
            shape,
            delimited,
            parts,
        } = other;
        add(&mut self.present, present);
        add(&mut self.repeated, repeated);
        self.delimited.join(delimited);
        self.shape.join_within(shape, caps) + self.parts.join_within(parts, caps)
    }

    fn nodes(&self) -> usize {
        self.shape.nodes() + self.parts.nodes()
    }

    fn children_max(caps: &Caps) -> usize {
        caps.query_names
    }
}

impl Join for ContentNode {
    fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        let Self {
            exchanges,
            shape,
            events,
        } = other;
        add(&mut self.exchanges, exchanges);
        self.events.join(events);
        self.shape.join_within(shape, caps)
    }

    fn nodes(&self) -> usize {
        self.shape.nodes()
    }

    fn children_max(caps: &Caps) -> usize {
        caps.media_types
    }
}

/// Adds the answers to what another node was asked in vain, of operations that both have.
pub(super) fn join_refusals(one: &mut PathNode, other: PathNode) {
    for (method, operation) in other.operations.into_entries() {
        if let Some(known) = one.operations.get_mut(&method) {
            add(&mut known.exchanges, operation.exchanges);
            join_maps(&mut known.responses, operation.responses, &Caps::DEFAULT);
        }
    }
}

/// Two nodes as one.
pub(super) fn joined(mut one: PathNode, other: PathNode) -> PathNode {
    one.join_within(other, &Caps::DEFAULT);
    one
}

fn join_maps<K: Ord, V: Join>(
    own: &mut Sorted<K, Box<V>>,
    other: Sorted<K, Box<V>>,
    caps: &Caps,
) -> usize {
    let mut opened = 0;
    for (key, value) in other.into_entries() {
        if let Some(own) = own.get_mut(&key) {
            opened += own.join_within(*value, caps);
        } else {
            opened += value.nodes();
            own.insert(key, value);
        }
    }
    opened
}
