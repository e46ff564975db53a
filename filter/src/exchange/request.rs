//! The request's half: what its head says, what its body says.

use openapi::contract::{Body, BodyNeed, Matched, Verdict};
use openapi::http::{Announcement, Header, RequestHead};
use openapi::json::JsonLimits;

use super::body::{Plan, Progress};
use super::judgment::Finding;
use super::{Answer, Direction, Exchange, Lead, Read, Step};
use crate::coding::DecodeError;
use crate::config::Mode;
use crate::header_map::HeaderMap;
use crate::reply::LocalReply;

impl Exchange {
    /// The head has arrived, and leads there; `end_of_stream` says that no body follows.
    pub(crate) fn on_request_headers(
        &mut self,
        map: &HeaderMap,
        lead: Lead<'_>,
        end_of_stream: bool,
    ) -> Step {
        let fields = map.fields();
        let head = lead.target.head(&fields);
        self.notice(&head);
        // What follows an upgrade is not a body.
        let end_of_stream = end_of_stream || self.is_upgrade;
        let mut announced = if end_of_stream {
            Announcement::NOTHING
        } else {
            Announcement::of(head.headers)
        };
        let decodes = self.settings.decode_content;
        let without_coding = self.request.announce(head.headers, &announced, decodes);
        if let Some(headers) = &without_coding {
            announced = Announcement::of(headers);
        }
        let head = RequestHead {
            headers: without_coding.as_deref().unwrap_or(head.headers),
            ..head
        };
        self.request_head(&head, lead.found, &announced, end_of_stream)
    }

    /// Keeps the head, once it was judged, if shapes of this exchange may be wanted in the end.
    pub(crate) fn keep_head(&mut self, map: HeaderMap) {
        if self.settings.observes() && !self.is_upgrade && !self.has_replied() {
            self.head = Some(map);
        }
    }

    /// A chunk of the body, or all that is held of it.
    pub(crate) fn on_request_body(
        &mut self,
        size: usize,
        end_of_stream: bool,
        read: Read<'_>,
    ) -> Step {
        if self.request.is_stream() {
            return self.stream_chunk(Direction::Request, size, end_of_stream, read);
        }
        let is_held = self.request.body.is_held();
        let progress = self.request.body.chunk(size, end_of_stream, read);
        self.request_progress(progress, is_held)
    }

    /// Trailers end the body.
    pub(crate) fn on_request_trailers(&mut self, read: Read<'_>) -> Step {
        if self.request.is_stream() {
            return self.stream_chunk(Direction::Request, 0, true, read);
        }
        let is_held = self.request.body.is_held();
        let progress = self.request.body.end(read);
        self.request_progress(progress, is_held)
    }

    /// What changes how the rest of the exchange is to be taken.
    fn notice(&mut self, head: &RequestHead<'_>) {
        // Upgrades (RFC 9110 §7.8) and CONNECT, extended or not.
        self.is_upgrade = head.method == b"CONNECT";
        for Header { name, value } in head.headers {
            match *name {
                b"upgrade" => self.is_upgrade = true,
                b"accept" => self.accepts_stream |= names_event_stream(value),
                _ => {}
            }
        }
    }

    fn request_head(
        &mut self,
        head: &RequestHead<'_>,
        found: Result<Matched, Finding>,
        announced: &Announcement,
        end_of_stream: bool,
    ) -> Step {
        let step = match found {
            Err(finding) => self.unrouted(&finding),
            Ok(matched) => self.matched(head, &matched, announced, end_of_stream),
        };
        if matches!(step, Step::Reply(_)) || end_of_stream {
            return step;
        }
        if self.is_sampled {
            self.learn_stream(Direction::Request, head.headers);
        }
        let plan = self.request_plan(head.headers);
        self.request.body.start(plan);
        if plan == Plan::Hold && self.settings.hold_headers {
            Step::Pause
        } else {
            step
        }
    }

    fn unrouted(&mut self, finding: &Finding) -> Step {
        let (step, judged) = finding.unrouted(self.request.mode, &self.settings);
        self.judged = judged;
        if matches!(step, Step::Reply(_)) {
            self.answer = Answer::Ours;
        }
        step
    }

