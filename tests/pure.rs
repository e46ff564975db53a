//! Every case folder by the core alone: a document, an exchange, a verdict, and no wall between.

use mesh::case::{Case, Expected, Verdict as Wanted};
use openapi::contract::{
    Body, BodyNeed, Contract, HeadCheck, ItemsCheck, Matched, Operation, Route, Verdict,
};
use openapi::document::{Document, Version};
use openapi::http::{ContentType, Header, MediaType, RequestHead, ResponseHead};
use openapi::json::JsonLimits;
use serde_json::Value;

/// One message of a case, as bytes.
struct Message {
    fields: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Message {
    fn new<'f>(
        fields: impl IntoIterator<Item = (&'f String, &'f String)>,
        json: Option<&Value>,
        other: &str,
    ) -> Self {
        let fields = fields.into_iter();
        let mut fields: Vec<_> = fields.map(|(n, v)| (n.clone(), v.clone())).collect();
        if json.is_some() {
            fields.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let body = json.map_or_else(|| other.to_owned(), ToString::to_string);
        Self {
            fields,
            body: body.into_bytes(),
        }
    }

    fn headers(&self) -> Vec<Header<'_>> {
        self.fields
            .iter()
            .map(|(name, value)| header(name, value))
            .collect()
    }

    /// The head's verdict, and the body's where the head asks for it and does not violate.
    fn judged(
        &self,
        head: HeadCheck,
        whole: impl FnOnce(Option<&MediaType>, &Body<'_>) -> Verdict,
        items: impl FnOnce() -> Option<ItemsCheck>,
    ) -> Verdict {
        let body = match head.body {
            _ if matches!(head.verdict, Verdict::Violates(_)) => Verdict::Conforms,
            BodyNeed::Nothing => Verdict::Conforms,
            BodyNeed::Whole => {
                let media_type = match ContentType::of(&self.headers()) {
                    ContentType::One(media_type) => Some(media_type),
                    ContentType::Absent | ContentType::Several | ContentType::Malformed => None,
                };
                let media_type = media_type.as_ref();
                let body = Body::read(media_type, &self.body, JsonLimits::default());
                whole(media_type, &body)
            }
            BodyNeed::Items => {
                let mut items = items().unwrap();
                match items.chunk(&self.body) {
                    Ok(()) => items.end(),
                    Err(broken) => Verdict::Violates(broken.violations),
                }
            }
        };
        head.verdict.and(body)
    }
}

fn header<'f>(name: &'f str, value: &'f str) -> Header<'f> {
    Header {
        name: name.as_bytes(),
        value: value.as_bytes(),
    }
}

fn of_request(contract: &Contract, case: &Case) -> (Verdict, Option<std::sync::Arc<Operation>>) {
    let sent = &case.exchange.request;
    let message = Message::new(
        &sent.headers,
        sent.body.as_ref(),
        sent.text.as_deref().unwrap_or_default(),
    );
    let path = sent.path.split('?').next().unwrap_or_default();
    let Matched {
        operation,
        path_values,
    } = match contract.route(sent.method.as_bytes(), path) {
        Route::Matched(matched) => matched,
        Route::Malformed(violation) => return (Verdict::Violates(vec![violation]), None),
        other @ (Route::NotFound | Route::MethodNotAllowed { .. }) => panic!("{other:?}"),
    };
    let headers = message.headers();
    let head = RequestHead {
        method: sent.method.as_bytes(),
        authority: b"gateway",
        path: sent.path.as_bytes(),
        headers: &headers,
    };
    let verdict = message.judged(
        operation.check_request_head(&head, &path_values, message.body.is_empty()),
        |media_type, body| operation.check_request_body(media_type, body),
        || operation.check_request_items(&headers, JsonLimits::default()),
    );
    (verdict, Some(operation))
}

fn of_response(operation: &Operation, case: &Case) -> Verdict {
    let answered = &case.exchange.response;
    let chunks = answered.chunks.concat();
    let message = Message::new(&answered.headers, answered.body.as_ref(), &chunks);
    let headers = message.headers();
    let head = ResponseHead {
        status: answered.status,
        headers: &headers,
    };
    message.judged(
        operation.check_response_head(&head, message.body.is_empty()),
        |media_type, body| operation.check_response_body(answered.status, media_type, body),
        || operation.check_response_items(&head, JsonLimits::default()),
    )
}

/// The core knows no baseline: what that lets through is a violation here.
fn check(case: &Case, verdict: &Verdict, wanted: Wanted, expected: &Expected) {
    let name = &case.name;
    match (wanted, verdict) {
        (Wanted::Conforms, Verdict::Conforms)
        | (Wanted::Undecided, Verdict::Undecided(_))
        | (Wanted::Accepted, Verdict::Violates(_)) => {}
        (Wanted::Violates, Verdict::Violates(violations)) => {
            let found = violations.iter().map(|violation| {
                let location = violation.location.to_string();
                (location, &violation.pointer, &violation.keyword)
            });
            let found: Vec<_> = found.collect();
            let wanted = expected.violations.iter();
            let wanted: Vec<_> = wanted
                .map(|it| (it.location.clone(), &it.pointer, &it.keyword))
                .collect();
            if case.baseline.is_empty() {
                assert_eq!(found, wanted, "{name}");
            }
        }
        (_, _) => panic!("{name}: {wanted:?}, not {verdict:?}"),
    }
}

#[test]
fn every_case_gets_its_verdict_from_the_core_alone() {
    for case in Case::all() {
        let Some(document) = &case.document else {
            continue; // nobody declares anything: there is nothing to judge by
        };
        let (contract, _) = Contract::compile(&Document::parse(document).unwrap());
        let (verdict, operation) = of_request(&contract, &case);
        check(&case, &verdict, case.expected.request, &case.expected);
        let operation = operation.filter(|_| case.expected.request != Wanted::Violates);
        if let (Some(operation), Some(wanted)) = (operation, case.expected.response) {
            let verdict = of_response(&operation, &case);
            check(&case, &verdict, wanted, &case.expected);
        }
    }
}

#[test]
fn the_3_0_form_of_a_document_refuses_no_more_than_the_document() {
    for case in Case::all() {
        let Some(text) = &case.document else {
            continue;
        };
        let document = Document::parse(text).unwrap();
        let (contract, _) = Contract::compile(&document);
        let (narrow, problems) = Contract::compile(&document.downgraded(Version::V3_0));
        let (before, operation) = of_request(&contract, &case);
        let (after, narrow) = of_request(&narrow, &case);
        let name = &case.name;
        if before == Verdict::Conforms {
            assert_eq!(after, Verdict::Conforms, "{name}: {problems:?}");
        }
        if let (Some(operation), Some(narrow)) = (operation, narrow)
            && of_response(&operation, &case) == Verdict::Conforms
        {
            let after = of_response(&narrow, &case);
            assert_eq!(after, Verdict::Conforms, "{name}: {problems:?}");
        }
    }
}
