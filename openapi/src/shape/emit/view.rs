//! Several shapes looked at as their join, without joining them: places that turn out to hold
//! the same kind of thing are published once, from the evidence of all.

use std::collections::BTreeMap;

use super::super::arrays::Items;
use super::super::tags::Tags;
use super::super::text_counts::{TextCounts, add};
use super::super::words::Words;
use super::super::{IntegerWidth, Objects, Shape};
use crate::shape::caps::Caps;

/// Shapes that are looked at as one.
#[derive(Clone, Debug, Default)]
pub(crate) struct View<'s>(Vec<&'s Shape>);

/// The fields of a view's objects.
#[derive(Debug, Default)]
pub(crate) struct Fields<'s> {
    /// By name.
    pub(crate) known: BTreeMap<&'s str, View<'s>>,
    /// All values under dynamic names.
    pub(crate) dynamic: View<'s>,
    /// Whether there were too many names to keep.
    pub(crate) is_collapsed: bool,
}

/// What is in no child: the join of everything else.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) nulls: u64,
    pub(crate) booleans: u64,
    pub(crate) integers: u64,
    pub(super) width: IntegerWidth,
    pub(crate) numbers: u64,
    pub(crate) negative: u64,
    pub(crate) beyond_one: u64,
    pub(crate) strings: TextCounts,
    pub(crate) words: Words,
    pub(crate) arrays: u64,
    pub(crate) objects: u64,
    /// Arrays and objects that were not read in whole.
    pub(crate) cut: u64,
    /// Objects that were read.
    pub(crate) objects_read: u64,
    pub(super) tags: Tags,
}

impl<'s> View<'s> {
    pub(crate) fn of(shape: &'s Shape) -> Self {
        let mut view = Self::default();
        view.push(shape);
        view
    }

    /// Adds a shape; one that saw nothing adds nothing.
    pub(crate) fn push(&mut self, shape: &'s Shape) {
        if shape.count() > 0 {
            self.0.push(shape);
        }
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn shapes(&self) -> impl Iterator<Item = &'s Shape> {
        self.0.iter().copied()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Values seen.
    pub(crate) fn count(&self) -> u64 {
        self.0
            .iter()
            .fold(0, |sum, shape| sum.saturating_add(shape.count()))
    }

    /// Objects among them.
    pub(crate) fn objects(&self) -> u64 {
        self.0
            .iter()
            .fold(0, |sum, shape| sum.saturating_add(shape.objects_seen()))
    }

    pub(crate) fn facts(&self) -> Facts {
        let mut facts = Facts::default();
        for shape in &self.0 {
            add(&mut facts.nulls, shape.nulls);
            add(&mut facts.booleans, shape.booleans);
            add(&mut facts.integers, shape.integers);
            facts.width = facts.width.max(shape.width);
            add(&mut facts.numbers, shape.numbers);
            add(&mut facts.negative, shape.negative);
            add(&mut facts.beyond_one, shape.beyond_one);
            facts.strings.join(shape.strings.clone());
            facts.words.join(shape.words.clone(), Caps::DEFAULT.words);
            if let Some(arrays) = &shape.arrays {
                add(&mut facts.arrays, arrays.count);
                add(&mut facts.cut, arrays.cut);
            }
            if let Some(objects) = &shape.objects {
                add(&mut facts.objects, objects.count);
                add(&mut facts.cut, objects.cut);
                add(&mut facts.objects_read, objects.read());
                facts.tags.join(objects.tags.clone(), Caps::DEFAULT.tagged);
            }
        }
        facts
    }

    pub(crate) fn fields(&self) -> Fields<'s> {
        let mut fields = Fields::default();
        for objects in self.shapes().filter_map(|shape| shape.objects.as_ref()) {
            fields.is_collapsed |= objects.fields.is_collapsed();
            for (name, field) in objects.fields.known() {
                fields.known.entry(name).or_default().push(field);
            }
            if let Some(dynamic) = objects.fields.other() {
                fields.dynamic.push(dynamic);
            }
        }
        fields
    }

    /// All items of all arrays.
    pub(crate) fn items(&self) -> View<'s> {
        let mut items = View::default();
        for arrays in self.shapes().filter_map(|shape| shape.arrays.as_ref()) {
            match &arrays.items {
                Items::Unread => {}
                Items::Tuple(positions) => positions.shapes().iter().for_each(|it| items.push(it)),
                Items::List(list) => items.push(list),
            }
        }
        items
    }

    /// The items by position, where all arrays have the same few scalars; else `None`.
    pub(crate) fn positions(&self) -> Option<Vec<View<'s>>> {
        let mut positions: Option<Vec<View<'s>>> = None;
        for arrays in self.shapes().filter_map(|shape| shape.arrays.as_ref()) {
            let Items::Tuple(tuple) = &arrays.items else {
                return None;
            };
            let shapes = tuple.shapes();
            let views = positions.get_or_insert_with(|| vec![View::default(); shapes.len()]);
            if views.len() != shapes.len() {
                return None;
            }
            views
                .iter_mut()
                .zip(shapes)
                .for_each(|(view, it)| view.push(it));
        }
        positions
    }
}

impl Objects {
    /// Objects whose fields were read.
    pub(crate) fn read(&self) -> u64 {
        self.count.saturating_sub(self.cut)
    }
}
