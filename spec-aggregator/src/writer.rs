//! The single writer: one task owns the state and the store. Commands wait in a bounded
//! queue, are staged together, written in one transaction, and acknowledged after it; when
//! the store refuses, the state stays as it was and every caller of the batch is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use openapi::report::{Admission, Report};
use openapi::shape::Wanted;
use thiserror::Error;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::aggregate::{
    Acceptance, Day, Decision, Declaration, Outcome, Staged, Stamp, State, day_of,
};
use crate::config::Config;
use crate::limits::{COMMIT_CHANGES_MAX, FORGET_INTERVAL, PEERS_MAX, WRITER_QUEUE_MAX};
use crate::relay::queue::{Plan, Queue, Sent};
use crate::snapshot::{Mounts, Snapshot};
use crate::store::{Changes, RelayChanges, RelayRow, Store, StoreError};
use crate::telemetry::stats;

mod command;

use command::{Answer, Command};

/// The way to the writer task. It ends when the last of these is gone.
#[derive(Clone, Debug)]
pub struct Writer {
    commands: mpsc::Sender<Command>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    reads: mpsc::Sender<Read>,
    news: watch::Receiver<()>,
}

/// A peer, and who asks what waits for it.
type Read = (String, oneshot::Sender<Result<Vec<RelayRow>, WriteError>>);

/// How a report came here.
#[derive(Clone, Debug)]
pub enum Received {
    /// From its sender, as these bytes.
    Here(Bytes),
    /// From another replica.
    Relayed {
        /// When that one received it, in Unix milliseconds.
        at: i64,
        /// Whether those of its source that did not come before it are given up.
        closes_gaps: bool,
    },
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
        config: &Config,
    ) -> Result<(Self, JoinHandle<()>), StoreError> {
        let rows = store.load().await?;
        let loaded = spawn_blocking(move || State::from_rows(rows)).await;
        let mut state = loaded.map_err(|_| StoreError::Stopped)??;
        let configured: BTreeSet<&str> = config
            .services
            .iter()
            .map(|service| service.name.as_str())
            .collect();
        let declared_gone = state.forget_unconfigured(&configured);
        let mut batch = state.batch();
        batch.forget_before(oldest(config.observed_days));
        let staged = batch.finish();
        let (relays, relay) = Queue::load(store.load_relay().await?, &config.peers);
        let changes = Changes {
            declared_gone,
            relay,
            ..staged.to_changes()?
        };
        if !changes.is_empty() {
            store.write(&changes).await?;
        }
        state.absorb(staged);
        let (commands, queue) = mpsc::channel(WRITER_QUEUE_MAX);
        let mounts = Arc::new(Mounts::of(config, &state));
        let snapshot = Snapshot::new(&state, mounts, None);
        let (sender, snapshots) = watch::channel(Arc::new(snapshot));
        let (reads, asked) = mpsc::channel(PEERS_MAX);
        let (news_sender, news) = watch::channel(());
        let task = Task {
            store,
            state,
            config: config.clone(),
            snapshots: sender,
            relays,
            news: news_sender,
        };
        Ok((
            Self {
                commands,
                snapshots,
                reads,
                news,
            },
            tokio::spawn(task.run(queue, asked)),
        ))
    }

    /// Counts a report; returns when it is durable.
    ///
    /// # Errors
    /// It was not counted.
    pub async fn report(
        &self,
        report: Report,
        received: Received,
    ) -> Result<Admission, WriteError> {
        let (sender, answer) = oneshot::channel();
        self.send(Command::Report(report, received, sender), answer)
            .await
    }

    /// Takes a declaration; returns when it is durable, and what came of it.
    ///
    /// # Errors
    /// It was not taken; the last one is still good.
    pub async fn declare(&self, declaration: Declaration) -> Result<Outcome, WriteError> {
        let (sender, answer) = oneshot::channel();
        self.send(Command::Declare(Box::new(declaration), sender), answer)
            .await
    }

    /// Puts something on the baseline of a service, or takes it off; returns when it is
    /// durable. What another replica relays has its time.
    ///
    /// # Errors
    /// It was not written; what was decided before still holds.
    pub async fn decide(
        &self,
        decision: Decision,
        relayed: Option<Stamp>,
    ) -> Result<Acceptance, WriteError> {
        let (sender, answer) = oneshot::channel();
        self.send(Command::Accept(Box::new(decision), relayed, sender), answer)
            .await
    }

    /// Some of what waits for a peer, the oldest first.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn waiting(&self, peer: &str) -> Result<Vec<RelayRow>, WriteError> {
        let (sender, answer) = oneshot::channel();
        let asked = self.reads.send((peer.to_owned(), sender)).await;
        asked.map_err(|_| WriteError::Stopped)?;
        answer.await.map_err(|_| WriteError::Stopped)?
    }

    /// Notes what became of what was sent to a peer.
    ///
    /// # Errors
    /// It was not written, and waits still.
    pub async fn sent(&self, peer: &str, sent: Sent) -> Result<(), WriteError> {
        let (sender, answer) = oneshot::channel();
        self.send(Command::Sent(peer.to_owned(), sent, sender), answer)
            .await
    }

    /// Changes when there is more for peers.
    pub fn news(&self) -> watch::Receiver<()> {
        self.news.clone()
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
    config: Config,
    snapshots: watch::Sender<Arc<Snapshot>>,
    relays: Queue,
    news: watch::Sender<()>,
}

