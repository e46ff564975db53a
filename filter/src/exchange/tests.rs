//! What the head of an exchange already decides, with plain values. Whole exchanges are tested
//! through the host.

use openapi::gateway::ContractSource;
use serde_json::{Value, json};

use super::*;
use crate::contracts::Contracts;
use crate::header_map::encode_pairs;
use crate::worker::Worker;

/// A reader that has these bytes.
pub(super) fn has(bytes: &[u8]) -> impl FnMut(usize) -> Option<Vec<u8>> + use<> {
    let bytes = bytes.to_vec();
    move |size| bytes.get(..size.min(bytes.len())).map(<[u8]>::to_vec)
}

fn document() -> Value {
    json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/x": {"post": {"requestBody": {"content": {"application/json": {"schema": {"type": "integer"}}}}}}},
    })
}

fn worker(configuration: &Value) -> Worker {
    worker_of(configuration, document(), 0)
}

/// With a document with so many problems.
fn worker_of(configuration: &Value, document: Value, expected: usize) -> Worker {
    let (settings, warnings) = Settings::parse(configuration.to_string().as_bytes()).unwrap();
    assert_eq!(warnings, []);
    let source = ContractSource {
        service: "s".to_owned(),
        hosts: vec![],
        base_path: Some("/s".to_owned()),
        document: Some(document),
        compiled: None,
        baseline: vec![],
    };
    let (contracts, problems) = Contracts::compile(&[source], None, true);
    assert_eq!(problems.len(), expected);
    let worker = Worker::new(settings, Learning::default());
    worker.use_contracts(contracts);
    worker
}

/// An exchange that begins with a request to `/s/x` with these fields, and the first step.
#[track_caller]
fn begun(worker: &Worker, headers: &[(&str, &str)]) -> (Exchange, Step) {
    let mut pairs = vec![
        (":method", "POST"),
        (":path", "/s/x?q"),
        (":authority", "a"),
    ];
    pairs.extend_from_slice(headers);
    begun_by(worker, &pairs)
}

/// The same, with these fields and no others.
#[track_caller]
fn begun_by(worker: &Worker, pairs: &[(&str, &str)]) -> (Exchange, Step) {
    let map = HeaderMap::new(encode_pairs(pairs));
    let contracts = worker.contracts_if_wanted().expect("there is a contract");
    let Arrival::Begins(to, lead) = Arrival::of(&map, &worker.settings, contracts) else {
        panic!("the contract is about it");
    };
    let mut exchange = worker.exchange(to);
    let step = exchange.on_request_headers(&map, lead, false);
    (exchange, step)
}

