//! Whether what was read from a report is something that `observe` and `join` could have
//! made. Names and their number are checked while reading.

use super::observe::is_literal;
use super::{Observed, OperationNode, PathNode};
use crate::limits::{OBSERVED_SEGMENTS_MAX, REPORT_NODES_MAX, SHAPE_DEPTH_MAX};
use crate::shape::Shape;
use crate::shape::named::Named;
use crate::shape::names::is_suffix;

/// Why an observed service is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoundsError {
    /// More than [`REPORT_NODES_MAX`] nodes.
    #[error("expected at most {REPORT_NODES_MAX} nodes")]
    Nodes,
    /// A path of no segment or of more than [`OBSERVED_SEGMENTS_MAX`].
    #[error("expected 1 to {OBSERVED_SEGMENTS_MAX} segments in a path")]
    Segments,
    /// A literal segment that could not stand in a template.
    #[error("expected path segments without braces and delimiters")]
    Literal,
    /// A shape of more than [`SHAPE_DEPTH_MAX`] levels.
    #[error("expected at most {SHAPE_DEPTH_MAX} levels in a shape")]
    Depth,
    /// A status that is none of HTTP's.
    #[error("expected statuses from 100 to 599")]
    Status,
}

impl Observed {
    pub(crate) fn check_bounds(&self) -> Result<(), BoundsError> {
        if self.nodes() > REPORT_NODES_MAX {
            return Err(BoundsError::Nodes);
        }
        if !self.root.operations.is_empty() {
            return Err(BoundsError::Segments);
        }
        self.root.check_bounds(0)
    }
}

impl PathNode {
    fn check_bounds(&self, segments: usize) -> Result<(), BoundsError> {
        if segments > OBSERVED_SEGMENTS_MAX {
            return Err(BoundsError::Segments);
        }
        if !self.paths.known().all(|(name, _)| is_literal(name)) {
            return Err(BoundsError::Literal);
        }
        self.operations
            .values()
            .try_for_each(|it| it.check_bounds())?;
        if !self.values.known().all(|(suffix, _)| is_suffix(suffix)) {
            return Err(BoundsError::Literal);
        }
        self.paths
            .children()
            .chain(self.values.children())
            .try_for_each(|child| child.check_bounds(segments + 1))
    }
}

impl OperationNode {
    fn check_bounds(&self) -> Result<(), BoundsError> {
        if !self.responses.keys().all(|s| (100..=599).contains(s)) {
            return Err(BoundsError::Status);
        }
        let parameters = self.query.children().chain(self.headers.children());
        let parameters = parameters.flat_map(|it| [&it.shape, &it.parts]);
        let responses = self.responses.values().map(|response| &response.content);
        let content = responses.chain([&self.request]).flat_map(Named::children);
        let shapes = content.map(|content| &content.shape).chain(parameters);
        // A container below the last level is counted there, without what it holds.
        if shapes
            .map(Shape::depth)
            .any(|depth| depth > SHAPE_DEPTH_MAX + 1)
        {
            return Err(BoundsError::Depth);
        }
        Ok(())
    }
}
