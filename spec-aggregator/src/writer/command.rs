//! What the writer is asked, and the answers that wait for the commit.

use std::collections::BTreeMap;

use openapi::report::{Admission, Report};
use openapi::shape::Wanted;
use tokio::sync::oneshot;

use super::{Received, WriteError};
use crate::aggregate::{Acceptance, Batch, Decision, Declaration, Outcome, RelayKind, Stamp};
use crate::relay::queue::Sent;

/// What the task is asked, and where the answer goes.
#[derive(Debug)]
pub(super) enum Command {
    Report(
        Report,
        Received,
        oneshot::Sender<Result<Admission, WriteError>>,
    ),
    Declare(
        Box<Declaration>,
        oneshot::Sender<Result<Outcome, WriteError>>,
    ),
    Accept(
        Box<Decision>,
        Option<Stamp>,
        oneshot::Sender<Result<Acceptance, WriteError>>,
    ),
    Want(
        BTreeMap<String, Wanted>,
        oneshot::Sender<Result<(), WriteError>>,
    ),
    Sent(String, Sent, oneshot::Sender<Result<(), WriteError>>),
}

/// An answer that waits for the commit.
pub(super) enum Answer {
    Report(Admission, oneshot::Sender<Result<Admission, WriteError>>),
    Declare(Outcome, oneshot::Sender<Result<Outcome, WriteError>>),
    Accept(Acceptance, oneshot::Sender<Result<Acceptance, WriteError>>),
    Done(oneshot::Sender<Result<(), WriteError>>),
}

impl Command {
    /// Stages what was asked. `now` in Unix milliseconds. What peers were sent is no part of
    /// the state.
    pub(super) fn stage(
        self,
        batch: &mut Batch<'_>,
        sent: &mut Vec<(String, Sent)>,
        now: i64,
    ) -> Answer {
        match self {
            Self::Report(report, Received::Here(body), sender) => {
                let admission = batch.report(report, now.div_euclid(1_000));
                if admission == Admission::New {
                    batch.relay(RelayKind::Report, || Some(body.to_vec()));
                }
                Answer::Report(admission, sender)
            }
            Self::Report(report, Received::Relayed { at, closes_gaps }, sender) => {
                let admission = batch.report_after(report, at.div_euclid(1_000), closes_gaps);
                Answer::Report(admission, sender)
            }
            Self::Declare(declaration, sender) => {
                Answer::Declare(batch.declare(*declaration), sender)
            }
            Self::Accept(decision, relayed, sender) => {
                Answer::Accept(batch.decide(*decision, relayed), sender)
            }
            Self::Want(wanted, sender) => {
                batch.want(wanted);
                Answer::Done(sender)
            }
            Self::Sent(peer, through, sender) => {
                sent.push((peer, through));
                Answer::Done(sender)
            }
        }
    }
}

impl Answer {
    /// A caller that is gone needs no answer.
    pub(super) fn send(self, outcome: Result<(), WriteError>) {
        match self {
            Self::Report(admission, sender) => drop(sender.send(outcome.map(|()| admission))),
            Self::Declare(created, sender) => drop(sender.send(outcome.map(|()| created))),
            Self::Accept(acceptance, sender) => {
                let _is_told = sender.send(outcome.map(|()| acceptance));
            }
            Self::Done(sender) => {
                let _is_told = sender.send(outcome);
            }
        }
    }
}
