//! Names in a query that no parameter declares. OAS says nothing of them, so whoever runs
//! the gateway does.

use super::parameter::{Parameter, query};
use super::{Location, Operation, Violation};
use crate::http::RequestHead;
use crate::limits::VIOLATIONS_MAX;

/// The keyword of these violations, which is none of OpenAPI's.
const UNDECLARED: &str = "undeclared";

impl Operation {
    /// One violation for each name in the query that neither a parameter nor a security
    /// scheme (OAS 3.1 §4.8.27) declares, at most [`VIOLATIONS_MAX`]; the names are the
    /// client's, and not told. None where the query cannot be read, which is a violation of
    /// its own.
    pub fn undeclared_query(&self, head: &RequestHead<'_>) -> Vec<Violation> {
        let mut names: Vec<String> = query(head)
            .unwrap_or_default()
            .into_iter()
            .map(|pair| pair.name)
            .collect();
        names.sort_unstable();
        names.dedup();
        let undeclared = names.iter().filter(|name| {
            let mut parameters = self.parameters.iter().filter(|it| it.is_of_query());
            !parameters.any(|it| it.takes(name) || it.takes_rest())
                && !self.security.reads_query(name)
        });
        undeclared
            .take(VIOLATIONS_MAX)
            .map(|_| Violation::new(Location::Query, "/*", UNDECLARED, "not declared"))
            .collect()
    }

    /// Whether a name that stands beside those of a parameter belongs to another one.
    pub(super) fn takes_beside(&self, parameter: &Parameter, name: &str) -> bool {
        let mut others = self
            .parameters
            .iter()
            .filter(|other| other.stands_beside(parameter));
        others.any(|other| other.takes(name))
            || (parameter.is_of_query() && self.security.reads_query(name))
    }
}
