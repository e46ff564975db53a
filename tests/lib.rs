//! Promises the whole project makes.
#![cfg(test)]
