//! Plain Envoy: a bootstrap with everything in it, updated by hot restarts, and one that watches files.
#![cfg(test)]

#[path = "plain/configuration.rs"]
mod configuration;
#[path = "plain/page.rs"]
mod page;
#[path = "plain/restarted.rs"]
mod restarted;
#[path = "plain/watched.rs"]
mod watched;
