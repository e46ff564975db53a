//! Everything that traffic taught about one service: a trie of the paths that the gateway
//! saw, with the operations at its nodes. Which literals are templates, what is required and what is published is
//! decided only when a document is emitted; the state itself is a plain sum of exchanges
//! with the laws of [`Shape`].

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::http::Method;
use crate::observation::{Delimiter, EventCounts, Observation};
use crate::shape::Shape;
use crate::shape::caps::Caps;
use crate::shape::named::{Join, Named};
use crate::shape::sorted::Sorted;
use crate::shape::text_counts::TextCounts;
use crate::shape::{Counts, Wanted, is_zero};

mod bounds;
mod credentials;
mod emit;
mod join;
mod observe;
mod operations;
mod overrides;
mod split;
mod template;
#[cfg(test)]
pub(crate) mod tests;

pub use bounds::BoundsError;
use credentials::Credentials;
pub use emit::Publication;
pub use operations::{ObservedOperation, ObservedParameter, ObservedSegment};
pub use overrides::{Overrides, OverridesError};

/// What was observed of one service. The default is what was observed of nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Observed {
    #[serde(skip_serializing_if = "PathNode::is_bottom")]
    root: PathNode,
    /// Exchanges that could not be kept: no segment or too many, or no HTTP status.
    #[serde(skip_serializing_if = "is_zero")]
    refused: u64,
}

/// The exchanges that share the first segments of their path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct PathNode {
    /// Classes of the segments that led here, for the type of the parameter.
    #[serde(skip_serializing_if = "Counts::is_empty")]
    texts: TextCounts,
    /// Next segments that are literals, by name; once there were too many, all of them as
    /// the unnamed child.
    #[serde(skip_serializing_if = "Named::is_empty")]
    paths: Named<PathNode>,
    /// Next segments that are values, by what follows the value within the segment.
    #[serde(skip_serializing_if = "Named::is_empty")]
    values: Named<PathNode>,
    #[serde(skip_serializing_if = "Sorted::is_empty")]
    operations: Sorted<Method, Box<OperationNode>>,
}

/// The exchanges of one operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct OperationNode {
    #[serde(skip_serializing_if = "is_zero")]
    exchanges: u64,
    /// Exchanges with a status below 400: those that tell what a request may look like.
    #[serde(skip_serializing_if = "is_zero")]
    successes: u64,
    /// Query parameters of the successes.
    #[serde(skip_serializing_if = "Named::is_empty")]
    query: Named<ParameterNode>,
    /// Header parameters of the successes.
    #[serde(skip_serializing_if = "Named::is_empty")]
    headers: Named<ParameterNode>,
    /// Successes with these credentials; one that had several counts for each.
    #[serde(skip_serializing_if = "Credentials::is_empty")]
    credentials: Credentials,
    /// Request content of the successes by media type.
    #[serde(skip_serializing_if = "Named::is_empty")]
    request: Named<ContentNode>,
    /// Responses by status.
    #[serde(skip_serializing_if = "Sorted::is_empty")]
    responses: Sorted<u16, Box<ResponseNode>>,
}

/// One parameter of the query or of the header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct ParameterNode {
    /// Exchanges that had it.
    #[serde(skip_serializing_if = "is_zero")]
    present: u64,
    /// Exchanges that had it more than once.
    #[serde(skip_serializing_if = "is_zero")]
    repeated: u64,
    shape: Shape,
    /// Values that fall into parts, by what stands between them.
    #[serde(skip_serializing_if = "Counts::is_empty")]
    delimited: Counts<Delimiter>,
    /// Their parts.
    #[serde(skip_serializing_if = "is_bottom")]
    parts: Shape,
}

/// The responses of one status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct ResponseNode {
    #[serde(skip_serializing_if = "is_zero")]
    exchanges: u64,
    #[serde(skip_serializing_if = "Named::is_empty")]
    content: Named<ContentNode>,
}

/// Content of one media type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct ContentNode {
    #[serde(skip_serializing_if = "is_zero")]
    exchanges: u64,
    /// The bodies that could be read.
    #[serde(skip_serializing_if = "is_bottom")]
    shape: Shape,
    /// Of a stream of events, what they had beside their data.
    #[serde(skip_serializing_if = "EventCounts::is_none")]
    events: EventCounts,
}

impl Observed {
    /// Observes one exchange. Returns how many nodes were opened, at most.
    pub fn observe(&mut self, observation: Observation) -> usize {
        self.observe_within(observation, 1, &Caps::DEFAULT)
    }

    /// Observes so many exchanges that taught the same: as [`Observed::observe`] does as
    /// many times.
    pub fn observe_times(&mut self, observation: Observation, times: u64) -> usize {
        self.observe_within(observation, times, &Caps::DEFAULT)
    }

    /// Joins what was observed elsewhere. Returns how many nodes were opened, at most:
    /// nodes that collapsed on the way are not subtracted.
    pub fn join(&mut self, other: Self) -> usize {
        self.join_within(other, &Caps::DEFAULT)
    }

    /// Whether nothing was observed.
    pub fn is_empty(&self) -> bool {
        self.root.is_bottom() && self.refused == 0
    }

    /// Nodes in all: paths, operations, responses and shapes.
    pub fn nodes(&self) -> usize {
        self.root.nodes()
    }

    /// Exchanges that were seen and could not be kept: their path has no segment or too
    /// many, or their status is none of HTTP's.
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// Whether any operation ever succeeded, so that there is something to publish.
    pub fn has_succeeded(&self) -> bool {
        template::is_alive(&self.root)
    }

    /// What would be published: the operations that succeeded at least once, in the order
    /// of their paths and methods, literals before parameters.
    pub fn operations(&self, overrides: &Overrides) -> Vec<ObservedOperation> {
        operations::operations(template::Templates::of(self.root.clone(), overrides))
    }

    /// The OpenAPI 3.1 document of [`Observed::operations`]. Equal observations give the
    /// same document, byte for byte.
    pub fn to_document(&self, publication: Publication<'_>) -> Document {
        self.to_document_wanting(publication).0
    }

    /// The same, and the hashes of members of enumerations that it could name if they were
    /// revealed.
    pub fn to_document_wanting(&self, publication: Publication<'_>) -> (Document, Wanted) {
        emit::document(&self.operations(publication.overrides), publication)
    }
}

fn is_bottom(shape: &Shape) -> bool {
    shape.count() == 0
}

impl PathNode {
    fn is_bottom(&self) -> bool {
        let Self {
            texts,
            paths,
            values,
            operations,
        } = self;
        texts.is_empty() && paths.is_empty() && values.is_empty() && operations.is_empty()
    }
}
