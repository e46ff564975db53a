//! DEFLATE in its two wrappers (RFC 1950, RFC 1951, RFC 1952). Output grows no further than
//! its bound, whatever the input promises.

use crc::{CRC_32_ISO_HDLC, Crc};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_COMPUTE_ADLER32, TINFL_FLAG_PARSE_ZLIB_HEADER,
    TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::DecodeError;

/// Bytes of output to begin with.
const ROOM_BYTES: usize = 4 * 1024;

/// RFC 1952 §8.
static CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Flags of a gzip member (RFC 1952 §2.3.1).
const HAS_HEAD_CHECKSUM: u8 = 2;
const HAS_EXTRA: u8 = 4;
const HAS_NAME: u8 = 8;
const HAS_COMMENT: u8 = 16;
const RESERVED: u8 = 0b1110_0000;

/// Exactly one gzip member.
pub(super) fn gzip(bytes: &[u8], bytes_max: usize) -> Result<Vec<u8>, DecodeError> {
    let data = gzip_data(bytes).ok_or(DecodeError::Malformed)?;
    let (decoded, tail) = inflate(data, 0, bytes_max)?;
    let tail: [u8; 8] = tail.try_into().map_err(|_| DecodeError::Malformed)?;
    let checksum = u64::from(CHECKSUM.checksum(&decoded));
    let is_whole = u64::from_le_bytes(tail) == checksum | (decoded.len() as u64) << 32;
    is_whole.then_some(decoded).ok_or(DecodeError::Malformed)
}

/// Exactly one zlib stream.
pub(super) fn zlib(bytes: &[u8], bytes_max: usize) -> Result<Vec<u8>, DecodeError> {
    let flags = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_COMPUTE_ADLER32;
    let (decoded, tail) = inflate(bytes, flags, bytes_max)?;
    let is_whole = tail.is_empty();
    is_whole.then_some(decoded).ok_or(DecodeError::Malformed)
}

/// What comes after the header of a gzip member (RFC 1952 §2.3).
fn gzip_data(bytes: &[u8]) -> Option<&[u8]> {
    let (head, mut rest) = bytes.split_first_chunk::<10>()?;
    let [0x1f, 0x8b, 8, flags, ..] = *head else {
        return None;
    };
    if flags & RESERVED != 0 {
        return None;
    }
    if flags & HAS_EXTRA != 0 {
        let (length, after) = rest.split_first_chunk()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for text in [HAS_NAME, HAS_COMMENT] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & HAS_HEAD_CHECKSUM != 0 {
        let head = bytes.get(..bytes.len().checked_sub(rest.len())?)?;
        let [low, high, ..] = CHECKSUM.checksum(head).to_le_bytes();
        rest = rest.strip_prefix(&[low, high])?;
    }
    Some(rest)
}

/// One DEFLATE stream and what comes after it.
fn inflate(bytes: &[u8], flags: u32, bytes_max: usize) -> Result<(Vec<u8>, &[u8]), DecodeError> {
    let flags = flags | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = Box::<DecompressorOxide>::default();
    // One byte more than allowed tells too many from just enough.
    let room_max = bytes_max.saturating_add(1);
    let mut decoded = vec![0; ROOM_BYTES.max(bytes.len()).min(room_max)];
    let (mut rest, mut written) = (bytes, 0);
    loop {
        let (status, read, more) = decompress(&mut state, rest, &mut decoded, written, flags);
        rest = rest.get(read..).unwrap_or_default();
        written += more;
        match status {
            TINFLStatus::Done if written <= bytes_max => {
                decoded.truncate(written);
                return Ok((decoded, rest));
            }
            TINFLStatus::HasMoreOutput if decoded.len() < room_max => {
                let room = decoded.len().saturating_mul(2).min(room_max);
                decoded.resize(room, 0);
            }
            TINFLStatus::Done | TINFLStatus::HasMoreOutput => return Err(DecodeError::TooLarge),
            TINFLStatus::FailedCannotMakeProgress
            | TINFLStatus::BadParam
            | TINFLStatus::Adler32Mismatch
            | TINFLStatus::Failed
            | TINFLStatus::NeedsMoreInput
            | _ => return Err(DecodeError::Malformed),
        }
    }
}