/// The step after the head of a request to `/s/x`, and what was judged by it.
#[track_caller]
fn check(
    configuration: &Value,
    headers: &[(&str, &str)],
    step: &Step,
    judged: Option<(Kind, Outcome, &str)>,
) {
    let (mut exchange, first) = begun(&worker(configuration), headers);
    assert_eq!(&first, step);
    let told = exchange
        .take_judged()
        .map(|it| (it.kind, it.outcome, it.token));
    assert_eq!(told, judged, "{configuration}");
    assert!(exchange.take_judged().is_none());
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn a_head_waits_for_its_body_only_where_envoy_can_hold_it() {
    check(
        &json!({"request": "enforce", "holdHeaders": true}),
        &[JSON],
        &Step::Pause,
        None,
    );
    check(
        &json!({"request": "enforce"}),
        &[JSON],
        &Step::Continue,
        None,
    );
    check(
        &json!({"request": "shadow", "holdHeaders": true}),
        &[JSON],
        &Step::Continue,
        None,
    );
}

#[test]
fn a_declared_length_over_the_limit_is_enough() {
    let told = Some((Kind::Violates, Outcome::WouldReject, "violates"));
    let limits = json!({"limits": {"requestBodyBytes": 10}});
    check(
        &limits,
        &[JSON, ("content-length", "11")],
        &Step::Continue,
        told,
    );
    check(
        &limits,
        &[JSON, ("content-length", "10")],
        &Step::Continue,
        None,
    );
}

#[test]
fn an_encoded_body_is_refused_where_it_can_be_and_undecided_elsewhere() {
    let gzip = [JSON, ("content-encoding", "gzip")];
    let told = Some((Kind::Undecided, Outcome::WouldReject, "content_encoded"));
    check(&json!({}), &gzip, &Step::Continue, told);
    let enforced = worker(&json!({"request": "enforce"}));
    let (mut enforced, status, _) = rejected(&enforced, &gzip, b"");
    assert_eq!(status, 415);
    let told = enforced.take_judged().map(|it| (it.kind, it.outcome));
    assert_eq!(told, Some((Kind::Violates, Outcome::Rejected)));
}

const DECODING: &str =
    r#"{"request": "enforce", "decodeContent": true, "limits": {"requestBodyBytes": 40}}"#;

/// Row B07, with codings undone.
#[test]
fn a_body_is_judged_by_what_it_decodes_to() {
    let settings: Value = serde_json::from_str(DECODING).unwrap();
    let encoded = |text: &str| miniz_oxide::deflate::compress_to_vec_zlib(text.as_bytes(), 6);
    let long = "1".repeat(41);
    for (coding, body, expected) in [
        ("deflate", encoded("1"), None),
        ("DEFLATE", encoded("\"x\""), Some((400, "type"))),
        (
            "deflate",
            encoded("1")[..5].to_vec(),
            Some((400, "contentEncoding")),
        ),
        ("gzip", encoded("1"), Some((400, "contentEncoding"))),
        ("deflate", encoded(&long), Some((413, "maxBytes"))),
        (
            "deflate, deflate",
            encoded("1"),
            Some((415, "contentEncoding")),
        ),
        #[cfg(not(feature = "brotli"))]
        ("br", encoded("1"), Some((415, "contentEncoding"))),
        ("zstd", encoded("1"), Some((415, "contentEncoding"))),
    ] {
        let headers = [JSON, ("content-encoding", coding)];
        let worker = worker(&settings);
        let Some((status, keyword)) = expected else {
            let (mut exchange, step) = sent(&worker, &headers, &body);
            assert_eq!(step, Step::Continue);
            let judged = exchange.take_judged().unwrap();
            assert_eq!(judged.kind, Kind::Conforms);
            continue;
        };
        let (_, given, text) = rejected(&worker, &headers, &body);
        assert_eq!(given, status, "{coding}: {text}");
        assert!(text.contains(&format!("\"{keyword}\"")), "{text}");
    }
}

#[test]
fn the_length_on_the_wire_is_not_the_length_of_the_body() {
    let settings: Value = serde_json::from_str(DECODING).unwrap();
    let coded = ("content-encoding", "deflate");
    let worker = worker(&settings);
    let (_, status, _) = rejected(&worker, &[JSON, coded, ("content-length", "41")], b"");
    assert_eq!(status, 413);
    let encoded = miniz_oxide::deflate::compress_to_vec_zlib(b"1", 6);
    let of_nine = [JSON, coded, ("content-length", "9")];
    assert_eq!(sent(&worker, &of_nine, &encoded).1, Step::Continue);
}

/// The exchange after a request with this body, and its last step; nothing of the body when the
/// head was enough.
fn sent(worker: &Worker, headers: &[(&str, &str)], body: &[u8]) -> (Exchange, Step) {
    let (mut exchange, step) = begun(worker, headers);
    if matches!(step, Step::Reply(_)) {
        return (exchange, step);
    }
    let step = exchange.on_request_body(body.len(), true, &mut has(body));
    (exchange, step)
}

/// The exchange after such a request, the status and the body of the reply to it.
#[track_caller]
fn rejected(worker: &Worker, headers: &[(&str, &str)], body: &[u8]) -> (Exchange, u16, String) {
    let (exchange, Step::Reply(reply)) = sent(worker, headers, body) else {
        panic!("expected a reply");
    };
    let text = String::from_utf8(reply.body).unwrap();
    (exchange, reply.status, text)
}

/// Schemes that are not understood leave a request undecided, and not its body unjudged.
#[test]
fn what_a_head_leaves_open_its_body_may_still_break() {
    let mut document = document();
    document["security"] = json!([{"nobody-knows": []}]);
    for (policy, text, kind, outcome, token) in [
        (
            "allow",
            "1",
            Kind::Undecided,
            Outcome::Passed,
            "security_not_compiled",
        ),
        (
            "deny",
            "1",
            Kind::Undecided,
            Outcome::Rejected,
            "security_not_compiled",
        ),
        (
            "allow",
            "true",
            Kind::Violates,
            Outcome::Rejected,
            "violates",
        ),
    ] {
        let configuration =
            json!({"request": "enforce", "holdHeaders": true, "failurePolicy": policy});
        let worker = worker_of(&configuration, document.clone(), 1);
        let (mut exchange, step) = begun(&worker, &[JSON]);
        assert_eq!(step, Step::Pause);
        exchange.on_request_body(text.len(), true, &mut has(text.as_bytes()));
        let told = exchange.take_judged().unwrap();
        assert_eq!(
            (told.kind, told.outcome, told.token),
            (kind, outcome, token)
        );
    }
}

#[test]
fn a_request_without_credentials_is_asked_for_them() {
    let mut document = document();
    document["components"] = json!({"securitySchemes": {"b": {"type": "http", "scheme": "basic"}}});
    document["security"] = json!([{"b": []}]);
    let enforced = json!({"request": "enforce", "holdHeaders": true});
    let enforced = worker_of(&enforced, document.clone(), 0);
    let (_, Step::Reply(reply)) = begun(&enforced, &[JSON]) else {
        panic!("expected a reply");
    };
    assert_eq!(reply.status, 401);
    assert_eq!(reply.challenge.as_deref(), Some("Basic realm=\"s\""));
    let shadowed = worker_of(&json!({"request": "shadow"}), document, 0);
    let (mut shadowed, step) = begun(&shadowed, &[JSON]);
    assert_eq!(step, Step::Continue);
    let told = shadowed.take_judged().unwrap();
    assert_eq!(
        (told.kind, told.outcome),
        (Kind::Violates, Outcome::WouldReject)
    );
}

#[test]
fn what_follows_an_upgrade_is_not_held() {
    let told = Some((Kind::Conforms, Outcome::Passed, "conforms"));
    let upgrade = ("upgrade", "websocket");
    check(
        &json!({"request": "enforce", "holdHeaders": true}),
        &[JSON, upgrade],
        &Step::Continue,
        told,
    );
}

#[test]
fn with_everything_off_nothing_is_wanted() {
    let off = worker(
        &json!({"request": "off", "response": "off", "aggregator": {}, "observe": {"enabled": false}}),
    );
    assert!(off.contracts_if_wanted().is_none());
    let observing = worker(&json!({"request": "off", "response": "off", "aggregator": {}}));
    assert!(observing.contracts_if_wanted().is_some());
    let excepted = worker(
        &json!({"request": "off", "response": "off", "overrides": [{"service": "s", "request": "shadow"}]}),
    );
    assert!(excepted.contracts_if_wanted().is_some());
}

#[test]
fn only_enforcement_with_denial_denies_on_failure() {
    let denies = |configuration| {
        begun(&worker(&configuration), &[JSON])
            .0
            .denies_on_failure()
    };
    assert!(denies(
        json!({"request": "enforce", "failurePolicy": "deny"})
    ));
    assert!(!denies(json!({"request": "enforce"})));
    assert!(!denies(json!({"failurePolicy": "deny"})));
}

/// The modes that hold where a request leads are those that a failure asks for.
#[test]
fn an_exception_denies_on_failure_where_all_else_passes() {
    let excepted = json!({
        "failurePolicy": "deny",
        "overrides": [{"service": "s", "request": "enforce"}]
    });
    let (exchange, _) = begun(&worker(&excepted), &[JSON]);
    assert!(exchange.denies_on_failure());
}

/// A host may order fields as it likes, and what is given twice counts as it came first.
#[test]
fn a_request_leads_to_the_same_whatever_the_order_of_its_fields() {
    let worker = worker(&json!({"request": "enforce", "holdHeaders": true}));
    let pairs = [
        JSON,
        (":authority", "a"),
        ("accept", "text/event-stream"),
        (":path", "/s/x"),
        (":path", "/elsewhere"),
        (":method", "POST"),
        (":method", "GET"),
    ];
    let (exchange, step) = begun_by(&worker, &pairs);
    assert_eq!(step, Step::Pause);
    assert!(exchange.accepts_stream);
}
