//! From a finding to what is done about it, and to what is told: the one place where
//! modes and policies meet verdicts. Finding out is not done here.

use openapi::contract::{Location, Undecided, Verdict, Violation};
pub(crate) use openapi::finding::Direction;
use openapi::http::Method;

use super::{Answer, Exchange, Step};
use crate::config::{Mode, Policy, Settings};
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
    /// A stream was ended within.
    Cut,
}

/// A verdict that was reached, for counters and access logs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    /// Of which half.
    pub(crate) direction: Direction,
    /// What was found.
    pub(crate) kind: Kind,
    /// What was done.
    pub(crate) outcome: Outcome,
    /// A word for access logs.
    pub(crate) token: &'static str,
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
    /// An encoded request. Who can be answered can send it plainly: there it is the client's
    /// error, not our doubt.
    Encoded,
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
            Verdict::Undecided(Undecided::ContentEncoded) => Self::Encoded,
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
            Verdict::Undecided(reason @ (Undecided::Stream | Undecided::Unvalidated)) => {
                Self::NotJudged(reason.as_str())
            }
            Verdict::Undecided(reason) => Self::Undecided(reason.as_str()),
        }
    }

    /// A request body over the limit.
    pub(super) fn too_large(bytes_max: usize) -> Self {
        let message = format!("expected at most {bytes_max} bytes");
        Self::of_one(413, Location::Body, ["", "maxBytes", &message])
    }

    /// A body that does not decode.
    pub(super) fn malformed_coding() -> Self {
        Self::of_coding(400, "expected data of its content coding, and nothing else")
    }

    fn of_coding(status: u16, message: &str) -> Self {
        let told = ["/content-encoding", "contentEncoding", message];
        Self::of_one(status, Location::Header, told)
    }

    fn of_one(status: u16, location: Location, told: [&str; 3]) -> Self {
        let [pointer, keyword, message] = told.map(str::to_owned);
        let violation = Violation {
            location,
            pointer,
            keyword,
            message,
        };
        Self::Violates {
            status,
            violations: vec![violation],
        }
    }

    #[inline]
    fn describe(&self) -> (Kind, &'static str) {
        match self {
            Self::Conforms => (Kind::Conforms, "conforms"),
            Self::Violates { .. } => (Kind::Violates, "violates"),
            Self::Undecided(reason) | Self::NotJudged(reason) => (Kind::Undecided, reason),
            Self::Encoded => (Kind::Undecided, Undecided::ContentEncoded.as_str()),
            Self::UnknownPath => (Kind::Unknown, "unknown_path"),
            Self::UnknownMethod(_) => (Kind::Unknown, "unknown_method"),
        }
    }

    /// What is done about it. `can_act` says whether a local reply would still reach the client.
    #[inline]
    fn outcome(&self, mode: Mode, settings: &Settings, can_act: bool) -> Outcome {
        let is_refused = mode != Mode::Off
            && match self {
                Self::Conforms | Self::NotJudged(_) => false,
                Self::Violates { .. } | Self::Encoded => true,
                Self::Undecided(_) => settings.failure_policy == Policy::Deny,
                Self::UnknownPath | Self::UnknownMethod(_) => {
                    settings.unknown_operation == Policy::Deny
                }
            };
        match (is_refused, mode == Mode::Enforce && can_act) {
            (false, _) => Outcome::Passed,
            (true, false) => Outcome::WouldReject,
            (true, true) => Outcome::Rejected,
        }
    }

    /// What comes of a request that leads to no operation: it is on no baseline, and nobody asks
    /// how its body is encoded.
    #[inline]
    pub(super) fn unrouted(&self, mode: Mode, settings: &Settings) -> (Step, Option<Judged>) {
        if mode == Mode::Off {
            return (Step::Continue, None);
        }
        let outcome = self.outcome(mode, settings, true);
        let (kind, token) = self.describe();
        let judged = Judged {
            direction: Direction::Request,
            kind,
            outcome,
            token,
        };
        let step = if outcome == Outcome::Rejected {
            Step::Reply(Box::new(self.reply(Direction::Request)))
        } else {
            Step::Continue
        };
        (step, Some(judged))
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
            (Self::Conforms | Self::Undecided(_) | Self::Encoded | Self::NotJudged(_), _) => {
                LocalReply::undecided(if direction == Direction::Request {
                    500
                } else {
                    502
                })
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
        let answered;
        let is_enforced = self.side(direction).mode == Mode::Enforce;
        let finding = if is_enforced && matches!(finding, Finding::Encoded) {
            answered = Finding::of_coding(415, "expected no such content coding");
            &answered
        } else {
            finding
        };
        let unaccepted = match finding {
            Finding::Violates { status, violations } => {
                Some(self.unaccepted(direction, *status, violations))
            }
            Finding::Conforms
            | Finding::Undecided(_)
            | Finding::NotJudged(_)
            | Finding::Encoded
            | Finding::UnknownPath
            | Finding::UnknownMethod(_) => None,
        };
        let finding = unaccepted.as_ref().unwrap_or(finding);
        let side = self.side(direction);
        side.is_awaited = false;
        let (mode, reported) = (side.mode, side.reported);
        let mut mismatches = side.take_told();
        let mut outcome = finding.outcome(mode, &self.settings, can_act);
        let (mut kind, mut token) = match finding.describe() {
            (Kind::Conforms, _) if !mismatches.is_empty() => (Kind::Accepted, "accepted"),
            described => described,
        };
        if let (Kind::Conforms | Kind::Accepted, Some(reported)) = (kind, reported) {
            (kind, token) = (Kind::Violates, reported);
            outcome = Outcome::WouldReject;
        }
        if self.settings.aggregator.is_none() {
            mismatches.clear();
        }
        self.mismatches = mismatches;
        self.judged = Some(Judged {
            direction,
            kind,
            outcome,
            token,
        });
        if outcome == Outcome::Rejected {
            self.answer = Answer::Ours;
            return Step::Reply(Box::new(self.challenged(finding.reply(direction))));
        }
        Step::Continue
    }
}