    fn matched(
        &mut self,
        head: &RequestHead<'_>,
        matched: &Matched,
        announced: &Announcement,
        end_of_stream: bool,
    ) -> Step {
        if self.request.mode == Mode::Off {
            return Step::Continue;
        }
        let operation = &matched.operation;
        let mut check = self.excepting(Direction::Request, operation, |accepts| {
            let values = &matched.path_values;
            operation.check_request_head_except(head, values, announced, accepts)
        });
        // Who is not let in is told nothing else.
        if !matches!(check.verdict, Verdict::Violates(_)) {
            let undeclared = self.undeclared(head, operation);
            check.verdict = check.verdict.and(undeclared);
        }
        if check.body == BodyNeed::Items && check.verdict == Verdict::Conforms {
            let items = operation.check_request_items(head.headers, self.json_limits());
            return self.stream_begins(Direction::Request, items);
        }
        let needs_body = check.body == BodyNeed::Whole && !end_of_stream;
        if !needs_body || matches!(check.verdict, Verdict::Violates(_)) {
            let finding = Finding::of_request(check.verdict);
            return self.settle(Direction::Request, &finding, true);
        }
        if self.request.is_over_limit() {
            let too_large = Finding::too_large(self.request.body.bytes_max());
            return self.settle(Direction::Request, &too_large, true);
        }
        self.request.is_awaited = true;
        self.request.doubt = match check.verdict {
            Verdict::Undecided(reason) => Some(reason),
            Verdict::Conforms | Verdict::Violates(_) => None,
        };
        Step::Continue
    }

    /// A 401 says how to ask again. Every service is a protection space of its own
    /// (RFC 9110 §11.5).
    pub(super) fn challenged(&self, reply: LocalReply) -> LocalReply {
        match (&self.operation, &self.service) {
            (Some(operation), Some(service)) if reply.status == 401 => {
                reply.challenging(operation.challenge(service))
            }
            (_, _) => reply,
        }
    }

    fn request_plan(&self, headers: &[Header<'_>]) -> Plan {
        if self.request.is_awaited {
            return if self.request.mode == Mode::Enforce {
                Plan::Hold
            } else {
                Plan::Copy
            };
        }
        if self.is_sampled && self.request.is_worth_copying(headers) {
            return Plan::Copy;
        }
        Plan::Pass
    }

    fn request_progress(&mut self, progress: Progress, is_held: bool) -> Step {
        let finding = match progress {
            Progress::Pass => return Step::Continue,
            Progress::More => return if is_held { Step::Pause } else { Step::Continue },
            Progress::Whole(bytes) => self.request_body(&bytes),
            Progress::TooLarge => Finding::too_large(self.request.body.bytes_max()),
            Progress::Unreadable => Finding::Undecided("body_unreadable"),
        };
        if !self.request.is_awaited {
            return Step::Continue;
        }
        self.settle(Direction::Request, &finding, is_held)
    }

    /// Reads the body once, for the verdict and for its shape.
    fn request_body(&mut self, bytes: &[u8]) -> Finding {
        let bytes = match self.request.decoded(bytes) {
            Ok(bytes) => bytes,
            Err(DecodeError::TooLarge) => {
                return Finding::too_large(self.request.body.bytes_max());
            }
            Err(DecodeError::Malformed) => return Finding::malformed_coding(),
        };
        let media_type = self.request.media_type.as_ref();
        let body = Body::read(media_type, &bytes, self.json_limits());
        let verdict = match self.operation.clone() {
            Some(operation) if self.request.is_awaited => {
                let verdict = operation.check_request_body(media_type, &body);
                let verdict = self.excepting(Direction::Request, &operation, |accepts| {
                    verdict.except(accepts)
                });
                let of_head = self.request.doubt;
                of_head
                    .map_or(Verdict::Conforms, Verdict::Undecided)
                    .and(verdict)
            }
            Some(_) | None => Verdict::Conforms,
        };
        self.learn(Direction::Request, &body);
        Finding::of_request(verdict)
    }

    pub(super) fn json_limits(&self) -> JsonLimits {
        JsonLimits {
            depth: self.settings.limits.json_depth,
            ..JsonLimits::default()
        }
    }
}

fn names_event_stream(accept: &[u8]) -> bool {
    const EVENT_STREAM: &[u8] = b"text/event-stream";
    accept
        .windows(EVENT_STREAM.len())
        .any(|window| window.eq_ignore_ascii_case(EVENT_STREAM))
}
