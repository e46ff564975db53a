//! An exchange as a test describes it, and what came of it.

use serde_json::Value;

use super::record::{Pairs, Reply, field};

/// One half of an exchange: a head, chunks, maybe trailers.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    pub(super) head: Pairs,
    pub(super) chunks: Vec<Vec<u8>>,
    pub(super) has_trailers: bool,
    pub(super) has_more: bool,
}

/// A request.
pub(super) fn request(method: &str, path: impl AsRef<[u8]>) -> Message {
    Message::default()
        .header(":method", method)
        .header(":path", path)
        .header(":authority", "gateway.example")
        .header(":scheme", "http")
}

/// A response.
pub(super) fn response(status: u16) -> Message {
    Message::default().header(":status", status.to_string())
}

impl Message {
    pub(super) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.head
            .push((name.as_bytes().to_vec(), value.as_ref().to_vec()));
        self
    }

    pub(super) fn chunk(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.chunks.push(bytes.as_ref().to_vec());
        self
    }

    pub(super) fn trailers(mut self) -> Self {
        self.has_trailers = true;
        self
    }

    /// It does not end with its last chunk.
    pub(super) fn more(mut self) -> Self {
        self.has_more = true;
        self
    }

    /// A JSON body in one chunk.
    pub(super) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .chunk(body.to_string())
    }

    /// The same body in chunks of so many bytes.
    pub(super) fn in_chunks_of(mut self, bytes: usize) -> Self {
        let body = self.chunks.concat();
        self.chunks = body.chunks(bytes).map(<[u8]>::to_vec).collect();
        self
    }

    pub(super) fn ends_with_head(&self) -> bool {
        self.chunks.is_empty() && !self.has_trailers
    }
}

/// What an exchange came to.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The local reply, if there was one.
    pub(super) reply: Option<Reply>,
    /// It came too late: the client had the response's head, and got a reset.
    pub(super) was_reset: bool,
    /// Callbacks that paused.
    pub(super) paused: Vec<&'static str>,
    /// Whether the upstream got the request's head, and how many of its bytes.
    pub(super) upstream_head: bool,
    pub(super) upstream_body: Vec<u8>,
    /// Whether the client got the response's head, and its bytes.
    pub(super) client_head: bool,
    pub(super) client_body: Vec<u8>,
    /// Filter state of this exchange.
    pub(super) state: Vec<(String, String)>,
}

impl Seen {
    /// The client got the upstream's answer, whole and unchanged.
    #[track_caller]
    pub(super) fn passed(&self, request: &Message, response: &Message) {
        assert!(self.reply.is_none(), "{:?}", self.reply);
        assert!(self.upstream_head && self.client_head);
        assert_eq!(self.upstream_body, request.chunks.concat());
        assert_eq!(self.client_body, response.chunks.concat());
    }

    /// The client got problem+json with this status and these details.
    #[track_caller]
    pub(super) fn rejected(&self, status: u32, details: &str) -> Value {
        let reply = self.reply.as_ref().expect("a local reply");
        let body = String::from_utf8_lossy(&reply.body).into_owned();
        assert_eq!(
            (reply.status, reply.details.as_str()),
            (status, details),
            "{body}"
        );
        assert_eq!(
            field(&reply.headers, "content-type"),
            "application/problem+json"
        );
        assert_eq!(field(&reply.headers, "x-docent"), "rejected");
        assert!(reply.body.len() <= 4_096);
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(problem["status"], status);
        problem
    }
}
