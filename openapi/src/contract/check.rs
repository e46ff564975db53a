//! The order of checks, a page from top to bottom. Order is meaning: parameters first,
//! then whether there must be a body, then what the head says of it, then the body.

use super::parameter::Given;
use super::verdict::keyword;
use super::{Body, HeadCheck, Location, Operation, Verdict, Violation};
use crate::http::{MediaType, RequestHead, ResponseHead};

pub(super) fn request_head(
    operation: &Operation,
    head: &RequestHead<'_>,
    path_values: &[String],
    end_of_stream: bool,
    accepts: &mut dyn FnMut(&Violation) -> bool,
) -> HeadCheck {
    // Who is not let in is told nothing else.
    let security = operation.security.check(head).except(accepts);
    if matches!(security, Verdict::Violates(_)) {
        return HeadCheck::from(security);
    }
    let given = match Given::read(head, path_values) {
        Ok(given) => given,
        Err(violation) => return HeadCheck::from(Verdict::of(vec![violation])),
    };
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| parameter.check(&operation.program, &given).except(accepts))
        .fold(security, Verdict::and);
    let Some(body) = &operation.request_body else {
        return HeadCheck::from(parameters);
    };
    let content = match (end_of_stream, body.required) {
        (true, true) => HeadCheck::from(Verdict::of(vec![body_missing()])),
        (true, false) => HeadCheck::from(Verdict::Conforms),
        (false, _) if body.content.is_empty() => HeadCheck::from(Verdict::Conforms),
        (false, _) => body.content.check_head(head.headers),
    };
    HeadCheck {
        verdict: parameters.and(content.verdict.except(accepts)),
        body: content.body,
    }
}

pub(super) fn request_body(
    operation: &Operation,
    media_type: Option<&MediaType>,
    body: &Body<'_>,
) -> Verdict {
    let Some(declared) = &operation.request_body else {
        return Verdict::Conforms;
    };
    match media_type {
        _ if body.is_empty() && declared.required => Verdict::of(vec![body_missing()]),
        Some(media_type) if !body.is_empty() => {
            let content = &declared.content;
            content.check_body(&operation.program, media_type, body)
        }
        Some(_) | None => Verdict::Conforms,
    }
}

pub(super) fn response_head(
    operation: &Operation,
    head: &ResponseHead<'_>,
    end_of_stream: bool,
) -> HeadCheck {
    if operation.responses.is_empty() {
        return HeadCheck::from(Verdict::Conforms);
    }
    let Some(response) = operation.responses.of(head.status) else {
        return HeadCheck::from(Verdict::of(vec![Violation::new(
            Location::Status,
            "",
            keyword::RESPONSES,
            format!("status {} is not declared", head.status),
        )]));
    };
    let headers = response.check_headers(&operation.program, head.headers);
    let content = &response.content;
    // OAS has no word for a response body that must not be empty, and these never have one.
    if end_of_stream || content.is_empty() || matches!(head.status, 100..=199 | 204 | 205 | 304) {
        return HeadCheck::from(headers);
    }
    let content = content.check_head(head.headers);
    HeadCheck {
        verdict: headers.and(content.verdict),
        body: content.body,
    }
}

pub(super) fn response_body(
    operation: &Operation,
    status: u16,
    media_type: Option<&MediaType>,
    body: &Body<'_>,
) -> Verdict {
    match (operation.responses.of(status), media_type) {
        (Some(response), Some(media_type)) if !body.is_empty() => {
            let content = &response.content;
            content.check_body(&operation.program, media_type, body)
        }
        (_, _) => Verdict::Conforms,
    }
}

fn body_missing() -> Violation {
    Violation::new(Location::Body, "", keyword::REQUIRED, "missing")
}
