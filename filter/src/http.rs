//! The HTTP context: each callback reads, asks the exchange for a step and applies it.
//! There is no policy here; a callback that panics switches the stream off.

use std::rc::Rc;

use proxy_wasm::traits::{Context, HttpContext};
use proxy_wasm::types::Action;

use crate::exchange::{Direction, Exchange, Judged, Kind, Outcome, Step, Taught};
use crate::fault::Fault;
use crate::guard;
use crate::host::{self, Buffer, Map, property};
use crate::reply::LocalReply;
use crate::service_name;
use crate::stats::{self, Total};
use crate::worker::Worker;

/// `response.code_details` of a response that the upstream sent.
const VIA_UPSTREAM: &[u8] = b"via_upstream";

/// One exchange and what it belongs to.
#[derive(Debug, Default)]
pub(crate) struct HttpStream {
    worker: Rc<Worker>,
    /// `None` once the stream is switched off.
    exchange: Option<Exchange>,
    fault: Fault,
}

/// A callback: its name in logs, and whether a local reply from it is a clean answer.
#[derive(Clone, Copy, Debug)]
struct Callback(&'static str, bool);

const REQUEST_HEADERS: Callback = Callback("request_headers", true);
const REQUEST_BODY: Callback = Callback("request_body", true);
const REQUEST_TRAILERS: Callback = Callback("request_trailers", true);
const RESPONSE_HEADERS: Callback = Callback("response_headers", true);
const RESPONSE_BODY: Callback = Callback("response_body", false);
const RESPONSE_TRAILERS: Callback = Callback("response_trailers", false);

impl Context for HttpStream {}

impl HttpContext for HttpStream {
    fn on_http_request_headers(&mut self, _headers: usize, end_of_stream: bool) -> Action {
        stats::count(Total::Requests, 1);
        self.step(REQUEST_HEADERS, |exchange, fault| {
            if !exchange.wants_request() && !Fault::IS_BUILT_IN {
                return Step::Continue;
            }
            let map = host::header_map(Map::Request).unwrap_or_default();
            fault.read(&map);
            fault.strike(REQUEST_HEADERS.0);
            exchange.on_request_headers(map, end_of_stream)
        })
    }

    fn on_http_request_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        self.step(REQUEST_BODY, |exchange, _| {
            exchange.on_request_body(size, end_of_stream, &mut read(Buffer::RequestBody))
        })
    }

    fn on_http_request_trailers(&mut self, _trailers: usize) -> Action {
        self.step(REQUEST_TRAILERS, |exchange, _| {
            exchange.on_request_trailers(&mut read(Buffer::RequestBody))
        })
    }

    fn on_http_response_headers(&mut self, _headers: usize, end_of_stream: bool) -> Action {
        self.step(RESPONSE_HEADERS, |exchange, _| {
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
                Some(map) => exchange.on_response_headers(&map, end_of_stream),
                None => Step::Continue,
            }
        })
    }

    fn on_http_response_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        self.step(RESPONSE_BODY, |exchange, _| {
            exchange.on_response_body(size, end_of_stream, &mut read(Buffer::ResponseBody))
        })
    }

    fn on_http_response_trailers(&mut self, _trailers: usize) -> Action {
        self.step(RESPONSE_TRAILERS, |exchange, _| {
            exchange.on_response_trailers(&mut read(Buffer::ResponseBody))
        })
    }

    fn on_log(&mut self) {
        let _caught = guard::run("log", || self.finish());
    }
}

impl HttpStream {
    pub(crate) fn new(worker: Rc<Worker>) -> Self {
        let exchange = Some(worker.exchange());
        Self {
            worker,
            exchange,
            fault: Fault::default(),
        }
    }

    /// Runs one callback: read, step, apply.
    fn step(
        &mut self,
        callback: Callback,
        body: impl FnOnce(&mut Exchange, &mut Fault) -> Step,
    ) -> Action {
        let Callback(name, can_reply) = callback;
        let Some(exchange) = &mut self.exchange else {
            return Action::Continue;
        };
        let (fault, worker) = (&mut self.fault, &self.worker);
        let action = guard::run(name, || {
            fault.strike(name);
            let step = body(exchange, fault);
            if let Some(judged) = exchange.take_judged() {
                tell(worker, exchange, judged);
            }
            apply(step)
        });
        action.unwrap_or_else(|| self.switch_off(can_reply))
    }

    /// After a panic nothing of this exchange is judged or observed any more.
    fn switch_off(&mut self, can_reply: bool) -> Action {
        let denies = self
            .exchange
            .take()
            .is_some_and(|exchange| can_reply && exchange.denies_on_failure());
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

fn read(buffer: Buffer) -> impl FnMut(usize) -> Option<Vec<u8>> {
    move |size| host::buffer(buffer, size)
}

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

/// Counts a verdict, and tells the access log unless all is well.
fn tell(worker: &Worker, exchange: &Exchange, judged: Judged) {
    if let Some((service, operation)) = &judged.operation {
        let stats = &exchange.contracts().stats;
        stats.count(service, operation, judged.direction, judged.kind);
        worker.with_outbox(|outbox| outbox.tally(service, judged.mismatches));
    }
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
