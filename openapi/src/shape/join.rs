//! Shape ∨ shape. Every structure is taken apart field by field, so that a new field
//! breaks the build here before it breaks a law.

use super::arrays::Arrays;
use super::caps::Caps;
use super::named::Join;
use super::text_counts::add;
use super::{Objects, Shape};

impl Join for Shape {
    fn join_within(&mut self, other: Self, caps: &Caps) -> usize {
        let Self {
            nulls,
            booleans,
            integers,
            width,
            numbers,
            negative,
            beyond_one,
            strings,
            words,
            arrays,
            objects,
        } = other;
        add(&mut self.nulls, nulls);
        add(&mut self.booleans, booleans);
        add(&mut self.integers, integers);
        self.width = self.width.max(width);
        add(&mut self.numbers, numbers);
        add(&mut self.negative, negative);
        add(&mut self.beyond_one, beyond_one);
        self.strings.join(strings);
        self.words.join(words, caps.words);
        self.join_arrays(arrays, caps) + self.join_objects(objects, caps)
    }

    fn nodes(&self) -> usize {
        let items = self
            .arrays
            .as_ref()
            .map_or(0, |arrays| arrays.items.nodes());
        let objects = self.objects.as_ref().map_or(0, |it| it.nodes());
        1 + items + objects
    }

    fn children_max(caps: &Caps) -> usize {
        caps.fields
    }
}

impl Shape {
    fn join_arrays(&mut self, other: Option<Box<Arrays>>, caps: &Caps) -> usize {
        let Some(other) = other else {
            return 0;
        };
        let Some(own) = &mut self.arrays else {
            let nodes = other.items.nodes();
            self.arrays = Some(other);
            return nodes;
        };
        own.join_within(*other, caps)
    }

    fn join_objects(&mut self, other: Option<Box<Objects>>, caps: &Caps) -> usize {
        let Some(other) = other else {
            return 0;
        };
        let Some(own) = &mut self.objects else {
            let nodes = other.nodes();
            self.objects = Some(other);
            return nodes;
        };
        let Objects {
            count,
            cut,
            fields,
            tags,
        } = *other;
        add(&mut own.count, count);
        add(&mut own.cut, cut);
        own.fields.join_within(fields, caps) + own.tags.join(tags, caps.tagged)
    }
}

impl Objects {
    /// What is beside a tag is paid for as a field is.
    fn nodes(&self) -> usize {
        self.fields.nodes() + self.tags.counts().len()
    }
}
