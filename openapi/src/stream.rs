//! Streams cut into their items while they pass, chunk by chunk: any chunks of the same
//! bytes give the same items. An item inside one chunk is not copied; of one that is not,
//! at most [`crate::limits::ITEM_BYTES_MAX`] bytes are kept. What an item must look like
//! is not known here.

mod carry;
mod events;
mod lines;
mod parts;
mod records;
#[cfg(test)]
mod tests;

pub use events::Event;

use crate::http::MediaType;
use events::Events;
use lines::Lines;
use parts::Parts;
use records::Records;

/// One item of a stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Item<'c> {
    /// An event (WHATWG HTML §9.2).
    Event(Event<'c>),
    /// One JSON text.
    Json(&'c [u8]),
    /// Something that is no JSON text and does not claim to be.
    Other,
    /// More bytes than are kept of one item; they were skipped to its end.
    TooLarge,
    /// Not an item as its media type has them, and why.
    Broken(&'static str),
}

/// What takes the items: each with where it begins in the chunk, 0 for one that began earlier.
pub type Take<'t> = &'t mut dyn FnMut(usize, Item<'_>);

/// How a media type puts items one after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// `text/event-stream`.
    Events,
    /// A line for each JSON text.
    Lines,
    /// `application/json-seq` (RFC 7464).
    Records,
    /// The parts of a multipart body (RFC 2046 §5.1).
    Parts,
}

impl Framing {
    /// The framing of a media type; `None` where its items are not told apart here.
    pub fn of(media_type: &MediaType) -> Option<Self> {
        match media_type.essence() {
            "text/event-stream" => Some(Self::Events),
            "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonlines"
            | "application/stream+json" => Some(Self::Lines),
            "application/json-seq" => Some(Self::Records),
            "multipart/mixed" | "multipart/x-mixed-replace" => Some(Self::Parts),
            _ => None,
        }
    }
}

/// A stream on its way.
#[derive(Debug)]
pub struct Splitter(Kind);

#[derive(Debug)]
enum Kind {
    Events(Events),
    Lines(Lines),
    Records(Records),
    Parts(Parts),
}

impl Splitter {
    /// For a body of this media type; `None` where its items are not told apart here, as
    /// those of a multipart body without a boundary.
    pub fn new(media_type: &MediaType) -> Option<Self> {
        Some(Self(match Framing::of(media_type)? {
            Framing::Events => Kind::Events(Events::default()),
            Framing::Lines => Kind::Lines(Lines::default()),
            Framing::Records => Kind::Records(Records::default()),
            Framing::Parts => Kind::Parts(Parts::new(media_type.boundary()?)),
        }))
    }

    /// The next bytes of the stream.
    pub fn chunk(&mut self, bytes: &[u8], take: Take<'_>) {
        match &mut self.0 {
            Kind::Events(events) => events.chunk(bytes, take),
            Kind::Lines(lines) => lines.chunk(bytes, take),
            Kind::Records(records) => records.chunk(bytes, take),
            Kind::Parts(parts) => parts.chunk(bytes, take),
        }
    }

    /// The stream is over: what was begun is an item where the media type says so. An
    /// event without its blank line is none (WHATWG HTML §9.2.6).
    pub fn end(&mut self, take: Take<'_>) {
        match &mut self.0 {
            Kind::Events(_) => {}
            Kind::Lines(lines) => lines.end(take),
            Kind::Records(records) => records.end(take),
            Kind::Parts(parts) => parts.end(take),
        }
    }

    /// Bytes of memory that wait for the end of an item.
    pub fn kept(&self) -> usize {
        match &self.0 {
            Kind::Events(events) => events.carry.kept(),
            Kind::Lines(lines) => lines.carry.kept(),
            Kind::Records(records) => records.carry.kept(),
            Kind::Parts(parts) => parts.carry.kept(),
        }
    }
}

/// Where the first of these bytes is, from `start` on.
fn find(bytes: &[u8], start: usize, is_it: impl Fn(u8) -> bool) -> Option<usize> {
    let found = bytes.get(start..)?.iter().position(|byte| is_it(*byte))?;
    Some(start + found)
}

/// The bytes from one place to before another; none where there are none.
fn part(bytes: &[u8], start: usize, end: usize) -> &[u8] {
    bytes.get(start..end).unwrap_or_default()
}

/// Nothing but white space of JSON (RFC 8259 §2).
fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| is_space(*byte))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}
