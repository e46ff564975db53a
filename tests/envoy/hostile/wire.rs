//! HTTP/1.1 by hand: what no client would send goes out as it is, and what comes back is read to the byte.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use mesh::process::local;

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a late body is late.
const LATE: Duration = Duration::from_millis(300);
/// Of an answer that does not end, no more is read.
const BYTES_MAX: usize = 4 * 1024 * 1024;

/// A message as it came: a request at the upstream, an answer at the client.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    /// The first line and the fields.
    pub(super) head: String,
    pub(super) body: Vec<u8>,
    /// The body came to the end that the head tells of.
    pub(super) is_whole: bool,
}

impl Message {
    /// The status code of an answer.
    pub(super) fn status(&self) -> u16 {
        let status = self.head.split(' ').nth(1).and_then(|it| it.parse().ok());
        status.unwrap_or(0)
    }

    /// The value of a field; empty when there is none.
    pub(super) fn header(&self, name: &str) -> &str {
        let fields = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut found = fields.filter(|(it, _)| it.eq_ignore_ascii_case(name));
        found.next().map_or("", |(_, value)| value.trim())
    }
}

/// Sends bytes on a connection of their own, the second part later than the first, and reads the answer meanwhile.
pub(super) async fn exchange(port: u16, parts: [Vec<u8>; 2], is_head: bool) -> Message {
    exchange_within(PATIENCE, port, parts, is_head).await
}

/// The same for whoever does not wait as long.
pub(super) async fn exchange_within(
    patience: Duration,
    port: u16,
    parts: [Vec<u8>; 2],
    is_head: bool,
) -> Message {
    let stream = TcpStream::connect(local(port)).await.unwrap();
    let (mut from, mut to) = stream.into_split();
    let sent = tokio::spawn(async move {
        let [first, second] = parts;
        let mut sent = to.write_all(&first).await;
        if !second.is_empty() {
            sleep(LATE).await;
            // An answer may have come before all was sent, and the connection have gone with it.
            sent = to.write_all(&second).await;
        }
        (to, sent)
    });
    let mut buffer = Vec::new();
    let answer = timeout(
        patience,
        read(&mut from, &mut buffer, Kind::Answer { is_head }),
    )
    .await;
    sent.abort();
    answer.unwrap_or_default().unwrap_or_default()
}

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A request: without a length or chunks it has no body.
    Request,
    /// An answer: without a length or chunks it ends with the connection.
    Answer { is_head: bool },
}

/// Reads one message; `None` when there is none. What came of a message that does not end is given back.
pub(super) async fn read(
    from: &mut (impl AsyncReadExt + Unpin),
    buffer: &mut Vec<u8>,
    kind: Kind,
) -> Option<Message> {
    let head_end = loop {
        if let Some(end) = find(buffer, b"\r\n\r\n") {
            break end + 4;
        }
        if more(from, buffer).await.unwrap_or(0) == 0 {
            return None;
        }
    };
    let mut message = Message {
        head: String::from_utf8_lossy(&buffer[..head_end]).into_owned(),
        ..Message::default()
    };
    buffer.drain(..head_end);
    let has_none = match kind {
        Kind::Request => false,
        Kind::Answer { is_head } => is_head || [204, 304].contains(&message.status()),
    };
    let length = message.header("content-length").parse::<usize>().ok();
    let is_chunked = message.header("transfer-encoding").contains("chunked");
    loop {
        let taken = if has_none {
            Some(0)
        } else if is_chunked && !may_end(buffer) {
            None
        } else if is_chunked {
            let (body, taken) = unchunked(buffer);
            message.body = body;
            taken
        } else if let Some(length) = length {
            message.body = buffer[..length.min(buffer.len())].to_vec();
            (buffer.len() >= length).then_some(length)
        } else {
            message.body.clone_from(buffer);
            (kind == Kind::Request).then_some(0)
        };
        if let Some(taken) = taken {
            buffer.drain(..taken);
            message.is_whole = true;
            return Some(message);
        }
        let came = more(from, buffer).await;
        let ended = matches!(came, Ok(0));
        if came.unwrap_or(0) == 0 || buffer.len() > BYTES_MAX {
            if is_chunked {
                message.body = unchunked(buffer).0;
            }
            message.is_whole = ended && !is_chunked && length.is_none();
            return Some(message);
        }
    }
}

async fn more(from: &mut (impl AsyncReadExt + Unpin), buffer: &mut Vec<u8>) -> io::Result<usize> {
    let mut chunk = vec![0; 64 * 1024];
    let size = from.read(&mut chunk).await?;
    buffer.extend_from_slice(&chunk[..size]);
    Ok(size)
}

/// Whether these can be the last bytes of chunks; looked at before all of them are.
fn may_end(bytes: &[u8]) -> bool {
    bytes.ends_with(b"\r\n\r\n")
}

/// What the chunks hold so far, and how many bytes they are if they came to their end.
fn unchunked(bytes: &[u8]) -> (Vec<u8>, Option<usize>) {
    let (mut body, mut at) = (Vec::new(), 0);
    while let Some(line) = find(&bytes[at..], b"\r\n") {
        let digits = String::from_utf8_lossy(&bytes[at..at + line]).into_owned();
        let size = usize::from_str_radix(&digits, 16).unwrap();
        at += line + 2;
        if size == 0 {
            let end = if bytes[at..].starts_with(b"\r\n") {
                Some(2)
            } else {
                find(&bytes[at..], b"\r\n\r\n").map(|trailers| trailers + 4)
            };
            return (body, end.map(|end| at + end));
        }
        body.extend_from_slice(&bytes[at..(at + size).min(bytes.len())]);
        if bytes.len() < at + size + 2 {
            break;
        }
        at += size + 2;
    }
    (body, None)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
