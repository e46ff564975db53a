//! What is kept of a value or a member name: 12 bytes, and where its text is.

use super::Text;

/// One value or one member name. A member is two: its name and its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Lowest four bits: [`tag`]. The others: of a container how many items or members it
    /// has, of a member name its hash ([`super::name_hash`]).
    pub(super) head: u32,
    /// First byte of the token; of a string the one after the quote.
    pub(super) start: u32,
    /// Of a token the byte after its last; of a string the quote; of a container the index
    /// of the first node behind all it holds.
    pub(super) end: u32,
}

/// What an entry is, in its lowest four bits.
pub(super) mod tag {
    pub(in crate::json) const NULL: u32 = 0;
    pub(in crate::json) const FALSE: u32 = 1;
    pub(in crate::json) const TRUE: u32 = 2;
    /// A number without fraction and exponent.
    pub(in crate::json) const INTEGER: u32 = 3;
    pub(in crate::json) const NUMBER: u32 = 4;
    pub(in crate::json) const STRING: u32 = 5;
    /// A string with at least one escape.
    pub(in crate::json) const ESCAPED: u32 = 6;
    /// Set in the tags of containers alone.
    pub(in crate::json) const CONTAINER: u32 = 8;
    pub(in crate::json) const ARRAY: u32 = CONTAINER;
    pub(in crate::json) const OBJECT: u32 = CONTAINER | 1;
    /// Bits of a tag.
    pub(in crate::json) const BITS: u32 = 4;
    pub(in crate::json) const MASK: u32 = (1 << BITS) - 1;
}

impl Entry {
    pub(super) fn new(tag: u32, rest: u32, start: usize, end: usize) -> Self {
        Self::with_head(Self::head(tag, rest), start, end)
    }

    /// A copy. Copied as a whole, an entry would be written down to be read again.
    #[expect(clippy::inline_always, reason = "a copy")]
    #[inline(always)]
    pub(super) const fn by_field(&self) -> Self {
        Self {
            head: self.head,
            start: self.start,
            end: self.end,
        }
    }

    pub(super) const fn head(tag: u32, rest: u32) -> u32 {
        tag | (rest << tag::BITS)
    }

    pub(super) fn with_head(head: u32, start: usize, end: usize) -> Self {
        Self {
            head,
            start: place(start),
            end: place(end),
        }
    }

    #[inline]
    pub(super) const fn tag(self) -> u32 {
        self.head & tag::MASK
    }

    #[inline]
    pub(super) const fn rest(self) -> u32 {
        self.head >> tag::BITS
    }

    #[inline]
    pub(super) const fn is_container(self) -> bool {
        self.head & tag::CONTAINER != 0
    }

    /// The first entry behind this value and all it holds, given its own index.
    #[inline]
    pub(super) const fn after(self, index: usize) -> usize {
        if self.is_container() {
            self.end as usize
        } else {
            index + 1
        }
    }

    /// The token it stands for.
    pub(super) fn slice(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }

    /// The string or the name it stands for.
    pub(super) fn text(self, text: &str) -> Text<'_> {
        Text::new(self.slice(text), self.tag() == tag::ESCAPED)
    }
}

/// A place in a text or a list of nodes: both are shorter than
/// [`crate::limits::JSON_BYTES_MAX`], so the mask, which saves a branch, takes nothing away.
pub(super) fn place(place: usize) -> u32 {
    u32::try_from(place & 0xffff_ffff).unwrap_or(u32::MAX)
}
