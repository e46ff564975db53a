//! Responses: what the upstream sends is judged, and nothing else is.

use serde_json::{Value, json};

use super::document::mounted;
use super::envoy::{Envoy, vm};
use super::exchange::{Message, Seen, request, response};
use super::record::host;

/// One exchange with responses under `enforce` and held heads, more configuration on top.
fn enforced(more: Value, request: Message, answer: Message) -> Seen {
    vm(move || {
        let mut configuration = json!({"response": "enforce", "holdHeaders": true});
        configuration
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().cloned().unwrap());
        let seen = Envoy::start(&mounted(configuration)).exchange(&request, &answer);
        if seen.reply.is_none() {
            seen.passed(&request, &answer);
        }
        seen
    })
}

#[track_caller]
fn check(answer: Message) -> Value {
    let seen = enforced(json!({}), request("GET", "/shop/items/7"), answer);
    assert_eq!(
        seen.state,
        [("docent_response".to_owned(), "violates".to_owned())]
    );
    seen.rejected(502, "docent_response_violates")
}

#[track_caller]
fn check_passes(request: Message, answer: Message) -> Seen {
    let seen = enforced(json!({}), request, answer);
    assert!(seen.reply.is_none(), "{:?}", seen.reply);
    seen
}

fn item() -> Message {
    request("GET", "/shop/items/7")
}

#[test]
fn a_response_that_conforms_passes_unchanged() {
    check_passes(item(), response(200).json(&json!({"name": "bread"})));
    check_passes(
        item(),
        response(200)
            .json(&json!({"name": "bread"}))
            .in_chunks_of(2),
    );
    check_passes(
        item(),
        response(200).json(&json!({"name": "bread"})).trailers(),
    );
}

#[test]
fn a_response_that_violates_becomes_502() {
    check(response(418));
    check(
        response(200)
            .header("content-type", "text/html")
            .chunk("<p>"),
    );
    check(response(200).json(&json!({"name": 7})));
    check(response(200).json(&json!({"price": 7})).in_chunks_of(2));
    check(response(200).json(&json!([])).trailers());
    check(
        response(200)
            .header("content-type", "application/json")
            .chunk("{"),
    );
}

#[test]
fn answers_without_a_body_are_judged_by_their_heads() {
    check_passes(
        request("HEAD", "/shop/items/7"),
        response(200).header("content-type", "application/json"),
    );
    check_passes(request("GET", "/shop/items?limit=1"), response(204));
    check(response(304));
    check_passes(request("PUT", "/shop/items/7"), response(304));
}

#[test]
fn a_part_of_a_body_is_not_judged() {
    let answer = || {
        response(206)
            .json(&json!({"na": 1}))
            .header("content-range", "bytes 0-7/99")
    };
    check_passes(request("PUT", "/shop/items/7"), answer());
    check(answer());
}

#[test]
fn only_what_came_from_the_upstream_is_judged() {
    vm(|| {
        let envoy = Envoy::start(&mounted(
            json!({"response": "enforce", "holdHeaders": true, "aggregator": {}}),
        ));
        for details in [
            "",
            "direct_response",
            "rate_limited",
            "upstream_reset_before_response_started",
            "wasm_fail_stream",
        ] {
            let mut stream = envoy.open();
            stream.request(&item());
            stream.local_response(
                &response(503)
                    .header("content-type", "text/plain")
                    .chunk("no"),
                details,
            );
            let seen = stream.close();
            assert!(seen.reply.is_none() && seen.paused.is_empty() && seen.state.is_empty());
        }
        let total = |name: &str| host(|host| host.counter(&format!("docent.{name}_total")));
        assert_eq!(
            (total("rejected"), total("observed"), total("undecided")),
            (0, 0, 0)
        );
    });
}

#[test]
fn without_held_headers_a_body_that_violates_is_told_and_passes() {
    let seen = enforced(
        json!({"holdHeaders": false}),
        item(),
        response(200).json(&json!({"name": 7})).in_chunks_of(3),
    );
    assert!(seen.reply.is_none() && seen.paused.is_empty());
    assert_eq!(
        seen.state,
        [("docent_response".to_owned(), "violates".to_owned())]
    );
    let seen = enforced(
        json!({"holdHeaders": false}),
        item(),
        response(500).json(&json!({})),
    );
    seen.rejected(502, "docent_response_violates");
}

#[test]
fn an_event_stream_passes_chunk_by_chunk() {
    vm(|| {
        let envoy = Envoy::start(&mounted(json!({
            "request": "enforce", "response": "enforce", "holdHeaders": true, "failurePolicy": "deny", "aggregator": {},
        })));
        let reads = || host(|host| host.counted["buffer"]);
        let before = reads();
        let request = request("GET", "/shop/events").header("accept", "text/event-stream");
        let answer = response(200)
            .header("content-type", "text/event-stream; charset=utf-8")
            .chunk("data: 1\n\n")
            .chunk("data: 2\n\n")
            .chunk("data: 3\n\n");
        let seen = envoy.exchange(&request, &answer);
        seen.passed(&request, &answer);
        assert!(seen.paused.is_empty());
        assert_eq!(reads() - before, 3, "read once, for what they teach");
        assert_eq!(
            seen.state,
            [("docent_response".to_owned(), "stream".to_owned())]
        );
    });
}

#[test]
fn the_answer_to_who_accepts_a_stream_is_never_held() {
    let request = item().header("accept", "application/json, text/event-stream");
    let seen = check_passes(
        request,
        response(200).json(&json!({"name": 7})).in_chunks_of(1),
    );
    assert!(seen.paused.is_empty());
    assert_eq!(
        seen.state,
        [("docent_response".to_owned(), "violates".to_owned())]
    );
}

#[test]
fn what_cannot_be_decided_follows_the_failure_policy() {
    let large = || response(200).json(&json!({"name": "x".repeat(99)}));
    let cases = || {
        [
            (
                item(),
                large().header("content-length", "111"),
                "body_too_large",
            ),
            (item(), large().in_chunks_of(20), "body_too_large"),
            (
                item(),
                response(200)
                    .json(&json!({}))
                    .header("content-encoding", "gzip"),
                "content_encoded",
            ),
            (
                request("GET", "/shop/page"),
                response(200)
                    .header("content-type", "text/html")
                    .chunk("<p>"),
                "media_type_not_decoded",
            ),
        ]
    };
    for (request, answer, token) in cases() {
        let seen = enforced(
            json!({"limits": {"responseBodyBytes": 50}}),
            request,
            answer,
        );
        assert!(seen.reply.is_none());
        assert_eq!(
            seen.state,
            [("docent_response".to_owned(), token.to_owned())]
        );
    }
    for (request, answer, _) in cases() {
        let seen = enforced(
            json!({"limits": {"responseBodyBytes": 50}, "failurePolicy": "deny"}),
            request,
            answer,
        );
        seen.rejected(502, "docent_undecided");
    }
}

#[test]
fn a_response_to_an_operation_nobody_declared_is_not_judged() {
    for path in ["/elsewhere", "/shop/nothing"] {
        let seen = check_passes(request("GET", path), response(500).json(&json!({})));
        assert!(seen.paused.is_empty());
    }
}
