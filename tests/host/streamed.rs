//! Streams: judged item by item while they pass, never held, ended only where that was asked for.

use serde_json::{Value, json};

use super::envoy::{Envoy, vm};
use super::exchange::{Message, Seen, request, response};
use super::record::host;

/// Numbers, as events and as lines.
fn document() -> Value {
    let number = json!({ "type": "object", "required": ["n"], "properties": { "n": { "type": "integer" } } });
    let content = json!({
        "text/event-stream": { "schema": number },
        "application/x-ndjson": { "itemSchema": number },
    });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Numbers", "version": "1" },
        "paths": { "/numbers": {
            "get": { "responses": { "200": { "description": "numbers", "content": content } } },
            "post": {
                "requestBody": { "required": true, "content": content },
                "responses": { "204": { "description": "taken" }, "200": { "description": "echo" } },
            },
        } },
    })
}

/// Both directions enforced with held heads, more configuration on top.
fn configuration(more: &Value) -> Value {
    let mut configuration = json!({
        "request": "enforce", "response": "enforce", "holdHeaders": true, "failurePolicy": "deny",
        "contracts": [{ "service": "numbers", "basePath": "/s", "document": document() }],
    });
    let fields = configuration.as_object_mut().unwrap();
    fields.extend(more.as_object().cloned().unwrap());
    configuration
}

fn cut() -> Value {
    json!({ "streams": "cut" })
}

fn get() -> Message {
    request("GET", "/s/numbers")
}

fn post() -> Message {
    request("POST", "/s/numbers").header("content-type", "application/x-ndjson")
}

fn events() -> Message {
    response(200).header("content-type", "text/event-stream; charset=utf-8")
}

fn event(n: usize) -> String {
    format!("data: {{\"n\": {n}}}\n\n")
}

const BROKEN: &str = "data: {\"n\": \"canary\"}\n\n";

/// An exchange and the counters it left.
fn exchange(more: Value, request: Message, answer: Message) -> (Seen, [u64; 4]) {
    vm(move || {
        let seen = Envoy::start(&configuration(&more)).exchange(&request, &answer);
        let counters = host(|host| {
            let visible = host.everything_visible();
            assert!(!visible.contains("canary"), "{visible}");
            ["would_reject", "cut", "rejected", "undecided"]
                .map(|name| host.counter(&format!("docent.{name}_total")))
        });
        (seen, counters)
    })
}

fn of_operation(direction: &str, verdict: &str, method: &str) -> u64 {
    host(|host| {
        host.counter(&format!(
            "docent.operation.service=.=numbers;.;operation=.={method} /numbers;.;direction=.={direction};.;verdict=.={verdict};.;total"
        ))
    })
}

#[track_caller]
fn told(seen: &Seen, direction: &str, token: &str) {
    assert_eq!(
        seen.state,
        [(format!("docent_{direction}"), token.to_owned())]
    );
}

#[test]
fn of_ten_thousand_events_the_one_that_violates_is_told() {
    vm(|| {
        let envoy = Envoy::start(&configuration(&json!({})));
        let stream: String = (0..10_000)
            .map(|n| {
                if n == 7_654 {
                    BROKEN.to_owned()
                } else {
                    event(n)
                }
            })
            .collect();
        let answer = events()
            .chunk(stream + "data: [DONE]\n\n")
            .in_chunks_of(777);
        let seen = envoy.exchange(&get(), &answer);
        seen.passed(&get(), &answer);
        assert_eq!(seen.paused, [""; 0]);
        told(&seen, "response", "violates");
        assert_eq!(of_operation("response", "violates", "GET"), 1);
        assert_eq!(of_operation("response", "conforms", "GET"), 0);
        assert_eq!(host(|host| host.counter("docent.would_reject_total")), 1);
    });
}

#[test]
fn a_stream_that_conforms_is_told_once_at_its_end() {
    vm(|| {
        let envoy = Envoy::start(&configuration(&cut()));
        let stream = format!(
            "\u{feff}: hi\r\n\r\n{}: ping\n\n{}data: [DONE]\n\n",
            event(1),
            event(2)
        );
        for size in [1, 3, 1_000] {
            let answer = events().chunk(&stream).in_chunks_of(size);
            envoy.exchange(&get(), &answer).passed(&get(), &answer);
            let answer = answer.trailers();
            envoy.exchange(&get(), &answer).passed(&get(), &answer);
        }
        assert_eq!(of_operation("response", "conforms", "GET"), 6);
        assert_eq!(of_operation("request", "conforms", "GET"), 6);
        assert_eq!(host(|host| host.counter("docent.undecided_total")), 0);
    });
}

