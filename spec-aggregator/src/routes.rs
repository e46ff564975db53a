//! What each route does, one resource in a file. Routes read the request, ask the writer or a
//! snapshot, and answer; they decide nothing else.

pub mod adopt;
pub mod around;
pub mod conditional;
pub mod contracts;
pub mod declare;
pub mod docs;
pub mod documents;
pub mod findings;
pub mod health;
pub mod relayed;
pub mod reports;
#[cfg(test)]
mod tests;
