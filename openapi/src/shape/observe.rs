//! Value to shape. Walks a value once, opening nodes only for what is new; decides
//! nothing about what will be published.

use serde_json::{Number, Value};

use super::caps::Caps;
use super::names::is_storable;
use super::text_class::TextClass;
use super::text_counts::bump;
use super::{IntegerWidth, Shape};

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
    pub(crate) fn observe_within(&mut self, value: &Value, caps: &Caps) -> usize {
        let mut budget = Budget {
            caps,
            values: caps.values,
            opened: 0,
        };
        self.observe_at(value, 0, &mut budget);
        budget.opened
    }

    fn observe_at(&mut self, value: &Value, depth: usize, budget: &mut Budget<'_>) {
        match value {
            Value::Null => bump(&mut self.nulls),
            Value::Bool(_) => bump(&mut self.booleans),
            Value::Number(number) => self.observe_number(number),
            Value::String(text) => self.strings.observe(TextClass::of(text)),
            Value::Array(items) => {
                let arrays = self.arrays.get_or_insert_with(|| {
                    budget.opened += 1;
                    Box::default()
                });
                bump(&mut arrays.count);
                let read = items.len().min(budget.caps.items);
                let admitted = budget.admits(depth, read);
                if !admitted || read < items.len() {
                    bump(&mut arrays.cut);
                }
                if admitted {
                    for item in items.iter().take(read) {
                        arrays.items.observe_at(item, depth + 1, budget);
                    }
                }
            }
            Value::Object(members) => {
                let objects = self.objects.get_or_insert_default();
                bump(&mut objects.count);
                if !budget.admits(depth, members.len()) {
                    bump(&mut objects.cut);
                    return;
                }
                let fields = &mut objects.fields;
                for (name, value) in members {
                    let kept = fields.knows(name) || is_storable(name);
                    fields
                        .child(kept.then_some(name), budget.caps, &mut budget.opened)
                        .observe_at(value, depth + 1, budget);
                }
            }
        }
    }

    /// `1.0` counts as a number: who writes a fraction once may mean it the next time.
    fn observe_number(&mut self, number: &Number) {
        let width = match (number.as_i64(), number.as_u64()) {
            (Some(small), _) if i32::try_from(small).is_ok() => IntegerWidth::Int32,
            (Some(_), _) => IntegerWidth::Int64,
            (None, Some(_)) => IntegerWidth::Wider,
            (None, None) => {
                bump(&mut self.numbers);
                return;
            }
        };
        bump(&mut self.integers);
        self.width = self.width.max(width);
    }
}
