//! The aggregator, well and sick: reports arrive, contracts change, traffic never notices.

use openapi::report::Report;
use serde_json::{Value, json};

use super::document::{mounted, shop};
use super::envoy::{Envoy, calls_to, vm};
use super::exchange::{Message, request, response};
use super::record::{Call, field, host};

const CONTRACTS: &str = "/v1/contracts";
const REPORTS: &str = "/v1/reports";

fn docent(status: u16) -> Message {
    response(status).header("x-docent", "aggregator")
}

fn bundle(contracts: &Value, etag: &str) -> Message {
    docent(200)
        .header("etag", etag)
        .chunk(json!({"contracts": contracts}).to_string())
}

/// The shop's bundle.
fn shop_bundle() -> Message {
    bundle(
        &json!([{"service": "shop", "basePath": "/shop", "document": shop()}]),
        "\"shop\"",
    )
}

/// Answers the last call to a path.
fn answer_last(envoy: &Envoy, path: &str, answer: Option<&Message>) {
    let calls = calls_to(path);
    envoy.answer(calls.last().expect(path), answer);
}

/// Waits until a path is called again, at most some minutes.
#[track_caller]
fn next_call(envoy: &Envoy, path: &str) -> Call {
    let before = calls_to(path).len();
    for _ in 0..2_000 {
        if let Some(call) = calls_to(path).get(before) {
            return call.clone();
        }
        envoy.wait(100);
    }
    panic!("{path} is not called any more");
}

/// Whether the shop's contract is enforced.
fn enforces(envoy: &Envoy) -> bool {
    envoy
        .exchange(&request("GET", "/shop/items?limit=500"), &response(204))
        .reply
        .is_some()
}

fn start(more: Value) -> Envoy {
    let mut configuration = json!({"request": "enforce", "aggregator": {"token": "secret-token"}});
    configuration
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().cloned().unwrap());
    Envoy::start(&configuration)
}

/// Answers no aggregator gives.
fn sick() -> Vec<Option<Message>> {
    vec![
        None,
        Some(response(503).chunk("upstream connect error")),
        Some(response(504).chunk("upstream request timeout")),
        Some(response(200).chunk("<html>")),
        Some(response(200).chunk("{\"contracts\":[]}")),
        Some(docent(500)),
        Some(docent(200).chunk("{\"contracts\":")),
        Some(docent(200).chunk(b"\xff\xfe")),
        Some(docent(200)),
        Some(docent(301).header("location", "http://elsewhere")),
        Some(Message::default()),
        Some(Message::default().header(":status", b"\xff")),
    ]
}

#[test]
fn nothing_is_called_before_the_first_tick_and_pulls_keep_their_pace() {
    vm(|| {
        let envoy = start(json!({}));
        assert!(calls_to(CONTRACTS).is_empty());
        assert!(host(|host| (100..200).contains(&host.tick_ms)));
        envoy.wait(300);
        let calls = calls_to(CONTRACTS);
        assert_eq!(calls.len(), 1);
        assert_eq!(field(&calls[0].headers, ":authority"), "spec-aggregator");
        assert_eq!(
            field(&calls[0].headers, "authorization"),
            "Bearer secret-token"
        );
        assert_eq!(field(&calls[0].headers, "if-none-match"), "");
        answer_last(&envoy, CONTRACTS, Some(&shop_bundle()));
        envoy.wait(20_000);
        let calls = calls_to(CONTRACTS);
        assert!((2..=5).contains(&calls.len()), "{}", calls.len());
        assert_eq!(field(&calls[1].headers, "if-none-match"), "\"shop\"");
    });
}

#[test]
fn a_pulled_contract_is_enforced_and_304_keeps_it() {
    vm(|| {
        let envoy = start(json!({}));
        assert!(!enforces(&envoy));
        envoy.wait(300);
        answer_last(&envoy, CONTRACTS, Some(&shop_bundle()));
        assert!(enforces(&envoy));
        let call = next_call(&envoy, CONTRACTS);
        envoy.answer(&call, Some(&docent(304)));
        assert!(enforces(&envoy));
        let call = next_call(&envoy, CONTRACTS);
        envoy.answer(&call, Some(&bundle(&json!([]), "\"none\"")));
        assert!(!enforces(&envoy));
        assert_eq!(host(|host| host.counter("docent.contract_swaps_total")), 2);
    });
}

