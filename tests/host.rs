//! The real filter through its real callbacks, in process: this binary stands in for Envoy and
//! defines the host's half of the proxy-wasm ABI. What only a real Envoy can show (memory
//! limits, imports, its own buffering) is proven elsewhere.
#![expect(unsafe_code, reason = "implements the proxy-wasm ABI")]

use filter as _; // called by the symbols in `envoy`

mod abi;
mod document;
mod envoy;
mod exchange;
mod frugal;
mod record;

mod accepted;
mod aggregator;
mod cases;
mod compiled;
mod configured;
mod guarded;
mod hostile;
mod observed;
mod private;
mod requests;
mod responses;
mod revealed;
mod shadowed;
mod streamed;
mod told;
mod whose;
