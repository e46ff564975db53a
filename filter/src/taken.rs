//! What one callback at a time works on. It is taken out for the work and put back after it:
//! a panic passes frames without dropping what they hold, and would leave a `RefCell`
//! borrowed for good. What was being worked on then is lost, and the next callback begins anew.

use std::cell::Cell;
use std::fmt::{self, Debug, Formatter};

#[cfg(test)]
mod tests;

/// A value, unless it is being worked on.
pub(crate) struct Taken<T>(Cell<Option<Box<T>>>);

impl<T> Taken<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Cell::new(Some(Box::new(value))))
    }

    /// Works on it, or on a new one if it was lost.
    pub(crate) fn with<R>(&self, new: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let mut value = self.0.take().unwrap_or_else(|| Box::new(new()));
        let result = work(&mut value);
        self.0.set(Some(value));
        result
    }
}

impl<T> Debug for Taken<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Taken")
    }
}
