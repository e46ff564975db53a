//! The contracts in use: those given inline and the last good bundle, which usually comes
//! compiled. Immutable once made; a change makes a new one, and exchanges in flight keep
//! theirs.

use openapi::contract::CompileProblem;
use openapi::gateway::{Bundle, ContractSource, Gateway};

use crate::stats::OperationStats;

#[cfg(test)]
mod tests;

/// Bytes of a bundle that is taken. The aggregator's documents are bounded each; this
/// bounds all of them, since compiling happens while the worker waits.
pub(crate) const BUNDLE_BYTES_MAX: usize = 16 << 20;

/// What is enforced, and the stats of it.
#[derive(Debug, Default)]
pub(crate) struct Contracts {
    /// What is mounted where.
    pub(crate) gateway: Gateway,
    /// Whether this is all there is: no aggregator, or its bundle is in.
    pub(crate) is_complete: bool,
    /// Ids of the operations' stats.
    pub(crate) stats: OperationStats,
}

/// What a compiled set of contracts could not use.
pub(crate) type Problems = Vec<(String, CompileProblem)>;

impl Contracts {
    /// Compiles inline contracts and those of a bundle; for the same service the inline
    /// one wins. Never fails: what cannot be used is listed.
    pub(crate) fn compile(
        inline: &[ContractSource],
        bundle: Option<Bundle>,
        is_complete: bool,
    ) -> (Self, Problems) {
        let mut sources = inline.to_vec();
        let pulled = bundle.unwrap_or_default().contracts.into_iter();
        sources.extend(
            pulled.filter(|source| inline.iter().all(|given| given.service != source.service)),
        );
        let (gateway, problems) = Gateway::compile(&sources);
        let contracts = Self {
            gateway,
            is_complete,
            stats: OperationStats::default(),
        };
        (contracts, problems)
    }
}

/// Reads a bundle as the aggregator sends it. `None` when it is none, too large, or holds a
/// compiled contract that is not whole.
pub(crate) fn read_bundle(bytes: &[u8]) -> Option<Bundle> {
    if bytes.len() > BUNDLE_BYTES_MAX {
        return None;
    }
    serde_json::from_slice(bytes).ok()
}
