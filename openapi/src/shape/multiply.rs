//! A shape as if its values had been seen several times each: what recognizing a body that
//! was seen before costs instead of reading it again.

use super::arrays::{Arrays, Items};
use super::text_counts::multiply;
use super::{Objects, Shape};

impl Shape {
    /// The same as joining the shape with itself so many times less one.
    pub(crate) fn multiply(&mut self, times: u64) {
        if times == 1 {
            return;
        }
        let Self {
            nulls,
            booleans,
            integers,
            width: _,
            numbers,
            negative,
            beyond_one,
            strings,
            words,
            arrays,
            objects,
        } = self;
        for count in [nulls, booleans, integers, numbers, negative, beyond_one] {
            multiply(count, times);
        }
        strings.multiply(times);
        words.multiply(times);
        if let Some(arrays) = arrays {
            let Arrays { count, cut, items } = &mut **arrays;
            multiply(count, times);
            multiply(cut, times);
            match items {
                Items::Unread => {}
                Items::Tuple(positions) => positions.each_mut(|shape| shape.multiply(times)),
                Items::List(list) => list.multiply(times),
            }
        }
        if let Some(objects) = objects {
            let Objects {
                count,
                cut,
                fields,
                tags,
            } = &mut **objects;
            tags.multiply(times);
            multiply(count, times);
            multiply(cut, times);
            fields
                .children_mut()
                .for_each(|field| field.multiply(times));
        }
    }
}
