//! What an answer to a call says, before anybody acts on it. Envoy answers in the
//! aggregator's place when it cannot reach it, and another server may stand where it
//! should: only an answer that names itself counts.

use openapi::http::Header;

use crate::header_map::{HeaderMap, first};

/// Bytes of an `etag` that is kept.
const ETAG_BYTES_MAX: usize = 256;

/// An answer, judged by its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The aggregator's own, whatever its status.
    Docent {
        /// Status code.
        status: u16,
        /// The `etag` field, if it can be sent back.
        etag: Option<String>,
    },
    /// None, Envoy's, or somebody else's.
    Failed(&'static str),
}

impl Answer {
    /// Reads the head of an answer; `None` when there was none.
    pub(super) fn read(map: Option<&HeaderMap>) -> Self {
        let Some(map) = map else {
            return Self::Failed("no_answer");
        };
        let fields = map.fields();
        let status = std::str::from_utf8(first(&fields, b":status"));
        let Some(status) = status.ok().and_then(|status| status.parse().ok()) else {
            return Self::Failed("no_status");
        };
        if first(&fields, b"x-docent") != b"aggregator" {
            let reason = match status {
                503 => "unavailable",
                504 => "timeout",
                _ => "not_an_aggregator",
            };
            return Self::Failed(reason);
        }
        Self::Docent {
            status,
            etag: etag(&fields),
        }
    }
}

fn etag(fields: &[Header<'_>]) -> Option<String> {
    let etag = first(fields, b"etag");
    let is_sendable = (1..=ETAG_BYTES_MAX).contains(&etag.len())
        && etag.iter().all(|byte| (b'!'..=b'~').contains(byte));
    is_sendable.then(|| String::from_utf8_lossy(etag).into_owned())
}
