//! Observed ∨ observed, each structure taken apart field by field.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{ContentNode, Observed, OperationNode, PathNode, QueryNode, ResponseNode};
use crate::shape::caps::Caps;
use crate::shape::named::Join;
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
            operations,
        } = other;
        self.texts.join(texts);
        self.paths.join_within(paths, caps) + join_maps(&mut self.operations, operations, caps)
    }

    fn nodes(&self) -> usize {
        1 + self.paths.nodes() + self.operations.values().map(Join::nodes).sum::<usize>()
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
            request,
            responses,
        } = other;
        add(&mut self.exchanges, exchanges);
        add(&mut self.successes, successes);
        self.query.join_within(query, caps)
            + self.request.join_within(request, caps)
            + join_maps(&mut self.responses, responses, caps)
    }

    fn nodes(&self) -> usize {
        let responses: usize = self.responses.values().map(Join::nodes).sum();
        1 + self.query.nodes() + self.request.nodes() + responses
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

impl Join for QueryNode {
    fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        let Self {
            present,
            repeated,
            shape,
        } = other;
        add(&mut self.present, present);
        add(&mut self.repeated, repeated);
        self.shape.join_within(shape, caps)
    }

    fn nodes(&self) -> usize {
        self.shape.nodes()
    }

    fn children_max(caps: &Caps) -> usize {
        caps.query_names
    }
}

impl Join for ContentNode {
    fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        let Self { exchanges, shape } = other;
        add(&mut self.exchanges, exchanges);
        self.shape.join_within(shape, caps)
    }

    fn nodes(&self) -> usize {
        self.shape.nodes()
    }

    fn children_max(caps: &Caps) -> usize {
        caps.media_types
    }
}

fn join_maps<K: Ord, V: Join>(
    own: &mut BTreeMap<K, V>,
    other: BTreeMap<K, V>,
    caps: &Caps,
) -> usize {
    other
        .into_iter()
        .map(|(key, value)| match own.entry(key) {
            Entry::Occupied(mut entry) => entry.get_mut().join_within(value, caps),
            Entry::Vacant(entry) => {
                let nodes = value.nodes();
                entry.insert(value);
                nodes
            }
        })
        .sum()
}