impl Task {
    async fn run(mut self, mut queue: mpsc::Receiver<Command>, mut asked: mpsc::Receiver<Read>) {
        let mut commands = Vec::with_capacity(COMMIT_CHANGES_MAX);
        let mut forgetting = tokio::time::interval(FORGET_INTERVAL);
        loop {
            // Nobody may ask for anything while a day goes by.
            tokio::select! {
                received = queue.recv_many(&mut commands, COMMIT_CHANGES_MAX) => {
                    if received == 0 {
                        break;
                    }
                }
                Some((peer, sender)) = asked.recv() => {
                    drop(sender.send(self.read(&peer).await));
                    continue;
                }
                _ = forgetting.tick() => {}
            }
            self.commit(std::mem::take(&mut commands)).await;
        }
        if let Err(error) = self.store.close().await {
            tracing::warn!(%error, "the store did not close in good order");
        }
    }

    /// Some of what waits for a peer.
    async fn read(&mut self, peer: &str) -> Result<Vec<RelayRow>, WriteError> {
        let Some((after, through)) = self.relays.next(peer) else {
            return Ok(Vec::new());
        };
        let rows = self.store.relay(after, through).await;
        rows.map_err(|error| {
            tracing::error!(%error, "what waits for another replica cannot be read");
            WriteError::Store
        })
    }

    async fn commit(&mut self, commands: Vec<Command>) {
        let started = Instant::now();
        let now = unix_millis();
        let mut batch = self.state.batch();
        batch.received(now, self.relays.has_peers());
        let mut sent = Vec::new();
        let answers: Vec<Answer> = commands
            .into_iter()
            .map(|command| command.stage(&mut batch, &mut sent, now))
            .collect();
        batch.forget_before(oldest(self.config.observed_days));
        let mut staged = batch.finish();
        let mut plan = self.relays.plan(std::mem::take(&mut staged.to_relay), sent);
        let result = match staged.to_changes() {
            // What is asked for is found out again: it has no row.
            Ok(changes) if changes.is_empty() && plan.changes == RelayChanges::default() => {
                Ok(staged.changes_mounts())
            }
            Ok(mut changes) => {
                let is_news = !changes.is_empty() || staged.changes_mounts();
                changes.relay = std::mem::take(&mut plan.changes);
                let written = self.store.write(&changes).await;
                plan.changes = changes.relay;
                written.map(|()| is_news)
            }
            Err(error) => Err(error),
        };
        let outcome = match result {
            Ok(changed) => {
                if changed {
                    self.publish(staged);
                }
                self.relay(plan);
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

    /// What is durable may be told.
    fn relay(&mut self, plan: Plan) {
        for (peer, rows) in &plan.dropped {
            stats::relay_dropped(peer, *rows);
            tracing::warn!(
                peer,
                rows,
                "too much waits for another replica: it lacks the oldest"
            );
        }
        for peer in &plan.changes.peers_gone {
            stats::relay_waiting(peer, 0);
        }
        let is_news = !plan.changes.added.is_empty();
        self.relays.apply(plan);
        for (peer, rows) in self.relays.waiting() {
            stats::relay_waiting(peer, rows);
        }
        if is_news {
            self.news.send_replace(());
        }
    }

    fn publish(&mut self, staged: Staged) {
        let mounts_changed = staged.changes_mounts();
        stats::services_dropped(staged.services_dropped);
        stats::services_outdated(staged.services_outdated);
        self.state.absorb(staged);
        let before = Arc::clone(&self.snapshots.borrow());
        let mounts = if mounts_changed {
            Arc::new(Mounts::of(&self.config, &self.state))
        } else {
            Arc::clone(&before.mounts)
        };
        let snapshot = Snapshot::new(&self.state, mounts, Some(&before));
        self.snapshots.send_replace(Arc::new(snapshot));
    }
}

/// The oldest of so many days that is still kept.
fn oldest(days: u16) -> Day {
    day_of(unix_seconds()) + 1 - Day::from(days)
}

fn unix_seconds() -> i64 {
    unix_millis().div_euclid(1_000)
}

fn unix_millis() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}
