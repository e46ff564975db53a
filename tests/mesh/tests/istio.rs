//! Istio.
#![cfg(test)]
