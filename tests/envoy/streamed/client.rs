//! A client that sees the bytes of HTTP/1.1: which chunks came, and whether the last one did.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use mesh::process::local;

/// Longer than any chunk takes, shorter than anybody waits for a test.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request on a connection of its own.
pub(super) struct Client {
    stream: TcpStream,
    text: Vec<u8>,
}

/// An answer to its end, as it came.
pub(super) struct Answer {
    pub(super) text: String,
}

impl Client {
    /// A GET that accepts anything.
    pub(super) fn get(port: u16, path: &str) -> Self {
        Self::send(
            port,
            &format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"),
        )
    }

    /// The head of a POST of lines, and these chunks of it.
    pub(super) fn post(port: u16, path: &str, chunks: &[&str]) -> Self {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        let mut client = Self::send(port, &head);
        for chunk in chunks {
            client.chunk(chunk);
        }
        client
    }

    fn send(port: u16, text: &str) -> Self {
        let mut stream = TcpStream::connect(local(port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let text = Vec::new();
        Self { stream, text }
    }

    /// Another chunk of a request; an empty one ends it. Who was refused cannot send.
    pub(super) fn chunk(&mut self, chunk: &str) {
        let framed = format!("{:x}\r\n{chunk}\r\n", chunk.len());
        let _refused = self.stream.write_all(framed.as_bytes());
    }

    /// Reads until the answer has this text.
    #[track_caller]
    pub(super) fn wait_for(&mut self, text: &str) {
        while !String::from_utf8_lossy(&self.text).contains(text) {
            assert!(self.read(), "it ended before {text:?}");
        }
    }

    /// Reads to the end, in whatever way it ends.
    pub(super) fn rest(mut self) -> Answer {
        while self.read() {}
        let text = String::from_utf8_lossy(&self.text).into_owned();
        Answer { text }
    }

    fn read(&mut self) -> bool {
        let mut bytes = vec![0; 65_536];
        match self.stream.read(&mut bytes) {
            Ok(size) => {
                self.text.extend_from_slice(&bytes[..size]);
                size > 0
            }
            Err(error) => {
                let is_reset = error.kind() == std::io::ErrorKind::ConnectionReset;
                assert!(is_reset, "{error}");
                false
            }
        }
    }
}

impl Answer {
    /// The chunked body ended as it should.
    pub(super) fn is_whole(&self) -> bool {
        self.text.ends_with("\r\n0\r\n\r\n")
    }

    /// What came of the body.
    pub(super) fn body(&self) -> String {
        let (head, mut rest) = self.text.split_once("\r\n\r\n").unwrap();
        if !head.contains("chunked") {
            return rest.to_owned();
        }
        let mut body = String::new();
        while let Some((size, after)) = rest.split_once("\r\n") {
            let size = usize::from_str_radix(size, 16).unwrap();
            let (chunk, after) = after.split_at(size.min(after.len()));
            body.push_str(chunk);
            rest = after.strip_prefix("\r\n").unwrap_or_default();
        }
        body
    }
}
