//! Brotli (RFC 7932), where the filter is built with it.

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

use super::DecodeError;

/// Bytes of output to begin with.
const ROOM_BYTES: usize = 4 * 1024;

/// Exactly one stream.
pub(super) fn decode(bytes: &[u8], bytes_max: usize) -> Result<Vec<u8>, DecodeError> {
    let alloc = StandardAlloc::default;
    let mut state = BrotliState::new(alloc(), alloc(), alloc());
    // One byte more than allowed tells too many from just enough.
    let room_max = bytes_max.saturating_add(1);
    let mut decoded = vec![0; ROOM_BYTES.max(bytes.len()).min(room_max)];
    let (mut left, mut read) = (bytes.len(), 0);
    let (mut written, mut total) = (0, 0);
    loop {
        let mut room = decoded.len().saturating_sub(written);
        let result = BrotliDecompressStream(
            &mut left,
            &mut read,
            bytes,
            &mut room,
            &mut written,
            &mut decoded,
            &mut total,
            &mut state,
        );
        match result {
            BrotliResult::ResultSuccess if left > 0 => return Err(DecodeError::Malformed),
            BrotliResult::ResultSuccess if written <= bytes_max => {
                decoded.truncate(written);
                return Ok(decoded);
            }
            BrotliResult::NeedsMoreOutput if decoded.len() < room_max => {
                let room = decoded.len().saturating_mul(2).min(room_max);
                decoded.resize(room, 0);
            }
            BrotliResult::ResultSuccess | BrotliResult::NeedsMoreOutput => {
                return Err(DecodeError::TooLarge);
            }
            BrotliResult::NeedsMoreInput | BrotliResult::ResultFailure => {
                return Err(DecodeError::Malformed);
            }
        }
    }
}
