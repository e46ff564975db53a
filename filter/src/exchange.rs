//! One exchange as a state machine: heads and chunks go in, a [`Step`] comes out. All
//! policy is here and below; the host, its actions and its counters are not. Bytes of a
//! body are asked for through a closure, and only when something needs them.

use std::rc::Rc;
use std::sync::Arc;

use openapi::contract::{Operation, Undecided};
use openapi::finding::Baseline;
use openapi::http::MediaType;
use openapi::shape::Revealed;

use crate::coding::Coding;
use crate::config::{Mode, Settings};
use crate::contracts::Contracts;
use crate::header_map::HeaderMap;
use crate::learning::Learning;
use crate::reply::LocalReply;

mod accepted;
mod arrival;
mod body;
mod judgment;
mod learner;
mod observation;
mod request;
mod response;
mod stream;
#[cfg(test)]
mod tests;
mod undeclared;

pub(crate) use accepted::Told;
pub(crate) use arrival::{Arrival, Destination, Lead};
pub(crate) use body::{Body, Budget};
pub(crate) use judgment::{Direction, Judged, Kind, Outcome};
use learner::Teaching;
pub(crate) use observation::Taught;
use stream::Stream;

/// What the wall does next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Everything seen so far goes on.
    Continue,
    /// Envoy holds what it has and calls again.
    Pause,
    /// The client gets this instead, or a reset when it has the response's head; nothing of
    /// the exchange is looked at afterwards.
    Reply(Box<LocalReply>),
    /// Of this chunk of the response these bytes go on. The reply comes with the next
    /// callback, or now if the host refuses.
    Shorten(Vec<u8>, Box<LocalReply>),
}

/// Reads the first bytes, at most so many, of the body's buffer at this moment.
pub(crate) type Read<'a> = &'a mut dyn FnMut(usize) -> Option<Vec<u8>>;

/// One request and its response.
#[derive(Debug)]
pub(crate) struct Exchange {
    settings: Rc<Settings>,
    /// The contracts this exchange began with; newer ones are not for it.
    contracts: Rc<Contracts>,
    service: Option<Arc<str>>,
    operation: Option<Arc<Operation>>,
    /// What is let through at the service; `None` when nothing is.
    baseline: Option<Arc<Baseline>>,
    request: Side,
    response: Side,
    /// The request's head, kept while shapes of this exchange may be wanted in the end.
    head: Option<HeaderMap>,
    /// Upgrade or CONNECT: what follows the heads is not HTTP.
    is_upgrade: bool,
    /// The client asked for an event stream, so the response is never held.
    accepts_stream: bool,
    answer: Answer,
    /// Status of the upstream's response; local replies, whoever's, have none.
    status: Option<u16>,
    judged: Option<Judged>,
    /// The mismatches behind it, each kind once; none where nobody asks for them.
    mismatches: Vec<Told>,
    learning: Learning,
    /// Its bodies teach, too.
    is_sampled: bool,
    /// Texts that the aggregator asks for.
    revealed: Revealed,
}

/// What the client has of its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// Nothing.
    NotBegun,
    /// The head, whoever sent it: a local reply would be a reset.
    Begun,
    /// A local reply of ours is on its way; it comes back through the response callbacks.
    Ours,
}

/// One direction of an exchange.
#[derive(Debug)]
struct Side {
    mode: Mode,
    body: Body,
    /// What the head says the body is; `None` when there is none or it does not say.
    media_type: Option<MediaType>,
    /// The content coding that is undone before the body is read.
    coding: Option<Coding>,
    /// Bytes on the wire, where the head declares them.
    length: Option<usize>,
    /// The verdict waits for the body.
    is_awaited: bool,
    /// What could not be told of the head, where the body is awaited.
    doubt: Option<Undecided>,
    /// The mismatches seen so far.
    told: Vec<Told>,
    /// The body is a stream that is judged while it passes.
    stream: Stream,
    /// What is to be told of it, although it goes on.
    reported: Option<&'static str>,
    /// What its body teaches.
    teaching: Teaching,
}

impl Side {
    /// Whether something is still to be done with what comes of the body.
    fn waits(&self) -> bool {
        self.is_awaited || self.is_stream() || self.body.is_collected()
    }
}

impl Exchange {
    /// An exchange whose request has come, and not been looked at any further.
    pub(crate) fn new(
        to: Destination,
        settings: Rc<Settings>,
        budget: &Budget,
        learning: Learning,
    ) -> Self {
        let side = |mode, bytes_max| Side {
            mode,
            body: Body::new(bytes_max, budget.clone()),
            media_type: None,
            coding: None,
            length: None,
            is_awaited: false,
            doubt: None,
            told: Vec::new(),
            stream: Stream::NotJudged,
            reported: None,
            teaching: Teaching::Nothing,
        };
        let limits = settings.limits;
        Self {
            contracts: to.contracts,
            service: to.service,
            operation: to.operation,
            baseline: to.baseline,
            request: side(to.request, limits.request_body_bytes),
            response: side(to.response, limits.response_body_bytes),
            head: None,
            is_upgrade: false,
            accepts_stream: false,
            answer: Answer::NotBegun,
            status: None,
            judged: None,
            mismatches: Vec::new(),
            is_sampled: settings.observes() && learning.samples(),
            revealed: Revealed::new(),
            learning,
            settings,
        }
    }

    /// The head of a response goes to the client.
    pub(crate) fn answer_begins(&mut self) {
        if self.answer == Answer::NotBegun {
            self.answer = Answer::Begun;
        }
    }

    /// Whether the response's head is needed.
    pub(crate) fn wants_response(&self) -> bool {
        let judges = self.response.mode != Mode::Off && self.operation.is_some();
        !self.has_replied() && (judges || self.head.is_some())
    }

    /// Whether nothing that comes can be judged, told or learnt from any more.
    pub(crate) fn is_over(&self) -> bool {
        // What the upstream answered teaches in the end, whatever the client got.
        let teaches = self.head.is_some() && self.status.is_some();
        !teaches && !self.wants_response() && !self.request.waits() && !self.response.waits()
    }

    fn has_replied(&self) -> bool {
        self.answer == Answer::Ours
    }

    /// Whether a failure of the filter itself must not let this exchange pass.
    pub(crate) fn denies_on_failure(&self) -> bool {
        self.settings.denies_on_failure(self.request.mode) && !self.has_replied()
    }

    /// What was judged since the last call; at most one verdict per direction.
    pub(crate) fn take_judged(&mut self) -> Option<Judged> {
        self.judged.take()
    }

    /// The mismatches behind what was judged last; once.
    pub(crate) fn take_mismatches(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.mismatches)
    }

    /// The operation it is about, and its service.
    pub(crate) fn operation(&self) -> Option<(&str, &Arc<Operation>)> {
        self.service.as_deref().zip(self.operation.as_ref())
    }

    /// The contracts this exchange began with.
    pub(crate) fn contracts(&self) -> &Contracts {
        &self.contracts
    }
}
