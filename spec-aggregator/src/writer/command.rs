//! What the writer is asked, and the answers that wait for the commit.

use std::collections::BTreeMap;

use openapi::report::{Admission, Report};
use openapi::shape::Wanted;
use tokio::sync::oneshot;

use super::WriteError;
use crate::aggregate::{Acceptance, Batch, Decided, Declaration, Outcome};

/// What the task is asked, and where the answer goes.
#[derive(Debug)]
pub(super) enum Command {
    Report(Report, oneshot::Sender<Result<Admission, WriteError>>),
    Declare(
        Box<Declaration>,
        oneshot::Sender<Result<Outcome, WriteError>>,
    ),
    Accept(
        Box<Decision>,
        oneshot::Sender<Result<Acceptance, WriteError>>,
    ),
    Want(
        BTreeMap<String, Wanted>,
        oneshot::Sender<Result<(), WriteError>>,
    ),
}

/// What an operator decides.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) service: String,
    pub(super) decided: Decided,
    pub(super) is_accepted: bool,
}

/// An answer that waits for the commit.
pub(super) enum Answer {
    Report(Admission, oneshot::Sender<Result<Admission, WriteError>>),
    Declare(Outcome, oneshot::Sender<Result<Outcome, WriteError>>),
    Accept(Acceptance, oneshot::Sender<Result<Acceptance, WriteError>>),
    Want(oneshot::Sender<Result<(), WriteError>>),
}

impl Command {
    /// Stages what was asked. `now` in Unix seconds.
    pub(super) fn stage(self, batch: &mut Batch<'_>, now: i64) -> Answer {
        match self {
            Self::Report(report, sender) => Answer::Report(batch.report(report, now), sender),
            Self::Declare(declaration, sender) => {
                Answer::Declare(batch.declare(*declaration), sender)
            }
            Self::Accept(decision, sender) => {
                let Decision {
                    service,
                    decided,
                    is_accepted,
                } = *decision;
                let acceptance = batch.accept(&service, decided, is_accepted, now);
                Answer::Accept(acceptance, sender)
            }
            Self::Want(wanted, sender) => {
                batch.want(wanted);
                Answer::Want(sender)
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
            Self::Want(sender) => {
                let _is_told = sender.send(outcome);
            }
        }
    }
}
