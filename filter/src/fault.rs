//! Panics on demand, for tests of the guard in a real Envoy. Without the feature
//! `fault-injection` nothing here does anything and no header is looked for.

#[cfg(not(feature = "fault-injection"))]
use crate::header_map::HeaderMap;

/// The callback that is to panic, from the request header `x-docent-fault`.
#[derive(Debug, Default)]
pub(crate) struct Fault {
    #[cfg(feature = "fault-injection")]
    callback: Vec<u8>,
}

#[cfg(not(feature = "fault-injection"))]
#[expect(
    clippy::unused_self,
    reason = "the other build's methods need what they are called on"
)]
impl Fault {
    /// Whether faults can be injected in this build.
    pub(crate) const IS_BUILT_IN: bool = false;

    /// Reads the header.
    pub(crate) fn read(&mut self, _map: &HeaderMap) {}

    /// Whether some callback is to panic.
    pub(crate) fn is_asked_for(&self) -> bool {
        false
    }

    /// Panics if this is the callback.
    pub(crate) fn strike(&self, _callback: &str) {}
}

/// Panics if an exchange has asked this callback of the root context to.
#[cfg(not(feature = "fault-injection"))]
pub(crate) fn strike_worker(_callback: &str) {}

#[cfg(feature = "fault-injection")]
pub(crate) use injected::strike_worker;

#[cfg(feature = "fault-injection")]
mod injected {
    //! The build that can be told to panic.

    use std::cell::RefCell;

    use super::Fault;
    use crate::header_map::{HeaderMap, first};

    /// Callbacks of the root context, which has no request of its own.
    const OF_ROOT: [&[u8]; 2] = [b"tick", b"http_call_response"];

    thread_local! {
        static NEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }

    impl Fault {
        /// Whether faults can be injected in this build.
        pub(crate) const IS_BUILT_IN: bool = true;

        /// Reads the header.
        pub(crate) fn read(&mut self, map: &HeaderMap) {
            self.callback = first(&map.fields(), b"x-docent-fault").to_vec();
            if OF_ROOT.contains(&self.callback.as_slice()) {
                NEXT.set(self.callback.clone());
            }
        }

        /// Whether some callback is to panic.
        pub(crate) fn is_asked_for(&self) -> bool {
            !self.callback.is_empty()
        }

        /// Panics if this is the callback.
        pub(crate) fn strike(&self, callback: &str) {
            strike_if(&self.callback, callback);
        }
    }

    /// Panics, once, if an exchange has asked this callback of the root context to.
    pub(crate) fn strike_worker(callback: &str) {
        if NEXT.with_borrow(|next| next == callback.as_bytes()) {
            strike_if(&NEXT.take(), callback);
        }
    }

    /// Asserts that it was not asked for, which is a panic on demand.
    fn strike_if(asked: &[u8], callback: &str) {
        assert!(asked != callback.as_bytes(), "fault injected");
    }
}
