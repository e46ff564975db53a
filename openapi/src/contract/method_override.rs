//! Header fields that ask a framework to take a request for another method than it has.
//! The contract was chosen by the method, so they are refused unless the contract names them.

use super::verdict::keyword;
use super::{Location, Operation, Verdict, Violation};
use crate::http::RequestHead;
use crate::pointer;

/// What frameworks listen to, by the name of a field; nearly no request has one.
fn listened_to(name: &[u8]) -> Option<&'static str> {
    match name {
        b"x-http-method" => Some("x-http-method"),
        b"x-http-method-override" => Some("x-http-method-override"),
        b"x-method-override" => Some("x-method-override"),
        _ => None,
    }
}

/// Judges the head of a request.
pub(super) fn check(operation: &Operation, head: &RequestHead<'_>) -> Verdict {
    let is_declared = |name| operation.parameters.iter().any(|it| it.is_header(name));
    let asked = head.headers.iter().filter_map(|it| listened_to(it.name));
    let violations = asked.filter(|name| !is_declared(name)).map(|name| {
        Violation::new(
            Location::Header,
            pointer::join("", name),
            keyword::METHOD_OVERRIDE,
            "asks for another method and is not declared",
        )
    });
    Verdict::of(violations.collect())
}
