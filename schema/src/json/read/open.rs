//! Containers that are not closed yet.

use crate::json::entry::{Entry, place, tag};

/// A container that is not closed yet.
#[derive(Clone, Copy)]
pub(super) struct Open {
    /// Its place among the nodes.
    index: u32,
    /// The head of its node, with as many items or members as were begun.
    pub(super) head: u32,
    /// The place of what its next value, or that one's name, is like: neighbours mostly have the
    /// same members in the same order. Zero is the outermost value, which nothing is like.
    pub(super) like: u32,
    /// Where the object ends that this one is like, as long as all names are of that one, in its
    /// order; else zero.
    pub(super) like_end: u32,
    /// The bits of all names, unless they are of that other object.
    pub(super) names: u64,
}

impl Open {
    /// Around the whole text: what may hold one value and is no container.
    pub(super) const TEXT: Self = Self {
        index: 0,
        head: tag::NULL,
        like: 0,
        like_end: 0,
        names: 0,
    };

    /// By its first byte, and by what it may be like.
    #[inline]
    pub(super) fn new(byte: u8, index: usize, like: u32, known: Entry) -> Self {
        let tag = if byte == b'{' {
            tag::OBJECT
        } else {
            tag::ARRAY
        };
        let (mut inner, mut end) = (0, 0);
        if known.tag() == tag {
            inner = like + 1;
            end = if byte == b'{' { known.end } else { 0 };
        }
        Self {
            index: place(index),
            head: tag,
            like: inner,
            like_end: end,
            names: 0,
        }
    }

    /// Its place among the nodes.
    #[inline]
    pub(super) const fn index(&self) -> usize {
        self.index as usize
    }

    /// [`tag::ARRAY`] or [`tag::OBJECT`], and of the whole text [`tag::NULL`].
    #[inline]
    pub(super) const fn tag(&self) -> u32 {
        self.head & tag::MASK
    }

    /// Items or members begun.
    #[inline]
    pub(super) const fn count(&self) -> usize {
        (self.head >> tag::BITS) as usize
    }

    /// Counts more of them.
    #[inline]
    pub(super) fn begin(&mut self, count: usize) {
        self.head += place(count) << tag::BITS;
    }

    /// Goes on behind a value at that place, and behind what that one is like.
    #[inline]
    pub(super) fn pass(&mut self, known: Entry, value: usize) {
        self.like = if self.like_end > 0 {
            place(known.after(self.like as usize))
        } else {
            // What comes next in an array is like the value before.
            place(value)
        };
    }

    /// Notes a name; false when another one may have been the same.
    #[inline]
    pub(super) const fn note(&mut self, name: Entry) -> bool {
        let bits = bits(name.head);
        let is_new = self.names & bits != bits;
        self.names |= bits;
        is_new
    }
}

/// Two bits of 64 by the head of a name, which has its hash: few names of a dozen find both
/// taken by others.
#[inline]
pub(super) const fn bits(name: u32) -> u64 {
    let hash = name >> tag::BITS;
    (1 << (hash % u64::BITS)) | (1 << ((hash >> 6) % u64::BITS))
}
