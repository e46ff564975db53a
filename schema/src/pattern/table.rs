//! A pattern as a table: two lookups for each byte of the text.

use serde::{Deserialize, Serialize};

use crate::limits::PATTERN_TABLE_BYTES_MAX;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Table {
    /// The class of each of the 256 bytes.
    pub(super) classes: Vec<u8>,
    /// Cells of a row: one for each class, the last for the text's end.
    pub(super) width: u16,
    /// The row before the first byte. A row is named by the place of its first cell. The
    /// first row says no, the second yes, whatever follows.
    pub(super) start: u16,
    /// The rows that come next.
    pub(super) cells: Vec<u16>,
}

impl Table {
    pub(super) fn is_match(&self, text: &str) -> bool {
        let Some(classes) = self.classes.first_chunk::<256>() else {
            return false;
        };
        let next = |row: usize, byte: u8| -> usize {
            let class = classes.get(usize::from(byte)).copied().unwrap_or(0);
            let cell = row.wrapping_add(usize::from(class));
            self.cells.get(cell).copied().unwrap_or(0).into()
        };
        let width = usize::from(self.width);
        let mut row = usize::from(self.start);
        // The verdict is looked at once in four bytes: the rows that give it are never left.
        let (fours, rest) = text.as_bytes().as_chunks();
        for &[one, two, three, four] in fours {
            row = next(next(next(next(row, one), two), three), four);
            if row <= width {
                return row == width;
            }
        }
        for &byte in rest {
            row = next(row, byte);
        }
        let end = row.wrapping_add(width).wrapping_sub(1);
        self.cells.get(end) == Some(&self.width)
    }

    pub(super) fn is_sound(&self) -> bool {
        let width = usize::from(self.width);
        let is_row = |&row: &u16| {
            usize::from(row) < self.cells.len() && usize::from(row).is_multiple_of(width)
        };
        width >= 2
            && self.classes.len() == 256
            && self
                .classes
                .iter()
                .all(|&class| usize::from(class) < width - 1)
            && self.cells.len() <= PATTERN_TABLE_BYTES_MAX / 2
            && self.cells.len() >= width * 2
            && self.cells.len().is_multiple_of(width)
            && is_row(&self.start)
            && self.cells.iter().all(is_row)
            && self.ends().all(|&end| end <= self.width)
            && self
                .rows()
                .zip([0, self.width])
                .all(|(row, own)| row.iter().all(|&cell| cell == own))
    }

    /// The cells for the text's end.
    fn ends(&self) -> impl Iterator<Item = &u16> {
        self.rows().filter_map(|row| row.last())
    }

    fn rows(&self) -> impl Iterator<Item = &[u16]> {
        self.cells.chunks(usize::from(self.width).max(1))
    }
}
