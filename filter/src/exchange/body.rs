//! Collecting a body within its limit, in one of two ways: Envoy holds it and hands it
//! over whole (enforce), or its chunks are copied while they pass (shadow, observation).
//! What the bytes mean is not known here.

use std::cell::Cell;
use std::rc::Rc;

use super::Read;

#[cfg(test)]
mod tests;

/// Bytes of bodies being copied at one time in one VM: its memory never shrinks, so many
/// slow uploads at once must not be able to stretch it.
const COPIED_BYTES_MAX: usize = 64 << 20;

/// What all copies of one VM may take together.
#[derive(Clone, Debug)]
pub(crate) struct Budget(Rc<Cell<usize>>);

impl Default for Budget {
    fn default() -> Self {
        Self(Rc::new(Cell::new(COPIED_BYTES_MAX)))
    }
}

impl Budget {
    /// Takes `now` bytes in place of those taken `before`; `false` when there are not so many.
    fn exchange(&self, before: usize, now: usize) -> bool {
        let left = self.0.get().saturating_add(before).checked_sub(now);
        if let Some(left) = left {
            self.0.set(left);
        }
        left.is_some()
    }
}

/// What one stream takes of a budget, given back in the end.
#[derive(Debug)]
pub(super) struct Share {
    bytes: usize,
    budget: Budget,
}

impl Share {
    pub(super) fn new(budget: Budget) -> Self {
        Self { bytes: 0, budget }
    }

    /// Takes so many bytes from now on; `false` when there are not so many.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        let is_granted = bytes == self.bytes || self.budget.exchange(self.bytes, bytes);
        if is_granted {
            self.bytes = bytes;
        }
        is_granted
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.exchange(self.bytes, 0);
    }
}

/// How a body is collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// It is not: bytes pass unread.
    Pass,
    /// Chunks are copied while they pass.
    Copy,
    /// Envoy holds it to its end.
    Hold,
}

/// What a callback brought.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing is collected, or not any more.
    Pass,
    /// More to come.
    More,
    /// The whole body.
    Whole(Vec<u8>),
    /// More bytes than the limit; collecting has ended.
    TooLarge,
    /// The bytes could not be had; collecting has ended.
    Unreadable,
}

/// A body on its way.
#[derive(Debug)]
pub(crate) struct Body {
    plan: Plan,
    bytes_max: usize,
    copied: Vec<u8>,
    held: usize,
    budget: Budget,
}

impl Body {
    pub(crate) fn new(bytes_max: usize, budget: Budget) -> Self {
        Self {
            plan: Plan::Pass,
            bytes_max,
            copied: Vec::new(),
            held: 0,
            budget,
        }
    }

    pub(crate) fn start(&mut self, plan: Plan) {
        self.plan = plan;
    }

    pub(crate) fn is_collected(&self) -> bool {
        self.plan != Plan::Pass
    }

    pub(crate) fn is_held(&self) -> bool {
        self.plan == Plan::Hold
    }

    pub(crate) fn bytes_max(&self) -> usize {
        self.bytes_max
    }

    pub(super) fn share(&self) -> Share {
        Share::new(self.budget.clone())
    }

    /// A body callback: `size` bytes are readable, all of them when held, else this chunk.
    pub(crate) fn chunk(&mut self, size: usize, end_of_stream: bool, read: Read<'_>) -> Progress {
        match self.plan {
            Plan::Pass => return Progress::Pass,
            Plan::Hold => {
                self.held = size;
                if size > self.bytes_max {
                    return self.give_up(Progress::TooLarge);
                }
            }
            Plan::Copy => {
                if let Err(end) = self.copy(size, read) {
                    return self.give_up(end);
                }
            }
        }
        if end_of_stream {
            self.end(read)
        } else {
            Progress::More
        }
    }

    /// The end, by its flag or by trailers, which may be the only sign of it.
    pub(crate) fn end(&mut self, read: Read<'_>) -> Progress {
        let plan = std::mem::replace(&mut self.plan, Plan::Pass);
        match plan {
            Plan::Pass => Progress::Pass,
            Plan::Copy => Progress::Whole(self.take()),
            Plan::Hold if self.held == 0 => Progress::Whole(Vec::new()),
            Plan::Hold => match read(self.held) {
                Some(bytes) if bytes.len() == self.held => Progress::Whole(bytes),
                Some(_) | None => Progress::Unreadable,
            },
        }
    }

    fn copy(&mut self, size: usize, read: Read<'_>) -> Result<(), Progress> {
        if size == 0 {
            return Ok(());
        }
        if size > self.bytes_max.saturating_sub(self.copied.len()) {
            return Err(Progress::TooLarge);
        }
        let left = self.budget.0.get().checked_sub(size);
        let (Some(left), Some(chunk)) = (left, read(size)) else {
            return Err(Progress::Unreadable);
        };
        if chunk.len() != size {
            return Err(Progress::Unreadable);
        }
        self.budget.0.set(left);
        if self.copied.is_empty() {
            self.copied = chunk;
        } else {
            self.copied.extend_from_slice(&chunk);
        }
        Ok(())
    }

    fn give_up(&mut self, end: Progress) -> Progress {
        self.plan = Plan::Pass;
        drop(self.take());
        end
    }

    fn take(&mut self) -> Vec<u8> {
        let bytes = std::mem::take(&mut self.copied);
        let left = self.budget.0.get();
        self.budget.0.set(left.saturating_add(bytes.len()));
        bytes
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        drop(self.take());
    }
}
