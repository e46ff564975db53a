#![doc = include_str!("../README.md")]
//!
//! This crate is the wall between HTTP, the database and the core: it takes in, keeps and
//! publishes. What a shape is and what a document says is decided in `openapi`.

#![forbid(unsafe_code)]

pub mod adopt;
pub mod aggregate;
pub mod app;
pub mod cli;
pub mod config;
pub mod contract;
pub mod digest;
pub mod error;
pub mod finding;
pub mod har;
pub mod limits;
pub mod poll;
pub mod publish;
pub mod relay;
pub mod router;
pub mod routes;
pub mod serve;
pub mod snapshot;
pub mod store;
pub mod telemetry;
pub mod timestamp;
pub mod token;
pub mod writer;
