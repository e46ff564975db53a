//! The host's functions, one thin safe wrapper each: bytes in, bytes out, `None` or
//! `Err` where Envoy says no. It decides nothing and never panics; it is the only place
//! of the filter that calls the host.
//!
//! The SDK's wrappers would panic: on a header byte that is no UTF-8, on a map outside its
//! phase, on any status they do not expect.
#![expect(unsafe_code, reason = "the proxy-wasm ABI is raw pointers")]

use std::ptr::{null_mut, slice_from_raw_parts_mut};
use std::time::Duration;

use crate::header_map::{HeaderMap, encode_pairs};

mod imports;

use imports::OK;

/// `CasMismatch` of the ABI.
const CAS_MISMATCH: u32 = 8;
/// Bytes of one log line; what is longer is cut.
const LOG_LINE_BYTES_MAX: usize = 1_024;

/// The header maps the filter reads, with their numbers in the ABI.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub(crate) enum Map {
    /// Head of the request; present until its headers callback has returned.
    Request = 0,
    /// Head of the response.
    Response = 2,
    /// Head of the answer to [`call`]; absent when the call failed.
    Call = 6,
}

/// The buffers the filter reads, with their numbers in the ABI.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub(crate) enum Buffer {
    /// Body of the request: what is held, or this chunk.
    RequestBody = 0,
    /// Body of the response: what is held, or this chunk.
    ResponseBody = 1,
    /// Body of the answer to [`call`].
    CallBody = 4,
    /// The plugin configuration, in `on_configure` alone.
    Configuration = 7,
}

/// Severity of a log line, with its number in the ABI.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub(crate) enum Level {
    /// Life-cycle and configuration.
    Info = 2,
    /// Degraded, went on.
    Warn = 3,
    /// Someone must act.
    Error = 4,
}

/// Properties by path, segments separated by NUL as the ABI wants them.
pub(crate) mod property {
    /// Where a response comes from: `via_upstream`, or the name of a local reply.
    pub(crate) const RESPONSE_CODE_DETAILS: &[u8] = b"response\0code_details";
    /// The cluster the route chose.
    pub(crate) const CLUSTER_NAME: &[u8] = b"xds\0cluster_name";
    /// Filter state for access logs: `%FILTER_STATE(wasm.docent_request:PLAIN)%`.
    pub(crate) const REQUEST_VERDICT: &[u8] = b"docent_request";
    /// Filter state for access logs: `%FILTER_STATE(wasm.docent_response:PLAIN)%`.
    pub(crate) const RESPONSE_VERDICT: &[u8] = b"docent_response";
}

/// Why shared data were not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SharedError {
    /// Somebody else wrote since the value was read.
    Changed,
    /// The host refused.
    Refused,
}

/// One whole header map, duplicates included. `None` outside its phase.
#[inline]
pub(crate) fn header_map(map: Map) -> Option<HeaderMap> {
    let bytes = returned(|data, size| unsafe {
        imports::proxy_get_header_map_pairs(map as u32, data, size)
    })?;
    Some(HeaderMap::new(bytes))
}

/// The first `size_max` bytes of a buffer. `None` when there is none.
pub(crate) fn buffer(buffer: Buffer, size_max: usize) -> Option<Vec<u8>> {
    returned(|data, size| unsafe {
        imports::proxy_get_buffer_bytes(buffer as u32, 0, size_max, data, size)
    })
}

/// Puts these bytes in place of all that is in a buffer.
pub(crate) fn replace_buffer(buffer: Buffer, bytes: &[u8]) -> bool {
    // Envoy replaces the whole from a length that is at least its own.
    let status = unsafe {
        imports::proxy_set_buffer_bytes(buffer as u32, 0, usize::MAX, bytes.as_ptr(), bytes.len())
    };
    status == OK
}

/// A property by its path (see [`property`]). `None` when there is none in this phase.
pub(crate) fn read_property(path: &[u8]) -> Option<Vec<u8>> {
    returned(|data, size| unsafe {
        imports::proxy_get_property(path.as_ptr(), path.len(), data, size)
    })
}

/// Sets a filter-state entry, `wasm.<path>`, for access logs.
pub(crate) fn set_property(path: &[u8], value: &[u8]) -> bool {
    let status = unsafe {
        imports::proxy_set_property(path.as_ptr(), path.len(), value.as_ptr(), value.len())
    };
    status == OK
}

