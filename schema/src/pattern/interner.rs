//! Sets of states seen so far, each with a number: the rows of a table to be.

use super::nfa::Id;

/// Buckets; a power of two. A table has some thousand rows at most.
const BUCKETS: usize = 1024;

/// The end of a bucket's list.
const END: usize = usize::MAX;

pub(super) struct Interner {
    members: Vec<Id>,
    entries: Vec<Entry>,
    buckets: Vec<usize>,
}

struct Entry {
    from: usize,
    to: usize,
    /// Tells apart equal sets that were reached in different ways.
    mark: u8,
    next: usize,
}

impl Interner {
    pub(super) fn new() -> Self {
        Self {
            members: Vec::new(),
            entries: Vec::new(),
            buckets: vec![END; BUCKETS],
        }
    }

    pub(super) fn get(&self, number: usize) -> Option<(&[Id], u8)> {
        let entry = self.entries.get(number)?;
        Some((self.members.get(entry.from..entry.to)?, entry.mark))
    }

    /// The number of a set, a new one if it was never seen.
    pub(super) fn number(&mut self, set: &[Id], mark: u8) -> usize {
        let bucket = hash(set, mark) & (BUCKETS - 1);
        let head = self.buckets.get(bucket).copied().unwrap_or(END);
        let mut number = head;
        while let Some(entry) = self.entries.get(number) {
            if self.get(number) == Some((set, mark)) {
                return number;
            }
            number = entry.next;
        }
        let from = self.members.len();
        self.members.extend_from_slice(set);
        let new = self.entries.len();
        self.entries.push(Entry {
            from,
            to: self.members.len(),
            mark,
            next: head,
        });
        if let Some(head) = self.buckets.get_mut(bucket) {
            *head = new;
        }
        new
    }
}

/// FNV-1a over the places. Nobody gains by making sets collide: a document's author may
/// write a large pattern just as well, and the work is bounded.
fn hash(set: &[Id], mark: u8) -> usize {
    let mut hash = 0x811c_9dc5_u32 ^ u32::from(mark);
    for &id in set {
        hash = (hash ^ u32::from(id)).wrapping_mul(0x0100_0193);
    }
    usize::try_from(hash ^ hash >> 15).unwrap_or(0)
}