#[test]
fn a_cut_stream_ends_before_the_item_that_violates() {
    let good = event(1) + &event(2);
    for chunks in [
        vec![good.clone(), BROKEN.to_owned(), event(3)],
        vec![good.clone() + BROKEN + &event(3), event(4), event(5)],
        vec![event(1), event(2) + BROKEN, event(4)],
    ] {
        let answer = chunks.iter().fold(events(), Message::chunk);
        let (seen, counters) = exchange(cut(), get(), answer);
        assert!(seen.was_reset);
        assert_eq!(String::from_utf8_lossy(&seen.client_body), good);
        let problem = seen.rejected(502, "docent_response_violates");
        assert_eq!(problem["violations"][0]["pointer"], "/2/n");
        assert_eq!(problem["violations"][0]["keyword"], "type");
        told(&seen, "response", "violates");
        assert_eq!(counters, [0, 1, 0, 0]);
    }
}

#[test]
fn of_an_item_that_was_cut_the_client_has_at_most_its_beginning() {
    let (begin, end) = BROKEN.split_at(9);
    let answer = events().chunk(event(1) + begin).chunk(end).chunk(event(2));
    let (seen, counters) = exchange(cut(), get(), answer);
    assert!(seen.was_reset);
    assert_eq!(String::from_utf8_lossy(&seen.client_body), event(1) + begin);
    assert_eq!(counters, [0, 1, 0, 0]);
}

#[test]
fn a_stream_whose_last_chunk_violates_does_not_end_well() {
    let answer = events().chunk(event(1)).chunk(event(2) + BROKEN);
    let (seen, _) = exchange(cut(), get(), answer.clone());
    assert!(seen.was_reset);
    assert_eq!(String::from_utf8_lossy(&seen.client_body), event(1));
    let (seen, _) = exchange(cut(), get(), answer.trailers());
    assert!(seen.was_reset);
    assert_eq!(
        String::from_utf8_lossy(&seen.client_body),
        event(1) + &event(2)
    );
    let lines = response(200).header("content-type", "application/x-ndjson");
    let unfinished = lines.chunk("{\"n\": 1}\n").chunk("{\"n\"").trailers();
    let (seen, _) = exchange(cut(), get(), unfinished);
    assert!(seen.was_reset);
    let problem = seen.rejected(502, "docent_response_violates");
    assert_eq!(problem["violations"][0]["pointer"], "/1");
    assert_eq!(problem["violations"][0]["keyword"], "json");
}

#[test]
fn only_what_is_enforced_is_cut() {
    let overrides = json!([{ "path": "/numbers", "streams": "report" }]);
    for (more, would_reject) in [
        (json!({ "streams": "report" }), 1),
        (json!({ "streams": "cut", "overrides": overrides }), 1),
        (json!({ "streams": "cut", "response": "shadow" }), 1),
        (json!({ "streams": "cut", "response": "off" }), 0),
    ] {
        let answer = events().chunk(event(1) + BROKEN).chunk(BROKEN);
        let (seen, counters) = exchange(more.clone(), get(), answer.clone());
        seen.passed(&get(), &answer);
        assert_eq!(counters, [would_reject, 0, 0, 0], "{more}");
    }
    let overrides = json!([{ "path": "/numbers", "streams": "cut" }]);
    let answer = events().chunk(BROKEN).chunk(event(1));
    let (seen, _) = exchange(json!({ "overrides": overrides }), get(), answer);
    assert!(seen.was_reset);
}

#[test]
fn a_stream_that_is_sent_is_judged_and_never_held() {
    let sent = post()
        .chunk("{\"n\": 1}\n{\"n\"")
        .chunk(": 2}\n")
        .chunk("{\"n\": 3}");
    let (seen, counters) = exchange(cut(), sent.clone(), response(204));
    seen.passed(&sent, &response(204));
    assert_eq!((seen.paused, counters), (vec![], [0; 4]));
    let sent = sent.chunk("\n{}\n").chunk("{\"n\": 4}\n");
    let (seen, counters) = exchange(json!({}), sent.clone(), response(204));
    seen.passed(&sent, &response(204));
    told(&seen, "request", "violates");
    assert_eq!(counters, [1, 0, 0, 0]);
}

#[test]
fn a_stream_that_is_sent_and_cut_is_answered_400() {
    let sent = post()
        .chunk("{\"n\": 1}\n")
        .chunk("{}\n")
        .chunk("{\"n\": 2}\n");
    let (seen, counters) = exchange(cut(), sent, response(204));
    assert!(!seen.was_reset);
    let problem = seen.rejected(400, "docent_request_violates");
    assert_eq!(problem["violations"][0]["pointer"], "/1/n");
    assert_eq!(String::from_utf8_lossy(&seen.upstream_body), "{\"n\": 1}\n");
    assert_eq!(counters, [0, 0, 1, 0]);
}

#[test]
fn a_stream_that_is_sent_after_its_answer_began_is_reset() {
    vm(|| {
        let envoy = Envoy::start(&configuration(&cut()));
        let mut stream = envoy.open();
        stream.request(&post().chunk("{\"n\": 1}\n").more());
        stream.response(&response(200).chunk("so far"));
        stream.more_of_request(b"{}\n");
        let seen = stream.close();
        assert!(seen.was_reset);
        seen.rejected(400, "docent_request_violates");
        assert_eq!(host(|host| host.counter("docent.cut_total")), 1);
    });
}

