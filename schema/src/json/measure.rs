//! What is known of a value before it is looked at closely.

use super::Node;
use crate::number::is_between;

impl Node<'_> {
    /// Whether a string that is written without escapes has none but characters of ASCII.
    #[inline]
    pub fn is_ascii(self) -> bool {
        self.plain_bytes().is_some_and(are_ascii)
    }

    /// Whether a number is known to be between two integers, or one of them: it has few digits
    /// and no exponent, and those before the point tell.
    #[inline]
    pub fn is_between(self, low: i64, high: i64) -> bool {
        let text = self.json.text.as_bytes();
        let text = text.get(self.entry.start as usize..);
        text.is_some_and(|text| is_between(text, self.raw_len() as usize, low, high))
    }
}

/// The highest bit of each of eight bytes.
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

#[inline(never)]
fn are_ascii(bytes: &[u8]) -> bool {
    let word = match bytes.last_chunk::<8>() {
        // The last word may overlap the one before.
        Some(last) => {
            let (words, _) = bytes.as_chunks::<8>();
            words
                .iter()
                .chain([last])
                .fold(0, |word, next| word | u64::from_le_bytes(*next))
        }
        None => bytes.iter().fold(0, |word, byte| word | u64::from(*byte)),
    };
    word & HIGH == 0
}
