//! `application/json-seq` (RFC 7464): a record separator before each JSON text, a line feed
//! after it. A text may have line feeds of its own, so it ends where the next one begins.

use super::carry::Carry;
use super::{Item, Take, find, is_blank, is_space, part};

/// ASCII RS.
const SEPARATOR: u8 = 0x1e;

/// A stream of records.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) carry: Carry,
    has_begun: bool,
}

impl Records {
    pub(super) fn chunk(&mut self, bytes: &[u8], take: Take<'_>) {
        let mut start = 0;
        while let Some(end) = find(bytes, start, |byte| byte == SEPARATOR) {
            self.record(part(bytes, start, end), start, take);
            self.has_begun = true;
            start = end + 1;
        }
        self.carry.keep(part(bytes, start, bytes.len()));
    }

    pub(super) fn end(&mut self, take: Take<'_>) {
        self.record(b"", 0, take);
    }

    fn record(&mut self, last: &[u8], start: usize, take: Take<'_>) {
        let start = if self.carry.is_open() { 0 } else { start };
        match self.carry.whole(last) {
            None => take(start, Item::TooLarge),
            // Separators in a row are no records (§2.1).
            Some(record) if is_blank(record) => {}
            Some(_) if !self.has_begun => take(start, Item::Broken("expected a record separator")),
            Some(record) if is_cut(record) => take(start, Item::Broken("cut off")),
            Some(record) => take(start, Item::Json(record)),
        }
    }
}

/// Whether something may be missing at the end of what looks whole: `12` was perhaps `123`
/// (§2.4). What brackets or quotes enclose shows by itself when it was cut.
fn is_cut(record: &[u8]) -> bool {
    let first = record.iter().find(|byte| !is_space(**byte));
    let is_enclosed = first.is_some_and(|byte| matches!(byte, b'{' | b'[' | b'"'));
    !is_enclosed && !record.last().is_some_and(|byte| is_space(*byte))
}
