//! What traffic taught about one service, by the day on which it was seen: what was not seen
//! for long is forgotten day by day, and nothing is ever subtracted.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use openapi::observed::Observed;

/// Days since 1970-01-01 in UTC.
pub type Day = i64;

const SECONDS_PER_DAY: i64 = 86_400;

/// The day of a time in Unix seconds.
pub fn day_of(unix_seconds: i64) -> Day {
    unix_seconds.div_euclid(SECONDS_PER_DAY)
}

/// The first moment of a day in Unix seconds.
pub fn start_of(day: Day) -> i64 {
    day.saturating_mul(SECONDS_PER_DAY)
}

/// The days of one service.
#[derive(Clone, Debug, Default)]
pub struct Days {
    by_day: BTreeMap<Day, Arc<Observed>>,
    /// All days but the last, joined: they seldom change.
    past: OnceLock<Arc<Observed>>,
    /// All days, joined.
    all: OnceLock<Arc<Observed>>,
}

impl Days {
    /// Joins what was seen on a day.
    pub fn join(&mut self, day: Day, observed: Observed) {
        if self.last() != Some(day) {
            self.past = OnceLock::new();
        }
        self.all = OnceLock::new();
        let known = self.by_day.entry(day).or_default();
        // The first report of a batch copies what readers may hold; the others join in place.
        Arc::make_mut(known).join(observed);
    }

    /// Forgets every day before this one, and says which they were.
    pub fn forget_before(&mut self, oldest: Day) -> Vec<Day> {
        let kept = self.by_day.split_off(&oldest);
        let gone = std::mem::replace(&mut self.by_day, kept);
        if !gone.is_empty() {
            self.past = OnceLock::new();
            self.all = OnceLock::new();
        }
        gone.into_keys().collect()
    }

    /// What is known all in all: the same however it is spread over the days.
    pub fn joined(&self) -> &Observed {
        self.all.get_or_init(|| {
            let Some((last, observed)) = self.by_day.last_key_value() else {
                return Arc::default();
            };
            if self.by_day.len() == 1 {
                return Arc::clone(observed);
            }
            let past = self.past.get_or_init(|| {
                let past = self.by_day.range(..last);
                let mut joined = Observed::default();
                for (_, observed) in past {
                    joined.join(observed.as_ref().clone());
                }
                Arc::new(joined)
            });
            let mut joined = past.as_ref().clone();
            joined.join(observed.as_ref().clone());
            Arc::new(joined)
        })
    }

    /// Each day and what was seen on it, the first one first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Day, &Arc<Observed>)> {
        self.by_day.iter().map(|(day, observed)| (*day, observed))
    }

    /// What was seen on a day.
    pub fn of(&self, day: Day) -> Option<&Arc<Observed>> {
        self.by_day.get(&day)
    }

    /// Whether there is a day before this one.
    pub fn reaches_before(&self, oldest: Day) -> bool {
        self.by_day
            .first_key_value()
            .is_some_and(|(day, _)| *day < oldest)
    }

    /// Whether nothing is known any more.
    pub fn is_empty(&self) -> bool {
        self.by_day.is_empty()
    }

    fn last(&self) -> Option<Day> {
        self.by_day.last_key_value().map(|(day, _)| *day)
    }
}
