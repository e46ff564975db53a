#![doc = include_str!("../README.md")]
//!
//! This crate is the wall between Envoy and the core: it reads, asks and applies. What an
//! exchange must look like and what it teaches is decided in `openapi`.

// Throwing and catching, which Rust itself only does to unwind, are written in assembly.
#![cfg_attr(target_family = "wasm", feature(asm_experimental_arch))]

mod aggregator;
mod by_number;
mod callbacks;
mod coding;
mod config;
mod contexts;
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
