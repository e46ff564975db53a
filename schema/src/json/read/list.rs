//! The list of nodes of a text, in one pass and without recursion.

use super::number::short_number;
use super::open::Open;
use super::rare::{rare_name, rare_scalar, space};
use super::run::{Next, run};
use super::string::{SHORT_NAME, plain};
use super::{JsonError, JsonLimits};
use crate::json::entry::{Entry, place as count, tag};
use crate::json::name::{has_name, has_twice};
use crate::limits::JSON_DEPTH_MAX;

/// Members up to which a name is looked for among the ones before it. Such a walk is dear,
/// but a filter of 64 bits says for most names that it need not be taken; in an object with
/// more members the filter is full, and its names are sorted when it ends.
const FILTERED_MEMBERS: u32 = 32;
/// Nodes that room is made for at once.
const ROOM: usize = 64;

/// Lists the nodes of one JSON text.
pub(super) fn list(text: &str, limits: &JsonLimits) -> Result<Vec<Entry>, JsonError> {
    let bytes = text.as_bytes();
    let depth_max = limits.depth.min(JSON_DEPTH_MAX);
    let mut outer = [Open::TEXT; JSON_DEPTH_MAX];
    let mut depth = 0;
    let mut nodes: Vec<Entry> = Vec::with_capacity(capacity(text, limits));
    let mut used = 0;
    // Members of objects that are closed.
    let mut closed = 0;
    let mut open = Open::TEXT;
    let mut at = 0;
    loop {
        // A value, with its name if it is a member's. There is room for both before they are read.
        let Some(room) = nodes.get_mut(used..).filter(|room| room.len() >= 2) else {
            let values = used - closed - members(&outer, depth, open);
            nodes = with_room(nodes, used, limits.nodes.saturating_sub(values))?;
            continue;
        };
        let mut next_is = Next::Value;
        if open.tag == tag::OBJECT {
            let run = run(bytes, at, pairs(room, open, limits), open.names);
            used += run.nodes;
            open.count += count(run.nodes.div_ceil(2));
            open.names = run.names;
            (at, next_is) = (run.at, run.next);
            if next_is == Next::Member {
                if run.nodes > 0 {
                    continue;
                }
                if open.count as usize >= limits.keys {
                    return Err(JsonError::Members);
                }
                let name;
                (name, at) = rare_name(text, at, limits.key_bytes)?.parts();
                if !open.note(name) && is_taken(text, nodes.get(..used), open, name) {
                    return Err(JsonError::DuplicateKey);
                }
                put(&mut nodes, used, name);
                used += 1;
                open.count += 1;
                next_is = Next::Value;
            }
        } else if open.tag == tag::NULL && open.count > 0 {
            return Err(JsonError::Syntax);
        } else {
            open.count += 1;
        }
        if next_is == Next::Value {
            if let Some((start, end)) = plain(bytes, at) {
                put(&mut nodes, used, Entry::new(tag::STRING, 0, start, end));
                (used, at) = (used + 1, end + 1);
            } else {
                let (byte, place) = next(bytes, at).ok_or(JsonError::Syntax)?;
                if let b'{' | b'[' = byte {
                    let outside = outer
                        .get_mut(depth)
                        .filter(|_| depth < depth_max)
                        .ok_or(JsonError::Depth)?;
                    *outside = open;
                    depth += 1;
                    open = Open::new(byte, used);
                    put(&mut nodes, used, Entry::new(open.tag, 0, place, 0));
                    (used, at) = (used + 1, place + 1);
                    // Unless it is empty, its first value is next.
                    match next(bytes, at) {
                        Some((b'}', _)) if byte == b'{' => {}
                        Some((b']', _)) if byte == b'[' => {}
                        _ => continue,
                    }
                } else if let Some((tag, start, end)) = short_number(bytes, place) {
                    put(&mut nodes, used, Entry::new(tag, 0, start, end));
                    (used, at) = (used + 1, end);
                } else {
                    let value;
                    (value, at) = rare_scalar(bytes, place).ok_or(JsonError::Syntax)?.parts();
                    put(&mut nodes, used, value);
                    used += 1;
                }
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
            if !matches!((byte, open.tag), (b']', tag::ARRAY) | (b'}', tag::OBJECT)) {
                return Err(JsonError::Syntax);
            }
            close(text, &mut nodes, used, open)?;
            closed += open.members();
            depth -= 1;
            open = outer.get(depth).copied().ok_or(JsonError::Depth)?;
        }
    }
}

/// Room for members: for no more than the object may have.
#[inline]
fn pairs<'n>(room: &'n mut [Entry], open: Open, limits: &JsonLimits) -> &'n mut [[Entry; 2]] {
    if limits.key_bytes < SHORT_NAME {
        return &mut [];
    }
    let keys = limits.keys.saturating_sub(open.count as usize);
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
    if open.members() > FILTERED_MEMBERS as usize && has_twice(text, nodes, open.index, end) {
        return Err(JsonError::DuplicateKey);
    }
    if let Some(node) = nodes.get_mut(open.index) {
        *node = Entry::new(open.tag, open.count, node.start as usize, end);
    }
    Ok(())
}

/// Whether an object that is still read has a name already, by a walk over its members.
#[cold]
#[inline(never)]
fn is_taken(text: &str, nodes: Option<&[Entry]>, open: Open, name: Entry) -> bool {
    open.count < FILTERED_MEMBERS && has_name(text, nodes.unwrap_or_default(), open.index, name)
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

/// Members of all objects that are not closed.
#[cold]
#[inline(never)]
fn members(outer: &[Open], depth: usize, open: Open) -> usize {
    let outer = outer.iter().take(depth);
    outer.map(Open::members).sum::<usize>() + open.members()
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
    // A value alone leaves a place, which is too little for another one with its name.
    nodes.resize(used + values_left.clamp(2, ROOM), Entry::default());
    Ok(nodes)
}
