//! Value to shape. Walks a value once, opening nodes only for what is new; decides
//! nothing about what will be published.

use super::caps::Caps;
use super::names::is_storable;
use super::text_class::TextClass;
use super::text_counts::bump;
use super::{IntegerWidth, Shape};
use crate::json::{Kind, Node};

/// What is left to one body.
struct Budget<'c> {
    caps: &'c Caps,
    values: usize,
    opened: usize,
}

impl Budget<'_> {
    /// Whether a container at this depth with so many values may be read.
    fn admits(&mut self, depth: usize, values: usize) -> bool {
        match self.values.checked_sub(values) {
            Some(left) if depth < self.caps.depth => {
                self.values = left;
                true
            }
            _ => false,
        }
    }
}

impl Shape {
    pub(crate) fn observe_within(&mut self, value: Node<'_>, caps: &Caps) -> usize {
        let mut budget = Budget {
            caps,
            values: caps.values,
            opened: 0,
        };
        self.observe_at(value, 0, &mut budget);
        budget.opened
    }

    fn observe_at(&mut self, value: Node<'_>, depth: usize, budget: &mut Budget<'_>) {
        match value.kind() {
            Kind::Null => bump(&mut self.nulls),
            Kind::Boolean => bump(&mut self.booleans),
            Kind::Number => self.observe_number(value),
            Kind::String => self
                .strings
                .observe(TextClass::of(&value.text().unescaped())),
            Kind::Array => {
                let arrays = self.arrays.get_or_insert_with(|| {
                    budget.opened += 1;
                    Box::default()
                });
                bump(&mut arrays.count);
                let read = value.len().min(budget.caps.items);
                let admitted = budget.admits(depth, read);
                if !admitted || read < value.len() {
                    bump(&mut arrays.cut);
                }
                if admitted {
                    for item in value.items().take(read) {
                        arrays.items.observe_at(item, depth + 1, budget);
                    }
                }
            }
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
            }
        }
    }

    /// `1.0` counts as a number: who writes a fraction once may mean it the next time.
    fn observe_number(&mut self, value: Node<'_>) {
        if !value.is_integer_literal() {
            bump(&mut self.numbers);
            return;
        }
        let number = value.number();
        let width = match (number.fits_int32(), number.fits_int64()) {
            (true, _) => IntegerWidth::Int32,
            (false, true) => IntegerWidth::Int64,
            (false, false) => IntegerWidth::Wider,
        };
        bump(&mut self.integers);
        self.width = self.width.max(width);
    }
}
