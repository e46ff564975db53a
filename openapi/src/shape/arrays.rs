//! The arrays of one place. While all of them are short, equally long and hold nothing but
//! scalars, each position is kept apart: only then can they be tuples. The first that is
//! different makes them lists, and a list is the join of all its items.

use serde::{Deserialize, Serialize};

use super::caps::Caps;
use super::named::Join;
use super::text_counts::add;
use super::{Shape, is_zero};
use crate::limits::TUPLE_ITEMS_MAX;

/// The arrays among the values of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Arrays {
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) count: u64,
    /// Arrays some items of which were not read.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) cut: u64,
    #[serde(skip_serializing_if = "Items::is_unread")]
    pub(super) items: Items,
}

/// What was in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "camelCase")]
pub(super) enum Items {
    /// No array was read.
    #[default]
    Unread,
    /// All have this many items, scalars.
    Tuple(Positions),
    /// All items of all arrays.
    List(Shape),
}

/// The items of arrays of one length, by position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(try_from = "Vec<Shape>", into = "Vec<Shape>")]
pub(super) struct Positions(Vec<Shape>);

impl Positions {
    /// `None` where arrays of such items are no tuples.
    pub(super) fn new(shapes: Vec<Shape>) -> Option<Self> {
        let is_scalar = |shape: &Shape| shape.arrays.is_none() && shape.objects.is_none();
        (shapes.len() <= TUPLE_ITEMS_MAX && shapes.iter().all(is_scalar)).then_some(Self(shapes))
    }

    pub(super) fn shapes(&self) -> &[Shape] {
        &self.0
    }

    pub(super) fn each_mut(&mut self, change: impl FnMut(&mut Shape)) {
        self.0.iter_mut().for_each(change);
    }

    fn into_list(self, caps: &Caps) -> Shape {
        let mut list = Shape::default();
        for shape in self.0 {
            list.join_within(shape, caps);
        }
        list
    }
}

impl TryFrom<Vec<Shape>> for Positions {
    type Error = &'static str;

    fn try_from(shapes: Vec<Shape>) -> Result<Self, Self::Error> {
        Self::new(shapes).ok_or("expected a few scalars")
    }
}

impl From<Positions> for Vec<Shape> {
    fn from(positions: Positions) -> Self {
        positions.0
    }
}

impl Items {
    fn is_unread(&self) -> bool {
        matches!(self, Self::Unread)
    }

    pub(super) fn nodes(&self) -> usize {
        match self {
            Self::Unread => 0,
            Self::Tuple(positions) => positions.shapes().iter().map(Join::nodes).sum(),
            Self::List(list) => list.nodes(),
        }
    }

    /// The items as a list, and how many nodes that opened, at most.
    pub(super) fn into_list(self, caps: &Caps) -> (Shape, usize) {
        match self {
            Self::Unread => (Shape::default(), 1),
            Self::Tuple(positions) => (positions.into_list(caps), 1),
            Self::List(list) => (list, 0),
        }
    }

    /// Joins; returns how many nodes were opened, at most.
    pub(super) fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        if let (Self::Tuple(own), Self::Tuple(other)) = (&mut *self, &other)
            && own.0.len() == other.0.len()
        {
            let pairs = own.0.iter_mut().zip(other.0.clone());
            return pairs.map(|(own, other)| own.join_within(other, caps)).sum();
        }
        match (std::mem::take(self), other) {
            (own, Self::Unread) => {
                *self = own;
                0
            }
            (Self::Unread, other) => {
                let nodes = other.nodes();
                *self = other;
                nodes
            }
            (own, other) => {
                let (mut list, opened) = own.into_list(caps);
                let (other, _) = other.into_list(caps);
                let joined = list.join_within(other, caps);
                *self = Self::List(list);
                opened + joined
            }
        }
    }
}

impl Arrays {
    pub(super) fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        let Self { count, cut, items } = other;
        add(&mut self.count, count);
        add(&mut self.cut, cut);
        self.items.join_within(items, caps)
    }
}
