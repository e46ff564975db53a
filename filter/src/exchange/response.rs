//! The response's half: only what the upstream sent. Local replies, ours and other
//! filters', are told apart by the wall and never get here.

use std::sync::Arc;

use openapi::contract::{Body, BodyNeed, Operation, Verdict};
use openapi::http::{Announcement, ResponseHead};
use openapi::observation::is_whole;

use super::body::{Plan, Progress};
use super::judgment::Finding;
use super::{Direction, Exchange, Read, Step};
use crate::coding::DecodeError;
use crate::config::Mode;
use crate::header_map::{HeaderMap, first};

/// RFC 9110 §15.2.2.
const SWITCHING_PROTOCOLS: u16 = 101;

impl Exchange {
    /// The head of the upstream's response; `end_of_stream` says that no body follows.
    pub(crate) fn on_response_headers(&mut self, map: &HeaderMap, end_of_stream: bool) -> Step {
        let fields = map.fields();
        let status = std::str::from_utf8(first(&fields, b":status"));
        let Some(status) = status.ok().and_then(|status| status.parse().ok()) else {
            return Step::Continue;
        };
        self.status = Some(status);
        let head = ResponseHead {
            status,
            headers: &fields,
        };
        let decoded = if end_of_stream {
            None
        } else {
            let announced = Announcement::of(head.headers);
            let decodes = self.settings.decode_content;
            self.response.announce(head.headers, &announced, decodes)
        };
        let head = ResponseHead {
            headers: decoded.as_deref().unwrap_or(head.headers),
            ..head
        };
        let step = match self.operation.clone() {
            Some(operation) if self.response.mode != Mode::Off => {
                self.response_head(&operation, &head, end_of_stream)
            }
            Some(_) | None => Step::Continue,
        };
        if matches!(step, Step::Reply(_)) || end_of_stream || self.is_switched(status) {
            return step;
        }
        if self.teaches(status) {
            self.learn_stream(Direction::Response, head.headers);
        }
        let plan = self.response_plan(&head);
        self.response.body.start(plan);
        if plan == Plan::Hold {
            Step::Pause
        } else {
            step
        }
    }

    /// A chunk of the body, or all that is held of it.
    pub(crate) fn on_response_body(
        &mut self,
        size: usize,
        end_of_stream: bool,
        read: Read<'_>,
    ) -> Step {
        if self.response.is_stream() {
            return self.stream_chunk(Direction::Response, size, end_of_stream, read);
        }
        let is_held = self.response.body.is_held();
        let progress = self.response.body.chunk(size, end_of_stream, read);
        self.response_progress(progress, is_held)
    }

    /// Trailers end the body.
    pub(crate) fn on_response_trailers(&mut self, read: Read<'_>) -> Step {
        if self.response.is_stream() {
            return self.stream_chunk(Direction::Response, 0, true, read);
        }
        let is_held = self.response.body.is_held();
        let progress = self.response.body.end(read);
        self.response_progress(progress, is_held)
    }

    fn response_head(
        &mut self,
        operation: &Arc<Operation>,
        head: &ResponseHead<'_>,
        end_of_stream: bool,
    ) -> Step {
        let finding = if self.is_switched(head.status) {
            Finding::NotJudged("stream")
        } else {
            let check = operation.check_response_head(head, end_of_stream);
            let needs_body = check.body != BodyNeed::Nothing && !end_of_stream;
            let verdict = self.excepting(Direction::Response, operation, |accepts| {
                check.verdict.except(accepts)
            });
            if !needs_body || verdict != Verdict::Conforms {
                Finding::of_response(verdict)
            } else if !is_whole(head.status) {
                Finding::NotJudged("partial_content")
            } else if check.body == BodyNeed::Items {
                let items = operation.check_response_items(head, self.json_limits());
                return self.stream_begins(Direction::Response, items);
            } else if self.response.is_over_limit() {
                Finding::Undecided("body_too_large")
            } else {
                self.response.is_awaited = true;
                return Step::Continue;
            }
        };
        self.settle(Direction::Response, &finding, true)
    }

    fn response_plan(&self, head: &ResponseHead<'_>) -> Plan {
        let is_enforced = self.response.mode == Mode::Enforce && self.settings.hold_headers;
        if self.response.is_awaited {
            return if is_enforced && !self.accepts_stream {
                Plan::Hold
            } else {
                Plan::Copy
            };
        }
        if self.teaches(head.status) && self.response.is_worth_copying(head.headers) {
            return Plan::Copy;
        }
        Plan::Pass
    }

    fn response_progress(&mut self, progress: Progress, is_held: bool) -> Step {
        let finding = match progress {
            Progress::Pass => return Step::Continue,
            Progress::More => return if is_held { Step::Pause } else { Step::Continue },
            Progress::Whole(bytes) => self.response_body(&bytes),
            Progress::TooLarge => Finding::Undecided("body_too_large"),
            Progress::Unreadable => Finding::Undecided("body_unreadable"),
        };
        if !self.response.is_awaited {
            return Step::Continue;
        }
        // A head that is gone cannot be replaced: a reply now would be a broken stream.
        self.settle(Direction::Response, &finding, is_held)
    }

    /// Reads the body once, for the verdict and for its shape.
    fn response_body(&mut self, bytes: &[u8]) -> Finding {
        let bytes = match self.response.decoded(bytes) {
            Ok(bytes) => bytes,
            Err(DecodeError::TooLarge) => return Finding::Undecided("body_too_large"),
            Err(DecodeError::Malformed) => return Finding::malformed_coding(),
        };
        let media_type = self.response.media_type.as_ref();
        let body = Body::read(media_type, &bytes, self.json_limits());
        let verdict = match (&self.operation, self.status) {
            (Some(operation), Some(status)) if self.response.is_awaited => {
                operation.check_response_body(status, media_type, &body)
            }
            (_, _) => Verdict::Conforms,
        };
        self.learn(Direction::Response, &body);
        Finding::of_response(verdict)
    }

    /// Whether the body of this response is learnt from.
    fn teaches(&self, status: u16) -> bool {
        self.is_sampled && self.head.is_some() && is_whole(status)
    }

    fn is_switched(&self, status: u16) -> bool {
        self.is_upgrade || status == SWITCHING_PROTOCOLS
    }
}
