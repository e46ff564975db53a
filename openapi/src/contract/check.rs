//! The order of checks, a page from top to bottom. Order is meaning: parameters first,
//! then whether there must be a body, then what the head says of it, then the body.

use super::method_override;
use super::parameter::Given;
use super::verdict::keyword;
use super::{
    Body, BodyNeed, HeadCheck, ItemsCheck, Location, Operation, Undecided, Verdict, Violation,
};
use crate::http::{Announcement, ContentType, Header, MediaType, RequestHead, ResponseHead};
use crate::json::JsonLimits;

pub(super) fn request_head(
    operation: &Operation,
    head: &RequestHead<'_>,
    path_values: &[String],
    announced: &Announcement,
    accepts: &mut dyn FnMut(&Violation) -> bool,
) -> HeadCheck {
    // Who is not let in is told nothing else.
    let security = operation.security.check(head).except(accepts);
    if matches!(security, Verdict::Violates(_)) {
        return HeadCheck::from(security);
    }
    let given = match Given::read(operation, head, path_values) {
        Ok(given) => given,
        Err(violation) => return HeadCheck::from(Verdict::of(vec![violation])),
    };
    let before = security.and(method_override::check(operation, head).except(accepts));
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| parameter.check(&operation.program, &given).except(accepts))
        .fold(before, Verdict::and);
    let content = match (&operation.request_body, announced.length) {
        // Not even for a byte is a stream held.
        (None, None) if is_stream(&announced.content_type) => {
            HeadCheck::from(Verdict::Undecided(Undecided::Stream))
        }
        (None, None) => whole(),
        (None, Some(1..)) => HeadCheck::from(Verdict::of(vec![body_unexpected()])),
        (Some(body), Some(0)) if body.required => {
            HeadCheck::from(Verdict::of(vec![body_missing()]))
        }
        (None | Some(_), Some(0)) => HeadCheck::from(Verdict::Conforms),
        (Some(body), _) if body.content.is_empty() => HeadCheck::from(Verdict::Conforms),
        // There may be no body to be of any media type.
        (Some(_), None) if announced.content_type == ContentType::Absent => whole(),
        (Some(body), _) => body.content.check_head(&operation.program, announced),
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
    let declared = operation.request_body.as_ref();
    match (declared, media_type) {
        (Some(declared), _) if body.is_empty() && declared.required => {
            Verdict::of(vec![body_missing()])
        }
        _ if body.is_empty() => Verdict::Conforms,
        (None, _) => Verdict::of(vec![body_unexpected()]),
        (Some(declared), _) if declared.content.is_empty() => Verdict::Conforms,
        (Some(declared), Some(media_type)) => {
            let content = &declared.content;
            content.check_body(&operation.program, media_type, body)
        }
        (Some(_), None) => Verdict::of(vec![Violation::content_type("missing")]),
    }
}

pub(super) fn request_items(
    operation: &Operation,
    headers: &[Header<'_>],
    limits: JsonLimits,
) -> Option<ItemsCheck> {
    let body = operation.request_body.as_ref()?;
    let items = body.content.items(&operation.program, headers, limits)?;
    Some(if body.required {
        items.required()
    } else {
        items
    })
}

pub(super) fn response_items(
    operation: &Operation,
    head: &ResponseHead<'_>,
    limits: JsonLimits,
) -> Option<ItemsCheck> {
    let content = &operation.responses.of(head.status)?.content;
    content.items(&operation.program, head.headers, limits)
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
    let headers = response.check_headers(&operation.of_responses, head.headers);
    let content = &response.content;
    // OAS has no word for a response body that must not be empty, and these never have one.
    if end_of_stream || content.is_empty() || matches!(head.status, 100..=199 | 204 | 205 | 304) {
        return HeadCheck::from(headers);
    }
    let announced = Announcement::of(head.headers);
    let content = content.check_head(&operation.program, &announced);
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
            content.check_body(&operation.of_responses, media_type, body)
        }
        (_, _) => Verdict::Conforms,
    }
}

fn is_stream(content_type: &ContentType) -> bool {
    matches!(content_type, ContentType::One(media_type) if media_type.is_stream())
}

fn whole() -> HeadCheck {
    HeadCheck {
        verdict: Verdict::Conforms,
        body: BodyNeed::Whole,
    }
}

fn body_unexpected() -> Violation {
    Violation::new(
        Location::Body,
        "",
        keyword::REQUEST_BODY,
        "expected no body",
    )
}

fn body_missing() -> Violation {
    Violation::new(Location::Body, "", keyword::REQUIRED, "missing")
}
