//! From shadow to enforcement: what is violated is told by kind, what is accepted passes.

use openapi::finding::{Mismatch, Tally};
use openapi::report::Report;
use serde_json::{Value, json};

use super::document::mounted;
use super::envoy::{Envoy, calls_to, vm};
use super::exchange::{Message, Seen, request, response};
use super::record::host;

/// A mismatch of the shop as a baseline names it.
fn kind(operation: &str, place: &str, keyword: &str) -> Value {
    let (method, path) = operation.split_once(' ').unwrap();
    let mut parts = place.splitn(3, ' ');
    let mut part = || parts.next().unwrap_or_default();
    json!({
        "service": "shop", "method": method, "path": path,
        "direction": part(), "location": part(), "pointer": part(), "keyword": keyword,
    })
}

fn limit() -> Value {
    kind("GET /items", "request query /limit", "maximum")
}

/// The shop with this on its baseline, more configuration on top.
fn accepting(baseline: &[Value], more: &Value) -> Envoy {
    let mut configuration =
        mounted(json!({"holdHeaders": true, "baseline": baseline, "aggregator": {}}));
    configuration
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().cloned().unwrap());
    let envoy = Envoy::start(&configuration);
    assert_eq!(total("config_warnings"), 0);
    envoy
}

fn total(name: &str) -> u64 {
    host(|host| host.counter(&format!("docent.{name}_total")))
}

fn enforcing(baseline: &[Value]) -> Envoy {
    accepting(
        baseline,
        &json!({"request": "enforce", "response": "enforce"}),
    )
}

/// The tallies of the shop in the first report: kinds as they are accepted, and numbers.
fn told(envoy: &Envoy) -> Vec<(Value, u64, u64)> {
    envoy.wait(2_000);
    let calls = calls_to("/v1/reports");
    let report = Report::decode(&calls.first().expect("a report").body).unwrap();
    let tallies = &report.violations["shop"];
    assert_eq!(*tallies.other(), Tally::default());
    let named = |mismatch: &Mismatch| {
        let mut named = serde_json::to_value(mismatch).unwrap();
        named["service"] = json!("shop");
        named
    };
    let kinds = tallies.kinds();
    kinds
        .map(|(mismatch, tally)| (named(mismatch), tally.count, tally.accepted))
        .collect()
}

fn list(limit: u32) -> Message {
    request("GET", format!("/shop/items?limit={limit}"))
}

fn post(body: &Value) -> Message {
    request("POST", "/shop/items").json(body)
}

fn made() -> Message {
    response(201).json(&json!({"name": "a"}))
}

#[test]
fn what_is_violated_is_told_alike_in_every_mode() {
    for mode in ["shadow", "enforce"] {
        vm(move || {
            let envoy = accepting(&[], &json!({"request": mode, "response": mode}));
            for _ in 0..3 {
                envoy.exchange(&list(500), &response(204));
            }
            let wrong = json!([{"name": 1}, {"name": 2}, {"price": 3}]);
            envoy.exchange(&list(5), &response(200).json(&wrong));
            envoy.exchange(&list(5), &response(204));
            let expected = [
                (limit(), 3, 0),
                (
                    kind("GET /items", "response body /*/name", "required"),
                    1,
                    0,
                ),
                (kind("GET /items", "response body /*/name", "type"), 1, 0),
            ];
            let mut told = told(&envoy);
            told.sort_by_key(|(kind, ..)| kind.to_string());
            let mut expected = expected.to_vec();
            expected.sort_by_key(|(kind, ..)| kind.to_string());
            assert_eq!(told, expected, "{mode}");
        });
    }
}

#[test]
fn what_is_on_the_baseline_passes_and_is_counted_apart() {
    vm(|| {
        let envoy = enforcing(&[limit(), kind("GET /items", "response body /0/name", "type")]);
        let answer = response(200).json(&json!([{"name": "a"}, {"name": 7}]));
        let seen = envoy.exchange(&list(500), &answer);
        seen.passed(&list(500), &answer);
        let accepted = |direction: &str| (format!("docent_{direction}"), "accepted".to_owned());
        assert_eq!(seen.state, [accepted("request"), accepted("response")]);
        assert_eq!(
            (total("accepted"), total("rejected"), total("would_reject")),
            (2, 0, 0)
        );
        let stat = "docent.operation.service=.=shop;.;operation=.=GET /items;.;direction=.=request;.;verdict=.=accepted;.;total";
        assert_eq!(host(|host| host.counter(stat)), 1);
        let told: Vec<(u64, u64)> = told(&envoy).iter().map(|it| (it.1, it.2)).collect();
        assert_eq!(told, [(0, 1), (0, 1)]);
    });
}

#[test]
fn only_that_operation_that_place_and_that_keyword_are_let_through() {
    let others = [
        kind("POST /items", "request query /limit", "maximum"),
        kind("GET /items/{id}", "request query /limit", "maximum"),
        kind("GET /items", "response query /limit", "maximum"),
        kind("GET /items", "request header /limit", "maximum"),
        kind("GET /items", "request query /limits", "maximum"),
        kind("GET /items", "request query /limit", "minimum"),
        {
            let mut elsewhere = limit();
            elsewhere["service"] = json!("market");
            elsewhere
        },
    ];
    vm(move || {
        let seen = enforcing(&others).exchange(&list(500), &response(204));
        seen.rejected(400, "docent_request_violates");
    });
}

