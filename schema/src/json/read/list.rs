//! The list of nodes of a text, in one pass and without recursion.

use super::rare::{quote, rare_name, rare_string, space};
use super::string::{hashed, plain};
use super::{JsonError, JsonLimits, number::number};
use crate::json::entry::{Entry, tag};
use crate::json::name::{has_name, has_twice};
use crate::limits::JSON_DEPTH_MAX;

/// Members up to which a name is looked for among the ones before it. Such a walk is dear,
/// but a filter of 64 bits says for most names that it need not be taken; in an object with
/// more members the filter is full, and its names are sorted when it ends.
const FILTERED_MEMBERS: u32 = 32;

/// A container that is not closed yet.
#[derive(Clone, Copy)]
struct Open {
    /// Its place among the nodes.
    index: usize,
    /// [`tag::ARRAY`] or [`tag::OBJECT`].
    tag: u32,
    /// Items or members begun.
    count: u32,
    /// The [`filter_bits`] of all names.
    names: u64,
}

impl Open {
    /// Around the whole text: what may hold one value and is no container.
    const TEXT: Self = Self {
        index: 0,
        tag: tag::NULL,
        count: 0,
        names: 0,
    };

    /// By its first byte.
    #[inline]
    fn new(byte: u8, index: usize) -> Self {
        let tag = if byte == b'{' {
            tag::OBJECT
        } else {
            tag::ARRAY
        };
        Self {
            index,
            tag,
            ..Self::TEXT
        }
    }
}

/// Two bits of 64 by the hash of a name: few names of a dozen find both
/// taken by others.
fn filter_bits(name: Entry) -> u64 {
    let hash = name.rest();
    (1 << (hash % u64::BITS)) | (1 << ((hash >> 6) % u64::BITS))
}

/// Lists the nodes of one JSON text.
pub(super) fn list(text: &str, limits: &JsonLimits) -> Result<Vec<Entry>, JsonError> {
    let depth_max = limits.depth.min(JSON_DEPTH_MAX);
    let mut outer = [Open::TEXT; JSON_DEPTH_MAX];
    let mut depth = 0;
    let mut values_left = limits.nodes;
    let mut nodes = Vec::with_capacity(capacity(text, limits));
    let mut open = Open::TEXT;
    let mut rest = text.as_bytes();
    loop {
        // A value, with its name if it is a member's.
        if open.tag == tag::OBJECT {
            let start = match rest {
                [b'"', start @ ..] => start,
                _ => quote(rest).ok_or(JsonError::Syntax)?,
            };
            let place = text.len() - start.len();
            let (behind, name) = match hashed(start, limits.key_bytes) {
                Some((behind, len, hash)) => {
                    (behind, Entry::new(tag::STRING, hash, place, place + len))
                }
                None => rare_name(text, start, limits.key_bytes)?,
            };
            if open.count as usize >= limits.keys {
                return Err(JsonError::Members);
            }
            let bits = filter_bits(name);
            if open.names & bits == bits && is_taken(text, &nodes, open, name) {
                return Err(JsonError::DuplicateKey);
            }
            open.names |= bits;
            nodes.push(name);
            rest = behind;
        }
        open.count += 1;
        let is_over;
        (values_left, is_over) = values_left.overflowing_sub(1);
        if is_over {
            return Err(JsonError::Nodes);
        }
        // Strings are most values, so they are looked for first.
        if let [b'"', behind @ ..] = rest
            && let Some(behind) = plain(behind)
        {
            let place = text.len() - rest.len() + 1;
            let len = rest.len() - behind.len() - 2;
            nodes.push(Entry::new(tag::STRING, 0, place, place + len));
            rest = behind;
        } else {
            let (byte, behind) = next(rest).ok_or(JsonError::Syntax)?;
            if byte == b'"' {
                let start = text.len() - behind.len();
                let (behind, tag) = rare_string(behind).ok_or(JsonError::Syntax)?;
                nodes.push(Entry::new(tag, 0, start, text.len() - behind.len() - 1));
                rest = behind;
            } else if let b'{' | b'[' = byte {
                let outside = outer
                    .get_mut(depth)
                    .filter(|_| depth < depth_max)
                    .ok_or(JsonError::Depth)?;
                *outside = open;
                depth += 1;
                open = Open::new(byte, nodes.len());
                nodes.push(Entry::new(open.tag, 0, text.len() - behind.len() - 1, 0));
                rest = behind;
                // Unless it is empty, its first value is next.
                match next(behind) {
                    Some((b'}', _)) if byte == b'{' => {}
                    Some((b']', _)) if byte == b'[' => {}
                    _ => continue,
                }
            } else {
                let (behind, scalar) = scalar(text, byte, behind).ok_or(JsonError::Syntax)?;
                nodes.push(scalar);
                rest = behind;
            }
        }
        // What follows a value: the ends of containers, and then another value or nothing.
        loop {
            // Nearly always a comma, and at once.
            if let [b',', behind @ ..] = rest
                && open.tag != tag::NULL
            {
                rest = behind;
                break;
            }
            let Some((byte, behind)) = next(rest) else {
                return match depth {
                    0 => Ok(nodes),
                    _ => Err(JsonError::Syntax),
                };
            };
            rest = behind;
            if byte == b',' && open.tag != tag::NULL {
                break;
            }
            if !matches!((byte, open.tag), (b']', tag::ARRAY) | (b'}', tag::OBJECT)) {
                return Err(JsonError::Syntax);
            }
            close(text, &mut nodes, open)?;
            depth -= 1;
            open = outer.get(depth).copied().ok_or(JsonError::Depth)?;
        }
    }
}

/// Completes the node of a container that ends here.
#[inline]
fn close(text: &str, nodes: &mut [Entry], open: Open) -> Result<(), JsonError> {
    if open.count > FILTERED_MEMBERS
        && open.tag == tag::OBJECT
        && has_twice(text, nodes, open.index)
    {
        return Err(JsonError::DuplicateKey);
    }
    let end = nodes.len();
    if let Some(node) = nodes.get_mut(open.index) {
        *node = Entry::new(open.tag, open.count, node.start as usize, end);
    }
    Ok(())
}

/// A number or a word by its first byte: the text behind it, and its node.
#[inline]
fn scalar<'b>(text: &str, byte: u8, behind: &'b [u8]) -> Option<(&'b [u8], Entry)> {
    let start = text.len() - behind.len() - 1;
    let (behind, tag) = match byte {
        b'-' | b'0'..=b'9' => number(byte, behind)?,
        b't' => (behind.strip_prefix(b"rue")?, tag::TRUE),
        b'f' => (behind.strip_prefix(b"alse")?, tag::FALSE),
        b'n' => (behind.strip_prefix(b"ull")?, tag::NULL),
        _ => return None,
    };
    Some((behind, Entry::new(tag, 0, start, text.len() - behind.len())))
}

/// Whether an object that is still read has a name already, by a walk over its members.
#[cold]
#[inline(never)]
fn is_taken(text: &str, nodes: &[Entry], open: Open, name: Entry) -> bool {
    open.count < FILTERED_MEMBERS && has_name(text, nodes, open.index, name)
}

/// The next byte that is no white space, and what is behind it.
#[inline]
fn next(rest: &[u8]) -> Option<(u8, &[u8])> {
    match rest {
        [byte, behind @ ..] if *byte > b' ' => Some((*byte, behind)),
        _ => space(rest),
    }
}

/// Room for the nodes of ordinary texts, which have one in ten bytes; for more it grows.
fn capacity(text: &str, limits: &JsonLimits) -> usize {
    (text.len() / 8 + 8).min(limits.nodes.saturating_mul(2))
}
