#![doc = include_str!("../README.md")]
//!
//! This crate is the wall between Envoy and the core: it reads, asks and applies. What an
//! exchange must look like and what it teaches is decided in `openapi`.

// Throwing and catching, which Rust itself only does to unwind, are written in assembly.
#![cfg_attr(target_family = "wasm", feature(asm_experimental_arch))]

mod aggregator;
mod by_hash;
mod coding;
mod config;
mod contracts;
mod exchange;
mod fault;
mod guard;
mod header_map;
mod host;
mod http;
mod learning;
mod log;
mod outbox;
mod pace;
mod reply;
mod root;
mod service_name;
mod stats;
mod taken;
mod worker;

#[cfg(target_family = "wasm")]
mod start;
#[cfg(target_family = "wasm")]
mod thrown;

/// Tells the SDK of this VM how contexts are made. Tests call it once per thread, which
/// stands for a VM; in Envoy it is called when the module is initialized.
///
/// The SDK's logger and its panic hook are not installed: the hook repeats panic messages,
/// and those repeat values.
pub fn start() {
    proxy_wasm::set_root_context(|_| Box::new(root::Root::default()));
}
