//! Codings undone: whole, within bounds, and nothing else. Row B07.

use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use openapi::http::Header;

use super::{Coding, DecodeError, RATIO_FREE_BYTES, RATIO_MAX};

/// `{"name":"a"}`, as gzip (1.12) makes it.
const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xabV\xcaK\xccMU\xb2RJT\xaa\x05\x00\x96+v\x8d\x0c\x00\x00\x00";
/// The same, as zlib makes it.
const ZLIB: &[u8] = b"x\x9c\xabV\xcaK\xccMU\xb2RJT\xaa\x05\x00\x19\x80\x03\xbd";
const TEXT: &[u8] = br#"{"name":"a"}"#;

const MIB: usize = 1 << 20;

fn gzip(text: &[u8]) -> Vec<u8> {
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let checksum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(text);
    let length = u32::try_from(text.len()).unwrap();
    [
        &head[..],
        &compress_to_vec(text, 9),
        &checksum.to_le_bytes(),
        &length.to_le_bytes(),
    ]
    .concat()
}

#[track_caller]
fn check(coding: Coding, bytes: &[u8], expected: Result<&[u8], DecodeError>) {
    let decoded = coding.decode(bytes, MIB);
    let decoded = decoded.as_deref().map_err(|error| *error);
    assert!(decoded == expected, "{coding:?} of {} bytes", bytes.len());
}

fn coding_of(values: &[&[u8]]) -> Option<Coding> {
    let header = |value: &&'static [u8]| Header {
        name: b"content-encoding",
        value,
    };
    let values: Vec<&'static [u8]> = values.iter().map(|it| &*it.to_vec().leak()).collect();
    Coding::of(&values.iter().map(header).collect::<Vec<_>>())
}

#[test]
fn exactly_one_coding_is_understood() {
    for value in [&b"gzip"[..], b"GZip", b" x-gzip "] {
        assert_eq!(coding_of(&[value]), Some(Coding::Gzip));
    }
    assert_eq!(coding_of(&[b"deflate"]), Some(Coding::Deflate));
    for values in [
        &[][..],
        &[&b""[..]],
        &[b"identity"],
        #[cfg(not(feature = "brotli"))]
        &[b"br"],
        &[b"zstd"],
        &[b"gzip, gzip"],
        &[b"gzip,identity"],
        &[b"gzip", b"gzip"],
        &[b"gzip\xff"],
    ] {
        assert_eq!(coding_of(values), None, "{values:?}");
    }
}

#[test]
fn a_head_is_as_it_were_without_the_coding() {
    let names: [&[u8]; 4] = [
        b"content-type",
        b"content-encoding",
        b"content-length",
        b"x",
    ];
    let headers = names.map(|name| Header { name, value: b"1" });
    let undone = Coding::undone(&headers);
    let names: Vec<&[u8]> = undone.iter().map(|header| header.name).collect();
    assert_eq!(names, [&b"content-type"[..], b"x"]);
}

#[test]
fn what_was_encoded_comes_back() {
    check(Coding::Gzip, GZIP, Ok(TEXT));
    check(Coding::Deflate, ZLIB, Ok(TEXT));
    let mut long: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    long.resize(MIB, b'x');
    check(Coding::Gzip, &gzip(&long), Ok(&long));
    check(Coding::Deflate, &compress_to_vec_zlib(&long, 6), Ok(&long));
    check(Coding::Gzip, &gzip(b""), Ok(b""));
    check(Coding::Gzip, b"", Ok(b""));
    check(Coding::Deflate, b"", Ok(b""));
}

#[test]
fn every_part_of_a_gzip_header_is_read() {
    let (head, data) = GZIP.split_at(10);
    let with = |flags: u8, fields: &[u8]| {
        let mut head = head.to_vec();
        head[3] = flags;
        [&head, fields, data].concat()
    };
    check(
        Coding::Gzip,
        &with(4 + 8 + 16, b"\x02\x00xxname\0comment\0"),
        Ok(TEXT),
    );
    let named = with(8, b"name\0");
    let checksum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    let mut head_of_named = named[..15].to_vec();
    head_of_named[3] = 8 + 2;
    let sum = checksum.checksum(&head_of_named).to_le_bytes();
    let fields = |sum: &[u8]| [b"name\0", sum].concat();
    check(Coding::Gzip, &with(8 + 2, &fields(&sum[..2])), Ok(TEXT));
    let malformed = Err(DecodeError::Malformed);
    check(
        Coding::Gzip,
        &with(8 + 2, &fields(&[!sum[0], sum[1]])),
        malformed,
    );
    check(Coding::Gzip, &with(0x20, b""), malformed);
    check(Coding::Gzip, &with(4, b"\xff\xff"), malformed);
}

