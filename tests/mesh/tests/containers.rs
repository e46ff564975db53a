//! Containers.
#![cfg(test)]
