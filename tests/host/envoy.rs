//! The stand-in Envoy's behaviour: when it calls, what it holds, what it does with a reply.
//! Pausing and holding follow what was measured on Envoy 1.40.

use serde_json::Value;

use super::exchange::{Message, Seen, response};
use super::record::{Call, field, host};

const REQUEST_MAP: u32 = 0;
const RESPONSE_MAP: u32 = 2;
const CALL_MAP: u32 = 6;
const REQUEST_BODY: u32 = 0;
const RESPONSE_BODY: u32 = 1;
const CALL_BODY: u32 = 4;
const CONFIGURATION: u32 = 7;
const PAUSE: u32 = 1;

unsafe extern "C" {
    safe fn proxy_on_context_create(context: u32, root: u32);
    safe fn proxy_on_configure(context: u32, size: usize) -> bool;
    safe fn proxy_on_tick(context: u32);
    safe fn proxy_on_http_call_response(
        context: u32,
        token: u32,
        headers: usize,
        body: usize,
        trailers: usize,
    );
    safe fn proxy_on_request_headers(context: u32, headers: usize, end: bool) -> u32;
    safe fn proxy_on_request_body(context: u32, size: usize, end: bool) -> u32;
    safe fn proxy_on_request_trailers(context: u32, trailers: usize) -> u32;
    safe fn proxy_on_response_headers(context: u32, headers: usize, end: bool) -> u32;
    safe fn proxy_on_response_body(context: u32, size: usize, end: bool) -> u32;
    safe fn proxy_on_response_trailers(context: u32, trailers: usize) -> u32;
    safe fn proxy_on_log(context: u32);
    safe fn proxy_on_delete(context: u32);
}

/// Runs a test on a thread of its own, which is a VM of its own.
#[track_caller]
pub(super) fn vm<R: Send + 'static>(test: impl FnOnce() -> R + Send + 'static) -> R {
    match std::thread::spawn(test).join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// A root context and the streams of it.
#[derive(Debug)]
pub(super) struct Envoy {
    root: u32,
    holds_headers: bool,
    next: std::cell::Cell<u32>,
}

/// A stream between its callbacks.
#[derive(Debug)]
pub(super) struct Stream<'e> {
    envoy: &'e Envoy,
    id: u32,
    seen: Seen,
    held: Vec<u8>,
    states: usize,
}

impl Envoy {
    /// A VM with this plugin configuration; `holdHeaders` in it is believed.
    #[track_caller]
    pub(super) fn start(configuration: &Value) -> Self {
        Self::start_as(1, configuration.to_string().as_bytes()).expect("configuration accepted")
    }

    /// A root context with this number; none if it refuses its configuration.
    pub(super) fn start_as(root: u32, configuration: &[u8]) -> Option<Self> {
        proxy_on_context_create(root, 0);
        host(|host| host.buffers.insert(CONFIGURATION, configuration.to_vec()));
        let accepted = proxy_on_configure(root, configuration.len());
        host(|host| host.buffers.remove(&CONFIGURATION));
        let holds_headers = serde_json::from_slice::<Value>(configuration)
            .is_ok_and(|configuration| configuration["holdHeaders"] == true);
        accepted.then_some(Self {
            root,
            holds_headers,
            next: std::cell::Cell::new(root * 10_000),
        })
    }

    /// Time passes; a tick comes when its period is over since the last one.
    pub(super) fn wait(&self, milliseconds: u64) {
        let mut left = milliseconds;
        while let Some(until_tick) =
            host(|host| host.until_tick_ms()).filter(|until| *until <= left)
        {
            left -= until_tick;
            host(|host| host.pass(until_tick));
            host(|host| host.waited_ms = 0);
            proxy_on_tick(self.root);
        }
        host(|host| host.pass(left));
    }

