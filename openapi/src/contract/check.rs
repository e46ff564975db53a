//! The order of checks, a page from top to bottom. Order is meaning: parameters first,
//! then whether there must be a body, then what the head says of it, then the body.

use super::parameter::Given;
use super::verdict::keyword;
use super::{HeadCheck, Location, Operation, Verdict, Violation};
use crate::http::{MediaType, RequestHead, ResponseHead};
use crate::json::{Json, JsonError};

pub(super) fn request_head(
    operation: &Operation,
    head: &RequestHead<'_>,
    path_values: &[String],
    end_of_stream: bool,
) -> HeadCheck {
    let given = match Given::read(head, path_values) {
        Ok(given) => given,
        Err(violation) => return HeadCheck::from(Verdict::of(vec![violation])),
    };
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| parameter.check(&operation.program, &given))
        .fold(Verdict::Conforms, Verdict::and);
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
        verdict: parameters.and(content.verdict),
        body: content.body,
    }
}

pub(super) fn request_body(
    operation: &Operation,
    media_type: &MediaType,
    body: &Result<Json<'_>, JsonError>,
) -> Verdict {
    match (&operation.request_body, body) {
        (Some(declared), Err(JsonError::Empty)) if declared.required => {
            Verdict::of(vec![body_missing()])
        }
        (_, Err(JsonError::Empty)) | (None, _) => Verdict::Conforms,
        (Some(declared), _) => {
            let content = &declared.content;
            content.check_body(&operation.program, media_type, body)
        }
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
    let Some(content) = operation.responses.of(head.status) else {
        return HeadCheck::from(Verdict::of(vec![Violation::new(
            Location::Status,
            "",
            keyword::RESPONSES,
            format!("status {} is not declared", head.status),
        )]));
    };
    // OAS has no word for a response body that must not be empty, and these never have one.
    if end_of_stream || content.is_empty() || matches!(head.status, 100..=199 | 204 | 205 | 304) {
        return HeadCheck::from(Verdict::Conforms);
    }
    content.check_head(head.headers)
}

pub(super) fn response_body(
    operation: &Operation,
    status: u16,
    media_type: &MediaType,
    body: &Result<Json<'_>, JsonError>,
) -> Verdict {
    match (operation.responses.of(status), body) {
        (None, _) | (_, Err(JsonError::Empty)) => Verdict::Conforms,
        (Some(content), _) => content.check_body(&operation.program, media_type, body),
    }
}

fn body_missing() -> Violation {
    Violation::new(Location::Body, "", keyword::REQUIRED, "missing")
}
