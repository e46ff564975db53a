//! Digits, eight at a time: the first of them is the lowest byte of a word.

const ONES: u64 = u64::from_le_bytes([1; 8]);

/// Of eight bytes, the highest bit of each that is no digit. Above the first that is not of
/// ASCII, digits may count as others.
pub(crate) const fn others(word: u64) -> u64 {
    // What is left of a digit is below ten.
    let digits = word ^ (0x30 * ONES);
    (digits.wrapping_add(0x76 * ONES) | digits) & (0x80 * ONES)
}

/// The number that eight digits are: neighbours are added up, then pairs, then fours.
pub(crate) const fn number(digits: u64) -> u64 {
    const fn sums(parts: u64, mask: u64, base: u64, bits: u32) -> u64 {
        (parts & mask).wrapping_mul((base << bits) | 1) >> bits
    }
    let pairs = sums(digits, 0x0f * ONES, 10, 8);
    let fours = sums(pairs, 0x00ff_00ff_00ff_00ff, 100, 16);
    sums(fours, 0x0000_ffff_0000_ffff, 10_000, 32)
}
