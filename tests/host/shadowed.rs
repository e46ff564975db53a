//! Shadow mode: it tells exactly what enforcement would do, and touches nothing.

use serde_json::{Value, json};

use super::document::mounted;
use super::envoy::{Envoy, vm};
use super::exchange::{Message, request, response};
use super::record::host;

fn requests() -> Vec<Message> {
    let mut found = Vec::new();
    for method in [
        "GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "CONNECT", "FROB",
    ] {
        for path in [
            "/shop/items",
            "/shop/items?limit=500",
            "/shop/items/x",
            "/shop/events",
            "/elsewhere/7",
            "*",
            "",
        ] {
            found.push(request(method, path));
        }
    }
    for media_type in [
        "application/json",
        "text/plain",
        "application/grpc",
        "application/x-ndjson",
        "no media type",
    ] {
        for body in ["", "{\"name\":\"a\"}", "{\"name\":1}", "{", "[[[[]]]]"] {
            let with = request("POST", "/shop/items")
                .header("content-type", media_type)
                .chunk(body);
            found.push(with.clone().header("content-length", "99999999"));
            found.push(with.clone().header("content-encoding", "br"));
            found.push(with.clone().header("upgrade", "h2c"));
            found.push(with.clone().in_chunks_of(2));
            found.push(with.clone().in_chunks_of(5).trailers());
            found.push(with.trailers());
        }
    }
    found
}

fn responses() -> Vec<Message> {
    let mut found = vec![
        response(101).chunk("x"),
        response(204),
        response(304),
        response(999),
        response(0),
    ];
    for status in [200, 206, 418, 500] {
        for media_type in ["application/json", "text/event-stream", "text/html"] {
            for body in ["{\"name\":\"a\"}", "{\"name\":1}", "{"] {
                let with = response(status)
                    .header("content-type", media_type)
                    .chunk(body);
                found.push(with.clone().in_chunks_of(3));
                found.push(with.trailers());
            }
        }
    }
    found
}

#[test]
fn nothing_ever_pauses_and_every_byte_arrives() {
    vm(|| {
        for hold in [false, true] {
            for (root, more) in [json!({}), json!({"unknownOperation": "deny", "failurePolicy": "deny", "limits": {"requestBodyBytes": 8, "responseBodyBytes": 8}})]
                .into_iter()
                .enumerate()
            {
                let mut configuration = mounted(json!({"holdHeaders": hold, "aggregator": {}}));
                configuration.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
                let root = u32::try_from(root).unwrap() + 1 + u32::from(hold) * 2;
                let envoy = Envoy::start_as(root, configuration.to_string().as_bytes()).unwrap();
                exchange_all(&envoy);
            }
        }
        assert_eq!(host(|host| host.counter("docent.panics_total")), 0);
        assert!(host(|host| host.replies.is_empty()));
    });
}

fn exchange_all(envoy: &Envoy) {
    let responses = responses();
    for (index, request) in requests().iter().enumerate() {
        for response in responses.iter().skip(index % 4).step_by(4) {
            let seen = envoy.exchange(request, response);
            assert!(seen.paused.is_empty(), "{:?} in {request:?}", seen.paused);
            seen.passed(request, response);
        }
    }
}

/// What one exchange adds to `would_reject` in shadow mode and to `rejected` in enforce.
fn refusals(mode: &str, request: &Message, answer: &Message) -> u64 {
    let (request, answer, mode) = (request.clone(), answer.clone(), mode.to_owned());
    vm(move || {
        let accepted = json!({
            "service": "shop", "method": "PUT", "path": "/items/{id}", "direction": "request",
            "location": "body", "pointer": "/name", "keyword": "type",
        });
        let configuration = json!({
            "request": mode, "response": mode, "holdHeaders": true, "unknownOperation": "deny", "failurePolicy": "deny",
            "limits": {"requestBodyBytes": 20, "responseBodyBytes": 20},
            "baseline": [accepted],
            "overrides": [{"path": "/page", "request": "off", "response": "off"}],
        });
        Envoy::start(&mounted(configuration)).exchange(&request, &answer);
        let name = if mode == "shadow" {
            "docent.would_reject_total"
        } else {
            "docent.rejected_total"
        };
        host(|host| host.counter(name))
    })
}

#[test]
fn what_would_be_rejected_is_what_is_rejected() {
    let post = |body: &Value| request("POST", "/shop/items").json(body);
    let put = |body: &Value| request("PUT", "/shop/items/7").json(body);
    let made = || response(201).json(&json!({"name": "a"}));
    for (request, answer) in [
        (post(&json!({"name": "a"})), made()),
        (post(&json!({"name": 1})), made()),
        (
            post(&json!({"name": "a"})),
            response(201).json(&json!({"name": 1})),
        ),
        (post(&json!({"name": "a"})), response(500)),
        (post(&json!({"name": "more than twenty bytes"})), made()),
        (
            post(&json!({"name": "a"})),
            response(201).json(&json!({"name": "more than twenty bytes"})),
        ),
        (
            post(&json!({"name": "a"})).header("content-encoding", "gzip"),
            made(),
        ),
        (request("GET", "/shop/nothing"), response(200)),
        (request("DELETE", "/shop/items"), response(200)),
        (request("GET", "/shop/items/%ff"), response(200)),
        (
            request("GET", "/shop/events"),
            response(200)
                .header("content-type", "text/event-stream")
                .chunk("data: 1\n\n"),
        ),
        (put(&json!({"name": 1})), response(200)),
        (put(&json!({"name": 1, "price": -1})), response(200)),
        (put(&json!({"price": 1})), response(200)),
        (request("GET", "/shop/page"), response(500)),
    ] {
        assert_eq!(
            refusals("shadow", &request, &answer),
            refusals("enforce", &request, &answer),
            "{request:?} {answer:?}"
        );
    }
}
