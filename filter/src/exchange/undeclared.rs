//! Query parameters that the contract does not declare: what is done about them. Which they
//! are is the contract's to say.

use openapi::contract::{Operation, Verdict};
use openapi::http::RequestHead;

use super::{Direction, Exchange};
use crate::config::Undeclared;

/// A word for access logs.
const REPORTED: &str = "undeclared_query";

impl Exchange {
    /// What is said of query parameters that the contract does not declare.
    pub(super) fn undeclared(&mut self, head: &RequestHead<'_>, operation: &Operation) -> Verdict {
        let policy = self.settings.undeclared_query;
        if policy == Undeclared::Allow {
            return Verdict::Conforms;
        }
        let violations = operation.undeclared_query(head);
        if violations.is_empty() {
            return Verdict::Conforms;
        }
        if policy == Undeclared::Report {
            self.request.reported = Some(REPORTED);
            return Verdict::Conforms;
        }
        self.excepting(Direction::Request, operation, |accepts| {
            Verdict::Violates(violations).except(accepts)
        })
    }
}
