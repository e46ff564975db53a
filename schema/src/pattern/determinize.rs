//! From states to a table: one row for each set of states that can be active at once
//! (the powerset construction), given up when it takes too much room or work. What may be
//! asked of a place is answered one byte late, when the byte behind it is known.

use super::classes::Classes;
use super::closure::{Closure, Place, Side};
use super::interner::Interner;
use super::nfa::{Id, Nfa, State};
use super::table::Table;
use crate::limits::{PATTERN_TABLE_BYTES_MAX, PATTERN_WORK_MAX};

/// Cells of the largest table, 16 bits each. A row is named by the place of its first one.
const CELLS_MAX: usize = PATTERN_TABLE_BYTES_MAX / 2;

/// A table that gives the same answers, if there is one small enough.
pub(super) fn determinize(nfa: &Nfa) -> Option<Table> {
    let Classes { classes, samples } = Classes::of(nfa);
    let width = samples.len().checked_add(1)?;
    let mut builder = Builder {
        nfa,
        closure: Closure::new(nfa),
        rows: Interner::new(),
        width,
        work: PATTERN_WORK_MAX,
        waiting: Vec::new(),
    };
    let start = builder.row(&[nfa.start], Side::Edge)?;
    let accept = u16::try_from(width).ok()?;
    let mut cells = vec![0; width];
    cells.resize(width.checked_mul(2)?, accept);
    let mut number = 0;
    while builder.rows.get(number).is_some() {
        if cells.len().checked_add(width)? > CELLS_MAX {
            return None;
        }
        builder.fill(number, &samples, &mut cells)?;
        number = number.checked_add(1)?;
    }
    Some(Table {
        classes,
        width: accept,
        start,
        cells,
    })
}

struct Builder<'a> {
    nfa: &'a Nfa,
    closure: Closure,
    rows: Interner,
    width: usize,
    work: usize,
    waiting: Vec<Id>,
}

impl Builder<'_> {
    fn spend(&mut self, work: usize) -> Option<()> {
        self.work = self.work.checked_sub(work)?;
        Some(())
    }

    /// The place of the row for what was reached behind `before`.
    fn row(&mut self, reached: &[Id], before: Side) -> Option<u16> {
        let place = Place {
            before,
            after: None,
        };
        self.closure.close(self.nfa, reached, place);
        let active = self.closure.visited().len();
        // Sorting them moves half of them for each, some sixty at a step.
        self.spend(active.saturating_add(active.saturating_mul(active) / 64))?;
        if self.closure.matched {
            return u16::try_from(self.width).ok();
        }
        self.closure.waiting(self.nfa, &mut self.waiting);
        if self.waiting.is_empty() {
            return Some(0);
        }
        let mark = if asks(self.nfa, &self.waiting) {
            mark_of(before)
        } else {
            0
        };
        let number = self.rows.number(&self.waiting, mark);
        u16::try_from(number.checked_add(2)?.checked_mul(self.width)?).ok()
    }

    /// Writes the cells of one row: where each class of bytes leads to, and the text's end.
    fn fill(&mut self, number: usize, samples: &[u8], cells: &mut Vec<u16>) -> Option<()> {
        let (set, mark) = self.rows.get(number)?;
        let set = set.to_vec();
        let asks = asks(self.nfa, &set);
        let accept = u16::try_from(self.width).ok()?;
        let mut reached = Vec::new();
        for &byte in samples {
            let side = Side::of(byte);
            self.spend(set.len().saturating_add(1))?;
            if asks && self.asked(&set, mark, side)? {
                cells.push(accept);
                continue;
            }
            reached.clear();
            let active = if asks { self.closure.visited() } else { &set };
            reached.extend(active.iter().filter_map(|&id| self.nfa.step(id, byte)));
            reached.push(self.nfa.start);
            let row = self.row(&reached, side)?;
            cells.push(row);
        }
        let at_end = asks && self.asked(&set, mark, Side::Edge)?;
        cells.push(if at_end { accept } else { 0 });
        Some(())
    }

    /// Whether a set matches once it is known what stands behind it.
    fn asked(&mut self, set: &[Id], mark: u8, after: Side) -> Option<bool> {
        let place = Place {
            before: side_of(mark),
            after: Some(after),
        };
        self.closure.close(self.nfa, set, place);
        self.spend(self.closure.visited().len())?;
        Some(self.closure.matched)
    }
}

fn asks(nfa: &Nfa, set: &[Id]) -> bool {
    set.iter()
        .any(|&id| matches!(nfa.get(id), State::Look { .. }))
}

/// What stands before a row, as its mark: only where it can matter.
fn mark_of(before: Side) -> u8 {
    match before {
        Side::Other | Side::Inside => 0,
        Side::Edge => 1,
        Side::Word => 2,
    }
}

fn side_of(mark: u8) -> Side {
    match mark {
        1 => Side::Edge,
        2 => Side::Word,
        _ => Side::Other,
    }
}
