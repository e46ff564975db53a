//! The single writer: one task owns the state and the store. Commands wait in a bounded
//! queue, are staged together, written in one transaction, and acknowledged after it; when
//! the store refuses, the state stays as it was and every caller of the batch is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use openapi::finding::Mismatch;
use openapi::report::{Admission, Report};
use openapi::shape::Wanted;
use thiserror::Error;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::aggregate::{Acceptance, Declaration, Staged, State};
use crate::config::ServiceConfig;
use crate::limits::{COMMIT_CHANGES_MAX, WRITER_QUEUE_MAX};
use crate::snapshot::{Mounts, Snapshot};
use crate::store::{Changes, Store, StoreError};
use crate::telemetry::stats;

mod command;

use command::{Answer, Command, Decision};

/// The way to the writer task. It ends when the last of these is gone.
#[derive(Clone, Debug)]
pub struct Writer {
    commands: mpsc::Sender<Command>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
}

/// Why a change was not made. The cause stands in the log.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum WriteError {
    /// The store refused; the same call may succeed later.
    #[error("the store refused the write")]
    Store,
    /// The process is stopping.
    #[error("the writer has stopped")]
    Stopped,
}

impl Writer {
    /// Loads the state and starts the task. The handle ends when every `Writer` is gone and
    /// what they sent is durable.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn start(
        mut store: Store,
        services: Vec<ServiceConfig>,
    ) -> Result<(Self, JoinHandle<()>), StoreError> {
        let rows = store.load().await?;
        let loaded = spawn_blocking(move || State::from_rows(rows)).await;
        let mut state = loaded.map_err(|_| StoreError::Stopped)??;
        let configured: BTreeSet<&str> = services
            .iter()
            .map(|service| service.name.as_str())
            .collect();
        let declared_gone = state.forget_unconfigured(&configured);
        if !declared_gone.is_empty() {
            store
                .write(&Changes {
                    declared_gone,
                    ..Changes::default()
                })
                .await?;
        }
        let (commands, queue) = mpsc::channel(WRITER_QUEUE_MAX);
        let mounts = Arc::new(Mounts::of(&services, &state));
        let (sender, snapshots) = watch::channel(Arc::new(Snapshot::new(0, &state, mounts)));
        let task = Task {
            store,
            state,
            services,
            snapshots: sender,
            revision: 0,
        };
        Ok((
            Self {
                commands,
                snapshots,
            },
            tokio::spawn(task.run(queue)),
        ))
    }

    /// Counts a report; returns when it is durable.
    ///
    /// # Errors
    /// It was not counted.
    pub async fn report(&self, report: Report) -> Result<Admission, WriteError> {
        let (sender, answer) = oneshot::channel();
        self.send(Command::Report(report, sender), answer).await
    }

    /// Takes a declaration; returns when it is durable, and whether it is the service's first.
    ///
    /// # Errors
    /// It was not taken; the last one is still good.
    pub async fn declare(&self, declaration: Declaration) -> Result<bool, WriteError> {
        let (sender, answer) = oneshot::channel();
        self.send(Command::Declare(Box::new(declaration), sender), answer)
            .await
    }

    /// Puts a mismatch on the baseline of a service, or takes it off; returns when it is
    /// durable.
    ///
    /// # Errors
    /// It was not written; what was decided before still holds.
    pub async fn accept(
        &self,
        service: String,
        mismatch: Mismatch,
        is_accepted: bool,
    ) -> Result<Acceptance, WriteError> {
        let (sender, answer) = oneshot::channel();
        let decision = Decision {
            service,
            mismatch,
            is_accepted,
        };
        self.send(Command::Accept(Box::new(decision), sender), answer)
            .await
    }

    /// Asks filters for these members of enumerations, and for no others, from now on.
    ///
    /// # Errors
    /// They are not asked for.
    pub async fn want(&self, wanted: BTreeMap<String, Wanted>) -> Result<(), WriteError> {
        let (sender, answer) = oneshot::channel();
        self.send(Command::Want(wanted, sender), answer).await
    }

    async fn send<T>(
        &self,
        command: Command,
        answer: oneshot::Receiver<Result<T, WriteError>>,
    ) -> Result<T, WriteError> {
        self.commands
            .send(command)
            .await
            .map_err(|_| WriteError::Stopped)?;
        answer.await.map_err(|_| WriteError::Stopped)?
    }

    /// What is known now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshots.borrow())
    }

    /// Whether the task takes commands.
    pub fn is_running(&self) -> bool {
        !self.commands.is_closed()
    }
}

struct Task {
    store: Store,
    state: State,
    services: Vec<ServiceConfig>,
    snapshots: watch::Sender<Arc<Snapshot>>,
    revision: u64,
}

impl Task {
    async fn run(mut self, mut queue: mpsc::Receiver<Command>) {
        let mut commands = Vec::with_capacity(COMMIT_CHANGES_MAX);
        while queue.recv_many(&mut commands, COMMIT_CHANGES_MAX).await > 0 {
            self.commit(std::mem::take(&mut commands)).await;
        }
        if let Err(error) = self.store.close().await {
            tracing::warn!(%error, "the store did not close in good order");
        }
    }

    async fn commit(&mut self, commands: Vec<Command>) {
        let started = Instant::now();
        let now = unix_seconds();
        let mut batch = self.state.batch();
        let answers: Vec<Answer> = commands
            .into_iter()
            .map(|command| command.stage(&mut batch, now))
            .collect();
        let staged = batch.finish();
        let result = match staged.to_changes() {
            // What is asked for is found out again: it has no row.
            Ok(changes) if changes.is_empty() => Ok(staged.changes_mounts()),
            Ok(changes) => self.store.write(&changes).await.map(|()| true),
            Err(error) => Err(error),
        };
        let outcome = match result {
            Ok(changed) => {
                if changed {
                    self.publish(staged);
                }
                Ok(())
            }
            Err(error) => {
                stats::commit_failed();
                tracing::error!(%error, "the store refused a write; nothing of the batch was acknowledged");
                Err(WriteError::Store)
            }
        };
        stats::committed(answers.len(), started.elapsed());
        for answer in answers {
            answer.send(outcome);
        }
    }

    fn publish(&mut self, staged: Staged) {
        let mounts_changed = staged.changes_mounts();
        stats::services_dropped(staged.services_dropped);
        self.state.absorb(staged);
        self.revision += 1;
        let mounts = if mounts_changed {
            Arc::new(Mounts::of(&self.services, &self.state))
        } else {
            Arc::clone(&self.snapshots.borrow().mounts)
        };
        self.snapshots
            .send_replace(Arc::new(Snapshot::new(self.revision, &self.state, mounts)));
    }
}

fn unix_seconds() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}
