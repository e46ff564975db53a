//! The contexts of a VM by the host's numbers: whose a callback is. A number that nobody has
//! is nobody's: its exchange goes on.

use std::cell::RefCell;

use crate::by_number::ByNumber;
use crate::http::{Action, Event, HttpStream};
use crate::root::Root;

/// The parent that roots have.
const NO_PARENT: u32 = 0;

struct Contexts {
    roots: ByNumber<Root>,
    streams: ByNumber<HttpStream>,
}

thread_local! {
    static CONTEXTS: RefCell<Contexts> = const {
        RefCell::new(Contexts { roots: ByNumber::new(), streams: ByNumber::new() })
    };
}

/// A root of a plugin, or a stream of its.
pub(crate) fn create(id: u32, parent: u32) {
    with(|contexts| {
        if parent == NO_PARENT {
            contexts.roots.insert(u64::from(id), Root::default());
        } else if let Some(root) = contexts.roots.get_mut(u64::from(parent)) {
            contexts.streams.insert(u64::from(id), root.stream());
        }
    });
}

/// The context is over.
pub(crate) fn delete(id: u32) {
    // Most are streams. Only the search is within, not what dropping comes to.
    let stream = with(|contexts| contexts.streams.remove(u64::from(id)));
    if stream.flatten().is_none() {
        drop(with(|contexts| contexts.roots.remove(u64::from(id))));
    }
}

/// Calls a root. `None` when there is none.
pub(crate) fn root<R>(id: u32, callback: impl FnOnce(&mut Root) -> R) -> Option<R> {
    with(|contexts| contexts.roots.get_mut(u64::from(id)).map(callback)).flatten()
}

/// Something came of a stream.
pub(crate) fn stream(id: u32, event: Event) -> Action {
    let action = with(|contexts| {
        let stream = contexts.streams.get_mut(u64::from(id));
        stream.map(|stream| stream.on(event))
    });
    action.flatten().unwrap_or(Action::Continue)
}

/// A stream is over, and its access logs are written next.
pub(crate) fn log(id: u32) {
    with(|contexts| {
        let stream = contexts.streams.get_mut(u64::from(id));
        stream.map(HttpStream::on_log)
    });
}

/// The host calls from within a call of ours for memory alone. The guards are within, so what
/// is thrown there leaves nothing borrowed; what is thrown past this ends the VM.
fn with<R>(look: impl FnOnce(&mut Contexts) -> R) -> Option<R> {
    CONTEXTS.with(|contexts| Some(look(&mut *contexts.try_borrow_mut().ok()?)))
}