#[test]
fn a_sick_aggregator_changes_nothing_and_is_asked_ever_more_rarely() {
    vm(|| {
        let envoy = start(json!({}));
        envoy.wait(300);
        answer_last(&envoy, CONTRACTS, Some(&shop_bundle()));
        for answer in sick() {
            let call = next_call(&envoy, CONTRACTS);
            envoy.answer(&call, answer.as_ref());
            assert!(enforces(&envoy), "{answer:?}");
        }
        let before = calls_to(CONTRACTS).len();
        for _ in 0..6_000 {
            envoy.wait(100);
            answer_last(&envoy, CONTRACTS, None);
        }
        let asked = calls_to(CONTRACTS).len() - before;
        assert!((5..=30).contains(&asked), "{asked} times in ten minutes");
        assert_eq!(host(|host| host.counter("docent.panics_total")), 0);
        let lines = host(|host| {
            host.logs
                .iter()
                .filter(|(_, line)| line.contains("aggregator fails calls call=contracts"))
                .count()
        });
        assert_eq!(lines, 1, "one line for one change of state");
        let call = next_call(&envoy, CONTRACTS);
        envoy.answer(&call, Some(&docent(304)));
        assert!(host(|host| host
            .logs
            .last()
            .unwrap()
            .1
            .contains("aggregator takes calls call=contracts")));
    });
}

#[test]
fn clusters_are_tried_in_order() {
    vm(|| {
        let envoy = start(json!({"aggregator": {"clusters": ["absent", "spec_aggregator"]}}));
        envoy.wait(300);
        assert_eq!(calls_to(CONTRACTS)[0].cluster, "spec_aggregator");
        host(|host| host.clusters.insert("absent".to_owned()));
        answer_last(&envoy, CONTRACTS, None);
        assert_eq!(next_call(&envoy, CONTRACTS).cluster, "absent");
    });
    vm(|| {
        let envoy = start(json!({"aggregator": {"clusters": ["absent"]}}));
        envoy.wait(60_000);
        assert!(calls_to(CONTRACTS).is_empty());
        assert!(host(|host| host.counter("docent.call_failures_total")) > 2);
    });
}

#[test]
fn exchanges_in_flight_keep_the_contract_they_began_with() {
    vm(|| {
        let envoy = start(json!({"holdHeaders": true, "response": "enforce"}));
        envoy.wait(300);
        answer_last(&envoy, CONTRACTS, Some(&shop_bundle()));
        let mut in_flight = envoy.open();
        in_flight.request(&request("GET", "/shop/items/7"));
        let call = next_call(&envoy, CONTRACTS);
        envoy.answer(&call, Some(&bundle(&json!([]), "\"none\"")));
        in_flight.response(&response(200).json(&json!({"name": 7})));
        in_flight.close().rejected(502, "docent_response_violates");
        let seen = envoy.exchange(
            &request("GET", "/shop/items/7"),
            &response(200).json(&json!({"name": 7})),
        );
        assert!(seen.reply.is_none());
    });
}

#[test]
fn a_reloaded_vm_has_the_last_good_bundle_at_once() {
    let shared = vm(|| {
        let envoy = start(json!({}));
        envoy.wait(300);
        answer_last(&envoy, CONTRACTS, Some(&shop_bundle()));
        host(|host| host.shared.clone())
    });
    assert!(shared.keys().all(|key| key.starts_with("docent/")));
    vm(move || {
        host(|host| host.shared = shared);
        let envoy = start(json!({}));
        assert!(enforces(&envoy), "before any tick");
        assert_eq!(
            field(&next_call(&envoy, CONTRACTS).headers, "if-none-match"),
            "\"shop\""
        );
    });
}

#[test]
fn a_bundle_another_vm_pulled_is_taken_on_the_next_tick_without_a_call() {
    let shared = vm(|| {
        let envoy = start(json!({}));
        envoy.wait(300);
        answer_last(&envoy, CONTRACTS, Some(&shop_bundle()));
        host(|host| host.shared.clone())
    });
    vm(move || {
        let envoy = start(json!({}));
        assert!(!enforces(&envoy));
        host(|host| host.shared = shared);
        envoy.wait(300);
        assert!(enforces(&envoy));
        assert!(calls_to(CONTRACTS).is_empty());
    });
}

