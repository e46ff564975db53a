//! Header fields that ask a framework to take a request for another method than it has.
//! The contract was chosen by the method, so they are refused unless the contract names them.

use super::verdict::keyword;
use super::{Location, Operation, Verdict, Violation};
use crate::http::{Header, RequestHead, values};
use crate::pointer;

/// What frameworks listen to.
const OVERRIDES: [&str; 3] = [
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
];

/// Judges the head of a request.
pub(super) fn check(operation: &Operation, head: &RequestHead<'_>) -> Verdict {
    // Nearly no request has one.
    let is_one = |header: &Header<'_>| {
        header.name.starts_with(b"x-") && OVERRIDES.iter().any(|it| it.as_bytes() == header.name)
    };
    if !head.headers.iter().any(is_one) {
        return Verdict::Conforms;
    }
    let is_declared = |name| operation.parameters.iter().any(|it| it.is_header(name));
    let violations = OVERRIDES
        .into_iter()
        .filter(|name| values(head.headers, name.as_bytes()).next().is_some())
        .filter(|name| !is_declared(name))
        .map(|name| {
            Violation::new(
                Location::Header,
                pointer::join("", name),
                keyword::METHOD_OVERRIDE,
                "asks for another method and is not declared",
            )
        });
    Verdict::of(violations.collect())
}
