//! Every case folder through the filter in process: the same exchanges that real Envoys get,
//! by contracts compiled in the filter and by those that come compiled.

use mesh::case::{Case, Expected, Verdict};
use openapi::document::Document;
use serde_json::{Value, json};

use super::compiled;
use super::envoy::{Envoy, vm};
use super::exchange::{Message, request, response};
use super::record::field;

/// The request of a case as Envoy hands it over.
fn sent(case: &Case) -> Message {
    let sent = &case.exchange.request;
    let path = format!("{}{}", case.base_path(), sent.path);
    let head = request(&sent.method, path);
    let head = sent
        .headers
        .iter()
        .fold(head, |head, (name, value)| head.header(name, value));
    match (&sent.body, &sent.text) {
        (Some(body), _) => head.json(body),
        (None, Some(text)) => head.chunk(text),
        (None, None) => head,
    }
}

/// The upstream's answer.
fn answered(case: &Case) -> Message {
    let answered = &case.exchange.response;
    let head = answered
        .headers
        .iter()
        .fold(response(answered.status), |head, (name, value)| {
            head.header(name, value)
        });
    let chunked = answered.chunks.iter().fold(head, Message::chunk);
    answered
        .body
        .as_ref()
        .map_or(chunked.clone(), |body| chunked.json(body))
}

/// Enforced in both directions with held heads.
fn configuration(case: &Case) -> Value {
    let contract = case.document.as_ref().map(|document| {
        json!({
            "service": case.service(),
            "basePath": case.base_path(),
            "document": document,
        })
    });
    json!({
        "request": "enforce",
        "response": "enforce",
        "holdHeaders": true,
        "contracts": Vec::from_iter(contract),
        "baseline": case.baseline,
    })
}

/// A filter that got the case's contract from an aggregator that had compiled it.
fn pulled(case: &Case, document: &str) -> Envoy {
    let document = Document::parse(document).unwrap();
    let bundle = compiled::bundle(&case.service(), &case.base_path(), &document);
    let configuration = json!({
        "request": "enforce",
        "response": "enforce",
        "holdHeaders": true,
        "baseline": case.baseline,
        "aggregator": {},
    });
    compiled::pulled(&configuration, &bundle)
}

/// A stream passes whatever is in it; what is told of it depends on that.
fn is_stream(case: &Case) -> bool {
    !case.exchange.response.chunks.is_empty()
}

fn check(case: Case, envoy: &Envoy) {
    println!("{}", case.name);
    let (request, answer) = (sent(&case), answered(&case));
    let seen = envoy.exchange(&request, &answer);
    let expected = &case.expected;
    if is_stream(&case) {
        let told = (expected.response == Some(Verdict::Violates)).then_some("violates");
        let told = told.map(|token| ("docent_response".to_owned(), token.to_owned()));
        assert_eq!(seen.state, Vec::from_iter(told));
        seen.passed(&request, &answer);
        return;
    }
    if expected.request != Verdict::Violates && expected.response != Some(Verdict::Violates) {
        seen.passed(&request, &answer);
        let is_accepted = seen.state.iter().any(|(_, token)| token == "accepted");
        assert_eq!(is_accepted, !case.baseline.is_empty());
        return;
    }
    let side = if expected.request == Verdict::Violates {
        "docent_request_violates"
    } else {
        "docent_response_violates"
    };
    let problem = seen.rejected(expected.status.into(), side);
    check_violations(&problem, expected);
    for (name, begins) in &expected.headers {
        let reply = seen.reply.as_ref().unwrap();
        let value = field(&reply.headers, name);
        assert!(value.starts_with(begins), "{name}: {value}");
    }
    assert_eq!(seen.upstream_head, expected.request != Verdict::Violates);
}

#[track_caller]
fn check_violations(problem: &Value, expected: &Expected) {
    let violations = problem["violations"].as_array().unwrap();
    assert_eq!(violations.len(), expected.violations.len(), "{problem}");
    for (violation, expected) in violations.iter().zip(&expected.violations) {
        assert_eq!(violation["location"], expected.location);
        assert_eq!(violation["pointer"], expected.pointer);
        assert_eq!(violation["keyword"], expected.keyword);
    }
}

#[test]
fn every_case_gets_its_verdict() {
    for case in Case::all() {
        vm(move || {
            let envoy = Envoy::start(&configuration(&case));
            check(case, &envoy);
        });
    }
}

#[test]
fn every_case_gets_the_same_verdict_by_its_compiled_contract() {
    for case in Case::all() {
        if let Some(document) = case.document.clone() {
            vm(move || {
                let envoy = pulled(&case, &document);
                check(case, &envoy);
            });
        }
    }
}

#[test]
fn a_stream_that_violates_says_where_when_it_is_cut() {
    for case in Case::of("streams") {
        if case.expected.violations.is_empty() {
            continue;
        }
        vm(move || {
            let mut configuration = configuration(&case);
            configuration["streams"] = json!("cut");
            let seen = Envoy::start(&configuration).exchange(&sent(&case), &answered(&case));
            let problem = seen.rejected(502, "docent_response_violates");
            check_violations(&problem, &case.expected);
            assert!(seen.was_reset);
        });
    }
}
