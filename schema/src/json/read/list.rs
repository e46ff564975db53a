//! The list of nodes of a text, in one pass and without recursion.

use super::string::{hashed, string};
use super::{JsonError, JsonLimits, number::number};
use crate::json::entry::{Entry, tag};
use crate::json::name::{has_twice, is_taken, name_hash};
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
    /// One bit for each hash of a name, modulo 64.
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
}

struct List<'b, 'l> {
    text: &'b str,
    limits: &'l JsonLimits,
    nodes: Vec<Entry>,
    open: Open,
}

/// Lists the nodes of one JSON text.
pub(super) fn list(text: &str, limits: &JsonLimits) -> Result<Vec<Entry>, JsonError> {
    let depth_max = limits.depth.min(JSON_DEPTH_MAX);
    let mut outer = [Open::TEXT; JSON_DEPTH_MAX];
    let mut depth = 0;
    let mut values_left = limits.nodes;
    let mut list = List {
        text,
        limits,
        nodes: Vec::with_capacity(capacity(text, limits)),
        open: Open::TEXT,
    };
    let mut rest = text.as_bytes();
    loop {
        // A value, with its name if it is a member's.
        if list.open.tag == tag::OBJECT {
            rest = list.name(rest)?;
        }
        list.open.count += 1;
        let (byte, behind) = next(rest).ok_or(JsonError::Syntax)?;
        values_left = values_left.checked_sub(1).ok_or(JsonError::Nodes)?;
        let start = text.len() - behind.len() - 1;
        match byte {
            b'"' => {
                let (behind, is_escaped) = string(behind).ok_or(JsonError::Syntax)?;
                let end = text.len() - behind.len() - 1;
                let tag = if is_escaped {
                    tag::ESCAPED
                } else {
                    tag::STRING
                };
                list.nodes.push(Entry::new(tag, 0, start + 1, end));
                rest = behind;
            }
            b'{' | b'[' => {
                let outside = outer
                    .get_mut(depth)
                    .filter(|_| depth < depth_max)
                    .ok_or(JsonError::Depth)?;
                *outside = list.open;
                depth += 1;
                list.open = Open {
                    index: list.nodes.len(),
                    tag: if byte == b'{' {
                        tag::OBJECT
                    } else {
                        tag::ARRAY
                    },
                    ..Open::TEXT
                };
                list.nodes.push(Entry::new(list.open.tag, 0, start, 0));
                // Unless it is empty, its first value is next.
                match next(behind) {
                    Some((b'}', _)) if byte == b'{' => {}
                    Some((b']', _)) if byte == b'[' => {}
                    _ => {
                        rest = behind;
                        continue;
                    }
                }
                rest = behind;
            }
            b'-' | b'0'..=b'9' => {
                let token = rest_from(text, start);
                let (behind, tag) = number(token).ok_or(JsonError::Syntax)?;
                list.nodes
                    .push(Entry::new(tag, 0, start, text.len() - behind.len()));
                rest = behind;
            }
            _ => {
                let (word, tag): (&[u8], u32) = match byte {
                    b't' => (b"rue", tag::TRUE),
                    b'f' => (b"alse", tag::FALSE),
                    b'n' => (b"ull", tag::NULL),
                    _ => return Err(JsonError::Syntax),
                };
                rest = behind.strip_prefix(word).ok_or(JsonError::Syntax)?;
                list.nodes
                    .push(Entry::new(tag, 0, start, text.len() - rest.len()));
            }
        }
        // What follows a value: the ends of containers, and then another value or nothing.
        loop {
            let Some((byte, behind)) = next(rest) else {
                return match depth {
                    0 => Ok(list.nodes),
                    _ => Err(JsonError::Syntax),
                };
            };
            rest = behind;
            match (byte, list.open.tag) {
                (b',', tag::ARRAY | tag::OBJECT) => break,
                (b']', tag::ARRAY) | (b'}', tag::OBJECT) => {
                    list.close()?;
                    depth -= 1;
                    list.open = outer.get(depth).copied().ok_or(JsonError::Depth)?;
                }
                _ => return Err(JsonError::Syntax),
            }
        }
    }
}

impl List<'_, '_> {
    /// A member's name and the colon behind it.
    #[inline]
    fn name<'b>(&mut self, rest: &'b [u8]) -> Result<&'b [u8], JsonError> {
        let Some((b'"', start)) = next(rest) else {
            return Err(JsonError::Syntax);
        };
        let place = self.text.len() - start.len();
        let (behind, name, len) = match hashed(start) {
            Some((behind, hash)) => {
                let end = self.text.len() - behind.len() - 1;
                (
                    behind,
                    Entry::new(tag::STRING, hash, place, end),
                    end - place,
                )
            }
            None => self.rare_name(start).ok_or(JsonError::Syntax)?,
        };
        if len > self.limits.key_bytes || self.open.count as usize >= self.limits.keys {
            return Err(JsonError::Members);
        }
        let bit = 1 << (name.rest() % u64::BITS);
        if self.open.names & bit != 0
            && self.open.count < FILTERED_MEMBERS
            && is_taken(self.text, &self.nodes, self.open.index, name)
        {
            return Err(JsonError::DuplicateKey);
        }
        self.open.names |= bit;
        self.nodes.push(name);
        match next(behind) {
            Some((b':', behind)) => Ok(behind),
            _ => Err(JsonError::Syntax),
        }
    }

    /// A name with escapes, or one that ends among the last bytes: the text behind it, its
    /// node and how many bytes it has.
    #[cold]
    fn rare_name<'b>(&self, start: &'b [u8]) -> Option<(&'b [u8], Entry, usize)> {
        let (behind, is_escaped) = string(start)?;
        let tag = if is_escaped {
            tag::ESCAPED
        } else {
            tag::STRING
        };
        let place = self.text.len() - start.len();
        let end = self.text.len() - behind.len() - 1;
        let name = Entry::new(tag, 0, place, end).text(self.text).unescaped();
        let hash = name_hash(name.as_bytes());
        Some((behind, Entry::new(tag, hash, place, end), name.len()))
    }

    /// Completes the container that is open.
    #[inline]
    fn close(&mut self) -> Result<(), JsonError> {
        let Open {
            index, tag, count, ..
        } = self.open;
        if tag == tag::OBJECT
            && count > FILTERED_MEMBERS
            && has_twice(self.text, &self.nodes, index)
        {
            return Err(JsonError::DuplicateKey);
        }
        let end = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(index) {
            *node = Entry::new(tag, count, node.start as usize, end);
        }
        Ok(())
    }
}

/// The next byte that is no white space, and what is behind it.
#[inline]
fn next(rest: &[u8]) -> Option<(u8, &[u8])> {
    match rest {
        [byte, behind @ ..] if *byte > b' ' => Some((*byte, behind)),
        _ => next_after_space(rest),
    }
}

#[cold]
fn next_after_space(mut rest: &[u8]) -> Option<(u8, &[u8])> {
    while let [byte, behind @ ..] = rest {
        if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            return Some((*byte, behind));
        }
        rest = behind;
    }
    None
}

fn rest_from(text: &str, start: usize) -> &[u8] {
    text.as_bytes().get(start..).unwrap_or_default()
}

/// Room for the nodes of ordinary texts, which have one in ten bytes; more grow it.
fn capacity(text: &str, limits: &JsonLimits) -> usize {
    (text.len() / 8 + 8).min(limits.nodes.saturating_mul(2))
}
