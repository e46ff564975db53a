//! What waits for the other replicas: an index of the rows in the store, and up to which of
//! them each replica has everything. Pure: changes are planned, and applied once they are
//! durable.

use std::collections::{BTreeMap, VecDeque};

use crate::aggregate::ToRelay;
use crate::limits::{RELAY_BYTES_MAX, RELAY_READ_BYTES_MAX, RELAY_READ_ROWS_MAX, RELAY_ROWS_MAX};
use crate::store::{RelayChanges, RelayIndex, RelayRow};

/// What became of what was sent to a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It has everything up to this row.
    Through(i64),
    /// It is this replica itself: nothing waits for it.
    Itself,
}

/// The index.
#[derive(Debug, Default)]
pub struct Queue {
    /// Place and bytes of each row, in order.
    waiting: VecDeque<(i64, usize)>,
    bytes: usize,
    /// Place of the last row that ever was.
    last: i64,
    /// Up to which row each peer has everything.
    peers: BTreeMap<String, i64>,
}

/// Changes that are not durable yet.
#[derive(Debug, Default)]
pub struct Plan {
    /// The rows.
    pub changes: RelayChanges,
    /// Rows that peers will never get, by peer.
    pub dropped: BTreeMap<String, u64>,
    peers: BTreeMap<String, i64>,
}

impl Queue {
    /// What an earlier process left, for the peers of this one; and what has to change for
    /// it.
    pub fn load(index: RelayIndex, peers: &[String]) -> (Self, RelayChanges) {
        let RelayIndex { waiting, sent } = index;
        let last_sent = sent.iter().map(|(_, sent)| *sent).max();
        let last_row = waiting.last().map(|(id, _)| *id);
        let first = waiting.first().map_or(0, |(id, _)| id - 1);
        let last = last_sent.max(last_row).unwrap_or_default();
        let (known, gone): (Vec<_>, Vec<_>) =
            sent.into_iter().partition(|(peer, _)| peers.contains(peer));
        let known: BTreeMap<String, i64> = known.into_iter().collect();
        // Who is new gets what still waits for others.
        let start = if waiting.is_empty() { last } else { first };
        let sent = peers
            .iter()
            .map(|peer| (peer.clone(), known.get(peer).copied().unwrap_or(start)));
        let mut queue = Self {
            bytes: waiting.iter().map(|(_, bytes)| bytes).sum(),
            waiting: waiting.into(),
            last,
            peers: sent.collect(),
        };
        let changes = RelayChanges {
            sent: queue.peers.clone().into_iter().collect(),
            peers_gone: gone.into_iter().map(|(peer, _)| peer).collect(),
            gone_through: queue.done(&queue.peers),
            ..RelayChanges::default()
        };
        queue.forget(changes.gone_through);
        (queue, changes)
    }

    /// Whether there is anybody to send to.
    pub fn has_peers(&self) -> bool {
        !self.peers.is_empty()
    }

    /// How much waits for each peer, in rows.
    pub fn waiting(&self) -> impl Iterator<Item = (&str, usize)> {
        let rows = |sent: i64| self.waiting.len() - self.place(sent);
        self.peers
            .iter()
            .map(move |(peer, sent)| (peer.as_str(), rows(*sent)))
    }

    /// What to read next for a peer: after one row, up to another.
    pub fn next(&self, peer: &str) -> Option<(i64, i64)> {
        let after = *self.peers.get(peer)?;
        let mut bytes = 0_usize;
        let rest = self.waiting.iter().skip(self.place(after));
        let fitting = rest.take(RELAY_READ_ROWS_MAX).take_while(|(_, more)| {
            let is_first = bytes == 0;
            bytes = bytes.saturating_add((*more).max(1));
            is_first || bytes <= RELAY_READ_BYTES_MAX
        });
        fitting.last().map(|(through, _)| (after, *through))
    }

