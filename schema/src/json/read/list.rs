//! The list of nodes of a text, in one pass and without recursion.

use super::open::{Open, bits};
use super::rare::{Token, rare_name, rare_scalar, space};
use super::run::{Next, Run, alike, items, run};
use super::string::{SHORT_NAME, same_name};
use super::{JsonError, JsonLimits};
use crate::json::entry::{Entry, place as count, tag};
use crate::json::name::{has_name, has_twice, names_of};
use crate::limits::JSON_DEPTH_MAX;

/// Members up to which a name is looked for among the ones before it. Such a walk is dear,
/// but a filter of 64 bits says for most names that it need not be taken; in an object with
/// more members the filter is full, and its names are sorted when it ends.
const FILTERED_MEMBERS: usize = 32;
/// Members in a row that may be left out of an object that is like another one.
const LEFT_OUT: usize = 3;
/// Nodes that room is made for at once.
const ROOM: usize = 160;

/// Lists the nodes of one JSON text.
pub(super) fn list(text: &str, limits: &JsonLimits) -> Result<Vec<Entry>, JsonError> {
    let bytes = text.as_bytes();
    let mut outer = [Open::TEXT; JSON_DEPTH_MAX];
    let outer = outer
        .get_mut(..limits.depth.min(JSON_DEPTH_MAX))
        .unwrap_or_default();
    let mut depth = 0;
    let mut nodes: Vec<Entry> = Vec::with_capacity(capacity(text, limits));
    let mut used = 0;
    // Values in containers that are closed.
    let mut closed = 0;
    let mut open = Open::TEXT;
    let mut at = 0;
    loop {
        // A value, with its name if it is a member's. There is room for both before they are read.
        let (before, room) = nodes.split_at_mut_checked(used).unwrap_or_default();
        if room.len() < 2 {
            let values = closed + values(outer, depth, open);
            nodes = with_room(nodes, used, limits.nodes.saturating_sub(values))?;
            continue;
        }
        let mut next_is = Next::Value;
        if open.tag() == tag::OBJECT {
            let run = members(bytes, at, before, room, &mut open, limits);
            used += run.nodes;
            (at, next_is) = (run.at, run.next);
            if next_is == Next::Member {
                if run.nodes > 0 {
                    continue;
                }
                if open.like_end > 0 {
                    open = realigned(bytes, at, before, open);
                    continue;
                }
                let name;
                (name, at) = rare_member(text, at, before, &mut open, limits)?.parts();
                put(&mut nodes, used, name);
                used += 1;
                next_is = Next::Value;
            }
        } else if open.tag() == tag::ARRAY && matches!(bytes.get(at), Some(b'{' | b'[')) {
            open.begin(1);
        } else if open.tag() == tag::ARRAY {
            // The last place is for a name, which no item has.
            let (_, room) = room.split_last_mut().ok_or(JsonError::Nodes)?;
            let run = items(bytes, at, room);
            used += run.nodes;
            open.begin(run.nodes);
            (at, next_is) = (run.at, run.next);
            if next_is == Next::Member {
                continue;
            }
            open.begin(usize::from(next_is == Next::Value));
        } else if open.count() > 0 {
            return Err(JsonError::Syntax);
        } else {
            open.begin(1);
        }
        if next_is == Next::Value {
            let (byte, place) = next(bytes, at).ok_or(JsonError::Syntax)?;
            let like = open.like;
            let known = nodes.get(like as usize).copied().unwrap_or_default();
            open.pass(known, used);
            if let b'{' | b'[' = byte {
                let outside = outer.get_mut(depth).ok_or(JsonError::Depth)?;
                *outside = open;
                depth += 1;
                open = Open::new(byte, used, like, known);
                put(&mut nodes, used, Entry::with_head(open.head, place, 0));
                (used, at) = (used + 1, place + 1);
                // Unless it is empty, its first value is next.
                match next(bytes, at) {
                    Some((b'}', _)) if byte == b'{' => {}
                    Some((b']', _)) if byte == b'[' => {}
                    _ => continue,
                }
            } else {
                let value;
                (value, at) = rare_scalar(bytes, place).ok_or(JsonError::Syntax)?.parts();
                put(&mut nodes, used, value);
                used += 1;
            }
        }
        // What follows a value: the ends of containers, and then another value or nothing.
        loop {
            let Some((byte, place)) = next(bytes, at) else {
                nodes.truncate(used);
                return match depth {
                    0 => Ok(nodes),
                    _ => Err(JsonError::Syntax),
                };
            };
            at = place + 1;
            if byte == b',' {
                break;
            }
            if !matches!((byte, open.tag()), (b']', tag::ARRAY) | (b'}', tag::OBJECT)) {
                return Err(JsonError::Syntax);
            }
            close(text, &mut nodes, used, open)?;
            closed += open.count();
            depth -= 1;
            open = outer.get(depth).copied().ok_or(JsonError::Depth)?;
        }
    }
}

