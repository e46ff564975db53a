//! What traffic has taught about a value. A shape holds kinds, classes, names and counts,
//! and never a value. It knows nothing of HTTP and nothing of contracts.
//!
//! Shapes form a commutative monoid under `join` with the default shape as its neutral
//! element, and observing is a homomorphism into it: however values are split among
//! proxies and in whatever order their shapes are joined, the outcome is the same. The
//! counts make `join` not idempotent; that a report counts once is the ledger's promise.

use serde::{Deserialize, Serialize};

mod arrays;
pub(crate) mod caps;
mod counts;
pub(crate) mod emit;
mod fingerprint;
mod hashes;
mod join;
mod multiply;
pub(crate) mod named;
pub(crate) mod names;
mod observe;
pub(crate) mod presence;
mod reveal;
pub(crate) mod sorted;
mod tags;
#[cfg(test)]
pub(crate) mod tests;
mod text_class;
pub(crate) mod text_counts;
pub(crate) mod words;

pub use counts::Counts;
pub use emit::Revealed;
pub use fingerprint::Fingerprints;
pub use reveal::{Revealer, Wanted};
pub use text_class::TextClass;
pub use words::{WordHash, WordKey, may_be_enumerated};

use crate::json::Node;
use arrays::{Arrays, Items};
use caps::Caps;
use named::{Join, Named};
use tags::Tags;
use text_counts::TextCounts;
use words::Words;

/// Kinds of JSON values that say something.
pub(crate) const KINDS: usize = 5;

/// What was seen in one place: how often which kind of value, and what was in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Hash)]
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
    /// Numbers, integers among them, below zero.
    #[serde(skip_serializing_if = "is_zero")]
    negative: u64,
    /// Numbers, integers among them, that are not between zero and one.
    #[serde(skip_serializing_if = "is_zero")]
    beyond_one: u64,
    #[serde(rename = "string", skip_serializing_if = "Counts::is_empty")]
    strings: TextCounts,
    #[serde(skip_serializing_if = "Words::is_empty")]
    words: Words,
    #[serde(rename = "array", skip_serializing_if = "Option::is_none")]
    arrays: Option<Box<Arrays>>,
    #[serde(rename = "object", skip_serializing_if = "Option::is_none")]
    objects: Option<Box<Objects>>,
}

/// The objects among the values. An object is read in whole or only counted, so that
/// what was not read is no evidence that a field was absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Hash)]
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
    /// Fields beside each word of each tag.
    #[serde(skip_serializing_if = "Tags::is_empty")]
    tags: Tags,
}

/// The narrowest signed integer that held every integer so far; joins by maximum.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Hash,
)]
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
    /// [`SHAPE_VALUES_MAX`] values far. What is beyond is counted by its kind. With a key
    /// the texts that may be enumerated are told apart by their hashes.
    ///
    /// [`SHAPE_DEPTH_MAX`]: crate::limits::SHAPE_DEPTH_MAX
    /// [`SHAPE_VALUES_MAX`]: crate::limits::SHAPE_VALUES_MAX
    pub fn of(value: Node<'_>, key: Option<&WordKey>) -> Self {
        let mut shape = Self::default();
        shape.observe_within(value, key, &Caps::DEFAULT);
        shape
    }

    /// Observes one JSON value: the same as joining [`Shape::of`] it, without building it.
    /// Returns how many nodes were opened, at most.
    pub fn observe(&mut self, value: Node<'_>, key: Option<&WordKey>) -> usize {
        self.observe_within(value, key, &Caps::DEFAULT)
    }

    /// The shape of one parameter value, decoded.
    pub fn of_text(text: &str, key: Option<&WordKey>) -> Self {
        let mut shape = Self::default();
        shape.observe_text(text, key, &Caps::DEFAULT);
        shape
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

    /// How many of them were of which kind, null apart; integers are numbers.
    pub(crate) fn kinds(&self) -> [u64; KINDS] {
        [
            self.booleans,
            self.integers.saturating_add(self.numbers),
            self.strings.total(),
            self.arrays.as_ref().map_or(0, |arrays| arrays.count),
            self.objects_seen(),
        ]
    }

    /// How many of them were objects.
    pub(crate) fn objects_seen(&self) -> u64 {
        self.objects.as_ref().map_or(0, |objects| objects.count)
    }

    /// Levels of containers below this place, bounded by the caller's reader.
    pub(crate) fn depth(&self) -> usize {
        let items = self.arrays.as_ref().map(|arrays| match &arrays.items {
            Items::Unread | Items::Tuple(_) => 1,
            Items::List(list) => 1 + list.depth(),
        });
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
