//! Envoy Gateway.
#![cfg(test)]
