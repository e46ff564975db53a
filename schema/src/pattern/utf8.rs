//! From a set of code points to states over their UTF-8 bytes (RFC 3629 §3). Texts are
//! known to be UTF-8, so what can never stand in one may be accepted where that saves
//! states: surrogates, overlong forms, code points past the last.

use super::PatternError;
use super::build::Builder;
use super::nfa::{Id, MATCH, NONE, State};
use super::set::{LAST, Set};

/// First and last code point of each length, the lead byte's mark, bytes that follow it,
/// and the last code point that length could hold.
const LENGTHS: [(u32, u32, u32, u32, u32); 4] = [
    (0x1_0000, LAST, 0xf0, 3, 0x1f_ffff),
    (0x800, 0xffff, 0xe0, 2, 0xffff),
    (0x80, 0x7ff, 0xc0, 1, 0x7ff),
    (0, 0x7f, 0, 0, 0x7f),
];

/// Code points below one lead byte, from its first to its last value.
struct Lead {
    low: u32,
    high: u32,
    tails: Vec<(u32, u32)>,
}

impl Builder {
    /// The state that accepts one character of a set and goes on to `next`.
    pub(super) fn one(&mut self, set: &Set, next: Id) -> Result<Id, PatternError> {
        let mut whole = [NONE; 3];
        let mut chain = NONE;
        for (first, last, mark, follow, most) in LENGTHS {
            let mut ranges: Vec<(u32, u32)> = Vec::new();
            for &(low, high) in set.ranges() {
                // Nothing between the last before the surrogates and the first after them.
                let low = if low == 0xe000 { 0xd800 } else { low };
                if low > last || high < first {
                    continue;
                }
                let low = if low <= first { 0 } else { low };
                let high = if high >= last { most } else { high };
                match ranges.last_mut() {
                    Some(before) if before.1.saturating_add(1) >= low => before.1 = high,
                    _ => ranges.push((low, high)),
                }
            }
            chain = self.level(&ranges, mark, follow, next, chain, &mut whole)?;
        }
        if chain == NONE {
            // The empty set: no byte leads on.
            chain = self.range(1, 0, MATCH, NONE)?;
        }
        Ok(chain)
    }

    /// One byte: `mark` with the value's upper bits, `follow` bytes behind it.
    fn level(
        &mut self,
        ranges: &[(u32, u32)],
        mark: u32,
        follow: u32,
        next: Id,
        chain: Id,
        whole: &mut [Id; 3],
    ) -> Result<Id, PatternError> {
        let bits = follow.saturating_mul(6);
        let below = (1_u32 << bits).saturating_sub(1);
        let mut chain = chain;
        for lead in leads(ranges, bits, below).iter().rev() {
            let tail = if follow == 0 {
                next
            } else if lead.tails == [(0, below)] {
                self.whole(follow, next, whole)?
            } else {
                self.level(
                    &lead.tails,
                    0x80,
                    follow.saturating_sub(1),
                    next,
                    NONE,
                    whole,
                )?
            };
            chain = self.range(mark | lead.low, mark | lead.high, tail, chain)?;
        }
        Ok(chain)
    }

    /// Any `follow` bytes, then `next`; once for a set.
    fn whole(&mut self, follow: u32, next: Id, known: &mut [Id; 3]) -> Result<Id, PatternError> {
        let mut next = next;
        for (_, id) in (0..follow).zip(known) {
            if *id == NONE {
                *id = self.range(0x80, 0xbf, next, NONE)?;
            }
            next = *id;
        }
        Ok(next)
    }

    fn range(&mut self, low: u32, high: u32, next: Id, other: Id) -> Result<Id, PatternError> {
        let byte = |value: u32| u8::try_from(value).map_err(|_| PatternError::Syntax);
        self.push(State::Range {
            low: byte(low)?,
            high: byte(high)?,
            next,
            other,
        })
    }
}

/// Ranges cut where a lead byte begins or ends; those with the same one stand together.
fn leads(ranges: &[(u32, u32)], bits: u32, below: u32) -> Vec<Lead> {
    let mut leads: Vec<Lead> = Vec::new();
    let mut add = |low: u32, high: u32, tail: (u32, u32)| match leads.last_mut() {
        Some(last) if last.low == low && last.high == high => last.tails.push(tail),
        _ => leads.push(Lead {
            low,
            high,
            tails: vec![tail],
        }),
    };
    for &(low, high) in ranges {
        let (mut from, to) = (low >> bits, high >> bits);
        let (first, last) = (low & below, high & below);
        if from == to {
            add(from, to, (first, last));
            continue;
        }
        if first != 0 {
            add(from, from, (first, below));
            from = from.saturating_add(1);
        }
        let whole_to = if last == below {
            to
        } else {
            to.saturating_sub(1)
        };
        if from <= whole_to {
            add(from, whole_to, (0, below));
        }
        if last != below {
            add(to, to, (0, last));
        }
    }
    leads
}