    /// Answers a call, unless it is answered; `None` for one that was reset.
    pub(super) fn answer(&self, call: &Call, answer: Option<&Message>) {
        if !host(|host| host.answered.insert(call.token)) {
            return;
        }
        let (headers, body) = answer.map_or((0, Vec::new()), |answer| {
            (answer.head.len(), answer.chunks.concat())
        });
        let size = body.len();
        host(|host| {
            if let Some(answer) = answer {
                host.maps.insert(CALL_MAP, answer.head.clone());
                host.buffers.insert(CALL_BODY, body);
            }
        });
        proxy_on_http_call_response(self.root, call.token, headers, size, 0);
        host(|host| {
            host.maps.remove(&CALL_MAP);
            host.buffers.remove(&CALL_BODY);
        });
    }

    /// A whole exchange with an upstream that answers this.
    pub(super) fn exchange(&self, request: &Message, response: &Message) -> Seen {
        let mut stream = self.open();
        stream.request(request);
        stream.response(response);
        stream.close()
    }

    pub(super) fn open(&self) -> Stream<'_> {
        self.next.set(self.next.get() + 1);
        let id = self.next.get();
        proxy_on_context_create(id, self.root);
        host(|host| {
            host.reply = None;
            host.properties.clear();
            host.properties
                .insert("xds.cluster_name".to_owned(), b"some_cluster".to_vec());
        });
        let states = host(|host| host.filter_state.len());
        Stream {
            envoy: self,
            id,
            seen: Seen::default(),
            held: Vec::new(),
            states,
        }
    }
}

/// Calls to a path, in order.
pub(super) fn calls_to(path: &str) -> Vec<Call> {
    host(|host| {
        host.calls
            .iter()
            .filter(|call| field(&call.headers, ":path") == path)
            .cloned()
            .collect()
    })
}

