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
    pub fn is_true(self) -> bool {
        self.entry.tag() == tag::TRUE
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
    pub fn is_integer_literal(self) -> bool {
        self.entry.tag() == tag::INTEGER
    }

    /// How many items or members it has; a scalar has none.
    pub fn len(self) -> usize {
        match self.kind() {
            Kind::Array | Kind::Object => self.entry.rest() as usize,
            Kind::Null | Kind::Boolean | Kind::Number | Kind::String => 0,
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

    /// The items of an array.
    pub fn items(self) -> impl Iterator<Item = Node<'j>> {
        let mut next = self.index + 1;
        let end = if self.kind() == Kind::Array {
            self.after()
        } else {
            0
        };
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let item = self.json.node(next);
                next = item.after();
                item
            })
        })
    }

    /// The members of an object, in the order of the text.
    pub fn members(self) -> impl Iterator<Item = (Name<'j>, Node<'j>)> {
        let mut next = self.index + 1;
        let end = if self.kind() == Kind::Object {
            self.after()
        } else {
            0
        };
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let name = self.json.node(next);
                let value = self.json.node(next + 1);
                next = value.after();
                let name = Name {
                    text: name.text(),
                    hash: name.entry.rest(),
                    node: name,
                };
                (name, value)
            })
        })
    }
}
