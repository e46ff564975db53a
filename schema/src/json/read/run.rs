//! Members as most objects have nothing but: a short name, and at once behind it a scalar; and
//! items that are scalars. They are read in loops of their own, which have so little to keep in
//! mind that nearly all of it stays in registers.

use super::open::bits;
use super::scalar::scalar;
use super::string::{plain_name, same_name};
use crate::json::entry::{Entry, tag};

/// What comes after such members.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Another member or item, whatever it is.
    Member,
    /// A value that is no such scalar; of a member, the name is put down.
    Value,
    /// Something else than a comma behind a value.
    End,
}

/// What was read.
pub(super) struct Run {
    /// Nodes that were put down.
    pub(super) nodes: usize,
    /// The place behind them.
    pub(super) at: usize,
    pub(super) next: Next,
}

impl Run {
    /// So many members, the last one without its value if that is next.
    #[inline]
    fn of(members: usize, at: usize, next: Next) -> Self {
        let nodes = members * 2 - usize::from(next == Next::Value);
        Self { nodes, at, next }
    }
}

/// Reads members from here on, as long as there is room, and adds their names' bits.
#[inline(never)]
pub(super) fn run(bytes: &[u8], from: usize, room: &mut [[Entry; 2]], names: &mut u64) -> Run {
    let mut taken = *names;
    let places = room.iter_mut().map(|place| (place, None));
    let run = members(bytes, from, places, |at, _| {
        let (start, end, hash) = plain_name(bytes, at)?;
        let head = Entry::head(tag::STRING, hash);
        let bits = bits(head);
        if taken & bits == bits {
            return None;
        }
        taken |= bits;
        Some((Entry::with_head(head, start, end), end + 2))
    });
    *names = taken;
    run
}

/// The same as long as the names are those of these members, in their order.
#[inline(never)]
pub(super) fn alike<'n>(
    bytes: &[u8],
    from: usize,
    room: &'n mut [[Entry; 2]],
    known: &'n [[Entry; 2]],
) -> Run {
    let places = room.iter_mut().zip(known.iter().map(Some));
    members(bytes, from, places, |at, known| {
        let [name, _] = known?;
        let (start, end) = same_name(bytes, at, name)?;
        Some((Entry::with_head(name.head, start, end), end + 2))
    })
}

#[expect(clippy::inline_always, reason = "for two ways to read a name")]
#[inline(always)]
fn members<'n>(
    bytes: &[u8],
    from: usize,
    places: impl Iterator<Item = (&'n mut [Entry; 2], Option<&'n [Entry; 2]>)>,
    mut next_name: impl FnMut(usize, Option<&'n [Entry; 2]>) -> Option<(Entry, usize)>,
) -> Run {
    let (mut at, mut members, mut next) = (from, 0, Next::Member);
    for ([name, value], known) in places {
        let Some((read, behind)) = next_name(at, known) else {
            break;
        };
        *name = read;
        members += 1;
        // What is like a container is one as a rule, and behind the name of one stands no name.
        let is_container = known.is_some_and(|[_, value]| value.is_container());
        let scalar = if is_container {
            None
        } else {
            scalar(bytes, behind)
        };
        let Some(scalar) = scalar else {
            (at, next) = (behind, Next::Value);
            break;
        };
        *value = scalar.entry();
        at = scalar.at;
        if scalar.behind != b',' {
            next = Next::End;
            break;
        }
        at += 1;
    }
    Run::of(members, at, next)
}

/// Reads items of an array from here on, as long as they are scalars and there is room.
#[inline(never)]
pub(super) fn items(bytes: &[u8], from: usize, room: &mut [Entry]) -> Run {
    let (mut at, mut nodes, mut next) = (from, 0, Next::Member);
    for item in room {
        let Some(scalar) = scalar(bytes, at) else {
            next = Next::Value;
            break;
        };
        *item = scalar.entry();
        nodes += 1;
        at = scalar.at;
        if scalar.behind != b',' {
            next = Next::End;
            break;
        }
        at += 1;
    }
    Run { nodes, at, next }
}
