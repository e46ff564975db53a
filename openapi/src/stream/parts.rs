//! The parts of a multipart body (RFC 2046 §5.1.1), told apart by lines that begin with the
//! boundary. JSON parts are items to look into; the others are only counted.

use super::carry::Carry;
use super::{Item, Take, find, is_blank, part};
use crate::http::MediaType;
use crate::limits::PART_HEAD_BYTES_MAX;

/// A multipart body.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) carry: Carry,
    /// `--` and the boundary.
    delimiter: Vec<u8>,
    line: Line,
    place: Place,
}

/// What the current line is, so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// So many bytes of the delimiter, and nothing else.
    Begins(usize),
    /// The delimiter and so many dashes; `bytes` in all.
    Delimits { dashes: usize, bytes: usize },
    /// Anything else.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Preamble,
    Part,
    Epilogue,
}

impl Parts {
    pub(super) fn new(boundary: &str) -> Self {
        Self {
            carry: Carry::default(),
            delimiter: ["--", boundary].concat().into_bytes(),
            line: Line::Begins(0),
            place: Place::Preamble,
        }
    }

    pub(super) fn chunk(&mut self, bytes: &[u8], take: Take<'_>) {
        let (mut start, mut at) = (0, 0);
        while self.place != Place::Epilogue {
            if self.line == Line::Other {
                let Some(end) = find(bytes, at, |byte| byte == b'\n') else {
                    break;
                };
                at = end;
            }
            let Some(byte) = bytes.get(at) else {
                break;
            };
            at += 1;
            match (self.line, byte) {
                (Line::Delimits { dashes, bytes: all }, b'\n') if dashes != 1 => {
                    self.part(part(bytes, start, at), all + 1, start, take);
                    start = at;
                    self.begin(dashes);
                }
                (_, b'\n') => self.line = Line::Begins(0),
                (line, byte) => self.line = self.after(line, *byte),
            }
        }
        if self.place == Place::Part {
            self.carry.keep(part(bytes, start, bytes.len()));
        }
    }

    pub(super) fn end(&mut self, take: Take<'_>) {
        if self.place != Place::Part {
            return;
        }
        match self.line {
            Line::Delimits { dashes: 2, bytes } => self.part(b"", bytes, 0, take),
            Line::Begins(_) | Line::Delimits { .. } | Line::Other => {
                take(0, Item::Broken("cut off"));
            }
        }
        self.place = Place::Epilogue;
    }

    fn after(&self, line: Line, byte: u8) -> Line {
        match line {
            Line::Begins(matched) if self.delimiter.get(matched) == Some(&byte) => {
                let bytes = matched + 1;
                if bytes == self.delimiter.len() {
                    Line::Delimits { dashes: 0, bytes }
                } else {
                    Line::Begins(bytes)
                }
            }
            Line::Delimits { dashes, bytes } => match byte {
                b'-' if dashes < 2 && bytes == self.delimiter.len() + dashes => Line::Delimits {
                    dashes: dashes + 1,
                    bytes: bytes + 1,
                },
                // White space may follow a delimiter, put there on the way.
                b' ' | b'\t' | b'\r' if dashes != 1 => Line::Delimits {
                    dashes,
                    bytes: bytes + 1,
                },
                _ => Line::Other,
            },
            Line::Begins(_) | Line::Other => Line::Other,
        }
    }

    fn begin(&mut self, dashes: usize) {
        self.line = Line::Begins(0);
        self.place = match dashes {
            2 => Place::Epilogue,
            _ => Place::Part,
        };
    }

    /// A part and the line that ends it, of so many bytes.
    fn part(&mut self, last: &[u8], delimiter: usize, start: usize, take: Take<'_>) {
        if self.place != Place::Part {
            return;
        }
        let start = if self.carry.is_open() { 0 } else { start };
        let Some(bytes) = self.carry.whole(last) else {
            return take(start, Item::TooLarge);
        };
        // The line break before a delimiter belongs to it.
        let end = bytes.len().saturating_sub(delimiter);
        let bytes = part(bytes, 0, end);
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        take(start, item(bytes.strip_suffix(b"\r").unwrap_or(bytes)));
    }
}

/// A part: fields, an empty line, a body.
fn item(bytes: &[u8]) -> Item<'_> {
    let mut is_json = false;
    let mut start = 0;
    while let Some(end) = find(bytes, start, |byte| byte == b'\n') {
        if end > PART_HEAD_BYTES_MAX {
            return Item::TooLarge;
        }
        let line = part(bytes, start, end);
        start = end + 1;
        if is_blank(line) {
            let body = part(bytes, start, bytes.len());
            return if is_json {
                Item::Json(body)
            } else {
                Item::Other
            };
        }
        match field(line) {
            Some((name, value)) if name.eq_ignore_ascii_case(b"content-type") => {
                is_json = MediaType::parse(value).is_some_and(|it| it.is_json());
            }
            Some((name, value))
                if name.eq_ignore_ascii_case(b"content-transfer-encoding") && !is_plain(value) =>
            {
                return Item::Other;
            }
            Some(_) | None => {}
        }
    }
    if bytes.len() > PART_HEAD_BYTES_MAX {
        return Item::TooLarge;
    }
    Item::Broken("a part without the empty line that ends its head")
}

fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    Some((
        line.get(..colon)?.trim_ascii(),
        line.get(colon + 1..)?.trim_ascii(),
    ))
}

/// Transfer encodings that change no byte (RFC 2045 §6.2).
fn is_plain(encoding: &[u8]) -> bool {
    [&b"7bit"[..], b"8bit", b"binary"]
        .iter()
        .any(|plain| encoding.eq_ignore_ascii_case(plain))
}
