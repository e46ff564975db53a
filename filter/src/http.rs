//! The HTTP context: each callback reads, asks the exchange for a step and applies it.
//! There is no policy here; a callback that panics switches the stream off.

use std::rc::Rc;

use crate::exchange::{Arrival, Direction, Exchange, Judged, Kind, Outcome, Step, Taught};
use crate::fault::Fault;
use crate::guard;
use crate::host::{self, Buffer, Map, property};
use crate::reply::LocalReply;
use crate::service_name;
use crate::stats::{self, Total};
use crate::worker::Worker;

/// `response.code_details` of a response that the upstream sent.
const VIA_UPSTREAM: &[u8] = b"via_upstream";

/// What the host does after a callback, with its number in the ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Action {
    /// What came goes on.
    Continue = 0,
    /// It waits.
    Pause = 1,
}

/// What came of a stream. `ends` says that nothing follows in this direction; of a body
/// `size` bytes can be read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    RequestHead { ends: bool },
    RequestBody { size: usize, ends: bool },
    RequestTrailers,
    ResponseHead { ends: bool },
    ResponseBody { size: usize, ends: bool },
    ResponseTrailers,
}

impl Event {
    /// The callback's name, in logs.
    fn name(self) -> &'static str {
        match self {
            Self::RequestHead { .. } => "request_headers",
            Self::RequestBody { .. } => "request_body",
            Self::RequestTrailers => "request_trailers",
            Self::ResponseHead { .. } => "response_headers",
            Self::ResponseBody { .. } => "response_body",
            Self::ResponseTrailers => "response_trailers",
        }
    }

    /// Whether a local reply now is a clean answer.
    fn can_reply(self) -> bool {
        !matches!(self, Self::ResponseBody { .. } | Self::ResponseTrailers)
    }
}

/// One exchange and what it belongs to.
#[derive(Debug)]
pub(crate) struct HttpStream {
    worker: Rc<Worker>,
    /// `None` before the request's head, once nothing that comes is of interest, and after a panic.
    exchange: Option<Box<Exchange>>,
    fault: Fault,
}

impl HttpStream {
    pub(crate) fn new(worker: Rc<Worker>) -> Self {
        Self {
            worker,
            exchange: None,
            fault: Fault::default(),
        }
    }

    /// One callback of the host, and the host's next step.
    pub(crate) fn on(&mut self, event: Event) -> Action {
        if let Event::RequestHead { .. } = event {
            stats::count(Total::Requests, 1);
        } else if self.exchange.is_none() {
            return Action::Continue;
        }
        let action = guard::run(event.name(), || self.step(event));
        action.unwrap_or_else(|| self.switch_off(event))
    }

    /// The stream is over.
    pub(crate) fn on_log(&mut self) {
        if self.exchange.is_some() {
            let _caught = guard::run("log", || self.finish());
        }
    }

    /// Read, step, apply.
    fn step(&mut self, event: Event) -> Action {
        self.fault.strike(event.name());
        let step = match (event, &mut self.exchange) {
            (Event::RequestHead { ends }, _) => self.begin(ends),
            (_, None) => Step::Continue, // not called so
            (Event::RequestBody { size, ends }, Some(exchange)) => {
                exchange.on_request_body(size, ends, &mut read(Buffer::RequestBody))
            }
            (Event::RequestTrailers, Some(exchange)) => {
                exchange.on_request_trailers(&mut read(Buffer::RequestBody))
            }
            (Event::ResponseHead { ends }, Some(exchange)) => response_head(exchange, ends),
            (Event::ResponseBody { size, ends }, Some(exchange)) => {
                exchange.on_response_body(size, ends, &mut read(Buffer::ResponseBody))
            }
            (Event::ResponseTrailers, Some(exchange)) => {
                exchange.on_response_trailers(&mut read(Buffer::ResponseBody))
            }
        };
        let Some(exchange) = &mut self.exchange else {
            return apply(step);
        };
        if let Some(judged) = exchange.take_judged() {
            tell(&self.worker, exchange, judged);
        }
        let action = apply(step);
        if exchange.is_over() && !self.fault.is_asked_for() {
            self.exchange = None;
        }
        action
    }

    /// The request's head, and the exchange that begins with it unless nobody cares for it.
    fn begin(&mut self, ends: bool) -> Step {
        let contracts = self.worker.contracts_if_wanted();
        if contracts.is_none() && !Fault::IS_BUILT_IN {
            return Step::Continue;
        }
        let map = host::header_map(Map::Request).unwrap_or_default();
        self.fault.read(&map);
        self.fault.strike(Event::RequestHead { ends }.name());
        let Some(contracts) = contracts else {
            return Step::Continue;
        };
        match Arrival::of(&map, &self.worker.settings, contracts) {
            Arrival::Begins(to, lead) => {
                // Put where it belongs before it is judged, so that a panic finds it.
                let exchange = Box::new(self.worker.exchange(to));
                let exchange = self.exchange.insert(exchange);
                let step = exchange.on_request_headers(&map, lead, ends);
                exchange.keep_head(map);
                step
            }
            Arrival::Settled(step, judged) => {
                if let Some(judged) = judged {
                    count(judged);
                }
                step
            }
        }
    }