#[test]
fn what_is_not_accepted_stands_alone_in_the_reply() {
    vm(|| {
        let envoy = enforcing(&[kind("POST /items", "request body /name", "type")]);
        let seen = envoy.exchange(&post(&json!({"name": 7, "price": -1})), &made());
        let problem = seen.rejected(400, "docent_request_violates");
        let violations = problem["violations"].as_array().unwrap();
        assert_eq!(violations.len(), 1, "{problem}");
        assert_eq!(violations[0]["pointer"], "/price");
        let told: Vec<(u64, u64)> = told(&envoy).iter().map(|it| (it.1, it.2)).collect();
        assert_eq!(told, [(0, 1), (1, 0)]);
        envoy
            .exchange(&post(&json!({"name": 7, "price": 1})), &made())
            .passed(&post(&json!({"name": 7, "price": 1})), &made());
    });
}

#[test]
fn twenty_violations_that_are_all_accepted_may_hide_another() {
    vm(|| {
        let envoy = enforcing(&[kind("GET /items", "response body /*/name", "type")]);
        let answer = |wrong: usize| response(200).json(&json!(vec![json!({"name": 7}); wrong]));
        let seen = envoy.exchange(&list(5), &answer(19));
        seen.passed(&list(5), &answer(19));
        for wrong in [20, 21] {
            let seen = envoy.exchange(&list(5), &answer(wrong));
            let problem = seen.rejected(502, "docent_response_violates");
            assert_eq!(problem["violations"].as_array().unwrap().len(), 20);
        }
        let told: Vec<(u64, u64)> = told(&envoy).iter().map(|it| (it.1, it.2)).collect();
        assert_eq!(told, [(2, 1)]);
    });
}

/// A contract whose head and body can both be wrong, and nothing else of the shop.
fn uploads() -> Value {
    json!({"openapi": "3.1.0", "info": {"title": "u", "version": "1"}, "paths": {"/up": {"post": {
        "parameters": [{"name": "x-size", "in": "header", "required": true, "schema": {"type": "integer"}}],
        "requestBody": {"content": {"application/json": {"schema": {"type": "integer"}}}},
        "responses": {},
    }}}})
}

#[test]
fn an_accepted_violation_of_the_head_does_not_let_the_body_pass_unread() {
    let upload = |body: &Value| {
        request("POST", "/shop/up")
            .header("x-size", "big")
            .json(body)
    };
    let sent = move |message: Message| -> Seen {
        vm(move || {
            let contract = json!([{"service": "shop", "basePath": "/shop", "document": uploads()}]);
            let size = kind("POST /up", "request header /x-size", "type");
            let more = json!({"request": "enforce", "contracts": contract, "limits": {"requestBodyBytes": 9}});
            accepting(&[size], &more).exchange(&message, &response(200))
        })
    };
    sent(upload(&json!(7))).passed(&upload(&json!(7)), &response(200));
    sent(upload(&json!("7"))).rejected(400, "docent_request_violates");
    sent(upload(&json!(12_345_678_901_u64))).rejected(413, "docent_request_violates");
    let encoded = upload(&json!(7)).header("content-encoding", "gzip");
    sent(encoded).rejected(415, "docent_request_violates");
}

#[test]
fn a_baseline_holds_for_what_is_pulled() {
    vm(|| {
        let configuration = json!({"request": "enforce", "baseline": [limit()], "aggregator": {}});
        let envoy = Envoy::start(&configuration);
        let there = kind("GET /items", "request query /limit", "type");
        let source = json!({"service": "shop", "basePath": "/shop", "document": super::document::shop(), "baseline": [there]});
        envoy.wait(300);
        let bundle = response(200)
            .header("x-docent", "aggregator")
            .header("etag", "\"1\"")
            .chunk(json!({"contracts": [source]}).to_string());
        envoy.answer(calls_to("/v1/contracts").last().unwrap(), Some(&bundle));
        for query in ["limit=500", "limit=many"] {
            let request = request("GET", format!("/shop/items?{query}"));
            envoy
                .exchange(&request, &response(204))
                .passed(&request, &response(204));
        }
        assert_eq!(total("accepted"), 2);
    });
}

#[test]
fn where_nobody_asks_nothing_is_kept() {
    vm(|| {
        let envoy = Envoy::start(&mounted(
            json!({"request": "enforce", "baseline": [limit()]}),
        ));
        envoy
            .exchange(&list(500), &response(204))
            .passed(&list(500), &response(204));
        assert_eq!(total("accepted"), 1);
        envoy.wait(60_000);
        assert!(calls_to("/v1/reports").is_empty());
    });
}

#[test]
fn enforced_responses_without_held_heads_are_warned_of() {
    vm(|| {
        let _envoy = Envoy::start(&mounted(json!({"response": "enforce"})));
        assert_eq!(total("config_warnings"), 1);
        let logs = host(|host| host.logs.clone());
        let told = logs.iter().any(|(_, line)| {
            line.contains("response: expected holdHeaders")
                && line.contains("their bodies are only reported")
        });
        assert!(told, "{logs:?}");
    });
}
