//! A header map as the host hands it over: one buffer, read in place. Values are bytes and
//! stay bytes; nothing here looks into them or promises that they are text.

use openapi::http::Header;

#[cfg(test)]
mod tests;

/// Pairs read from one map. Envoy itself allows 100 by default.
const HEADERS_MAX: usize = 4_096;

/// One header map: `count`, then `count` pairs of sizes, then the names and values, each
/// followed by a NUL. All numbers are 32 bits, little-endian.
#[derive(Debug, Default)]
pub(crate) struct HeaderMap {
    bytes: Vec<u8>,
}

impl HeaderMap {
    /// Takes the host's buffer over as it is.
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// All fields in order, pseudo-headers and duplicates included. A map that contradicts
    /// itself ends where it does.
    pub(crate) fn fields(&self) -> Vec<Header<'_>> {
        let mut fields = Vec::with_capacity(self.count().min(self.bytes.len() / 8));
        fields.extend(self.iter());
        fields
    }

    /// The same, one by one.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Header<'_>> {
        let count = self.count();
        let mut data = 4 + count * 8;
        (0..count).map_while(move |index| self.field(index, &mut data))
    }

    fn count(&self) -> usize {
        number(&self.bytes, 0).unwrap_or(0).min(HEADERS_MAX)
    }

    fn field(&self, index: usize, data: &mut usize) -> Option<Header<'_>> {
        let name_size = number(&self.bytes, 4 + index * 8)?;
        let value_size = number(&self.bytes, 8 + index * 8)?;
        let name_end = data.checked_add(name_size)?;
        let value_start = name_end.checked_add(1)?;
        let value_end = value_start.checked_add(value_size)?;
        let name = self.bytes.get(*data..name_end)?;
        let value = self.bytes.get(value_start..value_end)?;
        *data = value_end.checked_add(1)?;
        Some(Header { name, value })
    }
}

/// The first value of a field; empty when there is none.
pub(crate) fn first<'a>(fields: &[Header<'a>], name: &[u8]) -> &'a [u8] {
    fields
        .iter()
        .find(|field| field.name == name)
        .map_or(&[], |field| field.value)
}

/// Pairs in the host's encoding, for what the filter sends.
pub(crate) fn encode_pairs(pairs: &[(&str, &str)]) -> Vec<u8> {
    let text: usize = pairs
        .iter()
        .map(|(name, value)| name.len() + value.len() + 10)
        .sum();
    let mut bytes = Vec::with_capacity(4 + text);
    push_number(&mut bytes, pairs.len());
    for (name, value) in pairs {
        push_number(&mut bytes, name.len());
        push_number(&mut bytes, value.len());
    }
    for text in pairs.iter().flat_map(|(name, value)| [name, value]) {
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(0);
    }
    bytes
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    let number = u32::from_le_bytes(four.try_into().ok()?);
    usize::try_from(number).ok()
}

fn push_number(bytes: &mut Vec<u8>, number: usize) {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&number.to_le_bytes());
}
