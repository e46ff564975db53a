//! When to do something again: an interval after success, a growing back-off after
//! failure, both with jitter so that a fleet does not march in step. Time and randomness
//! come as arguments; time is a wall clock that may jump.

#[cfg(test)]
mod tests;

/// The first wait after a failure, milliseconds.
const BACK_OFF_MS_MIN: u64 = 1_000;
/// The longest wait after a failure, milliseconds.
const BACK_OFF_MS_MAX: u64 = 60_000;

/// A repeated task.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    interval_ms: u64,
    since_ms: u64,
    wait_ms: u64,
    failures: u32,
}

impl Pace {
    /// A task that is due at once.
    pub(crate) fn new(interval_ms: u64) -> Self {
        Self {
            interval_ms,
            since_ms: 0,
            wait_ms: 0,
            failures: 0,
        }
    }

    /// Whether it is time. A clock that went backwards does not postpone it.
    pub(crate) fn is_due(&self, now_ms: u64) -> bool {
        now_ms
            .checked_sub(self.since_ms)
            .is_none_or(|elapsed| elapsed >= self.wait_ms)
    }

    /// It went well: again after the interval and up to a tenth of it more.
    pub(crate) fn succeeded(&mut self, now_ms: u64, random: u64) {
        self.failures = 0;
        self.since_ms = now_ms;
        self.wait_ms = self.interval_ms + random % (self.interval_ms / 10 + 1);
    }

    /// It went wrong: again after a back-off that doubles, of which half is random.
    pub(crate) fn failed(&mut self, now_ms: u64, random: u64) {
        let doubled = BACK_OFF_MS_MIN.checked_shl(self.failures.min(16));
        let ceiling = doubled.unwrap_or(BACK_OFF_MS_MAX).min(BACK_OFF_MS_MAX);
        self.failures = self.failures.saturating_add(1);
        self.since_ms = now_ms;
        self.wait_ms = ceiling / 2 + random % (ceiling / 2 + 1);
    }
}
