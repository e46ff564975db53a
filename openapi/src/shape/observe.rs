//! Value to shape. Walks a value once, opening nodes only for what is new; decides
//! nothing about what will be published.

use super::arrays::{Items, Positions};
use super::caps::Caps;
use super::names::is_storable;
use super::text_class::TextClass;
use super::text_counts::bump;
use super::words::WordKey;
use super::{IntegerWidth, Shape, tags};
use crate::json::{Kind, Node};

/// What is left to one body.
pub(super) struct Budget<'c> {
    pub(super) caps: &'c Caps,
    pub(super) key: Option<&'c WordKey>,
    values: usize,
    opened: usize,
}

impl<'c> Budget<'c> {
    pub(super) fn new(key: Option<&'c WordKey>, caps: &'c Caps) -> Self {
        Self {
            caps,
            key,
            values: caps.values,
            opened: 0,
        }
    }

    /// Whether a container at this depth with so many values may be read.
    pub(super) fn admits(&mut self, depth: usize, values: usize) -> bool {
        match self.values.checked_sub(values) {
            Some(left) if depth < self.caps.depth => {
                self.values = left;
                true
            }
            _ => false,
        }
    }
}

/// Whether an array may be a tuple: a few scalars, all of which are read.
pub(super) fn is_tuple(array: Node<'_>, caps: &Caps) -> bool {
    let is_scalar = |item: Node<'_>| !matches!(item.kind(), Kind::Array | Kind::Object);
    array.len() <= caps.tuple.min(caps.items) && array.items().all(is_scalar)
}

impl Shape {
    pub(crate) fn observe_within(
        &mut self,
        value: Node<'_>,
        key: Option<&WordKey>,
        caps: &Caps,
    ) -> usize {
        let mut budget = Budget::new(key, caps);
        self.observe_at(value, 0, &mut budget);
        budget.opened
    }

    fn observe_at(&mut self, value: Node<'_>, depth: usize, budget: &mut Budget<'_>) {
        match value.kind() {
            Kind::Null => bump(&mut self.nulls),
            Kind::Boolean => bump(&mut self.booleans),
            Kind::Number => self.observe_number(value),
            Kind::String => {
                self.observe_text(&value.text().unescaped(), budget.key, budget.caps);
            }
            Kind::Array => self.observe_array(value, depth, budget),
            Kind::Object => {
                let objects = self.objects.get_or_insert_default();
                bump(&mut objects.count);
                if !budget.admits(depth, value.len()) {
                    bump(&mut objects.cut);
                    return;
                }
                let fields = &mut objects.fields;
                for (name, value) in value.members() {
                    let name = name.text().unescaped();
                    let kept = fields.knows(&name) || is_storable(&name);
                    fields
                        .child(kept.then_some(&name), budget.caps, &mut budget.opened)
                        .observe_at(value, depth + 1, budget);
                }
                let tags = &mut objects.tags;
                let opened = &mut budget.opened;
                tags::each(value, budget.key, &mut |hash| {
                    *opened += tags.add(hash, budget.caps.tagged);
                });
            }
        }
    }

    fn observe_array(&mut self, value: Node<'_>, depth: usize, budget: &mut Budget<'_>) {
        let arrays = self.arrays.get_or_insert_default();
        bump(&mut arrays.count);
        let read = value.len().min(budget.caps.items);
        let admitted = budget.admits(depth, read);
        if !admitted || read < value.len() {
            bump(&mut arrays.cut);
        }
        if !admitted {
            return;
        }
        if !matches!(arrays.items, Items::List(_)) && is_tuple(value, budget.caps) {
            let mut positions = vec![Self::default(); read];
            for (position, item) in positions.iter_mut().zip(value.items()) {
                position.observe_at(item, depth + 1, budget);
            }
            if let Some(positions) = Positions::new(positions) {
                budget.opened += arrays
                    .items
                    .join_within(Items::Tuple(positions), budget.caps);
            }
            return;
        }
        let (mut list, opened) = std::mem::take(&mut arrays.items).into_list(budget.caps);
        budget.opened += opened;
        for item in value.items().take(read) {
            list.observe_at(item, depth + 1, budget);
        }
        arrays.items = Items::List(list);
    }

    /// One text, decoded.
    pub(crate) fn observe_text(&mut self, text: &str, key: Option<&WordKey>, caps: &Caps) {
        let class = TextClass::of(text);
        self.strings.add(class, 1);
        self.words.observe(text, class, key, caps);
    }

    /// `1.0` counts as a number: who writes a fraction once may mean it the next time.
    fn observe_number(&mut self, value: Node<'_>) {
        let number = value.number();
        if number.is_negative() {
            bump(&mut self.negative);
        }
        if !number.is_within_one() {
            bump(&mut self.beyond_one);
        }
        if !value.is_integer_literal() {
            bump(&mut self.numbers);
            return;
        }
        let width = match (number.fits_int32(), number.fits_int64()) {
            (true, _) => IntegerWidth::Int32,
            (false, true) => IntegerWidth::Int64,
            (false, false) => IntegerWidth::Wider,
        };
        bump(&mut self.integers);
        self.width = self.width.max(width);
    }
}