#[test]
fn a_required_stream_must_have_come() {
    let sent = post().trailers();
    let (seen, _) = exchange(cut(), sent, response(204));
    let problem = seen.rejected(400, "docent_request_violates");
    assert_eq!(problem["violations"][0]["keyword"], "required");
}

#[test]
fn a_stream_that_was_left_has_the_verdict_on_what_came() {
    vm(|| {
        let envoy = Envoy::start(&configuration(&cut()));
        let mut stream = envoy.open();
        stream.request(&get());
        stream.response(&events().chunk(event(1)).chunk("data: {").more());
        let seen = stream.close();
        assert_eq!(seen.state, []);
        assert_eq!(of_operation("response", "conforms", "GET"), 1);
    });
}

#[test]
fn streams_that_cannot_be_judged_pass_and_are_told() {
    let large = format!("data: {{\"n\": \"{}\"}}\n\n", "x".repeat(300_000));
    let answer = events().chunk(event(1) + &large).chunk(event(2));
    let (seen, counters) = exchange(cut(), get(), answer.clone());
    seen.passed(&get(), &answer);
    told(&seen, "response", "body_too_large");
    assert_eq!(counters, [0, 0, 0, 1]);
    let encoded = events()
        .header("content-encoding", "gzip")
        .chunk([0x1f, 0x8b]);
    let (seen, _) = exchange(json!({ "failurePolicy": "allow" }), get(), encoded.clone());
    seen.passed(&get(), &encoded);
    told(&seen, "response", "content_encoded");
}

#[test]
fn a_panic_leaves_the_stream_as_it_is() {
    vm(|| {
        let envoy = Envoy::start(&configuration(&cut()));
        let asked = get().header("x-docent-fault", "response_body");
        let answer = events().chunk(event(1)).chunk(BROKEN);
        envoy.exchange(&asked, &answer).passed(&asked, &answer);
        assert_eq!(host(|host| host.counter("docent.panics_total")), 1);
    });
}

/// What waits for its end takes from what all copies of a worker may take together.
#[test]
fn unfinished_items_share_the_budget_of_a_worker() {
    vm(|| {
        let envoy = Envoy::start(&configuration(&cut()));
        let unfinished = events().chunk("x".repeat(250_000)).more();
        let mut streams = Vec::new();
        for _ in 0..270 {
            let mut stream = envoy.open();
            stream.request(&get());
            stream.response(&unfinished);
            streams.push(stream);
        }
        let undecided = || host(|host| host.counter("docent.undecided_total"));
        assert_eq!(undecided(), 2, "268 of them fit into 64 MiB");
        for stream in streams {
            stream.close();
        }
        let answer = events().chunk("x".repeat(250_000)).chunk("\n\n");
        envoy.exchange(&get(), &answer).passed(&get(), &answer);
        assert_eq!(undecided(), 2);
    });
}

#[test]
fn an_item_that_is_let_through_does_not_end_the_judging() {
    let known = json!({
        "service": "numbers", "method": "GET", "path": "/numbers", "direction": "response",
        "location": "body", "pointer": "/*/n", "keyword": "type",
    });
    let more = json!({ "streams": "cut", "baseline": [known] });
    let begin = events().chunk(event(1) + BROKEN).chunk(BROKEN);

    let answer = begin.clone().chunk(event(2));
    let (seen, counters) = exchange(more.clone(), get(), answer.clone());
    seen.passed(&get(), &answer);
    told(&seen, "response", "accepted");
    assert_eq!(counters, [0; 4]);

    let answer = begin.chunk("data: {}\n\n").chunk(event(2));
    let (seen, counters) = exchange(more, get(), answer);
    assert!(seen.was_reset);
    let problem = seen.rejected(502, "docent_response_violates");
    assert_eq!(problem["violations"].as_array().unwrap().len(), 1);
    assert_eq!(problem["violations"][0]["pointer"], "/3/n");
    assert_eq!(problem["violations"][0]["keyword"], "required");
    assert_eq!(counters, [0, 1, 0, 0]);
}

/// Decoding is of whole bodies: what a coding made of items is never taken for items.
#[test]
fn an_encoded_stream_is_judged_by_its_head_where_bodies_are_decoded_too() {
    let more =
        |policy: &str| json!({ "streams": "cut", "decodeContent": true, "failurePolicy": policy });
    let gzip = |message: Message| message.header("content-encoding", "gzip").chunk("canary");

    let answer = gzip(events());
    let (seen, counters) = exchange(more("allow"), get(), answer.clone());
    seen.passed(&get(), &answer);
    told(&seen, "response", "content_encoded");
    assert_eq!(counters, [0, 0, 0, 1]);

    let (seen, _) = exchange(more("allow"), gzip(post()), response(204));
    let problem = seen.rejected(415, "docent_request_violates");
    assert_eq!(problem["violations"][0]["pointer"], "/content-encoding");
}