    /// After a panic nothing of this exchange is judged or observed any more.
    fn switch_off(&mut self, event: Event) -> Action {
        let denies = match (event, self.exchange.take()) {
            // It was not known yet whether other modes hold for it, or nothing was kept of it.
            (Event::RequestHead { .. }, None) => {
                let settings = &self.worker.settings;
                settings.denies_on_failure(settings.request)
            }
            (_, exchange) => exchange.is_some_and(|it| event.can_reply() && it.denies_on_failure()),
        };
        if denies {
            apply(Step::Reply(Box::new(LocalReply::undecided(500))))
        } else {
            Action::Continue
        }
    }

    /// The exchange is over: what it taught waits for a report.
    fn finish(&mut self) {
        let Some(exchange) = &mut self.exchange else {
            return;
        };
        self.fault.strike("log");
        exchange.settle_what_was_left();
        while let Some(judged) = exchange.take_judged() {
            tell(&self.worker, exchange, judged);
            exchange.settle_what_was_left();
        }
        let is_taken = match exchange.taught() {
            Taught::Nothing => return,
            Taught::TooMuch => self.worker.with_outbox(|outbox| {
                outbox.drop_exchanges(1);
                false
            }),
            Taught::Something(service, lesson) => {
                let derived = || {
                    service_name::of_cluster(
                        &host::read_property(property::CLUSTER_NAME).unwrap_or_default(),
                    )
                };
                let service = service.map_or_else(derived, |service| service.to_string());
                self.worker.learn(&service, *lesson)
            }
        };
        let total = if is_taken {
            Total::Observed
        } else {
            Total::Dropped
        };
        stats::count(total, 1);
    }
}

fn response_head(exchange: &mut Exchange, ends: bool) -> Step {
    exchange.answer_begins();
    if !exchange.wants_response() {
        return Step::Continue;
    }
    // Local replies, ours and other filters', come through here too.
    let details = host::read_property(property::RESPONSE_CODE_DETAILS);
    if details.as_deref() != Some(VIA_UPSTREAM) {
        return Step::Continue;
    }
    match host::header_map(Map::Response) {
        Some(map) => exchange.on_response_headers(&map, ends),
        None => Step::Continue,
    }
}

fn read(buffer: Buffer) -> impl FnMut(usize) -> Option<Vec<u8>> {
    move |size| host::buffer(buffer, size)
}

#[inline]
fn apply(step: Step) -> Action {
    match step {
        Step::Continue => Action::Continue,
        Step::Pause => Action::Pause,
        Step::Reply(reply) => {
            answer(&reply);
            Action::Pause
        }
        Step::Shorten(chunk, reply) => {
            if host::replace_buffer(Buffer::ResponseBody, &chunk) {
                return Action::Continue;
            }
            answer(&reply);
            Action::Pause
        }
    }
}

fn answer(reply: &LocalReply) {
    host::send_local_reply(reply.status, reply.details, &reply.headers(), &reply.body);
}

/// Counts a verdict of an exchange, in all and by its operation, and its mismatches for a report.
fn tell(worker: &Worker, exchange: &mut Exchange, judged: Judged) {
    count(judged);
    let mismatches = exchange.take_mismatches();
    if let Some((service, operation)) = exchange.operation() {
        let stats = &exchange.contracts().stats;
        stats.count(service, operation, judged.direction, judged.kind);
        if !mismatches.is_empty() {
            worker.with_outbox(|outbox| outbox.tally(service, mismatches));
        }
    }
}

/// Counts a verdict, and tells the access log unless all is well.
#[inline]
fn count(judged: Judged) {
    match judged.kind {
        Kind::Conforms => return,
        Kind::Violates => {}
        Kind::Accepted => stats::count(Total::Accepted, 1),
        Kind::Undecided => stats::count(Total::Undecided, 1),
        Kind::Unknown => stats::count(Total::Unknown, 1),
    }
    match judged.outcome {
        // Traffic that is nobody's business: an entry for the log costs as much as all else.
        Outcome::Passed if judged.kind == Kind::Unknown => return,
        Outcome::Passed => {}
        Outcome::WouldReject => stats::count(Total::WouldReject, 1),
        Outcome::Rejected => stats::count(Total::Rejected, 1),
        Outcome::Cut => stats::count(Total::Cut, 1),
    }
    let property = match judged.direction {
        Direction::Request => property::REQUEST_VERDICT,
        Direction::Response => property::RESPONSE_VERDICT,
    };
    host::set_property(property, judged.token.as_bytes());
}
