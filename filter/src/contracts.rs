//! The contracts in use: those given inline and the last good bundle, which usually comes
//! compiled. Immutable once made; a change makes a new one, and exchanges in flight keep
//! theirs.

use openapi::contract::CompileProblem;
use openapi::finding::Mismatch;
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
    /// one wins, and the baselines of both hold. Never fails: what cannot be used is listed.
    pub(crate) fn compile(
        inline: &[ContractSource],
        bundle: Option<Bundle>,
        is_complete: bool,
    ) -> (Self, Problems) {
        let mut sources = inline.to_vec();
        for pulled in bundle.unwrap_or_default().contracts {
            if inline.iter().all(|given| given.service != pulled.service) {
                sources.push(pulled);
                continue;
            }
            // Whose contract it is does not matter to what is accepted at the service.
            for given in sources.iter_mut().filter(|it| it.service == pulled.service) {
                given.baseline.extend_from_slice(&pulled.baseline);
            }
        }
        let (gateway, problems) = Gateway::compile(&sources);
        let contracts = Self {
            gateway,
            is_complete,
            stats: OperationStats::default(),
        };
        (contracts, problems)
    }
}

/// Puts mismatches on the baselines of the services they are of.
pub(crate) fn accept(sources: &mut [ContractSource], baseline: &[(String, Mismatch)]) {
    for source in sources {
        let own = baseline
            .iter()
            .filter(|(service, _)| *service == source.service);
        source
            .baseline
            .extend(own.map(|(_, mismatch)| mismatch.clone()));
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
