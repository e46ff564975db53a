//! Requests under enforcement: what passes, what is answered, and with what.

use serde_json::{Value, json};

use super::document::mounted;
use super::envoy::{Envoy, vm};
use super::exchange::{Message, Seen, request, response};
use super::record::{field, host};

/// One exchange under `enforce`, with more configuration on top.
fn enforced(more: Value, request: Message, answer: Message) -> Seen {
    vm(move || {
        let mut configuration = json!({"request": "enforce", "holdHeaders": true});
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
fn check(request: Message, status: u32, details: &str) -> Value {
    let seen = enforced(json!({}), request, response(204));
    assert!(
        !seen.upstream_head && seen.upstream_body.is_empty(),
        "the upstream saw something"
    );
    assert_eq!(
        seen.state,
        [("docent_request".to_owned(), "violates".to_owned())]
    );
    seen.rejected(status, details)
}

#[track_caller]
fn check_passes(request: Message) {
    let seen = enforced(json!({}), request, response(204));
    assert!(seen.reply.is_none(), "{:?}", seen.reply);
}

fn post(body: &Value) -> Message {
    request("POST", "/shop/items").json(body)
}

#[test]
fn a_request_that_conforms_passes_unchanged() {
    check_passes(post(&json!({"name": "bread", "price": 2})));
    check_passes(post(&json!({"name": "bread"})).in_chunks_of(3));
    check_passes(post(&json!({"name": "bread"})).trailers());
    check_passes(post(&json!({"name": "bread"})).chunk(""));
    check_passes(request("GET", "/shop/items?limit=10"));
    check_passes(request("GET", "/shop/items/7"));
    check_passes(request("HEAD", "/shop/items/7"));
    check_passes(request("PUT", "/shop/items/7"));
}

#[test]
fn a_request_that_violates_is_told_where() {
    let problem = check(
        request("GET", "/shop/items?limit=101"),
        400,
        "docent_request_violates",
    );
    let violation = &problem["violations"][0];
    assert_eq!(
        (&violation["location"], &violation["pointer"]),
        (&json!("query"), &json!("/limit"))
    );
    assert_eq!(violation["keyword"], "maximum");
    check(
        request("GET", "/shop/items/seven"),
        400,
        "docent_request_violates",
    );

    let problem = check(post(&json!({"price": -1})), 400, "docent_request_violates");
    let keywords: Vec<&Value> = problem["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["keyword"])
        .collect();
    assert_eq!(keywords, ["required", "minimum"]);
}

#[test]
fn the_end_of_a_body_is_its_flag_or_its_trailers() {
    let bad = json!({"price": 1});
    check(post(&bad).trailers(), 400, "docent_request_violates");
    check(post(&bad).in_chunks_of(1), 400, "docent_request_violates");
    check(
        post(&bad).in_chunks_of(4).trailers(),
        400,
        "docent_request_violates",
    );
    check(
        post(&bad).in_chunks_of(4).chunk(""),
        400,
        "docent_request_violates",
    );
}

#[test]
fn a_required_body_that_is_missing_is_missing_in_every_form() {
    let without = || request("POST", "/shop/items").header("content-type", "application/json");
    for missing in [
        without(),
        without().chunk(""),
        without().trailers(),
        without().chunk("").trailers(),
    ] {
        let problem = check(missing, 400, "docent_request_violates");
        assert_eq!(problem["violations"][0]["keyword"], "required");
    }
}

#[test]
fn a_body_that_two_parsers_could_read_differently_is_refused() {
    let raw = |body: &[u8]| {
        request("POST", "/shop/items")
            .header("content-type", "application/json")
            .chunk(body)
    };
    for body in [
        &b"{\"name\":\"a\",\"name\":\"b\"}"[..],
        b"{\"name\":\"a\"} x",
        b"{\"name\":\"\xff\"}",
        b"\xef\xbb\xbf{\"name\":\"a\"}",
        b"{",
    ] {
        check(raw(body), 400, "docent_request_violates");
    }
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    check(raw(&deep), 400, "docent_request_violates");
}

#[test]
fn a_media_type_outside_the_contract_is_415() {
    let with = |media_type: &str| {
        request("POST", "/shop/items")
            .header("content-type", media_type)
            .chunk("{\"name\":\"a\"}")
    };
    check(with("text/plain"), 415, "docent_request_violates");
    check(
        with("application/json; charset=utf-16"),
        415,
        "docent_request_violates",
    );
    check(
        with("application/json").header("content-encoding", "gzip"),
        415,
        "docent_request_violates",
    );
    check(
        request("POST", "/shop/items").chunk("{}"),
        415,
        "docent_request_violates",
    );
    check_passes(with("APPLICATION/JSON; charset=\"UTF-8\""));
}

#[test]
fn two_media_types_are_read_by_nobody_alike() {
    let post = request("POST", "/shop/items").chunk("{\"name\":\"a\"}");
    for fields in [
        &["application/json", "text/plain"][..],
        &["application/json", "application/json"],
        &["application/json, application/json"],
    ] {
        let twice = fields.iter().fold(post.clone(), |post, field| {
            post.header("content-type", field)
        });
        check(twice, 400, "docent_request_violates");
    }
}

#[test]
fn a_body_over_the_limit_is_413_by_its_length_or_by_its_bytes() {
    let limits = json!({"limits": {"requestBodyBytes": 40}});
    let body = json!({"name": "x".repeat(40)});
    let rejected = |message: Message| {
        let seen = enforced(limits.clone(), message, response(204));
        assert!(!seen.upstream_head);
        seen.rejected(413, "docent_request_violates");
        seen
    };
    let declared = rejected(post(&body).header("content-length", "51"));
    assert!(declared.paused.is_empty(), "refused before a byte was held");
    rejected(post(&body).in_chunks_of(7));
    let within = enforced(
        limits.clone(),
        post(&json!({"name": "x".repeat(28)})).in_chunks_of(7),
        response(204),
    );
    assert!(within.reply.is_none());
}

#[test]
fn unknown_operations_are_answered_only_when_denied() {
    let deny = json!({"unknownOperation": "deny"});
    for (method, path, status, details, token) in [
        (
            "GET",
            "/shop/nothing",
            404,
            "docent_unknown_path",
            "unknown_path",
        ),
        (
            "GET",
            "/elsewhere",
            404,
            "docent_unknown_path",
            "unknown_path",
        ),
        (
            "GET",
            "/shopping",
            404,
            "docent_unknown_path",
            "unknown_path",
        ),
        (
            "DELETE",
            "/shop/items",
            405,
            "docent_unknown_method",
            "unknown_method",
        ),
        (
            "FROB",
            "/shop/items/7",
            405,
            "docent_unknown_method",
            "unknown_method",
        ),
        (
            "get",
            "/shop/items",
            405,
            "docent_unknown_method",
            "unknown_method",
        ),
    ] {
        let seen = enforced(deny.clone(), request(method, path), response(200));
        seen.rejected(status, details);
        assert_eq!(
            seen.state,
            [("docent_request".to_owned(), token.to_owned())]
        );
        let seen = enforced(json!({}), request(method, path), response(200));
        assert!(seen.reply.is_none());
        assert!(seen.state.is_empty());
    }
    let seen = enforced(deny, request("DELETE", "/shop/items"), response(200));
    assert_eq!(field(&seen.reply.unwrap().headers, "allow"), "GET, POST");
}

#[test]
fn undeclared_query_parameters_are_answered_only_when_denied() {
    let undeclared = || request("GET", "/shop/items?limit=1&canary=1");
    let config = |policy: &str| json!({"undeclaredQuery": policy});
    let seen = enforced(config("allow"), undeclared(), response(204));
    assert!(seen.reply.is_none() && seen.state.is_empty());
    for policy in ["report", "deny"] {
        let seen = enforced(
            config(policy),
            request("GET", "/shop/items?limit=1"),
            response(204),
        );
        assert!(seen.reply.is_none() && seen.state.is_empty());
    }
    let seen = enforced(config("report"), undeclared(), response(204));
    assert!(seen.reply.is_none());
    let token = |token: &str| [("docent_request".to_owned(), token.to_owned())];
    assert_eq!(seen.state, token("undeclared_query"));
    let seen = enforced(config("deny"), undeclared(), response(204));
    assert_eq!(seen.state, token("violates"));
    let problem = seen.rejected(400, "docent_request_violates");
    let told = json!([{"location": "query", "pointer": "/*", "keyword": "undeclared", "message": "not declared"}]);
    assert_eq!(problem["violations"], told);
    // What the body breaks weighs more.
    let body = request("POST", "/shop/items?canary=1").json(&json!({}));
    let seen = enforced(config("report"), body, response(201));
    assert_eq!(seen.state, token("violates"));
    let body = request("POST", "/shop/items?canary=1").json(&json!({"name": "a"}));
    let seen = enforced(config("report"), body, response(201));
    assert!(seen.reply.is_none());
    assert_eq!(seen.state, token("undeclared_query"));
}

#[test]
fn undeclared_query_parameters_count_as_what_would_be_rejected() {
    for mode in ["shadow", "enforce"] {
        vm(move || {
            let configuration = json!({"request": mode, "undeclaredQuery": "report"});
            let envoy = Envoy::start(&mounted(configuration));
            envoy.exchange(&request("GET", "/shop/items?canary=1"), &response(204));
            assert_eq!(host(|host| host.counter("docent.would_reject_total")), 1);
            assert_eq!(host(|host| host.counter("docent.rejected_total")), 0);
        });
    }
}

#[test]
fn a_preflight_passes_to_the_upstream() {
    let preflight = request("OPTIONS", "/shop/items")
        .header("origin", "https://a.example")
        .header("access-control-request-method", "POST");
    let seen = enforced(
        json!({"unknownOperation": "deny"}),
        preflight,
        response(204),
    );
    assert!(seen.reply.is_none());
    let seen = enforced(
        json!({"unknownOperation": "deny"}),
        request("OPTIONS", "/shop/items"),
        response(204),
    );
    seen.rejected(405, "docent_unknown_method");
}

#[test]
fn a_path_that_is_no_text_is_refused_where_a_contract_is_mounted() {
    check(
        request("GET", b"/shop/items/\xff"),
        400,
        "docent_request_violates",
    );
    check(
        request("GET", "/shop/items/%ff"),
        400,
        "docent_request_violates",
    );
    check(
        request("GET", "/shop/items/a%2fb"),
        400,
        "docent_request_violates",
    );
    let seen = enforced(json!({}), request("GET", b"/elsewhere/\xff"), response(200));
    assert!(seen.reply.is_none());
}

#[test]
fn any_byte_in_any_header_is_survived() {
    vm(|| {
        let envoy = Envoy::start(&mounted(
            json!({"request": "enforce", "response": "enforce", "holdHeaders": true, "aggregator": {}}),
        ));
        for byte in 0..=u8::MAX {
            let value = [b'a', byte, byte];
            let message = request("POST", [&b"/shop/items?limit="[..], &value].concat())
                .header("cookie", value)
                .header("content-type", value)
                .header("accept", value)
                .header("x-any", value)
                .header("content-length", value)
                .chunk(value);
            envoy.exchange(
                &message,
                &response(200)
                    .header("content-type", value)
                    .header("etag", value)
                    .chunk(value),
            );
        }
        assert_eq!(host(|host| host.counter("docent.panics_total")), 0);
    });
}

#[test]
fn without_held_headers_the_body_is_still_enforced() {
    let bad = post(&json!({"price": 1})).in_chunks_of(5);
    let seen = enforced(json!({"holdHeaders": false}), bad, response(204));
    seen.rejected(400, "docent_request_violates");
    assert!(seen.upstream_head, "the head went on, as documented");
    assert!(seen.upstream_body.is_empty(), "no byte of the body did");
    assert!(
        seen.paused
            .iter()
            .all(|callback| *callback == "request_body")
    );
}

#[test]
fn what_cannot_be_decided_follows_the_failure_policy() {
    let no_contracts = json!({"contracts": [], "aggregator": {}});
    let seen = enforced(
        no_contracts.clone(),
        request("GET", "/shop/items"),
        response(204),
    );
    assert!(seen.reply.is_none());
    assert_eq!(
        seen.state,
        [("docent_request".to_owned(), "no_contract".to_owned())]
    );
    let mut denied = no_contracts;
    denied["failurePolicy"] = json!("deny");
    let seen = enforced(denied, request("GET", "/shop/items"), response(204));
    seen.rejected(500, "docent_undecided");
}

#[test]
fn upgrades_and_connect_pass_with_all_their_bytes() {
    let deny = json!({"failurePolicy": "deny", "response": "enforce"});
    let upgrade = request("GET", "/shop/items")
        .header("connection", "upgrade")
        .header("upgrade", "websocket");
    let frames = || {
        upgrade
            .clone()
            .chunk(b"\x81\x05hello")
            .chunk(b"\x81\x05again")
    };
    let seen = enforced(
        deny.clone(),
        frames(),
        response(101)
            .header("upgrade", "websocket")
            .chunk(b"\x81\x02ok"),
    );
    assert!(
        seen.reply.is_none() && seen.paused.is_empty(),
        "{:?} {:?}",
        seen.reply,
        seen.paused
    );
    let connect = Message::default()
        .header(":method", "CONNECT")
        .header(":authority", "a:1")
        .chunk("x");
    let seen = enforced(deny, connect, response(200).chunk("y"));
    assert!(seen.reply.is_none() && seen.paused.is_empty());
}

#[test]
fn overrides_change_the_mode_of_what_they_match() {
    let overrides = json!({"overrides": [{"service": "shop", "path": "/items", "method": "GET", "request": "off"}]});
    let seen = enforced(
        overrides.clone(),
        request("GET", "/shop/items?limit=500"),
        response(204),
    );
    assert!(seen.reply.is_none() && seen.state.is_empty());
    let seen = enforced(overrides, post(&json!({})), response(204));
    seen.rejected(400, "docent_request_violates");
}

#[test]
fn what_was_decided_is_counted() {
    vm(|| {
        let envoy = Envoy::start(&mounted(json!({"request": "enforce"})));
        envoy.exchange(&request("GET", "/shop/items?limit=1"), &response(204));
        envoy.exchange(&request("GET", "/shop/items?limit=500"), &response(204));
        envoy.exchange(&request("GET", "/shop/nothing"), &response(204));
        let total = |name: &str| host(|host| host.counter(&format!("docent.{name}_total")));
        assert_eq!(
            (total("requests"), total("rejected"), total("would_reject")),
            (3, 1, 0)
        );
        assert_eq!((total("unknown"), total("undecided")), (1, 0));
        let of = |verdict: &str| {
            format!(
                "docent.operation.service=.=shop;.;operation=.=GET /items;.;direction=.=request;.;verdict=.={verdict};.;total"
            )
        };
        assert_eq!(
            host(|host| (host.counter(&of("conforms")), host.counter(&of("violates")))),
            (1, 1)
        );
    });
}
