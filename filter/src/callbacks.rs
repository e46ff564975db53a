//! What the host calls: the functions of the ABI 0.2.1 that the filter has a use for. Those it
//! does not export are not called, which saves every exchange the way into the VM and back.
//!
//! The SDK is not used: its dispatcher took a fifth of the calls of an exchange that is nobody's,
//! and panics where the host says something it does not expect.
#![expect(unsafe_code, reason = "the host calls by C symbols")]

use crate::contexts;
use crate::http::Event;
use crate::root::Root;

/// Says which ABI this is.
#[unsafe(no_mangle)]
extern "C" fn proxy_abi_version_0_2_1() {}

/// Memory for what the host hands over: see [`crate::host`], which takes it back.
#[unsafe(no_mangle)]
extern "C" fn proxy_on_memory_allocate(size: usize) -> *mut u8 {
    Box::into_raw(Box::<[u8]>::new_uninit_slice(size)).cast()
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_context_create(id: u32, parent: u32) {
    contexts::create(id, parent);
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_configure(id: u32, size: usize) -> bool {
    contexts::root(id, |root| root.on_configure(size)).unwrap_or(false)
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_tick(id: u32) {
    contexts::root(id, Root::on_tick);
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_http_call_response(
    id: u32,
    token: u32,
    headers: usize,
    body_size: usize,
    _trailers: usize,
) {
    contexts::root(id, |root| {
        root.on_http_call_response(token, headers, body_size);
    });
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_request_headers(id: u32, _headers: usize, ends: bool) -> u32 {
    contexts::stream(id, Event::RequestHead { ends }) as u32
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_request_body(id: u32, size: usize, ends: bool) -> u32 {
    contexts::stream(id, Event::RequestBody { size, ends }) as u32
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_request_trailers(id: u32, _trailers: usize) -> u32 {
    contexts::stream(id, Event::RequestTrailers) as u32
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_response_headers(id: u32, _headers: usize, ends: bool) -> u32 {
    contexts::stream(id, Event::ResponseHead { ends }) as u32
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_response_body(id: u32, size: usize, ends: bool) -> u32 {
    contexts::stream(id, Event::ResponseBody { size, ends }) as u32
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_response_trailers(id: u32, _trailers: usize) -> u32 {
    contexts::stream(id, Event::ResponseTrailers) as u32
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_log(id: u32) {
    contexts::log(id);
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_delete(id: u32) {
    contexts::delete(id);
}
