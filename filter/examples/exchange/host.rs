//! The host's half of the ABI, as little of it as one conforming exchange needs: what it does
//! is counted, too. `tests/host` has a whole one.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

const OK: u32 = 0;
const NOT_FOUND: u32 = 1;
const UNIMPLEMENTED: u32 = 12;

const REQUEST_MAP: u32 = 0;
const REQUEST_BODY: u32 = 0;
const CONFIGURATION: u32 = 7;

/// What the filter can ask for.
pub(crate) struct Given {
    pub(crate) configuration: &'static [u8],
    pub(crate) request: Vec<u8>,
    pub(crate) body: &'static [u8],
}

static GIVEN: OnceLock<Given> = OnceLock::new();
static INCREMENTS: AtomicU64 = AtomicU64::new(0);

/// Before the first callback, once.
pub(crate) fn give(given: Given) {
    GIVEN.get_or_init(|| given);
}

/// How often a counter was incremented.
pub(crate) fn increments() -> u64 {
    INCREMENTS.load(Relaxed)
}

/// Pairs in the ABI's encoding.
pub(crate) fn encode(pairs: &[(&str, &str)]) -> Vec<u8> {
    let number = |size: usize| u32::try_from(size).unwrap_or(0).to_le_bytes();
    let mut encoded = number(pairs.len()).to_vec();
    for (name, value) in pairs {
        encoded.extend(number(name.len()));
        encoded.extend(number(value.len()));
    }
    for text in pairs.iter().flat_map(|(name, value)| [name, value]) {
        encoded.extend(text.bytes());
        encoded.push(0);
    }
    encoded
}

unsafe extern "C" {
    safe fn proxy_on_memory_allocate(size: usize) -> *mut u8;
}

/// Hands bytes over in memory of the module's own.
unsafe fn answer(value: Option<&[u8]>, data: *mut *mut u8, size: *mut usize) -> u32 {
    let Some(value) = value else {
        return NOT_FOUND;
    };
    // SAFETY: the memory is as large as was asked for, and the module says where it wants
    // to read of it.
    unsafe {
        *data = proxy_on_memory_allocate(value.len());
        (*data).copy_from_nonoverlapping(value.as_ptr(), value.len());
        *size = value.len();
    }
    OK
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_get_buffer_bytes(
    buffer: u32,
    _start: usize,
    _size_max: usize,
    data: *mut *mut u8,
    size: *mut usize,
) -> u32 {
    let given = GIVEN.get();
    let value = match buffer {
        REQUEST_BODY => given.map(|given| given.body),
        CONFIGURATION => given.map(|given| given.configuration),
        _ => None,
    };
    unsafe { answer(value, data, size) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_get_header_map_pairs(
    map: u32,
    data: *mut *mut u8,
    size: *mut usize,
) -> u32 {
    let given = GIVEN.get().filter(|_| map == REQUEST_MAP);
    unsafe { answer(given.map(|given| given.request.as_slice()), data, size) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn proxy_define_metric(
    _kind: u32,
    _name: *const u8,
    _size: usize,
    id: *mut u32,
) -> u32 {
    unsafe { *id = 1 };
    OK
}

#[unsafe(no_mangle)]
extern "C" fn proxy_increment_metric(_id: u32, _by: i64) -> u32 {
    INCREMENTS.fetch_add(1, Relaxed);
    OK
}

/// What the exchange does not call.
macro_rules! refused {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        extern "C" fn $name() -> u32 {
            UNIMPLEMENTED
        }
    )*};
}

refused! {
    proxy_log
    proxy_get_current_time_nanoseconds
    proxy_set_tick_period_milliseconds
    proxy_set_buffer_bytes
    proxy_get_property
    proxy_set_property
    proxy_send_local_response
    proxy_get_shared_data
    proxy_set_shared_data
    proxy_http_call
}
