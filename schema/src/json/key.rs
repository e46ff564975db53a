//! A string known beforehand, as words that a text is compared with: most member names are
//! told by one.

use super::name::Name;
use super::{Forms, Node};

/// The first bytes of a string as they stand in a text, the quote behind it among them.
/// The default agrees with none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Key {
    words: [u64; 2],
    /// Bits of each word that lie behind the quote.
    spare: [u8; 2],
    extent: Extent,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Extent {
    /// The quote is in the first word.
    #[default]
    One,
    /// It is in the second.
    Two,
    /// It is behind both.
    More,
}

impl Key {
    /// Of a string. One that cannot stand in a text without escapes agrees with none.
    pub fn of(string: &[u8]) -> Self {
        if string
            .iter()
            .any(|byte| matches!(byte, b'"' | b'\\' | ..0x20))
        {
            return Self::default();
        }
        let mut written = string.iter().copied().chain([b'"']);
        let mut word = || {
            let bytes = std::array::from_fn(|_| written.next().unwrap_or_default());
            u64::from_le_bytes(bytes)
        };
        let spare = |from: usize| {
            let bytes = 8_usize.saturating_sub((string.len() + 1).saturating_sub(from));
            u8::try_from(bytes * 8).unwrap_or_default()
        };
        Self {
            words: [word(), word()],
            // A second word that is not looked at has nothing but spare bits.
            spare: [spare(0), spare(8).min(63)],
            extent: match string.len() {
                0..=7 => Extent::One,
                8..=15 => Extent::Two,
                _ => Extent::More,
            },
        }
    }

    /// The first eight bytes, with zeros behind the quote.
    pub const fn first_word(&self) -> u64 {
        let [first, _] = self.words;
        first
    }

    /// Whether a string that agrees is this one; else only its first sixteen bytes are.
    #[inline]
    pub fn is_whole(&self) -> bool {
        self.extent != Extent::More
    }

    /// Whether the string that begins here is this one, as far as it is known. Among the last
    /// bytes of a text nothing agrees.
    #[expect(clippy::inline_always, reason = "asked for every member")]
    #[inline(always)]
    fn agrees(&self, text: &[u8]) -> bool {
        let [first, second] = self.words;
        let [spare, _] = self.spare;
        let Some((word, text)) = text.split_first_chunk::<8>() else {
            return false;
        };
        let difference = u64::from_le_bytes(*word) ^ first;
        if difference.wrapping_shl(spare.into()) != 0 {
            return false;
        }
        if self.extent == Extent::One {
            return true;
        }
        let Some(word) = text.first_chunk::<8>() else {
            return false;
        };
        let [_, spare] = self.spare;
        let difference = u64::from_le_bytes(*word) ^ second;
        difference.wrapping_shl(spare.into()) == 0
    }
}

impl Name<'_> {
    /// Whether it is this one, as far as that is known: [`Key::is_whole`]. A name that has
    /// escapes, or stands among the last bytes of a text, agrees with none.
    #[expect(clippy::inline_always, reason = "asked for every member")]
    #[inline(always)]
    pub fn agrees(self, key: &Key) -> bool {
        self.0.on().is_some_and(|text| key.agrees(text))
    }
}

impl<'j> Node<'j> {
    /// The text from the value's first byte on.
    #[inline]
    fn on(self) -> Option<&'j [u8]> {
        let text = self.json.text.as_bytes();
        text.get(self.entry.start as usize..)
    }

    /// [`Key::first_word`] of a string without escapes; `None` for any other value, and among the
    /// last bytes of a text.
    #[inline]
    pub fn first_word(self) -> Option<u64> {
        if !Forms::PLAIN.has(self) {
            return None;
        }
        let word = u64::from_le_bytes(*self.on()?.first_chunk()?);
        let spare = 7_u32.saturating_sub(self.raw_len());
        Some(word & (u64::MAX >> (spare * 8)))
    }
}