    /// What adding rows and having sent others changes.
    pub fn plan(&self, added: Vec<ToRelay>, sent: Vec<(String, Sent)>) -> Plan {
        let mut peers = self.peers.clone();
        let mut changes = RelayChanges::default();
        for (peer, sent) in sent {
            match (sent, peers.get_mut(&peer)) {
                (Sent::Through(id), Some(known)) => *known = id.max(*known),
                (Sent::Itself, Some(_)) => {
                    peers.remove(&peer);
                    changes.peers_gone.push(peer);
                }
                (_, None) => {}
            }
        }
        if !peers.is_empty() {
            let rows = (self.last + 1..).zip(added).map(|(id, it)| RelayRow {
                id,
                kind: it.kind.as_str().to_owned(),
                at: it.at,
                body: it.body,
            });
            changes.added = rows.collect();
        }
        let dropped = self.overflow(&changes.added, &mut peers);
        let moved = peers
            .iter()
            .filter(|(peer, sent)| self.peers.get(*peer) != Some(sent));
        changes.sent = moved.map(|(peer, sent)| (peer.clone(), *sent)).collect();
        if !self.waiting.is_empty() || !changes.added.is_empty() {
            changes.gone_through = self.done(&peers);
        }
        Plan {
            changes,
            dropped,
            peers,
        }
    }

    /// Takes in what is durable.
    pub fn apply(&mut self, plan: Plan) {
        for row in &plan.changes.added {
            self.waiting.push_back((row.id, row.body.len()));
            self.bytes += row.body.len();
            self.last = row.id;
        }
        self.peers = plan.peers;
        self.forget(plan.changes.gone_through);
    }

    /// Passes the oldest rows over where too much waits; says what whom will lack.
    fn overflow(
        &self,
        added: &[RelayRow],
        peers: &mut BTreeMap<String, i64>,
    ) -> BTreeMap<String, u64> {
        let added_bytes: usize = added.iter().map(|row| row.body.len()).sum();
        let done = self.done(peers).unwrap_or_default();
        let all = self.waiting.iter().copied();
        let all = all.chain(added.iter().map(|row| (row.id, row.body.len())));
        let mut rows = self.waiting.len() + added.len();
        let mut bytes = self.bytes + added_bytes;
        if rows <= RELAY_ROWS_MAX && bytes <= RELAY_BYTES_MAX {
            return BTreeMap::new();
        }
        let mut floor = done;
        for (id, more) in all.clone() {
            if id > done && rows <= RELAY_ROWS_MAX && bytes <= RELAY_BYTES_MAX {
                break;
            }
            floor = id;
            rows -= 1;
            bytes = bytes.saturating_sub(more);
        }
        let mut dropped = BTreeMap::new();
        for (peer, sent) in peers.iter_mut().filter(|(_, sent)| **sent < floor) {
            let lacks = all
                .clone()
                .filter(|(id, _)| *sent < *id && *id <= floor)
                .count();
            *sent = floor;
            if lacks > 0 {
                dropped.insert(peer.clone(), u64::try_from(lacks).unwrap_or(u64::MAX));
            }
        }
        dropped
    }

    /// Up to which row nobody waits.
    fn done(&self, peers: &BTreeMap<String, i64>) -> Option<i64> {
        let first = self.waiting.front().map_or(self.last + 1, |(id, _)| *id);
        let done = peers.values().min().copied().unwrap_or(i64::MAX);
        (done >= first).then_some(done)
    }

    fn forget(&mut self, gone_through: Option<i64>) {
        let Some(gone_through) = gone_through else {
            return;
        };
        while let Some((id, bytes)) = self.waiting.front().copied()
            && id <= gone_through
        {
            self.waiting.pop_front();
            self.bytes = self.bytes.saturating_sub(bytes);
        }
    }

    /// How many rows are not after this one.
    fn place(&self, id: i64) -> usize {
        self.waiting.partition_point(|(it, _)| *it <= id)
    }
}
