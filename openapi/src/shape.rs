//! What traffic has taught about a value. A shape holds kinds, classes, names and counts,
//! and never a value. It knows nothing of HTTP and nothing of contracts.
//!
//! Shapes form a commutative monoid under `join` with the default shape as its neutral
//! element, and observing is a homomorphism into it: however values are split among
//! proxies and in whatever order their shapes are joined, the outcome is the same. The
//! counts make `join` not idempotent; that a report counts once is the ledger's promise.

use serde::{Deserialize, Serialize};

pub(crate) mod caps;
pub(crate) mod emit;
mod join;
pub(crate) mod named;
pub(crate) mod names;
mod observe;
#[cfg(test)]
pub(crate) mod tests;
mod text_class;
pub(crate) mod text_counts;

pub use text_class::TextClass;

use crate::json::Node;
use caps::Caps;
use named::{Join, Named};
use text_counts::TextCounts;

/// What was seen in one place: how often which kind of value, and what was in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Shape {
    #[serde(rename = "null", skip_serializing_if = "is_zero")]
    nulls: u64,
    #[serde(rename = "boolean", skip_serializing_if = "is_zero")]
    booleans: u64,
    #[serde(rename = "integer", skip_serializing_if = "is_zero")]
    integers: u64,
    #[serde(skip_serializing_if = "IntegerWidth::is_least")]
    width: IntegerWidth,
    #[serde(rename = "number", skip_serializing_if = "is_zero")]
    numbers: u64,
    #[serde(rename = "string", skip_serializing_if = "TextCounts::is_empty")]
    strings: TextCounts,
    #[serde(rename = "array", skip_serializing_if = "Option::is_none")]
    arrays: Option<Box<Arrays>>,
    #[serde(rename = "object", skip_serializing_if = "Option::is_none")]
    objects: Option<Box<Objects>>,
}

/// The arrays among the values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct Arrays {
    #[serde(skip_serializing_if = "is_zero")]
    count: u64,
    /// Arrays some items of which were not read.
    #[serde(skip_serializing_if = "is_zero")]
    cut: u64,
    /// All items of all arrays.
    items: Shape,
}

/// The objects among the values. An object is read in whole or only counted, so that
/// what was not read is no evidence that a field was absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct Objects {
    #[serde(skip_serializing_if = "is_zero")]
    count: u64,
    /// Objects that were not read.
    #[serde(skip_serializing_if = "is_zero")]
    cut: u64,
    /// Fields by name; the unnamed child is the join of all values under dynamic names.
    #[serde(skip_serializing_if = "Named::is_empty")]
    fields: Named<Shape>,
}

/// The narrowest signed integer that held every integer so far; joins by maximum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum IntegerWidth {
    /// 32 bits.
    #[default]
    Int32,
    /// 64 bits.
    Int64,
    /// More than 64 bits.
    Wider,
}

impl Shape {
    /// The shape of one JSON value, followed [`SHAPE_DEPTH_MAX`] levels down and
    /// [`SHAPE_VALUES_MAX`] values far. What is beyond is counted by its kind.
    ///
    /// [`SHAPE_DEPTH_MAX`]: crate::limits::SHAPE_DEPTH_MAX
    /// [`SHAPE_VALUES_MAX`]: crate::limits::SHAPE_VALUES_MAX
    pub fn of(value: Node<'_>) -> Self {
        let mut shape = Self::default();
        shape.observe(value);
        shape
    }

    /// The shape of one parameter value, decoded.
    pub fn of_text(text: &str) -> Self {
        let mut shape = Self::default();
        shape.strings.observe(TextClass::of(text));
        shape
    }

    /// Observes one JSON value: the same as joining [`Shape::of`] it, without building it.
    /// Returns how many nodes were opened, at most.
    pub fn observe(&mut self, value: Node<'_>) -> usize {
        self.observe_within(value, &Caps::DEFAULT)
    }

    /// Joins what was seen elsewhere. Returns how many nodes were opened, at most: nodes
    /// that collapsed on the way are not subtracted.
    pub fn join(&mut self, other: Self) -> usize {
        self.join_within(other, &Caps::DEFAULT)
    }

    /// Nodes of this shape, itself included.
    pub fn nodes(&self) -> usize {
        Join::nodes(self)
    }

    /// How many values were seen.
    pub fn count(&self) -> u64 {
        let scalars = [self.nulls, self.booleans, self.integers, self.numbers];
        let arrays = self.arrays.as_ref().map_or(0, |arrays| arrays.count);
        let objects = self.objects.as_ref().map_or(0, |objects| objects.count);
        scalars
            .into_iter()
            .chain([self.strings.total(), arrays, objects])
            .fold(0, u64::saturating_add)
    }

    /// Levels of containers below this place, bounded by the caller's reader.
    pub(crate) fn depth(&self) -> usize {
        let items = self.arrays.as_ref().map(|arrays| 1 + arrays.items.depth());
        let fields = self.objects.iter().map(|objects| {
            let deepest = objects.fields.children().map(Self::depth).max();
            1 + deepest.unwrap_or_default()
        });
        items.into_iter().chain(fields).max().unwrap_or_default()
    }
}

impl IntegerWidth {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde's skip_serializing_if"
    )]
    fn is_least(&self) -> bool {
        *self == Self::Int32
    }
}

/// For `skip_serializing_if`: what was never seen takes no byte on the wire.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's skip_serializing_if"
)]
pub(crate) fn is_zero(count: &u64) -> bool {
    *count == 0
}
