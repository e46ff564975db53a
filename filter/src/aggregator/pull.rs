//! Pulling contracts: one VM of an Envoy at a time, with the version in use, so that the
//! usual answer is 304. What a bundle holds is not looked at here.

use openapi::contract::CONTRACT_VERSION;
use openapi::gateway::CONTRACT_VERSION_HEADER;

use super::answer::Answer;
use super::clusters::Clusters;
use super::lease::{Shared, Stored};
use super::line::Line;
use crate::config;
use crate::contracts::BUNDLE_BYTES_MAX;
use crate::host::{self, Buffer};
use crate::pace::Pace;

/// Pulls of one VM.
#[derive(Debug)]
pub(super) struct Pull {
    pub(super) line: Line,
    shared: Shared,
    interval_ms: u64,
    pace: Pace,
    /// Version of the bundle in use; empty before the first.
    version: String,
    /// Version of the last bundle that could not be used, so as not to try it on every tick.
    unusable: String,
}

impl Pull {
    pub(super) fn new(settings: &config::Aggregator) -> Self {
        Self {
            line: Line::new("contracts", settings.timeout_ms),
            shared: Shared::new(settings),
            interval_ms: settings.pull_interval_ms,
            pace: Pace::new(settings.pull_interval_ms),
            version: String::new(),
            unusable: String::new(),
        }
    }

    pub(super) fn stored(&self) -> Option<Stored> {
        self.shared.other_than(&[&self.version, &self.unusable])
    }

    pub(super) fn in_use(
        &mut self,
        stored: &Stored,
        is_pulled: bool,
        now_ms: u64,
        clusters: &mut Clusters,
    ) {
        self.version.clone_from(&stored.version);
        self.unusable.clear();
        if is_pulled {
            self.shared.store(stored);
            self.succeeded(now_ms, clusters);
        }
    }

    pub(super) fn not_in_use(
        &mut self,
        stored: &Stored,
        is_pulled: bool,
        now_ms: u64,
        clusters: &mut Clusters,
    ) {
        self.unusable.clone_from(&stored.version);
        if is_pulled {
            self.failed(now_ms, clusters, "bundle_unreadable");
        }
    }

    pub(super) fn tick(&mut self, now_ms: u64, clusters: &mut Clusters) {
        if self.line.is_lost(now_ms) {
            self.failed(now_ms, clusters, "no_answer");
        }
        if self.line.is_busy()
            || !self.pace.is_due(now_ms)
            || !self.shared.take_turn(now_ms, self.interval_ms)
        {
            return;
        }
        let version = CONTRACT_VERSION.to_string();
        let mut call = vec![
            (":method", "GET"),
            (":path", "/v1/contracts"),
            ("accept", "application/json"),
            (CONTRACT_VERSION_HEADER, &version),
        ];
        if Stored::is_etag(&self.version) {
            call.push(("if-none-match", &self.version));
        }
        match clusters.call(&call, &[]) {
            Some(token) => self.line.begins(token, now_ms),
            None => self.failed(now_ms, clusters, "cluster_missing"),
        }
    }

    pub(super) fn answered(
        &mut self,
        answer: Answer,
        body_size: usize,
        now_ms: u64,
        clusters: &mut Clusters,
    ) -> Option<Stored> {
        match answer {
            Answer::Docent { status: 200, etag } => match bundle(body_size) {
                Some(bytes) => {
                    let stored = Stored::new(etag, bytes);
                    if stored.version != self.version {
                        return Some(stored);
                    }
                    self.succeeded(now_ms, clusters);
                }
                None => self.failed(now_ms, clusters, "bundle_empty_or_too_large"),
            },
            Answer::Docent { status: 304, .. } => self.succeeded(now_ms, clusters),
            Answer::Docent { .. } => self.failed(now_ms, clusters, "status"),
            Answer::Failed(reason) => self.failed(now_ms, clusters, reason),
        }
        None
    }

    fn succeeded(&mut self, now_ms: u64, clusters: &Clusters) {
        self.pace.succeeded(now_ms, host::random());
        self.line.works(clusters);
    }

    /// Another VM may try at once: it may be luckier.
    fn failed(&mut self, now_ms: u64, clusters: &mut Clusters, reason: &str) {
        self.shared.give_turn_back();
        self.pace.failed(now_ms, host::random());
        self.line.fails(clusters, reason);
    }
}

fn bundle(size: usize) -> Option<Vec<u8>> {
    if size > BUNDLE_BYTES_MAX {
        return None;
    }
    host::buffer(Buffer::CallBody, size)
}
