//! Header fields that ask a framework to take a request for another method than it has.
//! The contract was chosen by the method, so they are refused unless the contract names them.

use super::verdict::keyword;
use super::{Location, Operation, Verdict, Violation};
use crate::http::RequestHead;
use crate::pointer;

/// What frameworks listen to.
const OVERRIDES: [&str; 3] = [
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
];

/// Whether a field may be one of them, by how all of them begin.
fn may_be(name: &[u8]) -> bool {
    matches!(name, [b'x', b'-', b'h' | b'm', ..])
}

/// Judges the head of a request.
pub(super) fn check(operation: &Operation, head: &RequestHead<'_>) -> Verdict {
    // Most heads have none; to compare each field with each name was most of the comparisons
    // that a small one took.
    if !head.headers.iter().any(|it| may_be(it.name)) {
        return Verdict::Conforms;
    }
    let is_given = |name: &str| head.headers.iter().any(|it| it.name == name.as_bytes());
    let is_declared = |name| operation.parameters.iter().any(|it| it.is_header(name));
    let asked = OVERRIDES.into_iter().filter(|name| is_given(name));
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

#[cfg(test)]
mod tests {
    use super::{OVERRIDES, may_be};

    #[test]
    fn no_override_is_passed_over_for_how_it_begins() {
        assert!(OVERRIDES.iter().all(|name| may_be(name.as_bytes())));
        assert!(!may_be(b"x-request-id"));
    }
}
