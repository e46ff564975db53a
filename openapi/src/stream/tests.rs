//! Tests of splitting: what the items of a stream are, however its bytes come.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::borrow::Cow;

use super::{Item, Splitter};
use crate::http::MediaType;
use crate::limits::{ITEM_BYTES_MAX, PART_HEAD_BYTES_MAX};

mod formats;
#[cfg(not(target_family = "wasm"))]
mod laws;

const EVENTS: &str = "text/event-stream";
const LINES: &str = "application/x-ndjson";
const RECORDS: &str = "application/json-seq";
const PARTS: &str = "multipart/mixed; boundary=\"b 1\"";

fn splitter(content_type: &str) -> Splitter {
    let media_type = MediaType::parse(content_type.as_bytes()).unwrap();
    Splitter::new(&media_type).unwrap()
}

/// Items as text, with where they begin in the whole.
fn split<'c>(content_type: &str, chunks: impl Iterator<Item = &'c [u8]>) -> Vec<(usize, String)> {
    let mut splitter = splitter(content_type);
    let mut items = Vec::new();
    let mut before = 0;
    for chunk in chunks {
        splitter.chunk(chunk, &mut |start, item| {
            items.push((before + start, told(&item)));
        });
        before += chunk.len();
    }
    splitter.end(&mut |_, item| items.push((before, told(&item))));
    items
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn told(item: &Item<'_>) -> String {
    match item {
        Item::Event(event) => {
            let fields = [
                ("event", Some(&*event.data)),
                (" type", event.event),
                (" id", event.id),
                (" retry", event.retry),
            ];
            let given = fields
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)));
            given
                .map(|(name, value)| format!("{name} {:?}", text(value)))
                .collect::<Vec<_>>()
                .concat()
        }
        Item::Json(json) => format!("json {:?}", text(json)),
        Item::Other => "other".to_owned(),
        Item::TooLarge => "too large".to_owned(),
        Item::Broken(why) => format!("broken: {why}"),
    }
}

/// The same items of the whole, byte by byte, and cut in two at every place.
#[track_caller]
fn check(content_type: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) {
    let bytes = bytes.as_ref();
    let items = |found: Vec<(usize, String)>| -> Vec<String> {
        found.into_iter().map(|(_, item)| item).collect()
    };
    assert_eq!(items(split(content_type, [bytes].into_iter())), expected);
    assert_eq!(items(split(content_type, bytes.chunks(1))), expected);
    for cut in 0..bytes.len() {
        let (left, right) = bytes.split_at(cut);
        let found = split(content_type, [left, b"", right].into_iter());
        assert_eq!(items(found), expected, "cut at {cut}");
    }
}

#[test]
fn an_item_inside_one_chunk_is_not_copied() {
    let streams = [
        (EVENTS, "data: abc\n\n", "abc"),
        (LINES, "abc\n", "abc"),
        (RECORDS, "\u{1e}[abc]\n\u{1e}", "[abc]\n"),
    ];
    for (content_type, stream, expected) in streams {
        let mut splitter = splitter(content_type);
        let range = stream.as_bytes().as_ptr_range();
        let mut seen = 0;
        splitter.chunk(stream.as_bytes(), &mut |_, item| {
            let bytes = match &item {
                Item::Event(event) => &*event.data,
                Item::Json(json) => json,
                Item::Other | Item::TooLarge | Item::Broken(_) => panic!("{item:?}"),
            };
            assert_eq!(text(bytes), expected);
            assert!(range.contains(&bytes.as_ptr()), "{content_type}");
            seen += 1;
        });
        assert_eq!((seen, splitter.kept()), (1, 0), "{content_type}");
    }
}

#[test]
fn an_item_begins_where_the_one_before_it_ended() {
    let (one, two) = ("data: 1\r\n\r\n", ": ping\ndata: 2\n\n");
    let stream = [one, two].concat();
    let places: Vec<usize> = split(EVENTS, [stream.as_bytes()].into_iter())
        .into_iter()
        .map(|(start, _)| start)
        .collect();
    assert_eq!(places, [0, one.len() + ": ping\n".len()]);
    let chunks = [b"1\n2".as_slice(), b"\n3\n"];
    let items = split(LINES, chunks.into_iter());
    // The second began before its chunk: in that, at its first byte.
    let places: Vec<usize> = items.iter().map(|(start, _)| *start).collect();
    assert_eq!(places, [0, 3, 4]);
}

#[test]
fn an_item_may_reach_its_limit_and_not_exceed_it() {
    let cases = [(EVENTS, "data:", "\n", "\n\n"), (LINES, "\"", "\"", "\n")];
    for (content_type, head, tail, end) in cases {
        for (more, is_kept) in [(0, true), (1, false)] {
            let fill = ITEM_BYTES_MAX - head.len() - tail.len() + more;
            let large = [head, &"x".repeat(fill), tail].concat();
            let stream = [&large, end, head, "1", tail, end].concat();
            for size in [stream.len(), 10_000] {
                let items = split(content_type, stream.as_bytes().chunks(size));
                assert_eq!(items.len(), 2, "{content_type} {size}");
                assert_eq!(items[0].1 != "too large", is_kept, "{content_type} {size}");
                assert_ne!(items[1].1, "too large");
            }
        }
    }
}

#[test]
fn what_waits_for_the_end_of_an_item_is_bounded() {
    for content_type in [EVENTS, LINES, RECORDS, PARTS] {
        let mut splitter = splitter(content_type);
        splitter.chunk(b"--b 1\n\x1e", &mut |_, _| {});
        for _ in 0..100 {
            splitter.chunk(&[b'x'; 10_000], &mut |_, item| panic!("{item:?}"));
            assert!(splitter.kept() <= 2 * ITEM_BYTES_MAX);
        }
        assert_eq!(splitter.kept(), 0, "{content_type}");
    }
}

#[test]
fn comments_alone_never_fill_an_item() {
    let mut splitter = splitter(EVENTS);
    for _ in 0..100 {
        splitter.chunk(&[b": ".as_slice(), &[b'x'; 9_000]].concat(), &mut |_, _| {});
        splitter.chunk(b"\n", &mut |_, item| panic!("{item:?}"));
    }
    let mut seen = Vec::new();
    splitter.chunk(b"data: 1\n\n", &mut |_, item| seen.push(told(&item)));
    assert_eq!(seen, ["event \"1\""]);
}

#[test]
fn a_head_of_a_part_may_reach_its_limit_and_not_exceed_it() {
    for (more, expected) in [(0, "json \"1\""), (1, "too large")] {
        let head = "content-type: application/json\r\nx: ";
        let fill = "x".repeat(PART_HEAD_BYTES_MAX - head.len() - 3 + more);
        let stream = format!("--b 1\r\n{head}{fill}\r\n\r\n1\r\n--b 1--");
        let items = split(PARTS, [stream.as_bytes()].into_iter());
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].1, expected);
    }
}
