//! Texts that machines write: identifiers, pointers, bytes.

use super::class::BASE64;

/// 32 hexadecimal digits in five groups, in either case, of any version.
pub(super) fn is_uuid(text: &str) -> bool {
    uuid_words(text.as_bytes()).is_some_and(|words| words.into_iter().all(are_hex))
}

/// The digits, eight to a word; the hyphens are where they must be.
fn uuid_words(bytes: &[u8]) -> Option<[u64; 4]> {
    let (first, rest) = bytes.split_first_chunk::<8>()?;
    let (second, rest) = rest.strip_prefix(b"-")?.split_first_chunk::<4>()?;
    let (third, rest) = rest.strip_prefix(b"-")?.split_first_chunk::<4>()?;
    let (fourth, rest) = rest.strip_prefix(b"-")?.split_first_chunk::<4>()?;
    let (fifth, rest) = rest.strip_prefix(b"-")?.split_first_chunk::<4>()?;
    let last: &[u8; 8] = rest.try_into().ok()?;
    Some([
        u64::from_le_bytes(*first),
        pair(*second, *third),
        pair(*fourth, *fifth),
        u64::from_le_bytes(*last),
    ])
}

fn pair(low: [u8; 4], high: [u8; 4]) -> u64 {
    u64::from(u32::from_le_bytes(low)) | u64::from(u32::from_le_bytes(high)) << 32
}

/// Whether each of eight bytes is a hexadecimal digit. Added to a byte of ASCII, a number
/// sets the highest bit from a certain byte on: two such numbers mark a range.
const fn are_hex(word: u64) -> bool {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    let high = each(0x80);
    if word & high != 0 {
        return false;
    }
    let lower = word | each(0x20);
    let digits = (word + each(0x80 - b'0')) & !(word + each(0x80 - b'9' - 1));
    let letters = (lower + each(0x80 - b'a')) & !(lower + each(0x80 - b'f' - 1));
    (digits | letters) & high == high
}

/// Tokens behind slashes, where `~` only stands before `0` and `1`.
pub(super) fn is_json_pointer(text: &str) -> bool {
    if !text.is_empty() && !text.starts_with('/') {
        return false;
    }
    let behind_tildes = text.as_bytes().split(|byte| *byte == b'~').skip(1);
    let mut escapes = behind_tildes.map(<[u8]>::first);
    escapes.all(|byte| matches!(byte, Some(b'0' | b'1')))
}

/// Base 64 with padding. Bits behind the last byte may be set (RFC 4648 §3.5 leaves it
/// open): encoders exist that do not clear them.
pub(super) fn is_base64(text: &str) -> bool {
    let digits = match text.as_bytes() {
        [digits @ .., b'=', b'='] | [digits @ .., b'='] | digits => digits,
    };
    text.len().is_multiple_of(4) && digits.iter().all(|byte| BASE64.has(*byte))
}
