//! Panics, forced by the test build's header: one stream is switched off, nothing else.

use serde_json::{Value, json};

use super::document::mounted;
use super::envoy::{Envoy, calls_to, vm};
use super::exchange::{Message, Seen, request, response};
use super::record::host;

const OF_STREAMS: [&str; 7] = [
    "request_headers",
    "request_body",
    "request_trailers",
    "response_headers",
    "response_body",
    "response_trailers",
    "log",
];

fn struck(callback: &str, more: Value) -> (Seen, Message, Message) {
    let callback = callback.to_owned();
    vm(move || {
        let mut configuration = mounted(
            json!({"request": "enforce", "response": "enforce", "holdHeaders": true, "aggregator": {}}),
        );
        configuration
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().cloned().unwrap());
        let envoy = Envoy::start(&configuration);
        let item = json!({"name": "bread"});
        let request = request("POST", "/shop/items")
            .json(&item)
            .in_chunks_of(4)
            .trailers();
        let answer = response(201).json(&item).in_chunks_of(4).trailers();
        let seen = envoy.exchange(
            &request.clone().header("x-docent-fault", &callback),
            &answer,
        );
        assert_eq!(
            host(|host| host.counter("docent.panics_total")),
            1,
            "{callback}"
        );
        assert!(
            host(|host| host.logs.iter().any(|(_, line)| line.contains(&callback))),
            "{callback}"
        );
        // The VM lives on and enforces.
        envoy.exchange(&request, &answer).passed(&request, &answer);
        envoy
            .exchange(
                &super::exchange::request("GET", "/shop/items?limit=500"),
                &answer,
            )
            .rejected(400, "docent_request_violates");
        (seen, request, answer)
    })
}

#[test]
fn a_panic_in_any_callback_lets_the_exchange_pass() {
    for callback in OF_STREAMS {
        let (seen, request, answer) = struck(callback, json!({}));
        seen.passed(&request, &answer);
    }
}

#[test]
fn where_failure_denies_a_panic_before_the_answer_is_500() {
    for callback in OF_STREAMS.into_iter().take(4) {
        let (seen, _, _) = struck(callback, json!({"failurePolicy": "deny"}));
        seen.rejected(500, "docent_undecided");
    }
    for callback in OF_STREAMS.into_iter().skip(4) {
        let (seen, request, answer) = struck(callback, json!({"failurePolicy": "deny"}));
        seen.passed(&request, &answer);
    }
}

#[test]
fn a_panic_in_a_tick_or_an_answer_costs_that_callback_alone() {
    vm(|| {
        let envoy = Envoy::start(&mounted(json!({"aggregator": {"pullIntervalMs": 100}})));
        for (panics, callback) in [(1, "tick"), (2, "http_call_response")] {
            envoy.exchange(
                &request("GET", "/x").header("x-docent-fault", callback),
                &response(204),
            );
            // Longer than the longest wait after one failure, so that a call is under way.
            envoy.wait(3_000);
            for call in calls_to("/v1/contracts") {
                envoy.answer(&call, None);
            }
            assert_eq!(
                host(|host| host.counter("docent.panics_total")),
                panics,
                "{callback}"
            );
        }
        let calls = calls_to("/v1/contracts").len();
        envoy.wait(120_000);
        assert!(
            calls_to("/v1/contracts").len() > calls,
            "it goes on calling"
        );
    });
}
