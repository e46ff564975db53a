//! One JSON text on each line (NDJSON, JSON Lines). Blank lines are none; the last line
//! may end with the stream.

use super::carry::Carry;
use super::{Item, Take, find, is_blank, part};

/// A stream of lines.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) carry: Carry,
}

impl Lines {
    pub(super) fn chunk(&mut self, bytes: &[u8], take: Take<'_>) {
        let mut start = 0;
        while let Some(end) = find(bytes, start, |byte| byte == b'\n') {
            self.line(part(bytes, start, end), start, take);
            start = end + 1;
        }
        self.carry.keep(part(bytes, start, bytes.len()));
    }

    pub(super) fn end(&mut self, take: Take<'_>) {
        self.line(b"", 0, take);
    }

    fn line(&mut self, last: &[u8], start: usize, take: Take<'_>) {
        let start = if self.carry.is_open() { 0 } else { start };
        match self.carry.whole(last) {
            None => take(start, Item::TooLarge),
            Some(line) if is_blank(line) => {}
            Some(line) => take(start, Item::Json(line)),
        }
    }
}
