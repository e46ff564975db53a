//! The one place where panics end: each callback runs inside [`run`], so that a bug costs
//! one callback and not the worker's VM with every exchange in it. Stack overflow and
//! running out of memory are not caught by anything; limits avoid those.

use std::cell::Cell;

use crate::host::{self, Level};
use crate::stats::{self, Total};
#[cfg(target_family = "wasm")]
use crate::thrown::caught;

/// Panics logged per VM; those beyond are counted only.
const PANIC_LINES_MAX: u32 = 20;

thread_local! {
    static PANIC_LINES: Cell<u32> = const { Cell::new(0) };
}

/// Runs it. `None` when it panicked.
#[cfg(not(target_family = "wasm"))]
fn caught<R>(body: impl FnOnce() -> R) -> Option<R> {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    catch_unwind(AssertUnwindSafe(body)).ok()
}

/// Runs a callback. `None` when it panicked: counted, logged, and for the caller to turn
/// into what the failure policy says.
pub(crate) fn run<R>(callback: &'static str, body: impl FnOnce() -> R) -> Option<R> {
    // What the body leaves half done is not used again: a stream is switched off, and the
    // root's state consists of whole values.
    if let Some(value) = caught(body) {
        return Some(value);
    }
    // Counting and logging are host calls behind plain code; should they panic all the
    // same, the exchange still goes on.
    let _second = caught(|| {
        stats::count(Total::Panics, 1);
        let lines = PANIC_LINES.get();
        if lines < PANIC_LINES_MAX {
            PANIC_LINES.set(lines + 1);
            host::log(
                Level::Error,
                &format!("callback panicked callback={callback}"),
            );
        }
    });
    None
}

/// Says where a panic happened, and nothing of its message: messages repeat values (a
/// string that was sliced, a number that did not parse).
#[cfg(target_family = "wasm")]
pub(crate) fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(location) = panic.location()
            && PANIC_LINES.get() < PANIC_LINES_MAX
        {
            let (file, line) = (location.file(), location.line());
            host::log(Level::Error, &format!("panic file={file} line={line}"));
        }
    }));
}