/// Members of an object, as long as they are plain.
#[inline]
fn members(
    bytes: &[u8],
    at: usize,
    before: &[Entry],
    room: &mut [Entry],
    open: &mut Open,
    limits: &JsonLimits,
) -> Run {
    let room = pairs(room, *open, limits);
    let run = if open.like_end > 0 {
        let known = before.get(open.like as usize..open.like_end as usize);
        let run = alike(bytes, at, room, known.unwrap_or_default().as_chunks().0);
        open.like += count(run.nodes);
        run
    } else {
        run(bytes, at, room, &mut open.names)
    };
    open.begin(run.nodes.div_ceil(2));
    run
}

/// The name of a member that is not plain, and the place behind its colon.
#[inline(never)]
fn rare_member(
    text: &str,
    at: usize,
    before: &[Entry],
    open: &mut Open,
    limits: &JsonLimits,
) -> Result<Token, JsonError> {
    if open.count() >= limits.keys {
        return Err(JsonError::Members);
    }
    let token = rare_name(text, at, limits.key_bytes)?;
    let name = token.entry();
    if !open.note(name) && is_taken(text, before, *open, name) {
        return Err(JsonError::DuplicateKey);
    }
    open.begin(1);
    Ok(token)
}

/// Room for members: for no more than the object may have.
#[inline]
fn pairs<'n>(room: &'n mut [Entry], open: Open, limits: &JsonLimits) -> &'n mut [[Entry; 2]] {
    if limits.key_bytes < SHORT_NAME {
        return &mut [];
    }
    let keys = limits.keys.saturating_sub(open.count());
    let (pairs, _) = room.as_chunks_mut();
    let pairs_max = pairs.len().min(keys);
    pairs.get_mut(..pairs_max).unwrap_or_default()
}

/// Puts a node down where there is room.
#[inline]
fn put(nodes: &mut [Entry], at: usize, node: Entry) {
    if let Some(place) = nodes.get_mut(at) {
        *place = node;
    }
}

/// Completes the node of a container that ends here.
#[inline]
fn close(text: &str, nodes: &mut [Entry], end: usize, open: Open) -> Result<(), JsonError> {
    if open.count() > FILTERED_MEMBERS
        && open.tag() == tag::OBJECT
        && open.like_end == 0
        && has_twice(text, nodes, open.index(), end)
    {
        return Err(JsonError::DuplicateKey);
    }
    if let Some(node) = nodes.get_mut(open.index()) {
        (node.head, node.end) = (open.head, count(end));
    }
    Ok(())
}

/// Whether an object that is still read has a name already, by a walk over its members.
#[cold]
#[inline(never)]
fn is_taken(text: &str, nodes: &[Entry], open: Open, name: Entry) -> bool {
    open.count() < FILTERED_MEMBERS && has_name(text, nodes, open.index(), name)
}

/// The next byte that is no white space, and its place.
#[inline]
fn next(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    match bytes.get(at) {
        Some(byte) if *byte > b' ' => Some((*byte, at)),
        _ => space(bytes, at),
    }
}

/// Room for the nodes of ordinary texts, which have one in ten bytes; for more it grows.
fn capacity(text: &str, limits: &JsonLimits) -> usize {
    (text.len() / 8 + 8).min(limits.nodes.saturating_mul(2))
}

/// An object again whose next name is not the one expected: the other object has a few members
/// more, or from here on it is like none.
#[cold]
#[inline(never)]
fn realigned(bytes: &[u8], at: usize, nodes: &[Entry], mut open: Open) -> Open {
    let mut others = names_of(nodes, open.like as usize, open.like_end as usize)
        .skip(1)
        .take(LEFT_OUT);
    if let Some((place, _)) = others.find(|(_, name)| same_name(bytes, at, name).is_some()) {
        open.like = count(place);
    } else {
        let names = names_of(nodes, open.index() + 1, nodes.len());
        open.names = names.fold(0, |all, (_, name)| all | bits(name.head));
        open.like_end = 0;
    }
    open
}

/// Values in containers that are not closed.
#[cold]
#[inline(never)]
fn values(outer: &[Open], depth: usize, open: Open) -> usize {
    let outer = outer.iter().take(depth);
    outer.map(Open::count).sum::<usize>() + open.count()
}

/// The same nodes, with room for one more value and its name, or for some: for no more values
/// than are left.
#[cold]
#[inline(never)]
fn with_room(
    mut nodes: Vec<Entry>,
    used: usize,
    values_left: usize,
) -> Result<Vec<Entry>, JsonError> {
    if values_left == 0 {
        return Err(JsonError::Nodes);
    }
    // For a short text no more than there is already.
    let room = match nodes.capacity().saturating_sub(used) {
        ..2 => ROOM,
        spare => spare.min(ROOM),
    };
    // A value alone leaves a place, which is too little for another one with its name.
    nodes.resize(used + values_left.clamp(2, room), Entry::default());
    Ok(nodes)
}
