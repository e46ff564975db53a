//! Exchanges to be counted: `exchange <mode> <times>` has so many small ones pass through the
//! filter, natively and from context to log, as the benchmark does with a body of 1 KB.
//! `scripts/instructions` counts.
#![expect(unsafe_code, reason = "implements the proxy-wasm ABI")]

mod host;

use std::process::ExitCode;

use filter as _; // called by the symbols below
use host::Given;

const CONFIGURATION: &[u8] = include_bytes!("configuration.json");
const ORDER: &[u8] = include_bytes!("order.json");
const ANSWER: &[u8] = b"{}";

unsafe extern "C" {
    safe fn proxy_on_context_create(context: u32, root: u32);
    safe fn proxy_on_configure(context: u32, size: usize) -> bool;
    safe fn proxy_on_request_headers(context: u32, headers: usize, end: bool) -> u32;
    safe fn proxy_on_request_body(context: u32, size: usize, end: bool) -> u32;
    safe fn proxy_on_response_headers(context: u32, headers: usize, end: bool) -> u32;
    safe fn proxy_on_response_body(context: u32, size: usize, end: bool) -> u32;
    safe fn proxy_on_log(context: u32);
    safe fn proxy_on_delete(context: u32);
}

const ROOT: u32 = 1;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, times] = arguments.as_slice() else {
        return ExitCode::FAILURE;
    };
    let path = match mode.as_str() {
        "exchange" => "/sink",
        "passed" => "/elsewhere",
        _ => return ExitCode::FAILURE,
    };
    let Ok(times) = times.parse::<u32>() else {
        return ExitCode::FAILURE;
    };
    let length = ORDER.len().to_string();
    host::give(Given {
        configuration: CONFIGURATION,
        request: host::encode(&[
            (":authority", "127.0.0.1:19910"),
            (":path", path),
            (":method", "POST"),
            (":scheme", "http"),
            ("content-type", "application/json"),
            ("content-length", &length),
            ("x-forwarded-proto", "http"),
            ("x-request-id", "0ad6a8d1-7f0a-4a3b-9f5a-1b2c3d4e5f60"),
            ("x-envoy-expected-rq-timeout-ms", "15000"),
        ]),
        body: ORDER,
    });
    proxy_on_context_create(ROOT, 0);
    if !proxy_on_configure(ROOT, CONFIGURATION.len()) {
        return ExitCode::FAILURE;
    }
    for context in (ROOT + 1..).take(times as usize) {
        exchange(context);
    }
    // Each is counted once it has arrived, and once more with its verdict.
    if host::increments() == 2 * u64::from(times) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn exchange(context: u32) {
    proxy_on_context_create(context, ROOT);
    proxy_on_request_headers(context, 9, false);
    proxy_on_request_body(context, ORDER.len(), true);
    proxy_on_response_headers(context, 4, false);
    proxy_on_response_body(context, ANSWER.len(), true);
    proxy_on_log(context);
    proxy_on_delete(context);
}
