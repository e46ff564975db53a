//! The API server of the labs, and the aggregator's manifests on it.
#![cfg(test)]