/// Answers the client in the upstream's place. `details` becomes the access log's response
/// code details. Takes effect after the callback has returned.
pub(crate) fn send_local_reply(
    status: u16,
    details: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> bool {
    const NOT_GRPC: i32 = -1;
    let headers = encode_pairs(headers);
    let status = unsafe {
        imports::proxy_send_local_response(
            u32::from(status),
            details.as_ptr(),
            details.len(),
            body.as_ptr(),
            body.len(),
            headers.as_ptr(),
            headers.len(),
            NOT_GRPC,
        )
    };
    status == OK
}

/// Defines a counter and gives its id in this VM. Costly (0.4 µs): the id is to be kept.
pub(crate) fn define_counter(name: &str) -> Option<u32> {
    const COUNTER: u32 = 0;
    let mut id = 0;
    let status =
        unsafe { imports::proxy_define_metric(COUNTER, name.as_ptr(), name.len(), &raw mut id) };
    (status == OK).then_some(id)
}

/// Adds to a counter. Adding nothing is refused by the host and so is not tried.
pub(crate) fn increment(id: u32, by: u64) -> bool {
    let Ok(by) = i64::try_from(by) else {
        return false;
    };
    by > 0 && unsafe { imports::proxy_increment_metric(id, by) } == OK
}

/// A value shared by all VMs of this `vm_id`, with the number that guards its change.
pub(crate) fn shared(key: &str) -> Option<(Vec<u8>, u32)> {
    let mut cas = 0;
    let value = returned(|data, size| unsafe {
        imports::proxy_get_shared_data(key.as_ptr(), key.len(), data, size, &raw mut cas)
    })?;
    Some((value, cas))
}

/// Writes a shared value; with `cas`, only if nobody wrote since it was read.
pub(crate) fn set_shared(key: &str, value: &[u8], cas: Option<u32>) -> Result<(), SharedError> {
    let status = unsafe {
        imports::proxy_set_shared_data(
            key.as_ptr(),
            key.len(),
            value.as_ptr(),
            value.len(),
            cas.unwrap_or(0),
        )
    };
    match status {
        OK => Ok(()),
        CAS_MISMATCH => Err(SharedError::Changed),
        _ => Err(SharedError::Refused),
    }
}

/// Sends an HTTP request to an Envoy cluster; the answer comes with the token. `None` when
/// the cluster is unknown or has no endpoint.
pub(crate) fn call(
    cluster: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    timeout: Duration,
) -> Option<u32> {
    let headers = encode_pairs(headers);
    let trailers = encode_pairs(&[]);
    let timeout_ms = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX);
    let mut token = 0;
    let status = unsafe {
        imports::proxy_http_call(
            cluster.as_ptr(),
            cluster.len(),
            headers.as_ptr(),
            headers.len(),
            body.as_ptr(),
            body.len(),
            trailers.as_ptr(),
            trailers.len(),
            timeout_ms,
            &raw mut token,
        )
    };
    (status == OK).then_some(token)
}

/// Sets how often `on_tick` is called, milliseconds.
pub(crate) fn set_tick_period(milliseconds: u32) -> bool {
    unsafe { imports::proxy_set_tick_period_milliseconds(milliseconds) == OK }
}

/// Milliseconds since 1970 by the host's wall clock, which may jump.
pub(crate) fn now_ms() -> u64 {
    const NANOSECONDS_PER_MILLISECOND: u64 = 1_000_000;
    let mut nanoseconds = 0;
    let status = unsafe { imports::proxy_get_current_time_nanoseconds(&raw mut nanoseconds) };
    if status == OK {
        nanoseconds / NANOSECONDS_PER_MILLISECOND
    } else {
        0
    }
}

/// 64 random bits: the standard library seeds its hash keys from the host's generator.
pub(crate) fn random() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    RandomState::new().build_hasher().finish()
}

/// Writes one log line: one, whatever a contract's author put into a name.
pub(crate) fn log(level: Level, line: &str) {
    let line = line.replace(char::is_control, " ");
    let size = line.floor_char_boundary(LOG_LINE_BYTES_MAX);
    // A log line that could not be written cannot be reported either.
    let _status = unsafe { imports::proxy_log(level as u32, line.as_ptr(), size) };
}

/// Takes over the bytes that the host put into memory it got from
/// `proxy_on_memory_allocate`.
fn returned(ask: impl FnOnce(*mut *mut u8, *mut usize) -> u32) -> Option<Vec<u8>> {
    let mut data: *mut u8 = null_mut();
    let mut size = 0;
    if ask(&raw mut data, &raw mut size) != OK || data.is_null() {
        return None;
    }
    if size == 0 {
        return Some(Vec::new());
    }
    // SAFETY: our `proxy_on_memory_allocate` makes a boxed slice of exactly `size`
    // bytes and forgets it; the host fills it and hands it over once.
    Some(unsafe { Box::from_raw(slice_from_raw_parts_mut(data, size)) }.into_vec())
}
