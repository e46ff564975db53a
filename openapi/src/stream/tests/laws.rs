//! Any chunks of the same bytes give the same items, each at its place, and an event stream
//! has the events that a plain reading of its specification finds.

use proptest::prelude::*;

use super::*;

/// Bytes of which streams are made, so that random ones are often nearly right.
const TOKENS: [&[u8]; 25] = [
    b"\n",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"data",
    b"data:",
    b"data: ",
    b"event: a",
    b"id: ",
    b"retry: 5",
    b":",
    b" ",
    b"{\"a\":",
    b"1}",
    b"12",
    b"\x1e",
    b"\x1e",
    b"\xef\xbb\xbf",
    b"--b 1",
    b"--b 1--",
    b"\n--b 1\n",
    b"content-type: application/json\n\n",
    b"\xff",
    b"-",
];

fn stream() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(TOKENS.to_vec()), 0..40)
        .prop_map(|tokens| tokens.concat())
}

/// Events by the letter: decoded, cut into lines, then line by line (WHATWG HTML §9.2.6).
fn by_the_letter(stream: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(stream).into_owned();
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<&str> = text.split('\n').collect();
    lines.pop();
    let (mut events, mut data) = (Vec::new(), String::new());
    for line in lines {
        if line.is_empty() {
            if let Some(whole) = data.strip_suffix('\n') {
                events.push(whole.to_owned());
            }
            data.clear();
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        if field == "data" {
            data.push_str(value.strip_prefix(' ').unwrap_or(value));
            data.push('\n');
        }
    }
    events
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn any_chunks_give_the_same_items(
        stream in stream(),
        content_type in prop::sample::select(vec![EVENTS, LINES, RECORDS, PARTS]),
        sizes in prop::collection::vec(0_usize..9, 1..40),
    ) {
        let whole = split(content_type, [stream.as_slice()].into_iter());
        let mut rest = stream.as_slice();
        let mut chunks = Vec::new();
        for size in sizes {
            let (chunk, left) = rest.split_at(size.min(rest.len()));
            chunks.push(chunk);
            rest = left;
        }
        chunks.push(rest);
        let parted = split(content_type, chunks.into_iter());
        let items = |found: &[(usize, String)]| -> Vec<String> {
            found.iter().map(|(_, item)| item.clone()).collect()
        };
        prop_assert_eq!(items(&whole), items(&parted));
        for ((first, _), (later, _)) in whole.iter().zip(&parted) {
            prop_assert!(first <= later, "begins in the chunk that ended it, or before");
        }
    }

    #[test]
    fn events_are_those_of_the_specification(stream in stream()) {
        let mut found = Vec::new();
        let mut splitter = splitter(EVENTS);
        splitter.chunk(&stream, &mut |_, item| {
            let Item::Event(event) = item else { panic!("{item:?}") };
            found.push(text(&event.data).into_owned());
        });
        prop_assert_eq!(found, by_the_letter(&stream));
    }
}
