//! The plugin configuration, checked: every field has a value and every value is in
//! range. How it is read leniently is in `read`; what it means is decided elsewhere.
//!
//! There is no `deny_unknown_fields` and no refusal of single fields on purpose: a
//! configuration that the filter refuses takes a whole listener down (Envoy answers 503
//! on all its routes, or rejects the update).

use openapi::finding::Mismatch;
use openapi::gateway::ContractSource;
use openapi::http::Method;
use openapi::limits::JSON_DEPTH_DEFAULT;
use openapi::shape::WordKey;

mod fields;
mod read;
#[cfg(test)]
mod tests;

pub(crate) use read::{ConfigError, Warning};

/// The shortest time between ticks, milliseconds.
const TICK_MS_MIN: u64 = 50;
/// The longest time between ticks, milliseconds.
const TICK_MS_MAX: u64 = 1_000;

/// All of 2^32 exchanges.
const SAMPLED_ALL: u64 = 1 << 32;

/// What the filter does with a verdict, for requests and responses apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Judge and act.
    Enforce,
    /// Judge and tell; never touch the traffic.
    Shadow,
    /// Do not judge.
    Off,
}

/// What to do where there is no verdict to act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Let it pass.
    Allow,
    /// Answer in the upstream's place.
    Deny,
}

/// What to do with a stream in which an item violates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Streams {
    /// Tell, and let it go on.
    Report,
    /// End it there, where its direction is enforced.
    Cut,
}

/// What to do with query parameters that the contract does not declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undeclared {
    /// Nothing: it does not speak of them.
    Allow,
    /// Tell, and let the request pass.
    Report,
    /// Take each for a violation.
    Deny,
}

/// The checked configuration.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Mode of requests, where no override says otherwise.
    pub(crate) request: Mode,
    /// Mode of responses, where no override says otherwise.
    pub(crate) response: Mode,
    /// What to do with a path or method that no contract declares.
    pub(crate) unknown_operation: Policy,
    /// What to do with query parameters that the contract does not declare.
    pub(crate) undeclared_query: Undeclared,
    /// What to do when a verdict is undecided.
    pub(crate) failure_policy: Policy,
    /// What to do with streams that violate, where no override says otherwise.
    pub(crate) streams: Streams,
    /// Whether Envoy is told `allow_on_headers_stop_iteration`, so that a head can wait
    /// for its body.
    pub(crate) hold_headers: bool,
    /// Whether a body in a content coding that is understood is judged by what it decodes to.
    pub(crate) decode_content: bool,
    /// Exceptions; the first that matches wins.
    pub(crate) overrides: Vec<Override>,
    /// Contracts given inline.
    pub(crate) contracts: Vec<ContractSource>,
    /// Mismatches that are let through, with their services; those of `contracts` have them.
    pub(crate) baseline: Vec<(String, Mismatch)>,
    /// Bounds on what is read.
    pub(crate) limits: Limits,
    /// What is learnt from traffic.
    pub(crate) observe: Observe,
    /// Where contracts come from and reports go to; absent: the filter stands alone.
    pub(crate) aggregator: Option<Aggregator>,
}

/// An exception from the modes. A part that is absent matches everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Override {
    /// Name of the service.
    pub(crate) service: Option<String>,
    /// Path template as the contract declares it.
    pub(crate) path: Option<String>,
    /// Method of the operation.
    pub(crate) method: Option<Method>,
    /// Mode of requests.
    pub(crate) request: Option<Mode>,
    /// Mode of responses.
    pub(crate) response: Option<Mode>,
    /// What to do with streams that violate.
    pub(crate) streams: Option<Streams>,
}

/// Bounds on what is read of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Bytes of a request body that is judged or observed.
    pub(crate) request_body_bytes: usize,
    /// Bytes of a response body that is judged or observed.
    pub(crate) response_body_bytes: usize,
    /// Levels of nesting in a JSON body.
    pub(crate) json_depth: usize,
}

/// What is learnt from traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Observe {
    /// Whether shapes are reported to the aggregator.
    pub(crate) enabled: bool,
    /// Of 2^32 exchanges, so many teach by their bodies; the others are counted.
    pub(crate) sampled: u64,
    /// The key that words are hashed with, where enumerations are learnt.
    pub(crate) words: Option<WordKey>,
}

