//! What of a finding is on the baseline: known to the operator, let through, and still told.
//! A list of violations that may have been cut off lets nothing through.

use openapi::contract::{Operation, Verdict, Violation};
use openapi::finding::{Direction, Mismatch};
use openapi::limits::VIOLATIONS_MAX;

use super::judgment::Finding;
use super::{Exchange, Side};

/// Kinds of mismatches noted of one message before they are counted each once. The widest
/// baselines have some dozens for one operation.
const TOLD_MAX: usize = 256;

/// A mismatch that was seen, and whether it was let through.
pub(crate) type Told = (Mismatch, bool);

impl Exchange {
    /// Asks for a verdict on a head without what is on the baseline, which is noted.
    pub(super) fn excepting<R>(
        &mut self,
        direction: Direction,
        operation: &Operation,
        judge: impl FnOnce(&mut dyn FnMut(&Violation) -> bool) -> R,
    ) -> R {
        let Some(baseline) = &self.baseline else {
            return judge(&mut |_| false);
        };
        let mut told = Vec::new();
        let verdict = judge(&mut |violation| {
            let mismatch = Mismatch::of(operation, direction, violation);
            let is_accepted = baseline.contains(&mismatch);
            if is_accepted {
                told.push((mismatch, true));
            }
            is_accepted
        });
        let side = self.side(direction);
        side.told.append(&mut told);
        // An endless stream may be let through for the same reason again and again.
        if side.told.len() > TOLD_MAX {
            side.told = side.take_told();
            side.told.truncate(TOLD_MAX);
        }
        verdict
    }

    /// What violations amount to without those on the baseline; all of them are noted. What
    /// belongs to no operation can be on no baseline.
    pub(super) fn unaccepted(
        &mut self,
        direction: Direction,
        status: u16,
        violations: &[Violation],
    ) -> Finding {
        let (mut left, mut told) = (Vec::new(), Vec::new());
        for violation in violations {
            let mismatch = self
                .operation
                .as_ref()
                .map(|operation| Mismatch::of(operation, direction, violation));
            let is_accepted = mismatch
                .as_ref()
                .zip(self.baseline.as_ref())
                .is_some_and(|(mismatch, baseline)| baseline.contains(mismatch));
            if !is_accepted {
                left.push(violation.clone());
            }
            told.extend(mismatch.map(|mismatch| (mismatch, is_accepted)));
        }
        if left.is_empty() && violations.len() >= VIOLATIONS_MAX {
            left = violations.to_vec();
            for (_, is_accepted) in &mut told {
                *is_accepted = false;
            }
        }
        self.side(direction).told.append(&mut told);
        if left.is_empty() {
            return Finding::Conforms;
        }
        match direction {
            Direction::Request if left.len() < violations.len() => {
                Finding::of_request(Verdict::Violates(left))
            }
            Direction::Request | Direction::Response => Finding::Violates {
                status,
                violations: left,
            },
        }
    }
}

impl Side {
    /// Each kind of mismatch once, however many places of this message have it.
    pub(super) fn take_told(&mut self) -> Vec<Told> {
        let mut told = std::mem::take(&mut self.told);
        told.sort_unstable();
        told.dedup_by(|left, right| left.0 == right.0);
        told
    }
}
