//! What is known of one service, on the way to its document: what it declares, what was
//! observed, and where the two differ.

use openapi::drift::{self, Comparison};
use serde_json::Value;

/// The two documents of a service and their comparison.
#[derive(Clone, Debug, Default)]
pub struct Learnt {
    /// What it declares, in the 3.1 dialect.
    pub declared: Option<Value>,
    /// What traffic has taught, with paths below the base path.
    pub observed: Option<Value>,
    /// Where they differ, if there are both.
    pub comparison: Option<Comparison>,
}

impl Learnt {
    /// Compares the two. `days` says for how many days there are observations.
    pub fn of(declared: Option<Value>, observed: Option<Value>, days: u64) -> Self {
        let comparison = declared
            .as_ref()
            .zip(observed.as_ref())
            .map(|(declared, observed)| drift::compare(declared, observed, days));
        Self {
            declared,
            observed,
            comparison,
        }
    }
}
