//! Plain Envoy: a configuration directory it watches.
#![cfg(test)]
