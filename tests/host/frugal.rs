//! What an exchange costs in host calls: each is there for a reason, and no more are.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::document::mounted;
use super::envoy::{Envoy, vm};
use super::exchange::{Message, request, response};
use super::record::host;

/// Host calls of one exchange, after another like it has warmed the worker up.
#[track_caller]
fn check(
    configuration: Value,
    request: Message,
    answer: Message,
    expected: &[(&'static str, usize)],
) {
    let calls = vm(move || {
        let envoy = Envoy::start(&mounted(configuration));
        envoy.exchange(&request, &answer).passed(&request, &answer);
        host(|host| host.counted.clear());
        envoy.exchange(&request, &answer).passed(&request, &answer);
        host(|host| host.counted.clone())
    });
    assert_eq!(calls, expected.iter().copied().collect::<BTreeMap<_, _>>());
}

fn post() -> Message {
    request("POST", "/shop/items").json(&json!({"name": "bread"}))
}

fn made() -> Message {
    response(201).json(&json!({"name": "bread"}))
}

#[test]
fn a_conforming_exchange_reads_each_head_and_body_once_and_counts() {
    // Totals: requests, observed. Per operation: request, response.
    let expected = [("buffer", 2), ("increment", 4), ("map", 2), ("property", 1)];
    for mode in ["shadow", "enforce"] {
        let configuration =
            json!({"request": mode, "response": mode, "holdHeaders": true, "aggregator": {}});
        check(configuration, post(), made(), &expected);
    }
}

#[test]
fn without_observation_and_judgement_of_responses_they_are_not_looked_at() {
    let expected = [("buffer", 1), ("increment", 2), ("map", 1)];
    check(
        json!({"request": "enforce", "response": "off"}),
        post(),
        made(),
        &expected,
    );
}

#[test]
fn a_body_without_a_schema_is_not_read() {
    let put = request("PUT", "/shop/items/7").json(&json!({"name": "bread"}));
    let expected = [("buffer", 1), ("increment", 3), ("map", 2), ("property", 1)];
    check(json!({"request": "enforce"}), put, made(), &expected);
}

/// A stream that nobody judges is read once, chunk by chunk, if it teaches.
#[test]
fn a_stream_that_teaches_costs_its_chunks() {
    let answer = response(200)
        .header("content-type", "text/event-stream")
        .chunk("data: {\"n\": 1}\n\n".repeat(4))
        .in_chunks_of(20);
    let get = request("GET", "/elsewhere");
    let chunks = answer.chunks.len();
    for (sample, expected) in [
        (
            1,
            &[
                ("buffer", chunks),
                ("increment", 3),
                ("map", 2),
                ("property", 2),
                ("set_property", 1),
            ][..],
        ),
        (
            0,
            &[
                ("increment", 3),
                ("map", 2),
                ("property", 2),
                ("set_property", 1),
            ],
        ),
    ] {
        let configuration = json!({"observe": {"sample": sample}, "aggregator": {}});
        check(configuration, get.clone(), answer.clone(), expected);
    }
}

#[test]
fn traffic_outside_any_contract_costs_one_head() {
    // The reply of nobody's operation is not judged. Unknown is counted.
    let expected = [("increment", 2), ("map", 1)];
    check(
        json!({"request": "enforce", "response": "enforce"}),
        request("POST", "/elsewhere").json(&json!(1)),
        made(),
        &expected,
    );
}
