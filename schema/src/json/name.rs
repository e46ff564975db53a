//! Member names: their hash, and whether an object has one twice.

use super::entry::{Entry, place, tag};
use super::{Node, Spot, Text};

/// A member's name.
#[derive(Clone, Copy, Debug)]
pub struct Name<'j>(pub(super) Node<'j>);

impl<'j> Name<'j> {
    /// The name itself.
    pub fn text(self) -> Text<'j> {
        self.0.text()
    }

    /// [`name_hash`] of it, computed when it was read.
    #[inline]
    pub fn hash(self) -> u32 {
        self.0.entry.rest()
    }

    /// Whether it is this one, whose hash is that.
    #[inline]
    pub fn is(self, name: &[u8], hash: u32) -> bool {
        self.hash() == hash && self.0.is_text(name)
    }

    /// Where it is.
    #[inline]
    pub const fn spot(self) -> Spot<'j> {
        self.0.spot()
    }

    /// The name as a value, a string.
    pub fn as_node(self) -> Node<'j> {
        self.0
    }
}

/// The hash of a member name, escapes undone: 28 bits, the same on every machine, so that a
/// compiled contract can carry it. Anybody can make names collide; nothing may take longer
/// than a sort when they do.
pub fn name_hash(name: &[u8]) -> u32 {
    let (words, rest) = name.as_chunks::<8>();
    let hash = words
        .iter()
        .fold(0, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    finish(hash, u64::from_le_bytes(last), name.len())
}

/// One whole word of a name into its hash.
pub(super) const fn mix(hash: u64, word: u64) -> u64 {
    let hash = (hash ^ word).wrapping_mul(FACTOR);
    hash ^ (hash >> 32)
}

/// The last word, which has at most seven bytes, and the length in bytes.
pub(super) fn finish(hash: u64, last: u64, len: usize) -> u32 {
    let len = u64::from(place(len)) << 56;
    let hash = (hash ^ last ^ len).wrapping_mul(FACTOR);
    place_of_hash(hash >> (32 + tag::BITS))
}

/// Odd, and its bits look random: the fraction of the golden ratio, as Knuth proposes it for
/// hashing by multiplication.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

fn place_of_hash(hash: u64) -> u32 {
    u32::try_from(hash).unwrap_or(u32::MAX)
}

/// Whether an object that is still read has a name already, by a walk over its members.
pub(super) fn has_name(text: &str, nodes: &[Entry], object: usize, name: Entry) -> bool {
    names_of(nodes, object + 1, nodes.len())
        .any(|(_, other)| other.rest() == name.rest() && other.text(text).equals(name.text(text)))
}

/// Whether an object has a name twice, by a sort: nothing a sender does makes it slower.
#[cold]
pub(super) fn has_twice(text: &str, nodes: &[Entry], object: usize, end: usize) -> bool {
    let name = |index: &u32| nodes.get(*index as usize).copied().unwrap_or_default();
    let sorted = sorted(text, nodes, object, end);
    let pairs = sorted.iter().zip(sorted.iter().skip(1));
    pairs
        .map(|(one, next)| (name(one), name(next)))
        .any(|(one, next)| one.rest() == next.rest() && one.text(text).equals(next.text(text)))
}

/// The places of an object's names, by hash and then by name.
pub(super) fn sorted(text: &str, nodes: &[Entry], object: usize, end: usize) -> Vec<u32> {
    let mut sorted: Vec<u32> = names_of(nodes, object + 1, end)
        .map(|(index, _)| place(index))
        .collect();
    let name = |index: &u32| nodes.get(*index as usize).copied().unwrap_or_default();
    sorted.sort_unstable_by(|one, other| {
        let (one, other) = (name(one), name(other));
        one.rest()
            .cmp(&other.rest())
            .then_with(|| one.text(text).compare(other.text(text)))
    });
    sorted
}

/// The names of an object's members and where they are, from its first one's place.
pub(super) fn names_of(
    nodes: &[Entry],
    mut next: usize,
    end: usize,
) -> impl Iterator<Item = (usize, Entry)> {
    std::iter::from_fn(move || {
        let index = next;
        let name = nodes.get(index).filter(|_| index < end)?;
        let value = nodes.get(index + 1)?;
        next = value.after(index + 1);
        Some((index, *name))
    })
}
