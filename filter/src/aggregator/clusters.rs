//! Where the aggregator may be: candidates in order, since the name of its cluster depends
//! on the platform and on what else is configured there.

use std::time::Duration;

use crate::config;
use crate::host;

/// The clusters of one aggregator.
#[derive(Debug)]
pub(super) struct Clusters {
    settings: config::Aggregator,
    /// Index of the cluster that is tried first.
    first: usize,
}

impl Clusters {
    pub(super) fn new(settings: config::Aggregator) -> Self {
        Self { settings, first: 0 }
    }

    /// Calls the first cluster that takes the call; `None` when none is there.
    pub(super) fn call(&mut self, call: &[(&str, &str)], body: &[u8]) -> Option<u32> {
        let bearer = format!("Bearer {}", self.settings.token);
        let mut headers = vec![(":authority", self.settings.authority.as_str())];
        headers.extend_from_slice(call);
        if !self.settings.token.is_empty() {
            headers.push(("authorization", &bearer));
        }
        let timeout = Duration::from_millis(self.settings.timeout_ms);
        let count = self.settings.clusters.len();
        let order = (0..count).map(|step| (self.first + step) % count);
        let (cluster, token) = order
            .filter_map(|index| Some((index, self.settings.clusters.get(index)?)))
            .find_map(|(index, name)| Some((index, host::call(name, &headers, body, timeout)?)))?;
        self.first = cluster;
        Some(token)
    }

    /// The cluster that took the last call did not help: the next one is tried first.
    pub(super) fn next(&mut self) {
        self.first = (self.first + 1) % self.settings.clusters.len().max(1);
    }

    /// Name of the cluster that is tried first.
    pub(super) fn name(&self) -> &str {
        let name = self.settings.clusters.get(self.first);
        name.map_or("", String::as_str)
    }
}
