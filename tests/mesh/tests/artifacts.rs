//! What is shipped.
#![cfg(test)]