/// How the aggregator is reached.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Aggregator {
    /// Names of Envoy clusters, tried in order; never empty.
    pub(crate) clusters: Vec<String>,
    /// `:authority` of the calls.
    pub(crate) authority: String,
    /// Bearer token; none is sent when empty.
    pub(crate) token: String,
    /// Milliseconds between two pulls of the contracts, over all workers.
    pub(crate) pull_interval_ms: u64,
    /// Milliseconds between two reports of one worker.
    pub(crate) report_interval_ms: u64,
    /// Milliseconds until a call is given up.
    pub(crate) timeout_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            request: Mode::Shadow,
            response: Mode::Shadow,
            unknown_operation: Policy::Allow,
            undeclared_query: Undeclared::Allow,
            failure_policy: Policy::Allow,
            streams: Streams::Report,
            hold_headers: false,
            decode_content: false,
            overrides: Vec::new(),
            contracts: Vec::new(),
            baseline: Vec::new(),
            limits: Limits::default(),
            observe: Observe::default(),
            aggregator: None,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_body_bytes: 1 << 20,
            response_body_bytes: 1 << 20,
            json_depth: JSON_DEPTH_DEFAULT,
        }
    }
}

impl Default for Observe {
    fn default() -> Self {
        Self {
            enabled: true,
            sampled: SAMPLED_ALL,
            words: None,
        }
    }
}

impl Default for Aggregator {
    fn default() -> Self {
        Self {
            clusters: vec!["spec_aggregator".to_owned()],
            authority: "spec-aggregator".to_owned(),
            token: String::new(),
            pull_interval_ms: 5_000,
            report_interval_ms: 5_000,
            timeout_ms: 2_000,
        }
    }
}

impl Settings {
    /// Reads the plugin configuration. What was not understood is left at its default and
    /// listed.
    ///
    /// # Errors
    /// Only when the bytes are no JSON object. No bytes at all are an empty object.
    pub(crate) fn parse(bytes: &[u8]) -> Result<(Self, Vec<Warning>), ConfigError> {
        read::settings(bytes)
    }

    /// Milliseconds between two ticks: often enough for the shorter interval.
    pub(crate) fn tick_ms(&self) -> u32 {
        let shorter = self.aggregator.as_ref().map_or(TICK_MS_MAX, |it| {
            it.pull_interval_ms.min(it.report_interval_ms)
        });
        let tick_ms = (shorter / 4).clamp(TICK_MS_MIN, TICK_MS_MAX);
        u32::try_from(tick_ms).unwrap_or(u32::MAX)
    }

    /// Whether shapes are wanted: there must be somebody to report them to.
    pub(crate) fn observes(&self) -> bool {
        self.observe.enabled && self.aggregator.is_some()
    }

    /// The modes of an exchange: those of the first override that matches, the general
    /// ones where it is silent.
    #[inline]
    pub(crate) fn modes(
        &self,
        service: Option<&str>,
        operation: Option<(&str, Method)>,
    ) -> (Mode, Mode) {
        let exception = self.exception(service, operation);
        (
            exception.and_then(|it| it.request).unwrap_or(self.request),
            exception
                .and_then(|it| it.response)
                .unwrap_or(self.response),
        )
    }

    /// What to do with streams of an exchange, found the same way.
    pub(crate) fn streams(
        &self,
        service: Option<&str>,
        operation: Option<(&str, Method)>,
    ) -> Streams {
        self.exception(service, operation)
            .and_then(|it| it.streams)
            .unwrap_or(self.streams)
    }

    #[inline]
    fn exception(
        &self,
        service: Option<&str>,
        operation: Option<(&str, Method)>,
    ) -> Option<&Override> {
        self.overrides
            .iter()
            .find(|exception| exception.matches(service, operation))
    }

    /// Whether a failure of the filter itself must not let a request of this mode pass.
    pub(crate) fn denies_on_failure(&self, request: Mode) -> bool {
        self.failure_policy == Policy::Deny && request == Mode::Enforce
    }

    /// Whether some exchange may be judged at all.
    pub(crate) fn judges(&self) -> bool {
        let judges = |mode: Option<Mode>| mode.is_some_and(|mode| mode != Mode::Off);
        judges(Some(self.request))
            || judges(Some(self.response))
            || self
                .overrides
                .iter()
                .any(|exception| judges(exception.request) || judges(exception.response))
    }
}

impl Override {
    fn matches(&self, service: Option<&str>, operation: Option<(&str, Method)>) -> bool {
        let path = operation.map(|(path, _)| path);
        let method = operation.map(|(_, method)| method);
        (self.service.is_none() || self.service.as_deref() == service)
            && (self.path.is_none() || self.path.as_deref() == path)
            && (self.method.is_none() || self.method == method)
    }
}
