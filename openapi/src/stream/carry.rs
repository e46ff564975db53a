//! What has come of an item whose end has not.

use crate::limits::ITEM_BYTES_MAX;

/// The beginning of an item, from earlier chunks.
#[derive(Debug, Default)]
pub(super) struct Carry {
    /// Left as they are when an item has ended, until the next one begins.
    bytes: Vec<u8>,
    is_open: bool,
    is_over: bool,
}

impl Carry {
    /// Whether something of this item came earlier.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Keeps a part whose item goes on in the next chunk.
    pub(super) fn keep(&mut self, part: &[u8]) {
        if part.is_empty() {
            return;
        }
        if !self.is_open {
            self.bytes.clear();
            self.is_open = true;
        }
        self.is_over |= part.len() > ITEM_BYTES_MAX.saturating_sub(self.bytes.len());
        if self.is_over {
            self.bytes = Vec::new();
        } else {
            self.bytes.extend_from_slice(part);
        }
    }

    /// The item, now that its last part is here; `None` when it is too large.
    pub(super) fn whole<'c>(&'c mut self, last: &'c [u8]) -> Option<&'c [u8]> {
        if !self.is_open {
            return (last.len() <= ITEM_BYTES_MAX).then_some(last);
        }
        self.keep(last);
        self.is_open = false;
        let is_over = std::mem::take(&mut self.is_over);
        (!is_over).then_some(self.bytes.as_slice())
    }

    /// Bytes of memory taken.
    pub(super) fn kept(&self) -> usize {
        self.bytes.capacity()
    }
}
