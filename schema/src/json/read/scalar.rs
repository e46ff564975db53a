//! Values as most texts have nothing but, told by their first byte.

use super::number::short_number;
use super::string::end_of;
use crate::json::entry::{Entry, tag};

/// A scalar that was read.
pub(super) struct Scalar {
    tag: u32,
    start: usize,
    end: usize,
    /// The place behind it, and what is there.
    pub(super) at: usize,
    pub(super) behind: u8,
}

impl Scalar {
    #[inline]
    pub(super) fn entry(&self) -> Entry {
        Entry::with_head(self.tag, self.start, self.end)
    }
}

/// A string without escapes, a short number or a word that comes next, perhaps behind a space.
/// `None` if none does, or if it is among the last bytes of the text.
#[expect(clippy::inline_always, reason = "asked for every value")]
#[inline(always)]
pub(super) fn scalar(bytes: &[u8], at: usize) -> Option<Scalar> {
    let mut start = at;
    let mut token = bytes.get(at..)?.first_chunk::<9>()?;
    // In a loop, for else the compiler takes the longer way every time.
    while let [b' ', ..] = token
        && start == at
    {
        start += 1;
        token = bytes.get(start..)?.first_chunk()?;
    }
    let (tag, len, behind) = match *token {
        [b'"', ref word @ ..] => {
            let start = start + 1;
            let (end, behind) = end_of(bytes, start, *word)?;
            return Some(Scalar {
                tag: tag::STRING,
                start,
                end,
                at: end + 1,
                behind,
            });
        }
        [b'0'..=b'9', ..] => {
            let [word @ .., _] = token;
            short_number(*word)?
        }
        [b'-', ref word @ ..] => {
            let (tag, len, behind) = short_number(*word)?;
            (tag, len + 1, behind)
        }
        [b'n', b'u', b'l', b'l', behind, ..] => (tag::NULL, 4, behind),
        [b't', b'r', b'u', b'e', behind, ..] => (tag::TRUE, 4, behind),
        [b'f', b'a', b'l', b's', b'e', behind, ..] => (tag::FALSE, 5, behind),
        _ => return None,
    };
    let end = start + len;
    Some(Scalar {
        tag,
        start,
        end,
        at: end,
        behind,
    })
}