impl Stream<'_> {
    /// Sends the request through the filter.
    pub(super) fn request(&mut self, message: &Message) {
        host(|host| host.maps.insert(REQUEST_MAP, message.head.clone()));
        let ends = message.ends_with_head();
        let action = proxy_on_request_headers(self.id, message.head.len(), ends);
        let mut waits = self.paused(action, "request_headers", ends);
        if !waits {
            self.seen.upstream_head = true;
            // Measured: request headers are gone once their callback has returned Continue.
            host(|host| host.maps.remove(&REQUEST_MAP));
        }
        for (chunk, is_last) in chunks(message) {
            if replied() {
                break;
            }
            self.held.extend_from_slice(chunk);
            host(|host| host.buffers.insert(REQUEST_BODY, self.held.clone()));
            let action = proxy_on_request_body(self.id, self.held.len(), is_last);
            waits = self.paused(action, "request_body", is_last);
            if !waits {
                self.seen.upstream_head = true;
                self.seen.upstream_body.append(&mut self.held);
                host(|host| host.buffers.remove(&REQUEST_BODY));
            }
        }
        if message.has_trailers && !replied() {
            let action = proxy_on_request_trailers(self.id, 1);
            if !self.paused(action, "request_trailers", true) {
                self.seen.upstream_head = true;
                self.seen.upstream_body.append(&mut self.held);
            }
        }
        self.held.clear();
        host(|host| {
            host.buffers.remove(&REQUEST_BODY);
            host.maps.remove(&REQUEST_MAP);
        });
    }

    /// Sends a chunk of a request that had more.
    pub(super) fn more_of_request(&mut self, chunk: &[u8]) {
        host(|host| host.buffers.insert(REQUEST_BODY, chunk.to_vec()));
        let action = proxy_on_request_body(self.id, chunk.len(), false);
        if !self.paused(action, "request_body", false) {
            self.seen.upstream_body.extend_from_slice(chunk);
        }
        host(|host| host.buffers.remove(&REQUEST_BODY));
    }

    /// Sends the upstream's response through the filter, unless the client has its reply.
    pub(super) fn response(&mut self, message: &Message) {
        if replied() {
            return;
        }
        self.answer(message, "via_upstream");
    }

    /// Sends a response that is not the upstream's.
    pub(super) fn local_response(&mut self, message: &Message, details: &str) {
        self.answer(message, details);
    }

    /// Ends the stream.
    pub(super) fn close(mut self) -> Seen {
        if let Some(reply) = host(|host| host.reply.take()) {
            // Measured: the filter's own reply comes back through its response callbacks.
            self.seen.reply = Some(reply.clone());
            // Measured: once the head of a response is gone, a reply is a reset.
            self.seen.was_reset = self.seen.client_head;
        }
        if let Some(reply) = self.seen.reply.clone().filter(|_| !self.seen.was_reset) {
            let status = u16::try_from(reply.status).unwrap();
            let mut message = response(status).chunk(&reply.body);
            message.head.extend(reply.headers.clone());
            self.seen.client_body.clear();
            self.answer(&message, &reply.details);
            assert!(host(|host| host.reply.is_none()), "a reply to a reply");
        }
        host(|host| host.properties.insert("response.code".to_owned(), vec![]));
        proxy_on_log(self.id);
        proxy_on_delete(self.id);
        self.seen.state = host(|host| {
            host.filter_state
                .get(self.states..)
                .unwrap_or_default()
                .to_vec()
        });
        self.seen
    }

    fn answer(&mut self, message: &Message, details: &str) {
        host(|host| {
            host.maps.insert(RESPONSE_MAP, message.head.clone());
            host.properties.insert(
                "response.code_details".to_owned(),
                details.as_bytes().to_vec(),
            );
        });
        let ends = message.ends_with_head();
        let action = proxy_on_response_headers(self.id, message.head.len(), ends);
        if !self.paused(action, "response_headers", ends) {
            self.seen.client_head = true;
        }
        let mut held = Vec::new();
        for (chunk, is_last) in chunks(message) {
            if replied() {
                break;
            }
            held.extend_from_slice(chunk);
            host(|host| host.buffers.insert(RESPONSE_BODY, held.clone()));
            let action = proxy_on_response_body(self.id, held.len(), is_last);
            if !self.paused(action, "response_body", is_last) {
                self.seen.client_head = true;
                let passed = host(|host| host.buffers.remove(&RESPONSE_BODY));
                self.seen.client_body.extend(passed.unwrap_or_default());
                held.clear();
            }
        }
        if message.has_trailers && !replied() {
            let action = proxy_on_response_trailers(self.id, 1);
            if !self.paused(action, "response_trailers", true) {
                self.seen.client_head = true;
                self.seen.client_body.append(&mut held);
            }
        }
        host(|host| {
            host.buffers.remove(&RESPONSE_BODY);
            host.maps.remove(&RESPONSE_MAP);
        });
    }

    /// Notes a pause and fails where Envoy would hang.
    #[track_caller]
    fn paused(&mut self, action: u32, callback: &'static str, is_end: bool) -> bool {
        if action != PAUSE {
            return false;
        }
        if !replied() {
            assert!(
                !is_end,
                "{callback} paused at the end: nothing would wake it"
            );
            let is_head = callback.ends_with("headers");
            assert!(
                !is_head || self.envoy.holds_headers,
                "{callback} paused: no body callback would come"
            );
            self.seen.paused.push(callback);
        }
        true
    }
}

/// Chunks with a flag on the last, unless trailers or more of them follow it.
fn chunks(message: &Message) -> impl Iterator<Item = (&[u8], bool)> {
    let last = message
        .chunks
        .len()
        .checked_sub(1)
        .filter(|_| !message.has_trailers && !message.has_more);
    message
        .chunks
        .iter()
        .enumerate()
        .map(move |(index, chunk)| (chunk.as_slice(), Some(index) == last))
}

/// Whether the client has a local reply.
fn replied() -> bool {
    host(|host| host.reply.is_some())
}
