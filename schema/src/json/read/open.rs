//! Containers that are not closed yet.

use crate::json::entry::{Entry, tag};

/// A container that is not closed yet.
#[derive(Clone, Copy)]
pub(super) struct Open {
    /// Its place among the nodes.
    pub(super) index: usize,
    /// [`tag::ARRAY`] or [`tag::OBJECT`].
    pub(super) tag: u32,
    /// Items or members begun.
    pub(super) count: u32,
    /// The bits of all names.
    pub(super) names: u64,
}

impl Open {
    /// Around the whole text: what may hold one value and is no container.
    pub(super) const TEXT: Self = Self {
        index: 0,
        tag: tag::NULL,
        count: 0,
        names: 0,
    };

    /// By its first byte.
    #[inline]
    pub(super) fn new(byte: u8, index: usize) -> Self {
        let tag = if byte == b'{' {
            tag::OBJECT
        } else {
            tag::ARRAY
        };
        Self {
            index,
            tag,
            ..Self::TEXT
        }
    }

    /// Members begun, if it is an object.
    pub(super) const fn members(&self) -> usize {
        if self.tag == tag::OBJECT {
            self.count as usize
        } else {
            0
        }
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
