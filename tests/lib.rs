//! Promises the whole project makes, as tests. Behaviour of one module is tested beside it, not here.
#![cfg(test)]

#[cfg(feature = "envoy")]
mod envoy;
mod host;
mod tidy;
