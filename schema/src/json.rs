//! One JSON text, read: a flat list of nodes in the order of the text, over the bytes as
//! they came. Nothing is copied and nothing is unescaped until somebody asks.

mod read;
mod text;

pub use read::{JsonError, JsonLimits, read};
pub use text::Text;

use crate::number::Number;

/// A JSON text that was read.
#[derive(Clone, Debug, Default)]
pub struct Json<'b> {
    text: &'b str,
    nodes: Vec<Entry>,
}

/// One value or one member name, 12 bytes. A member is two: its name and its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Entry {
    /// Lowest four bits: [`Tag`]. The others: of a container how many items or members it
    /// has, of a member name its hash ([`name_hash`]).
    head: u32,
    /// First byte of the token; of a string the one after the quote.
    start: u32,
    /// Of a token the byte after its last; of a string the quote; of a container the index
    /// of the first node behind all it holds.
    end: u32,
}

/// What an entry is, in its lowest four bits.
mod tag {
    pub(super) const NULL: u32 = 0;
    pub(super) const FALSE: u32 = 1;
    pub(super) const TRUE: u32 = 2;
    /// A number without fraction and exponent.
    pub(super) const INTEGER: u32 = 3;
    pub(super) const NUMBER: u32 = 4;
    pub(super) const STRING: u32 = 5;
    /// A string with at least one escape.
    pub(super) const ESCAPED: u32 = 6;
    pub(super) const ARRAY: u32 = 7;
    pub(super) const OBJECT: u32 = 8;
    /// Bits of a tag.
    pub(super) const BITS: u32 = 4;
    pub(super) const MASK: u32 = (1 << BITS) - 1;
}

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
    json: &'j Json<'j>,
    index: usize,
    entry: Entry,
}

/// A member's name.
#[derive(Clone, Copy, Debug)]
pub struct Name<'j> {
    /// The name itself.
    pub text: Text<'j>,
    /// [`name_hash`] of it, computed when it was read.
    pub hash: u32,
}

impl<'b> Json<'b> {
    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        self.node(0)
    }

    fn node(&self, index: usize) -> Node<'_> {
        Node {
            json: self,
            index,
            entry: self.nodes.get(index).copied().unwrap_or_default(),
        }
    }

    /// How many nodes the text has, member names included.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    fn slice(&self, entry: Entry) -> &str {
        self.text
            .get(entry.start as usize..entry.end as usize)
            .unwrap_or_default()
    }

    fn text_of(&self, entry: Entry) -> Text<'_> {
        Text::new(self.slice(entry), entry.tag() == tag::ESCAPED)
    }
}

impl Entry {
    const fn tag(self) -> u32 {
        self.head & tag::MASK
    }

    const fn rest(self) -> u32 {
        self.head >> tag::BITS
    }
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
        Number::new(self.json.slice(self.entry))
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
    fn after(self) -> usize {
        match self.kind() {
            Kind::Array | Kind::Object => self.entry.end as usize,
            Kind::Null | Kind::Boolean | Kind::Number | Kind::String => self.index + 1,
        }
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
                };
                (name, value)
            })
        })
    }
}

/// The hash of a member name, escapes undone: 28 bits, the same on every machine, so that a
/// compiled contract can carry it. Anybody can make names collide; nothing may take longer
/// than a sort when they do.
pub fn name_hash(name: &[u8]) -> u32 {
    // Fowler, Noll and Vo's, over words of four bytes: fast enough not to show, and simple.
    let (words, rest) = name.as_chunks::<4>();
    let mut hash = 0x811c_9dc5_u32 ^ u32::try_from(name.len()).unwrap_or(u32::MAX);
    for word in words {
        hash = (hash ^ u32::from_le_bytes(*word)).wrapping_mul(0x0100_0193);
        hash ^= hash >> 15;
    }
    for byte in rest {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    (hash ^ (hash >> 13)) >> tag::BITS
}
