//! Sending reports: what the outbox gives, until it is told what became of it.

use super::answer::Answer;
use super::clusters::Clusters;
use super::line::Line;
use crate::config;
use crate::host::{self, Level};
use crate::outbox::Outbox;
use crate::stats::{self, Total};

/// Reports of one VM.
#[derive(Debug)]
pub(super) struct Reports {
    pub(super) line: Line,
}

impl Reports {
    pub(super) fn new(settings: &config::Aggregator) -> Self {
        Self {
            line: Line::new("reports", settings.timeout_ms),
        }
    }

    pub(super) fn tick(&mut self, now_ms: u64, outbox: &mut Outbox, clusters: &mut Clusters) {
        if self.line.is_lost(now_ms) {
            self.failed(now_ms, outbox, clusters, "no_answer");
        }
        let Some(bytes) = outbox.due(now_ms) else {
            return;
        };
        let call = [
            (":method", "POST"),
            (":path", "/v1/reports"),
            ("content-type", "application/json"),
        ];
        match clusters.call(&call, bytes) {
            Some(token) => {
                outbox.sent();
                self.line.begins(token, now_ms);
            }
            None => self.failed(now_ms, outbox, clusters, "cluster_missing"),
        }
    }

    pub(super) fn answered(
        &mut self,
        answer: &Answer,
        now_ms: u64,
        outbox: &mut Outbox,
        clusters: &mut Clusters,
    ) {
        let status = match answer {
            Answer::Docent { status, .. } => *status,
            Answer::Failed(reason) => return self.failed(now_ms, outbox, clusters, reason),
        };
        match status {
            200..=299 => {
                stats::count(Total::Reports, 1);
                outbox.acknowledged(now_ms, host::random());
                self.line.works(clusters);
            }
            400 | 413 | 415 | 422 => {
                if let Some(exchanges) = outbox.refused(now_ms, host::random()) {
                    stats::count(Total::Dropped, exchanges);
                    let line = format!("report given up after refusals exchanges={exchanges}");
                    host::log(Level::Warn, &line);
                }
                self.line.fails(clusters, "refused");
            }
            409 => {
                outbox.forgotten(now_ms, host::random());
                self.line.fails(clusters, "earlier_reports_forgotten");
            }
            _ => self.failed(now_ms, outbox, clusters, "status"),
        }
    }

    fn failed(&mut self, now_ms: u64, outbox: &mut Outbox, clusters: &mut Clusters, reason: &str) {
        outbox.failed(now_ms, host::random());
        self.line.fails(clusters, reason);
    }
}
