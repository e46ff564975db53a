//! A JSON string as it stands in the text, unescaped only where it must be.

use std::borrow::Cow;

/// The content of a JSON string, between its quotes.
#[derive(Clone, Copy, Debug)]
pub struct Text<'j> {
    raw: &'j str,
    is_escaped: bool,
}

impl<'j> Text<'j> {
    pub(super) const fn new(raw: &'j str, is_escaped: bool) -> Self {
        Self { raw, is_escaped }
    }

    /// The string, escapes undone; borrowed when there are none.
    pub fn unescaped(self) -> Cow<'j, str> {
        Cow::Borrowed(self.raw)
    }

    /// Whether the string is this one.
    pub fn is(self, other: &str) -> bool {
        if self.is_escaped {
            self.unescaped() == other
        } else {
            self.raw == other
        }
    }
}
