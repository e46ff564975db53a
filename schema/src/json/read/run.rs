//! Members as most objects have nothing but: a short name, and at once behind it a string or a
//! number. They are read in a loop of their own, which has so little to keep in mind that all
//! of it stays in registers.

use super::number::short_number;
use super::open::bits;
use super::string::{plain, plain_name};
use crate::json::entry::{Entry, tag};

/// What comes after such members.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Another member, whatever it is.
    Member,
    /// The value of a member whose name is put down.
    Value,
    /// Something else than a comma behind a value.
    End,
}

/// Members that were read.
pub(super) struct Run {
    /// Nodes that were put down.
    pub(super) nodes: usize,
    /// The place behind them.
    pub(super) at: usize,
    /// The bits of all names, theirs included.
    pub(super) names: u64,
    pub(super) next: Next,
}

/// Reads members from here on, as long as there is room.
#[inline(never)]
pub(super) fn run(bytes: &[u8], from: usize, room: &mut [[Entry; 2]], names: u64) -> Run {
    let mut names = names;
    let mut at = from;
    let mut nodes = 0;
    let mut next = Next::Member;
    for [name, value] in room {
        let Some((start, end, hash)) = plain_name(bytes, at) else {
            break;
        };
        let head = Entry::head(tag::STRING, hash);
        let bits = bits(head);
        if names & bits == bits {
            break;
        }
        names |= bits;
        *name = Entry::with_head(head, start, end);
        at = end + 2;
        nodes += 2;
        let (tag, start, end);
        if let Some((first, last)) = plain(bytes, at) {
            (tag, start, end, at) = (tag::STRING, first, last, last + 1);
        } else if let Some((kind, first, last)) =
            word(bytes, at).or_else(|| short_number(bytes, at))
        {
            (tag, start, end, at) = (kind, first, last, last);
        } else {
            nodes -= 1;
            next = Next::Value;
            break;
        }
        *value = Entry::with_head(tag, start, end);
        if bytes.get(at) != Some(&b',') {
            next = Next::End;
            break;
        }
        at += 1;
    }
    Run {
        nodes,
        at,
        names,
        next,
    }
}

/// `null`, `true` or `false`, if it comes next, perhaps behind a space: its tag, where it begins
/// and the place behind it.
#[inline]
fn word(bytes: &[u8], at: usize) -> Option<(u32, usize, usize)> {
    let (start, word) = match bytes.get(at..)?.first_chunk::<6>()? {
        [b' ', word @ ..] => (at + 1, word),
        [word @ .., _] => (at, word),
    };
    match word {
        [b'n', b'u', b'l', b'l', _] => Some((tag::NULL, start, start + 4)),
        [b't', b'r', b'u', b'e', _] => Some((tag::TRUE, start, start + 4)),
        b"false" => Some((tag::FALSE, start, start + 5)),
        _ => None,
    }
}