#[test]
fn what_a_stranger_left_in_shared_data_is_not_taken() {
    let keys = vm(|| {
        let envoy = start(json!({}));
        envoy.wait(300);
        answer_last(&envoy, CONTRACTS, Some(&shop_bundle()));
        host(|host| host.shared.keys().cloned().collect::<Vec<_>>())
    });
    for garbage in [
        &b""[..],
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x01\0\0\0x{",
        b"x",
    ] {
        let keys = keys.clone();
        vm(move || {
            host(|host| {
                host.shared = keys
                    .into_iter()
                    .map(|key| (key, (garbage.to_vec(), 1)))
                    .collect();
            });
            let envoy = start(json!({}));
            let call = next_call(&envoy, CONTRACTS);
            envoy.answer(&call, Some(&shop_bundle()));
            assert!(enforces(&envoy));
            assert_eq!(host(|host| host.counter("docent.panics_total")), 0);
        });
    }
}

#[test]
fn inline_contracts_are_there_without_an_aggregator_and_win_over_it() {
    vm(|| {
        let envoy = Envoy::start(&mounted(json!({"request": "enforce", "aggregator": {}})));
        assert!(enforces(&envoy));
        envoy.wait(300);
        let other = json!([{"service": "shop", "basePath": "/other", "document": shop()}]);
        answer_last(&envoy, CONTRACTS, Some(&bundle(&other, "\"other\"")));
        assert!(enforces(&envoy));
    });
}

#[test]
fn a_report_is_sent_again_unchanged_until_it_is_acknowledged() {
    vm(|| {
        let envoy = start(json!({}));
        let learn = || {
            envoy.exchange(
                &request("GET", "/notes"),
                &response(200).json(&json!({"a": 1})),
            )
        };
        learn();
        envoy.wait(300);
        let first = calls_to(REPORTS).last().unwrap().clone();
        assert_eq!(field(&first.headers, "content-type"), "application/json");
        let refusals = sick().into_iter().filter(|answer| {
            !answer.as_ref().is_some_and(|it| {
                field(&it.head, "x-docent") == "aggregator" && field(&it.head, ":status") == "200"
            })
        });
        for answer in refusals {
            learn();
            answer_last(&envoy, REPORTS, answer.as_ref());
            assert_eq!(next_call(&envoy, REPORTS).body, first.body, "{answer:?}");
        }
        answer_last(&envoy, REPORTS, Some(&docent(202)));
        let second = Report::decode(&next_call(&envoy, REPORTS).body).unwrap();
        let first = Report::decode(&first.body).unwrap();
        assert_eq!((first.sequence, second.sequence), (1, 2));
        assert_eq!(first.source, second.source);
        assert_eq!(host(|host| host.counter("docent.reports_total")), 1);
    });
}

#[test]
fn a_report_that_is_refused_for_good_is_given_up_and_said_to_be() {
    vm(|| {
        let envoy = start(json!({}));
        envoy.exchange(&request("GET", "/notes"), &response(200));
        envoy.wait(300);
        answer_last(&envoy, REPORTS, Some(&docent(400)));
        for _ in 0..2 {
            assert_eq!(host(|host| host.counter("docent.dropped_total")), 0);
            let call = next_call(&envoy, REPORTS);
            envoy.answer(&call, Some(&docent(400)));
        }
        assert_eq!(host(|host| host.counter("docent.dropped_total")), 1);
        let report = Report::decode(&next_call(&envoy, REPORTS).body).unwrap();
        assert_eq!(
            (report.sequence, report.dropped, report.services.len()),
            (1, 1, 0)
        );
    });
}

#[test]
fn an_aggregator_that_lost_its_store_gets_the_report_as_the_first_of_a_new_epoch() {
    vm(|| {
        let envoy = start(json!({}));
        envoy.exchange(&request("GET", "/notes"), &response(200));
        envoy.wait(300);
        answer_last(&envoy, REPORTS, Some(&docent(409)));
        let report = Report::decode(&next_call(&envoy, REPORTS).body).unwrap();
        assert_eq!(
            (report.epoch, report.sequence, report.services.len()),
            (2, 1, 1)
        );
    });
}

#[test]
fn a_vm_that_could_not_pull_lets_another_try() {
    let shared = vm(|| {
        let envoy = start(json!({}));
        envoy.wait(300);
        answer_last(&envoy, CONTRACTS, None);
        host(|host| host.shared.clone())
    });
    vm(move || {
        host(|host| host.shared = shared);
        let envoy = start(json!({}));
        envoy.wait(300);
        assert_eq!(calls_to(CONTRACTS).len(), 1);
    });
}

#[test]
fn an_answer_that_never_comes_is_given_up() {
    vm(|| {
        let envoy = start(json!({}));
        envoy.exchange(&request("GET", "/notes"), &response(200));
        envoy.wait(70_000);
        let (reports, pulls) = (calls_to(REPORTS), calls_to(CONTRACTS));
        assert!(reports.len() > 1 && pulls.len() > 1);
        assert!(reports.iter().all(|call| call.body == reports[0].body));
        // The first answer comes after all; nobody waits for it any more.
        envoy.answer(&pulls[0], Some(&shop_bundle()));
        assert!(!enforces(&envoy));
    });
}

#[test]
fn two_workers_have_two_names() {
    let source = || {
        vm(|| {
            let envoy = start(json!({}));
            envoy.exchange(&request("GET", "/notes"), &response(200));
            envoy.wait(300);
            Report::decode(&calls_to(REPORTS)[0].body).unwrap().source
        })
    };
    assert_ne!(source(), source());
}

#[test]
fn the_clock_may_jump() {
    vm(|| {
        let envoy = start(json!({}));
        envoy.wait(300);
        answer_last(&envoy, CONTRACTS, Some(&shop_bundle()));
        for now_ms in [0, u64::MAX / 2_000_000, 1, 1_800_000_000_000] {
            host(|host| host.now_ms = now_ms);
            let call = next_call(&envoy, CONTRACTS);
            envoy.answer(&call, Some(&docent(304)));
            assert!(host(|host| host.now_ms) - now_ms < 10_000, "{now_ms}");
        }
        assert!(enforces(&envoy));
        assert_eq!(host(|host| host.counter("docent.panics_total")), 0);
    });
}
