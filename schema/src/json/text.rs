//! A JSON string as it stands in the text, unescaped only where it must be.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::str::Chars;

/// The content of a JSON string, between its quotes.
#[derive(Clone, Copy, Debug)]
pub struct Text<'j> {
    raw: &'j str,
    is_escaped: bool,
}

impl<'j> Text<'j> {
    /// Takes what the reader found to be the inside of a string.
    pub(super) const fn new(raw: &'j str, is_escaped: bool) -> Self {
        Self { raw, is_escaped }
    }

    /// The string, escapes undone; borrowed when there are none.
    pub fn unescaped(self) -> Cow<'j, str> {
        if self.is_escaped {
            Cow::Owned(self.chars().collect())
        } else {
            Cow::Borrowed(self.raw)
        }
    }

    /// Whether the string is this one.
    pub fn is(self, other: &str) -> bool {
        self.equals(Text::new(other, false))
    }

    /// Whether both are the same string, however they are written.
    pub fn equals(self, other: Text<'_>) -> bool {
        if self.is_escaped || other.is_escaped {
            self.chars().eq(other.chars())
        } else {
            self.raw == other.raw
        }
    }

    /// Which of the two comes first, by code points.
    pub(super) fn compare(self, other: Text<'_>) -> Ordering {
        if self.is_escaped || other.is_escaped {
            self.chars().cmp(other.chars())
        } else {
            self.raw.cmp(other.raw)
        }
    }

    /// Its code points, escapes undone.
    pub fn chars(self) -> impl Iterator<Item = char> + use<'j> {
        Unescape {
            rest: self.raw.chars(),
            is_escaped: self.is_escaped,
        }
    }

    /// How many code points it has: what `minLength` and `maxLength` count
    /// (JSON Schema 2020-12 Validation §6.3).
    pub fn characters(self) -> usize {
        if self.is_escaped {
            self.chars().count()
        } else {
            self.raw.chars().count()
        }
    }

    /// Bytes it takes in the text: never fewer than it has code points.
    pub const fn raw_len(self) -> usize {
        self.raw.len()
    }
}

/// Undoes escapes (RFC 8259 §7) one code point at a time. Only texts whose escapes were
/// found to be right come here; of others it makes something, and never fails.
struct Unescape<'j> {
    rest: Chars<'j>,
    is_escaped: bool,
}

impl Unescape<'_> {
    fn unit(&mut self) -> u32 {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.rest.next().and_then(|digit| digit.to_digit(16));
            unit = (unit << 4) | digit.unwrap_or_default();
        }
        unit
    }

    fn unicode(&mut self) -> char {
        let unit = self.unit();
        let point = if (0xd800..0xdc00).contains(&unit) {
            // The other half follows, behind another `\u`.
            self.rest.by_ref().take(2).for_each(drop);
            0x1_0000 + ((unit & 0x3ff) << 10) + (self.unit() & 0x3ff)
        } else {
            unit
        };
        char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

impl Iterator for Unescape<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        if next != '\\' || !self.is_escaped {
            return Some(next);
        }
        Some(match self.rest.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.unicode(),
            same => same,
        })
    }
}
