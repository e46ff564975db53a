//! The pure core: OpenAPI read in one direction and written in the other.
//!
//! `document → Contract → verdict on an exchange` (enforce) and
//! `exchange → Shape → document` (learn). Both are pure functions: no Envoy, no HTTP
//! server, no clock, no disk, no random source. What they need comes as arguments.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod contract;
pub mod document;
pub mod drift;
pub mod finding;
pub mod gateway;
pub mod http;
pub mod limits;
pub mod observation;
pub mod observed;
pub mod path;
pub mod pointer;
pub mod report;
pub mod shape;
pub mod stream;
mod words;

pub use schema::json;
