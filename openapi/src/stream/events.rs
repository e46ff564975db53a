//! `text/event-stream` (WHATWG HTML §9.2): events are blocks of lines that end with a blank
//! one. Lines end with CR, LF or both, which may come in two chunks.

use std::borrow::Cow;

use super::carry::Carry;
use super::{Item, Take, find, part};

/// Allowed once, before everything else.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// An event as it is dispatched: only what was given, and always with data.
#[derive(Debug, PartialEq, Eq)]
pub struct Event<'c> {
    /// The lines of data, joined by line feeds.
    pub data: Cow<'c, [u8]>,
    /// Its type.
    pub event: Option<&'c [u8]>,
    /// What `Last-Event-ID` becomes.
    pub id: Option<&'c [u8]>,
    /// Milliseconds until the client connects again, in digits.
    pub retry: Option<&'c [u8]>,
}

/// A stream of events.
#[derive(Debug)]
pub(super) struct Events {
    pub(super) carry: Carry,
    line: Line,
    /// The last chunk ended with CR: a line feed that comes first is part of it.
    after_cr: bool,
    is_first: bool,
}

/// What came of the current line in earlier chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Nothing,
    Something,
    /// A comment with nothing before it in its block: nothing is kept of it.
    Comment,
}

impl Default for Events {
    fn default() -> Self {
        Self {
            carry: Carry::default(),
            line: Line::Nothing,
            after_cr: false,
            is_first: true,
        }
    }
}

impl Events {
    pub(super) fn chunk(&mut self, bytes: &[u8], take: Take<'_>) {
        let Some(first) = bytes.first() else {
            return;
        };
        let mut line = usize::from(std::mem::take(&mut self.after_cr) && *first == b'\n');
        let mut block = line;
        while let Some(end) = find(bytes, line, |byte| matches!(byte, b'\r' | b'\n')) {
            let next = self.after_line(bytes, end);
            match self.line_so_far(part(bytes, line, end), block == line) {
                Line::Nothing => self.block(part(bytes, block, end), block, take),
                Line::Something => {}
                Line::Comment => self.is_first = false,
            }
            if self.line != Line::Something {
                block = next;
            }
            self.line = Line::Nothing;
            line = next;
        }
        self.line_so_far(part(bytes, line, bytes.len()), block == line);
        if self.line != Line::Comment {
            self.carry.keep(part(bytes, block, bytes.len()));
        }
    }

    /// What the current line is with this part of it. `is_lone`: no line of its block is
    /// before it in this chunk.
    fn line_so_far(&mut self, part: &[u8], is_lone: bool) -> Line {
        if self.line == Line::Nothing && !part.is_empty() {
            let is_comment = is_lone && !self.carry.is_open() && part.starts_with(b":");
            self.line = if is_comment {
                Line::Comment
            } else {
                Line::Something
            };
        }
        self.line
    }

    /// Where the next line begins.
    fn after_line(&mut self, bytes: &[u8], end: usize) -> usize {
        if bytes.get(end) == Some(&b'\n') {
            return end + 1;
        }
        match bytes.get(end + 1) {
            Some(b'\n') => end + 2,
            Some(_) => end + 1,
            None => {
                self.after_cr = true;
                end + 1
            }
        }
    }

    fn block(&mut self, last: &[u8], start: usize, take: Take<'_>) {
        let is_first = std::mem::take(&mut self.is_first);
        let start = if self.carry.is_open() { 0 } else { start };
        let Some(block) = self.carry.whole(last) else {
            return take(start, Item::TooLarge);
        };
        let block = match block.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) if is_first => rest,
            Some(_) | None => block,
        };
        if let Some(event) = event(block) {
            take(start, Item::Event(event));
        }
    }
}

/// The event of a block of lines; none without data (§9.2.6).
fn event(block: &[u8]) -> Option<Event<'_>> {
    let mut data: Option<Cow<'_, [u8]>> = None;
    let (mut name, mut id, mut retry) = (None, None, None);
    for line in block.split(|byte| matches!(byte, b'\r' | b'\n')) {
        let colon = line.iter().position(|byte| *byte == b':');
        let field = line.get(..colon.unwrap_or(line.len())).unwrap_or_default();
        let value = colon.and_then(|colon| line.get(colon + 1..));
        let value = value.unwrap_or_default();
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"data" => match &mut data {
                None => data = Some(Cow::Borrowed(value)),
                Some(lines) => {
                    let lines = lines.to_mut();
                    lines.push(b'\n');
                    lines.extend_from_slice(value);
                }
            },
            b"event" => name = Some(value),
            b"id" if !value.contains(&0) => id = Some(value),
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                retry = Some(value);
            }
            // Comments, empty lines and what is not known are ignored.
            _ => {}
        }
    }
    Some(Event {
        data: data?,
        event: name,
        id,
        retry,
    })
}
