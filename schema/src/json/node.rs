//! The cursor over what was read: one value, its items and members.

use super::entry::{Entry, tag};
use super::{Json, Name, Text};
use crate::number::Number;

/// The six types of JSON, with the number's two as JSON Schema tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// Any number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// One value of a text.
#[derive(Clone, Copy, Debug)]
pub struct Node<'j> {
    pub(super) json: &'j Json<'j>,
    pub(super) index: usize,
    pub(super) entry: Entry,
}

impl<'j> Node<'j> {
    /// Its type.
    #[inline]
    pub fn kind(self) -> Kind {
        match self.entry.tag() {
            tag::NULL => Kind::Null,
            tag::FALSE | tag::TRUE => Kind::Boolean,
            tag::INTEGER | tag::NUMBER => Kind::Number,
            tag::STRING | tag::ESCAPED => Kind::String,
            tag::ARRAY => Kind::Array,
            _ => Kind::Object,
        }
    }

    /// Whether it is `true`.
    #[inline]
    pub fn is_true(self) -> bool {
        self.entry.tag() == tag::TRUE
    }

    /// Whether it is an object.
    #[inline]
    pub const fn is_object(self) -> bool {
        self.entry.tag() == tag::OBJECT
    }

    /// Whether it is an array.
    #[inline]
    pub const fn is_array(self) -> bool {
        self.entry.tag() == tag::ARRAY
    }

    /// The string it is; of another type, nothing that is of use.
    pub fn text(self) -> Text<'j> {
        self.json.text_of(self.entry)
    }

    /// The number it is, by its literal text.
    pub fn number(self) -> Number<'j> {
        Number::new(self.json.slice_of(self.entry))
    }

    /// Whether it is a number whose value has no fraction: `1.0` is one.
    pub fn is_integer(self) -> bool {
        match self.entry.tag() {
            tag::INTEGER => true,
            tag::NUMBER => self.number().is_integer(),
            _ => false,
        }
    }

    /// Whether it is a number written without fraction and exponent: `1.0` is none.
    #[inline]
    pub fn is_integer_literal(self) -> bool {
        self.entry.tag() == tag::INTEGER
    }

    /// Whether it is a string of at least so many code points. Looks at the text only when its
    /// length in bytes does not tell.
    pub fn has_at_least(self, characters: usize) -> bool {
        // A code point takes one to four bytes, an escaped one up to twelve.
        let bytes = self.raw_len() as usize;
        bytes >= characters
            && (bytes / 12 >= characters
                || (self.entry.tag() == tag::STRING && bytes / 4 >= characters)
                || self.is_ascii()
                || self.text().characters() >= characters)
    }

    /// How many items or members it has; a scalar has none.
    #[inline]
    pub fn len(self) -> usize {
        if self.entry.is_container() {
            self.entry.rest() as usize
        } else {
            0
        }
    }

    /// Whether it has neither items nor members.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Its place among the text's nodes: tells the nodes of one text apart.
    pub fn index(self) -> usize {
        self.index
    }

    /// The first node behind this value and all it holds.
    pub(super) fn after(self) -> usize {
        self.entry.after(self.index)
    }

    /// A string that is written without escapes, as bytes.
    #[inline]
    pub(crate) fn plain_bytes(self) -> Option<&'j [u8]> {
        let entry = self.entry;
        if entry.tag() != tag::STRING {
            return None;
        }
        let bytes = self.json.text.as_bytes();
        bytes.get(entry.start as usize..entry.end as usize)
    }

    /// A string that is written without escapes; of any other value, nothing that is of use.
    pub(crate) fn plain(self) -> &'j str {
        self.json.slice_of(self.entry)
    }

    /// Whether it is a string and this one. What it compares is short as a rule, so it does
    /// without a call.
    #[inline]
    pub(super) fn is_text(self, other: &[u8]) -> bool {
        match self.plain_bytes() {
            Some(own) => same(own, other),
            None => {
                self.entry.tag() == tag::ESCAPED
                    && std::str::from_utf8(other).is_ok_and(|other| self.text().is(other))
            }
        }
    }

    /// Bytes that a string takes in the text, between its quotes: never fewer than it has
    /// code points.
    #[inline]
    pub fn raw_len(self) -> u32 {
        self.entry.end.wrapping_sub(self.entry.start)
    }

    /// All nodes of the text that are not behind it, if it is of this kind.
    #[inline]
    fn inside(self, tag: u32) -> &'j [Entry] {
        let end = if self.entry.tag() == tag {
            self.after()
        } else {
            0
        };
        self.json.nodes.get(..end).unwrap_or_default()
    }

    /// The items of an array.
    #[inline]
    pub fn items(self) -> impl Iterator<Item = Node<'j>> {
        let mut next = self.index + 1;
        let inside = self.inside(tag::ARRAY);
        std::iter::from_fn(move || {
            let entry = inside.get(next)?.by_field();
            let index = next;
            next = entry.after(index);
            Some(self.json.at(index, entry))
        })
    }

    /// The members of an object, in the order of the text.
    #[inline]
    pub fn members(self) -> impl Iterator<Item = (Name<'j>, Node<'j>)> {
        let mut next = self.index + 1;
        let inside = self.inside(tag::OBJECT);
        std::iter::from_fn(move || {
            let [name, value, ..] = inside.get(next..)? else {
                return None;
            };
            let (index, value) = (next + 1, value.by_field());
            let name = Name(self.json.at(next, name.by_field()));
            next = value.after(index);
            Some((name, self.json.at(index, value)))
        })
    }
}

/// Whether both are the same bytes. Up to sixteen are compared in two words that may overlap.
#[inline]
fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    if let (Some(first), Some(last)) = (one.first_chunk::<8>(), one.last_chunk::<8>()) {
        return Some(first) == other.first_chunk()
            && Some(last) == other.last_chunk()
            && (one.len() <= 16 || one == other);
    }
    if let (Some(first), Some(last)) = (one.first_chunk::<4>(), one.last_chunk::<4>()) {
        return Some(first) == other.first_chunk() && Some(last) == other.last_chunk();
    }
    one.iter().zip(other).all(|(one, other)| one == other)
}