#[test]
fn what_was_cut_altered_or_added_to_is_refused() {
    for (coding, whole) in [(Coding::Gzip, GZIP), (Coding::Deflate, ZLIB)] {
        for cut in 1..whole.len() {
            check(coding, &whole[..cut], Err(DecodeError::Malformed));
        }
        for more in [&b"\0"[..], whole] {
            check(coding, &[whole, more].concat(), Err(DecodeError::Malformed));
        }
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut altered = whole.to_vec();
                altered[at] ^= 1 << bit;
                let decoded = coding.decode(&altered, MIB);
                // Some bits only fill up, or say what nobody asks.
                let is_same = decoded.as_deref().is_ok_and(|decoded| decoded == TEXT);
                assert!(decoded.is_err() || is_same, "bit {bit} of byte {at}");
            }
        }
        check(coding, TEXT, Err(DecodeError::Malformed));
    }
    check(Coding::Gzip, ZLIB, Err(DecodeError::Malformed));
    check(Coding::Deflate, GZIP, Err(DecodeError::Malformed));
    check(
        Coding::Deflate,
        &compress_to_vec(TEXT, 6),
        Err(DecodeError::Malformed),
    );
    check(Coding::Gzip, &gzip(GZIP), Ok(GZIP));
}

#[test]
fn output_ends_at_the_limit() {
    let noise: Vec<u8> = (0..5_000_u32)
        .flat_map(|it| it.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    for (coding, encoded) in [
        (Coding::Gzip, gzip(&noise)),
        (Coding::Deflate, compress_to_vec_zlib(&noise, 6)),
    ] {
        assert_eq!(
            coding.decode(&encoded, noise.len()).as_deref(),
            Ok(&noise[..])
        );
        let beyond = coding.decode(&encoded, noise.len() - 1);
        assert_eq!(beyond, Err(DecodeError::TooLarge));
        assert_eq!(coding.decode(&encoded, 0), Err(DecodeError::TooLarge));
    }
}

#[test]
fn output_ends_at_so_many_times_the_input() {
    let free = compress_to_vec_zlib(&vec![0; RATIO_FREE_BYTES], 9);
    assert!(free.len() * RATIO_MAX < RATIO_FREE_BYTES);
    check(Coding::Deflate, &free, Ok(&vec![0; RATIO_FREE_BYTES]));
    let beyond = compress_to_vec_zlib(&vec![0; RATIO_FREE_BYTES + 1], 9);
    check(Coding::Deflate, &beyond, Err(DecodeError::TooLarge));
    let bomb = compress_to_vec_zlib(&vec![0; 8 * MIB], 9);
    assert!(bomb.len() * RATIO_MAX < MIB);
    check(Coding::Deflate, &bomb, Err(DecodeError::TooLarge));
}

/// `{"name":"a"}` in one uncompressed block.
#[cfg(feature = "brotli")]
#[test]
fn brotli_is_undone_where_the_filter_is_built_with_it() {
    assert_eq!(coding_of(&[b"br"]), Some(Coding::Brotli));
    let whole = [&b"\x8b\x05\x80"[..], TEXT, b"\x03"].concat();
    check(Coding::Brotli, &whole, Ok(TEXT));
    for cut in 1..whole.len() {
        check(Coding::Brotli, &whole[..cut], Err(DecodeError::Malformed));
    }
    let more = [&whole[..], b"\0"].concat();
    check(Coding::Brotli, &more, Err(DecodeError::Malformed));
    let short = Coding::Brotli.decode(&whole, TEXT.len() - 1);
    assert_eq!(short, Err(DecodeError::TooLarge));
}
