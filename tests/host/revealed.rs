//! Words that the aggregator asks for: told where words are told apart, once, and nothing else.

use std::collections::BTreeMap;

use openapi::report::Report;
use openapi::shape::WordKey;
use serde_json::{Value, json};

use super::compiled::pulled;
use super::document::mounted;
use super::envoy::{Envoy, calls_to, vm};
use super::exchange::{Message, request, response};
use super::record::host;

type Told = BTreeMap<String, Vec<String>>;

fn hashes(secret: &str, words: &[&str]) -> Value {
    let key = WordKey::of_secret(secret.as_bytes());
    words.iter().map(|word| json!(key.hash(word))).collect()
}

/// What all reports of a worker told so far.
fn told() -> Told {
    let mut told = Told::new();
    for call in calls_to("/v1/reports") {
        let report = Report::decode(&call.body).expect("a report the aggregator takes");
        for (service, words) in report.revealed {
            told.entry(service).or_default().extend(words.into_values());
        }
    }
    for words in told.values_mut() {
        words.sort_unstable();
    }
    told
}

/// Words in every place where one can stand.
fn exchange(envoy: &Envoy) {
    let form = |message: Message| {
        message
            .header("content-type", "application/x-www-form-urlencoded")
            .chunk("state=closed&mail=jo@example.org")
    };
    let body = json!({"state": "open", "deep": [{"kind": "round"}], "name": "unasked"});
    let asked = request("POST", "/thing?sort=up&some=red,green").header("x-tier", "gold");
    envoy.exchange(&form(asked), &response(200).json(&body));
    envoy.exchange(
        &request("GET", "/shop/items/7"),
        &response(200).json(&json!({"name": "open"})),
    );
    let events = "data: {\"reason\": \"finished\"}\n\ndata: {\"reason\": \"la";
    let stream = response(200).header("content-type", "text/event-stream");
    envoy.exchange(
        &request("GET", "/events"),
        &stream.chunk(events).chunk("st\"}\n\ndata: [DONE]\n\n"),
    );
}

const ASKED: [&str; 11] = [
    "open",
    "round",
    "closed",
    "up",
    "red",
    "gold",
    "jo@example.org",
    "green",
    "finished",
    "last",
    "never",
];

fn check(
    observe: Value,
    secret: &'static str,
    expected: &[(&'static str, &'static [&'static str])],
) {
    let expected: Told = expected
        .iter()
        .map(|(service, words)| {
            let words = words.iter().map(|word| (*word).to_owned());
            ((*service).to_owned(), words.collect())
        })
        .collect();
    vm(move || {
        let configuration = mounted(json!({"observe": observe, "aggregator": {"token": "token"}}));
        let bundle = json!({
            "contracts": [],
            "wanted": {"some_cluster": hashes(secret, &ASKED), "shop": hashes(secret, &["round"])},
        });
        let envoy = pulled(&configuration, &bundle);
        exchange(&envoy);
        envoy.wait(10_000);
        assert_eq!(told(), expected);
        if expected.is_empty() {
            let visible = host(|host| host.everything_visible());
            for word in ["round", "closed", "gold", "unasked"] {
                assert!(!visible.contains(word), "{word}");
            }
        }
    });
}

#[test]
fn words_are_told_of_the_service_that_they_are_asked_for_of() {
    let told = [
        "closed", "finished", "gold", "green", "last", "open", "red", "round", "up",
    ];
    let told: &'static [&'static str] = Vec::leak(told.to_vec());
    check(
        json!({"enumerations": true}),
        "token",
        &[("some_cluster", told)],
    );
    let with_key = json!({"enumerations": true, "key": "own"});
    check(with_key, "own", &[("some_cluster", told)]);
}

#[test]
fn nothing_is_told_where_words_are_not_told_apart_whoever_asks() {
    for secret in ["token", "own", ""] {
        check(json!({}), secret, &[]);
        check(json!({"key": "own"}), secret, &[]);
        check(json!({"enumerations": false}), secret, &[]);
    }
}

#[test]
fn who_does_not_know_the_key_cannot_ask() {
    check(json!({"enumerations": true, "key": "own"}), "token", &[]);
}

#[test]
fn without_observation_nothing_is_told() {
    check(
        json!({"enumerations": true, "enabled": false}),
        "token",
        &[],
    );
}
