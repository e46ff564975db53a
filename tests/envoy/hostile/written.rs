//! A row as the bytes of HTTP/1.1.

use crate::hostile::{Over, Row, latin1};

/// What is sent at once and what is sent later.
pub(super) fn written(row: &Row, over: Over) -> [Vec<u8>; 2] {
    if let Some(raw) = &row.raw {
        return [raw.get(), Vec::new()];
    }
    let mut head = latin1(&row.send);
    head.extend(row.query.get());
    head.extend(b" HTTP/1.1\r\nhost: 127.0.0.1\r\n");
    for (name, value) in row.fields() {
        head.extend([name.as_bytes(), b": ", &value, b"\r\n"].concat());
    }
    let body = row.body.get();
    let body = if over == Over::Chunks {
        head.extend(b"transfer-encoding: chunked\r\n");
        chunked(&body)
    } else {
        if !body.is_empty() {
            head.extend(format!("content-length: {}\r\n", body.len()).into_bytes());
        }
        body
    };
    head.extend(b"\r\n");
    if over == Over::Late {
        [head, body]
    } else {
        [[head, body].concat(), Vec::new()]
    }
}

/// A body of at least two chunks, the first of which is a byte.
fn chunked(body: &[u8]) -> Vec<u8> {
    let (first, rest) = body.split_at(body.len().min(1));
    let chunks = std::iter::once(first).chain(rest.chunks((rest.len() / 7).max(1)));
    let framed = chunks
        .filter(|chunk| !chunk.is_empty())
        .map(|chunk| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
    let mut sent = framed.collect::<Vec<_>>().concat();
    sent.extend(b"0\r\n\r\n");
    sent
}
