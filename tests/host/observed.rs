//! Observation: what a worker learns from traffic and hands to the aggregator.

use openapi::observed::Publication;
use openapi::report::Report;
use serde_json::{Value, json};

use super::document::mounted;
use super::envoy::{Envoy, calls_to, vm};
use super::exchange::{Message, request, response};
use super::record::host;

/// A worker that observes and enforces nothing, with more configuration on top.
fn observing(more: Value) -> Envoy {
    let mut configuration = mounted(json!({"aggregator": {}}));
    configuration
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().cloned().unwrap());
    Envoy::start(&configuration)
}

/// The first report of a worker.
fn report(envoy: &Envoy) -> Report {
    envoy.wait(2_000);
    let calls = calls_to("/v1/reports");
    Report::decode(&calls.first().expect("a report").body).expect("a report the aggregator takes")
}

/// What is published of one service after these exchanges.
#[track_caller]
fn check(
    exchanges: Vec<(Message, Message)>,
    service: &'static str,
    expected: &[&'static str],
) -> Value {
    let expected = expected.to_vec();
    vm(move || {
        let envoy = observing(json!({}));
        for (request, answer) in &exchanges {
            envoy.exchange(request, answer).passed(request, answer);
        }
        let report = report(&envoy);
        let observed = report.services.get(service).cloned().expect(service);
        let document = observed.to_document(Publication::titled(service));
        let operations = document
            .operations()
            .map(|(path, method, _)| format!("{method} {path}"));
        assert_eq!(
            operations.collect::<Vec<_>>(),
            expected,
            "{:?}",
            report.services.keys()
        );
        document.into_value()
    })
}

fn thrice(request: &Message, answer: &Message) -> Vec<(Message, Message)> {
    vec![(request.clone(), answer.clone()); 3]
}

#[test]
fn an_unmounted_service_is_learnt_under_its_clusters_name_and_the_gateways_path() {
    let body = json!({"text": "fine", "stars": 5});
    let request = request("POST", "/feedback/notes/42?lang=en").json(&body);
    let document = check(
        thrice(&request, &response(201).json(&json!({"id": 7}))),
        "some_cluster",
        &["POST /feedback/notes/{noteId}"],
    );
    let text = document.to_string();
    assert!(
        text.contains("\"stars\"") && text.contains("\"lang\"") && text.contains("\"201\""),
        "{text}"
    );
}

#[test]
fn a_declared_operation_is_learnt_under_its_template_at_the_gateways_path() {
    let answer = response(200).json(&json!({"name": "bread"}));
    check(
        thrice(&request("GET", "/shop/items/7"), &answer),
        "shop",
        &["GET /shop/items/{itemId}"],
    );
    check(
        thrice(&request("GET", "/shop/items/word"), &answer),
        "shop",
        &["GET /shop/items/{itemId}"],
    );
}

#[test]
fn an_undeclared_operation_of_a_mounted_service_is_learnt_too() {
    let answer = response(200).json(&json!({"ok": true}));
    check(
        thrice(&request("GET", "/shop/health"), &answer),
        "shop",
        &["GET /shop/health"],
    );
}

#[test]
fn what_is_not_there_teaches_nothing_unless_declared() {
    vm(|| {
        let envoy = observing(json!({}));
        for status in [404, 405, 501] {
            envoy.exchange(
                &request("GET", "/admin.php"),
                &response(status).json(&json!({})),
            );
            envoy.exchange(
                &request("GET", "/shop/none"),
                &response(status).json(&json!({})),
            );
        }
        envoy.exchange(
            &request("GET", "/shop/items/7"),
            &response(404).json(&json!({})),
        );
        assert_eq!(host(|host| host.counter("docent.observed_total")), 1);
        assert_eq!(report(&envoy).services.keys().collect::<Vec<_>>(), ["shop"]);
    });
}

#[test]
fn chunks_and_trailers_make_no_difference_to_what_is_learnt() {
    let body = json!({"text": "fine", "tags": ["a", "b"]});
    let published = |request: Message, answer: Message| {
        check(thrice(&request, &answer), "some_cluster", &["POST /notes"])
    };
    let whole = published(
        request("POST", "/notes").json(&body),
        response(200).json(&body),
    );
    let parts = published(
        request("POST", "/notes")
            .json(&body)
            .in_chunks_of(3)
            .trailers(),
        response(200).json(&body).in_chunks_of(2).chunk(""),
    );
    assert_eq!(whole, parts);
}

#[test]
fn bodies_that_are_not_understood_teach_their_media_type_alone() {
    for (answer, media_type) in [
        (
            response(200)
                .header("content-type", "application/x-ndjson")
                .header("content-encoding", "gzip")
                .chunk("{\"a\": 1}\n"),
            "application/x-ndjson",
        ),
        (
            response(200)
                .header("content-type", "image/png")
                .chunk("\u{89}PNG"),
            "image/png",
        ),
        (
            response(200)
                .json(&json!({"a": 1}))
                .header("content-encoding", "gzip"),
            "application/json",
        ),
        (
            response(200)
                .header("content-type", "application/json")
                .chunk("{"),
            "application/json",
        ),
    ] {
        let document = check(
            thrice(&request("GET", "/thing"), &answer),
            "some_cluster",
            &["GET /thing"],
        );
        let content = &document["paths"]["/thing"]["get"]["responses"]["200"]["content"];
        let names: Vec<&String> = content.as_object().expect("content").keys().collect();
        assert_eq!(names, [media_type], "{document}");
        assert!(!document.to_string().contains("\"a\""));
    }
}

fn post(media_type: &str, body: impl AsRef<[u8]>) -> Message {
    request("POST", "/thing")
        .header("content-type", media_type)
        .chunk(body)
}

fn stream(media_type: &str, body: impl AsRef<[u8]>) -> Message {
    response(200).header("content-type", media_type).chunk(body)
}

#[test]
fn a_form_teaches_its_fields() {
    let form = post("application/x-www-form-urlencoded", "amount=12&to=you");
    let document = check(
        thrice(&form, &response(200).json(&json!(1))),
        "some_cluster",
        &["POST /thing"],
    );
    let schema = &document["paths"]["/thing"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
        ["schema"];
    let properties = &schema["properties"];
    assert_eq!(properties["amount"]["type"], "integer", "{document}");
    assert_eq!(properties["to"]["type"], "string", "{document}");
}

/// In every mode, whatever its chunks, and without a callback that pauses.
#[test]
fn a_stream_teaches_its_items_while_it_passes() {
    for (media_type, body) in [
        (
            "text/event-stream",
            "data: {\"n\": 1}\n\ndata: {\"n\": 2}\nid: 7\n\ndata: [DONE]\n\n",
        ),
        ("application/x-ndjson", "{\"n\": 1}\n{\"n\": 2}"),
        (
            "application/json-seq",
            "\u{1e}{\"n\": 1}\n\u{1e}{\"n\": 2}\n",
        ),
    ] {
        let mut reports = Vec::new();
        for (mode, bytes) in [("off", 1_000), ("shadow", 1), ("enforce", 3)] {
            let answer = stream(media_type, body).in_chunks_of(bytes);
            reports.push(vm(move || {
                let envoy = observing(json!({"request": mode, "response": mode}));
                let request = post(media_type, body).in_chunks_of(bytes).trailers();
                for _ in 0..3 {
                    let seen = envoy.exchange(&request, &answer);
                    seen.passed(&request, &answer);
                    assert_eq!(seen.paused, [""; 0]);
                }
                report(&envoy).services
            }));
        }
        assert_eq!(reports[0], reports[1], "{media_type}");
        assert_eq!(reports[0], reports[2], "{media_type}");
        let document = reports[0]["some_cluster"].to_document(Publication::titled("t"));
        let operation = document.into_value()["paths"]["/thing"]["post"].to_string();
        assert_eq!(operation.matches("itemSchema").count(), 2, "{operation}");
        assert!(operation.contains("\"n\""), "{operation}");
    }
}

/// The contract's own reading of a stream and what it teaches are one.
#[test]
fn a_stream_that_is_judged_teaches_the_same() {
    let content = json!({"application/x-ndjson": {"itemSchema": {"required": ["n"]}}});
    let declared = json!({
        "openapi": "3.2.0", "info": {"title": "t", "version": "1"},
        "paths": {"/thing": {"post": {
            "requestBody": {"content": content},
            "responses": {"200": {"description": "", "content": content}},
        }}},
    });
    let mut reports = Vec::new();
    for document in [None, Some(declared)] {
        reports.push(vm(move || {
            let contract = json!({"service": "s", "document": document});
            let envoy = observing(json!({"contracts": [contract]}));
            for body in [
                "{\"n\": 1}\n{\"n\": null}\n",
                "{\"n\": 1}\n{}\n{\"n\": 3}",
                "",
            ] {
                let answer = stream("application/x-ndjson", body).in_chunks_of(2);
                let request = post("application/x-ndjson", body).in_chunks_of(3);
                envoy.exchange(&request, &answer).passed(&request, &answer);
            }
            report(&envoy).services
        }));
    }
    assert_eq!(reports[0], reports[1]);
}

#[test]
fn a_long_stream_is_read_no_further_than_it_teaches() {
    vm(|| {
        let envoy = observing(json!({}));
        let lines = "{\"n\": 1}\n".repeat(3_000);
        let answer = stream("application/x-ndjson", &lines).in_chunks_of(90);
        let request = request("GET", "/thing");
        host(|host| host.counted.clear());
        envoy.exchange(&request, &answer).passed(&request, &answer);
        assert_eq!(host(|host| host.counted["buffer"]), 100);
    });
}

/// A stream that is left in the midst of an item has taught those before it.
#[test]
fn a_stream_that_is_left_teaches_what_came() {
    vm(|| {
        let envoy = observing(json!({}));
        for _ in 0..3 {
            let answer = stream("application/x-ndjson", "{\"n\": 1}\n12").more();
            envoy.exchange(&request("GET", "/thing"), &answer);
        }
        let text = serde_json::to_string(&report(&envoy).services).unwrap();
        assert!(text.contains("\"n\":{\"integer\":3}"), "{text}");
        assert!(!text.contains("\"integer\":3,\"object\""), "{text}");
    });
}

/// Exchanges that teach the same are counted, and the report is as if each had been kept.
#[test]
fn what_was_seen_before_is_counted() {
    let reported = |bodies: &'static [&'static str]| {
        vm(move || {
            let envoy = observing(json!({}));
            for body in bodies {
                let answer = response(200).header("content-type", "application/json");
                envoy.exchange(&request("GET", "/thing?q=1"), &answer.chunk(body));
            }
            report(&envoy).services
        })
    };
    let services = reported(&[r#"{"a": 4}"#, r#"{"a": 2}"#, r#"{"b": "x"}"#, r#"{"a": 3}"#]);
    assert_eq!(
        services,
        reported(&[r#"{"b": "x"}"#, r#"{"a": 7}"#, r#"{"a": 7}"#, r#"{"a": 7}"#])
    );
    let text = serde_json::to_string(&services).unwrap();
    assert!(
        text.contains("\"exchanges\":4") && text.contains("\"a\":{\"integer\":3"),
        "{text}"
    );
}

#[test]
fn what_is_not_sampled_is_counted_without_its_body() {
    vm(|| {
        let envoy = observing(json!({"observe": {"sample": 0}}));
        let body = json!({"a": 1});
        let request = request("POST", "/shop/items").json(&json!({"name": "bread"}));
        for _ in 0..3 {
            let answer = response(201).json(&json!({"name": "bread"}));
            envoy.exchange(&request, &answer).passed(&request, &answer);
            let elsewhere = super::exchange::request("POST", "/thing").json(&body);
            envoy.exchange(&elsewhere, &response(200).json(&body));
        }
        let services = report(&envoy).services;
        assert_eq!(services.len(), 2);
        let text = serde_json::to_string(&services).unwrap();
        assert!(text.contains("\"exchanges\":3"), "{text}");
        assert!(!text.contains("\"shape\""), "{text}");
    });
}

#[test]
fn a_rejected_request_teaches_nothing() {
    vm(|| {
        let envoy = observing(json!({"request": "enforce", "holdHeaders": true}));
        for _ in 0..3 {
            envoy
                .exchange(&request("GET", "/shop/items?limit=500"), &response(204))
                .rejected(400, "docent_request_violates");
            envoy
                .exchange(
                    &request("POST", "/shop/items").json(&json!({})),
                    &response(204),
                )
                .rejected(400, "docent_request_violates");
        }
        // Told is what was violated, and how often; of the exchanges nothing is.
        let report = report(&envoy);
        assert_eq!((report.services.len(), report.dropped), (0, 0));
        let told = report.violations["shop"].kinds();
        assert!(told.map(|(_, tally)| tally.count).eq([3, 3]));
        assert_eq!(host(|host| host.counter("docent.observed_total")), 0);
    });
}

#[test]
fn a_rejected_response_teaches_what_the_upstream_answered() {
    let wrong_head = || response(299);
    let wrong_body = || response(201).json(&json!({"name": 7}));
    for wrong in [wrong_head(), wrong_body()] {
        vm(move || {
            let envoy = observing(json!({"response": "enforce", "holdHeaders": true}));
            envoy
                .exchange(
                    &request("POST", "/shop/items").json(&json!({"name": "bread"})),
                    &wrong,
                )
                .rejected(502, "docent_response_violates");
            assert_eq!(host(|host| host.counter("docent.observed_total")), 1);
        });
    }
}

#[test]
fn with_observation_off_nothing_is_reported() {
    vm(|| {
        let envoy = observing(json!({"observe": {"enabled": false}}));
        envoy.exchange(
            &request("GET", "/thing"),
            &response(200).json(&json!({"a": 1})),
        );
        envoy.wait(20_000);
        assert!(calls_to("/v1/reports").is_empty());
    });
}

#[test]
fn what_a_worker_cannot_keep_is_counted_in_its_report() {
    vm(|| {
        let envoy = observing(json!({}));
        envoy.exchange(&request("GET", "/a".repeat(200)), &response(200));
        envoy.exchange(&request("GET", b"/a?\xff"), &response(200));
        envoy.exchange(&request("GET", "/a"), &response(200));
        assert_eq!(report(&envoy).dropped, 2);
        let total = |name: &str| host(|host| host.counter(&format!("docent.{name}_total")));
        assert_eq!((total("observed"), total("dropped")), (1, 2));
    });
}
