//! What a proxy sends: the observations of one window, on the wire. Each report stands
//! for itself and is counted once, which is the ledger's doing; transport and storage are
//! the walls' business.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::Tallies;
use crate::limits::{
    KEY_BYTES_MAX, MISMATCHES_MAX, REPORT_BRACKETS_MAX, REPORT_BYTES_MAX, REPORT_NODES_MAX,
    REVEALED_MAX, SERVICES_MAX,
};
use crate::observed::{BoundsError, Observed};
use crate::shape::{Revealed, TextClass, may_be_enumerated};

mod ledger;
#[cfg(test)]
mod tests;

pub use ledger::{Admission, Ledger};

/// The version of the wire form that this crate reads and writes.
pub const REPORT_VERSION: u32 = 1;

/// The observations of one sender since its last acknowledged report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Report {
    /// [`REPORT_VERSION`].
    pub version: u32,
    /// The sender: 16 random bytes as 32 lower-case hexadecimal digits.
    pub source: String,
    /// The sender's start: a sender that lost its count begins a new epoch.
    #[serde(default)]
    pub epoch: u64,
    /// Number of this report in its epoch, from 1, without gaps.
    pub sequence: u64,
    /// When the sender ended the window that this report is of, in Unix seconds; whoever
    /// receives it counts it as seen then, and never later than received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_at: Option<i64>,
    /// Exchanges that the sender saw and could not keep.
    #[serde(default, skip_serializing_if = "crate::shape::is_zero")]
    pub dropped: u64,
    /// What was observed, by service.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, Observed>,
    /// What was violated, by service: kinds and numbers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub violations: BTreeMap<String, Tallies>,
    /// Members of enumerations that were asked for, by service.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub revealed: BTreeMap<String, Revealed>,
}

/// Why a report is refused. Says nothing of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// More than [`REPORT_BYTES_MAX`] bytes or [`REPORT_BRACKETS_MAX`] brackets.
    #[error("report: expected at most {REPORT_BYTES_MAX} bytes and {REPORT_BRACKETS_MAX} objects")]
    TooLarge,
    /// No JSON, a member that is unknown, too many names, or nested too deeply.
    #[error("report: expected version 1 of the wire form")]
    Malformed,
    /// Another version.
    #[error("report version: expected 1")]
    Version,
    /// A source that is not 32 lower-case hexadecimal digits.
    #[error("report source: expected 32 lower-case hexadecimal digits")]
    Source,
    /// A sequence of 0.
    #[error("report sequence: expected at least 1")]
    Sequence,
    /// More than [`SERVICES_MAX`] services, or a name that is empty, too long or has
    /// control characters.
    #[error("report services: expected at most {SERVICES_MAX} printable names")]
    Services,
    /// More than [`MISMATCHES_MAX`] kinds of mismatches.
    #[error("report violations: expected at most {MISMATCHES_MAX} kinds")]
    Violations,
    /// More than [`REVEALED_MAX`] texts, or one that may not be a member of an enumeration.
    #[error("report revealed: expected at most {REVEALED_MAX} words")]
    Revealed,
    /// An observed service that no sender can have made.
    #[error("report services: {0}")]
    Bounds(#[from] BoundsError),
}

impl Report {
    /// The report on the wire: JSON, the same bytes for the same report.
    pub fn encode(&self) -> Vec<u8> {
        let encoded = serde_json::to_vec(self);
        debug_assert!(
            encoded.is_ok(),
            "maps with text keys always have a JSON form"
        );
        encoded.unwrap_or_default()
    }

    /// Gives encoded bytes of `source` another place in the order of its reports; bytes that
    /// do not begin as said stay as they are. A sender that only writes need not read.
    pub fn renumber(bytes: &mut Vec<u8>, source: &str, from: (u64, u64), to: (u64, u64)) {
        let head = |(epoch, sequence): (u64, u64)| {
            format!(
                r#"{{"version":{REPORT_VERSION},"source":"{source}","epoch":{epoch},"sequence":{sequence}"#
            )
        };
        let before = head(from);
        if bytes.starts_with(before.as_bytes()) {
            bytes.splice(..before.len(), head(to).into_bytes());
        }
    }

    /// Reads a report from anywhere: nothing it may hold takes more memory or stack than
    /// the limits say, and what comes back keeps every law of [`Observed`].
    ///
    /// # Errors
    /// The first reason found.
    pub fn decode(bytes: &[u8]) -> Result<Self, ReportError> {
        let is_bracket = |byte: &&u8| matches!(byte, b'{' | b'[');
        if bytes.len() > REPORT_BYTES_MAX
            || bytes.iter().filter(is_bracket).count() > REPORT_BRACKETS_MAX
        {
            return Err(ReportError::TooLarge);
        }
        let report: Self = serde_json::from_slice(bytes).map_err(|_| Self::why_unread(bytes))?;
        report.check()?;
        Ok(report)
    }

    /// A later version may have any members: its number is worth reading by itself.
    fn why_unread(bytes: &[u8]) -> ReportError {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        match serde_json::from_slice::<Version>(bytes) {
            Ok(Version { version }) if version != REPORT_VERSION => ReportError::Version,
            Ok(_) | Err(_) => ReportError::Malformed,
        }
    }

    fn check(&self) -> Result<(), ReportError> {
        let Self {
            version,
            source,
            epoch: _,
            sequence,
            observed_at: _,
            dropped: _,
            services,
            violations,
            revealed,
        } = self;
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if *version != REPORT_VERSION {
            return Err(ReportError::Version);
        }
        if source.len() != 32 || !source.bytes().all(is_hex) {
            return Err(ReportError::Source);
        }
        if *sequence == 0 {
            return Err(ReportError::Sequence);
        }
        let mut names = services
            .keys()
            .chain(violations.keys())
            .chain(revealed.keys());
        let services_max = services.len().max(violations.len()).max(revealed.len());
        if services_max > SERVICES_MAX || !names.all(|name| is_name(name)) {
            return Err(ReportError::Services);
        }
        let kinds: usize = violations.values().map(|it| it.kinds().len()).sum();
        if kinds > MISMATCHES_MAX {
            return Err(ReportError::Violations);
        }
        let texts = revealed.values().flat_map(Revealed::values);
        let may_be_revealed = |text: &String| may_be_enumerated(text, TextClass::of(text));
        if texts.clone().count() > REVEALED_MAX || !texts.clone().all(may_be_revealed) {
            return Err(ReportError::Revealed);
        }
        services.values().try_for_each(Observed::check_bounds)?;
        let nodes: usize = services.values().map(Observed::nodes).sum();
        if nodes > REPORT_NODES_MAX {
            return Err(BoundsError::Nodes.into());
        }
        Ok(())
    }
}

fn is_name(name: &str) -> bool {
    (1..=KEY_BYTES_MAX).contains(&name.len()) && !name.chars().any(char::is_control)
}
