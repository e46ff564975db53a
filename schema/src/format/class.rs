//! Which bytes each grammar allows: one table of 256 bytes for all of them, so that a byte
//! costs one load.

/// A set of bytes, one bit of the table.
#[derive(Clone, Copy)]
pub(super) struct Class(u8);

/// `let-dig-hyp` (RFC 5321 §4.1.2), what a host's label is made of.
pub(super) const LABEL: Class = Class(1);
/// `atext` (RFC 5322 §3.2.3).
pub(super) const ATOM: Class = Class(2);
/// `pchar` (RFC 3986 §3.3), without escapes.
pub(super) const PCHAR: Class = Class(4);
/// `pchar` and `/`.
pub(super) const PATH: Class = Class(8);
/// `pchar`, `/` and `?` (RFC 3986 §3.4).
pub(super) const QUERY: Class = Class(16);
/// What follows the first letter of a scheme (RFC 3986 §3.1).
pub(super) const SCHEME: Class = Class(32);
/// The alphabet of base 64 (RFC 4648 §4).
pub(super) const BASE64: Class = Class(64);

const TABLE: [u8; 256] = table();

const fn table() -> [u8; 256] {
    let table = add([0; 256], LABEL, b"-");
    let table = add(table, ATOM, b"!#$%&'*+-/=?^_`{|}~");
    let table = add(table, PCHAR, b"-._~!$&'()*+,;=:@");
    let table = add(table, PATH, b"-._~!$&'()*+,;=:@/");
    let table = add(table, QUERY, b"-._~!$&'()*+,;=:@/?");
    let table = add(table, SCHEME, b"+-.");
    add(table, BASE64, b"+/")
}

/// Adds the letters and digits of ASCII, which every class has, and some others.
#[expect(clippy::indexing_slicing, reason = "only the compiler runs it")]
const fn add(mut table: [u8; 256], class: Class, others: &[u8]) -> [u8; 256] {
    let mut byte = 0;
    while byte < 128_u8 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] |= class.0;
        }
        byte += 1;
    }
    let mut index = 0;
    while index < others.len() {
        table[others[index] as usize] |= class.0;
        index += 1;
    }
    table
}

impl Class {
    #[inline]
    pub(super) fn has(self, byte: u8) -> bool {
        TABLE
            .get(usize::from(byte))
            .is_some_and(|classes| classes & self.0 != 0)
    }

    /// The bytes in front that belong to it, and what follows them.
    #[inline]
    pub(super) fn run(self, bytes: &[u8]) -> (&[u8], &[u8]) {
        let end = bytes.iter().position(|byte| !self.has(*byte));
        bytes
            .split_at_checked(end.unwrap_or(bytes.len()))
            .unwrap_or((bytes, &[]))
    }
}
