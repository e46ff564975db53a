//! From a finding to what is done about it, and to what is told: the one place where
//! modes and policies meet verdicts. Finding out is not done here.

use std::sync::Arc;

use openapi::contract::{Location, Operation, Undecided, Verdict, Violation};
pub(crate) use openapi::finding::Direction;
use openapi::http::Method;

use super::{Exchange, Step, Told};
use crate::config::{Mode, Policy};
use crate::reply::LocalReply;

/// What was found, without its reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Follows the contract.
    Conforms,
    /// Breaks the contract.
    Violates,
    /// Breaks the contract only in ways that are on the baseline.
    Accepted,
    /// Could not be told.
    Undecided,
    /// No contract declares the path or method.
    Unknown,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It went on.
    Passed,
    /// It went on, and would not have with enforcement and a held head.
    WouldReject,
    /// The client got a local reply.
    Rejected,
}

/// A verdict that was reached, for counters and access logs.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    /// Of which half.
    pub(crate) direction: Direction,
    /// What was found.
    pub(crate) kind: Kind,
    /// What was done.
    pub(crate) outcome: Outcome,
    /// A word for access logs.
    pub(crate) token: &'static str,
    /// The operation it is about, with its service.
    pub(crate) operation: Option<(Arc<str>, Arc<Operation>)>,
    /// The mismatches that were seen, each kind once; none where nobody asks for them.
    pub(crate) mismatches: Vec<Told>,
}

/// A finding with its reasons.
#[derive(Debug)]
pub(super) enum Finding {
    Conforms,
    /// `status` is what a request is answered with.
    Violates {
        status: u16,
        violations: Vec<Violation>,
    },
    /// The failure policy decides.
    Undecided(&'static str),
    /// A stream or a part of a body: judged as far as it goes, and always let through.
    NotJudged(&'static str),
    UnknownPath,
    UnknownMethod(Vec<Method>),
}

impl Kind {
    /// As in stats.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Violates => "violates",
            Self::Accepted => "accepted",
            Self::Undecided => "undecided",
            Self::Unknown => "unknown",
        }
    }
}

impl Finding {
    /// What the core says of a request.
    pub(super) fn of_request(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Violates(violations) => {
                let status = violations.iter().map(Violation::request_status).max();
                Self::Violates {
                    status: status.unwrap_or(400),
                    violations,
                }
            }
            // An encoded body cannot be judged, and a client can send it plainly: that is
            // its error, not our doubt.
            Verdict::Undecided(Undecided::ContentEncoded) => Self::of_head(
                415,
                "/content-encoding",
                "contentEncoding",
                "expected no content coding",
            ),
            Verdict::Conforms | Verdict::Undecided(_) => Self::of_response(verdict),
        }
    }

    /// What the core says of a response.
    pub(super) fn of_response(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Conforms => Self::Conforms,
            Verdict::Violates(violations) => Self::Violates {
                status: 502,
                violations,
            },
            Verdict::Undecided(reason @ Undecided::Stream) => Self::NotJudged(reason.as_str()),
            Verdict::Undecided(reason) => Self::Undecided(reason.as_str()),
        }
    }

    /// A request body over the limit.
    pub(super) fn too_large(bytes_max: usize) -> Self {
        let message = format!("expected at most {bytes_max} bytes");
        Self::of_request_violation(413, Location::Body, "", "maxBytes", message)
    }

    fn of_head(status: u16, pointer: &str, keyword: &str, message: &str) -> Self {
        Self::of_request_violation(
            status,
            Location::Header,
            pointer,
            keyword,
            message.to_owned(),
        )
    }

    fn of_request_violation(
        status: u16,
        location: Location,
        pointer: &str,
        keyword: &str,
        message: String,
    ) -> Self {
        let violation = Violation {
            location,
            pointer: pointer.to_owned(),
            keyword: keyword.to_owned(),
            message,
        };
        Self::Violates {
            status,
            violations: vec![violation],
        }
    }

    fn describe(&self) -> (Kind, &'static str) {
        match self {
            Self::Conforms => (Kind::Conforms, "conforms"),
            Self::Violates { .. } => (Kind::Violates, "violates"),
            Self::Undecided(reason) | Self::NotJudged(reason) => (Kind::Undecided, reason),
            Self::UnknownPath => (Kind::Unknown, "unknown_path"),
            Self::UnknownMethod(_) => (Kind::Unknown, "unknown_method"),
        }
    }

    fn reply(&self, direction: Direction) -> LocalReply {
        match (self, direction) {
            (Self::Violates { status, violations }, Direction::Request) => {
                LocalReply::request_violates(*status, violations)
            }
            (Self::Violates { violations, .. }, Direction::Response) => {
                LocalReply::response_violates(violations)
            }
            (Self::UnknownPath, _) => LocalReply::unknown_path(),
            (Self::UnknownMethod(allow), _) => LocalReply::unknown_method(allow),
            (Self::Conforms | Self::Undecided(_) | Self::NotJudged(_), Direction::Request) => {
                LocalReply::undecided(500)
            }
            (Self::Conforms | Self::Undecided(_) | Self::NotJudged(_), Direction::Response) => {
                LocalReply::undecided(502)
            }
        }
    }
}

impl Exchange {
    /// Ends a direction with a finding. `can_act` says whether a local reply would still
    /// reach the client.
    pub(super) fn settle(
        &mut self,
        direction: Direction,
        finding: &Finding,
        can_act: bool,
    ) -> Step {
        let unaccepted = match finding {
            Finding::Violates { status, violations } => {
                Some(self.unaccepted(direction, *status, violations))
            }
            Finding::Conforms
            | Finding::Undecided(_)
            | Finding::NotJudged(_)
            | Finding::UnknownPath
            | Finding::UnknownMethod(_) => None,
        };
        let finding = unaccepted.as_ref().unwrap_or(finding);
        let side = self.side(direction);
        side.is_awaited = false;
        let mode = side.mode;
        let mut mismatches = side.take_told();
        let is_refused = mode != Mode::Off
            && match finding {
                Finding::Conforms | Finding::NotJudged(_) => false,
                Finding::Violates { .. } => true,
                Finding::Undecided(_) => self.settings.failure_policy == Policy::Deny,
                Finding::UnknownPath | Finding::UnknownMethod(_) => {
                    self.settings.unknown_operation == Policy::Deny
                }
            };
        let outcome = match (is_refused, mode == Mode::Enforce && can_act) {
            (false, _) => Outcome::Passed,
            (true, false) => Outcome::WouldReject,
            (true, true) => Outcome::Rejected,
        };
        let (kind, token) = match finding.describe() {
            (Kind::Conforms, _) if !mismatches.is_empty() => (Kind::Accepted, "accepted"),
            described => described,
        };
        if self.settings.aggregator.is_none() {
            mismatches.clear();
        }
        let operation = self.service.clone().zip(self.operation.clone());
        self.judged = Some(Judged {
            direction,
            kind,
            outcome,
            token,
            operation,
            mismatches,
        });
        if outcome == Outcome::Rejected {
            self.has_replied = true;
            return Step::Reply(self.challenged(finding.reply(direction)));
        }
        Step::Continue
    }
}
