//! What the VMs of one Envoy share: the last good bundle, so that a reloaded VM has it at
//! once and one pull serves all; and whose turn it is to pull. Shared data may be shared
//! with strangers too (Istio), hence the prefix and the check on what is read.

use std::hash::{DefaultHasher, Hash, Hasher};

use openapi::contract::CONTRACT_VERSION;

use crate::config;
use crate::host;

/// Bytes of the length that stands before a version.
const LENGTH_BYTES: usize = 4;

/// A bundle with the version that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    /// The aggregator's `etag`; without one, a hash that is never sent.
    pub(crate) version: String,
    /// The bundle as it came.
    pub(crate) bytes: Vec<u8>,
}

impl Stored {
    /// A bundle as it was pulled.
    pub(super) fn new(etag: Option<String>, bytes: Vec<u8>) -> Self {
        let version = etag.unwrap_or_else(|| {
            let mut hasher = DefaultHasher::new();
            bytes.hash(&mut hasher);
            format!("#{:016x}", hasher.finish())
        });
        Self { version, bytes }
    }

    /// Whether a version came from the aggregator and may be sent back.
    pub(super) fn is_etag(version: &str) -> bool {
        !version.is_empty() && !version.starts_with('#')
    }

    fn encode(&self) -> Vec<u8> {
        let length = u32::try_from(self.version.len()).unwrap_or(0);
        let mut bytes = Vec::with_capacity(LENGTH_BYTES + self.version.len() + self.bytes.len());
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(self.version.as_bytes());
        bytes.extend_from_slice(&self.bytes);
        bytes
    }

    fn decode(mut bytes: Vec<u8>) -> Option<Self> {
        let length = u32::from_le_bytes(bytes.get(..LENGTH_BYTES)?.try_into().ok()?);
        let end = LENGTH_BYTES.checked_add(usize::try_from(length).ok()?)?;
        let version = std::str::from_utf8(bytes.get(LENGTH_BYTES..end)?)
            .ok()?
            .to_owned();
        drop(bytes.drain(..end));
        Some(Self { version, bytes })
    }
}

/// Keys of the shared data of one aggregator, and of one version of compiled contracts: VMs
/// of two releases in one Envoy do not read each other's.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    /// The bundle with its version, written as one.
    bundle: String,
    /// The version alone: cheap to look at on every tick.
    version: String,
    /// Until when, in milliseconds, nobody needs to pull.
    turn: String,
}

impl Shared {
    pub(super) fn new(settings: &config::Aggregator) -> Self {
        let mut hasher = DefaultHasher::new();
        (&settings.clusters, &settings.authority, CONTRACT_VERSION).hash(&mut hasher);
        let key = |name: &str| format!("docent/{:016x}/{name}", hasher.finish());
        Self {
            bundle: key("bundle"),
            version: key("version"),
            turn: key("turn"),
        }
    }

    /// The stored bundle, unless it is one of these versions.
    pub(super) fn other_than(&self, versions: &[&str]) -> Option<Stored> {
        let is_known = |found: &[u8]| versions.iter().any(|it| it.as_bytes() == found);
        let (version, _) = host::shared(&self.version)?;
        if is_known(&version) {
            return None;
        }
        let stored = Stored::decode(host::shared(&self.bundle)?.0)?;
        (!is_known(stored.version.as_bytes())).then_some(stored)
    }

    /// Stores the bundle first, so that whoever sees its version finds it.
    pub(super) fn store(&self, stored: &Stored) {
        let written = host::set_shared(&self.bundle, &stored.encode(), None);
        if written.is_ok() {
            // Should this fail, the others pull for themselves.
            let _version = host::set_shared(&self.version, stored.version.as_bytes(), None);
        }
    }

    /// Whether this VM is the one to pull now; if so, the others need not for an interval
    /// with jitter. A turn that lies too far ahead is one before the clock jumped back.
    pub(super) fn take_turn(&self, now_ms: u64, interval_ms: u64) -> bool {
        let turn = host::shared(&self.turn);
        let until_ms = turn
            .as_ref()
            .and_then(|(bytes, _)| bytes.as_slice().try_into().ok())
            .map_or(0, u64::from_le_bytes);
        if now_ms < until_ms && until_ms - now_ms <= interval_ms.saturating_mul(2) {
            return false;
        }
        let until_ms = now_ms + interval_ms + host::random() % (interval_ms / 10 + 1);
        let cas = turn.map(|(_, cas)| cas);
        host::set_shared(&self.turn, &until_ms.to_le_bytes(), cas).is_ok()
    }

    /// Lets another VM pull.
    pub(super) fn give_turn_back(&self) {
        // Should this fail, the turn ends by itself.
        let _turn = host::set_shared(&self.turn, &0_u64.to_le_bytes(), None);
    }
}

#[cfg(test)]
mod tests {
    //! The encoding of what is shared.

    use super::*;

    #[test]
    fn a_stored_bundle_comes_back_with_its_version() {
        let stored = Stored::new(Some("\"v1\"".to_owned()), b"{}".to_vec());
        assert_eq!(Stored::decode(stored.encode()), Some(stored));
    }

    #[test]
    fn what_a_stranger_wrote_is_not_taken() {
        for bytes in [
            &b""[..],
            b"\xff\xff\xff\xff",
            b"\x04\0\0\0ab",
            b"\x01\0\0\0\xff{}",
        ] {
            assert_eq!(Stored::decode(bytes.to_vec()), None);
        }
    }

    #[test]
    fn a_bundle_without_an_etag_has_a_version_that_is_not_sent() {
        let stored = Stored::new(None, b"{}".to_vec());
        assert!(!Stored::is_etag(&stored.version));
        assert_eq!(stored, Stored::new(None, b"{}".to_vec()));
        assert_ne!(stored.version, Stored::new(None, b"{ }".to_vec()).version);
    }
}
