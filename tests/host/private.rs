//! The first promise: no value of an exchange is in anything the filter makes visible.

use serde_json::json;

use super::document::mounted;
use super::envoy::{Envoy, calls_to, vm};
use super::exchange::{Message, request, response};
use super::record::host;

/// Values nobody would write by accident, in the forms an identifier takes.
const CANARIES: [&str; 6] = [
    "canary7f3a9c2e4b",
    "9d2f1c34-5b6a-4e7d-8f90-a1b2c3d4e5f6",
    "canary.jones@example.org",
    "990011223344",
    "eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOjF9.c2lnbmF0dXJlLWNhbmFyeQ",
    "zQ9xK2mV7pL4wT8nB3cR",
];

/// A value in every place of an exchange that can hold one.
fn exchanges(canary: &str) -> Vec<(Message, Message)> {
    let body = json!({"name": canary, "price": canary, "extra": {"deep": [canary, {"id": canary}]}, canary: canary});
    let with_values = |message: Message| {
        message
            .header("authorization", format!("Bearer {canary}"))
            .header("cookie", format!("session={canary}"))
            .header("cookie", format!("{canary}=1"))
            .header("x-api-key", canary)
            .header("x-tenant", canary)
            .header("x-parts", format!("{canary},{canary}"))
            .header("x-request-id", canary)
            .header("content-length", canary)
    };
    let mut found = Vec::new();
    for path in [
        "/shop/items",
        "/shop/items/{}",
        "/shop/items?limit={}",
        "/shop/items?{}=1",
        "/free/{}/x?q={}",
        "/{}",
    ] {
        for method in ["GET", "POST", "PUT"] {
            let request = with_values(request(method, path.replace("{}", canary)));
            for status in [200, 201, 400, 500] {
                let answer = response(status)
                    .header("set-cookie", canary)
                    .header("etag", canary);
                found.push((request.clone().json(&body), answer.clone().json(&body)));
                let text = |message: Message| {
                    message
                        .header("content-type", "application/json")
                        .chunk(format!("{{\"{canary}\""))
                };
                found.push((text(request.clone()), text(answer.clone())));
                let stream = |message: Message, media_type: &str, body: String| {
                    message.header("content-type", media_type).chunk(body)
                };
                for (media_type, body) in [
                    (
                        "text/event-stream",
                        format!(
                            "id: {canary}\nevent: {canary}\ndata: {{\"a\": \"{canary}\", \"{canary}\": 1}}\n\ndata: {canary}\n\n"
                        ),
                    ),
                    (
                        "application/x-ndjson",
                        format!("{{\"a\": [\"{canary}\"]}}\n\"{canary}\"\n{canary}"),
                    ),
                    (
                        "application/x-www-form-urlencoded",
                        format!("a={canary}&{canary}=1&b={canary}&b={canary},{canary}"),
                    ),
                ] {
                    found.push((
                        stream(request.clone(), media_type, body.clone()),
                        stream(answer.clone(), media_type, body),
                    ));
                }
                found.push((
                    request.clone(),
                    answer.header("content-type", "text/plain").chunk(canary),
                ));
            }
        }
    }
    found
}

fn check(mode: &'static str) {
    for (canary, enumerations) in CANARIES
        .into_iter()
        .flat_map(|canary| [(canary, false), (canary, true)])
    {
        vm(move || {
            let envoy = Envoy::start(&mounted(json!({
                "request": mode, "response": mode, "holdHeaders": mode == "enforce",
                "unknownOperation": "deny", "failurePolicy": "deny",
                "limits": {"requestBodyBytes": 4096, "jsonDepth": 3},
                "observe": {"enumerations": enumerations, "key": "k"}, "aggregator": {},
            })));
            for (request, answer) in exchanges(canary) {
                envoy.exchange(&request, &answer);
                let mut faulty = request;
                faulty
                    .head
                    .push((b"x-docent-fault".to_vec(), b"response_body".to_vec()));
                envoy.exchange(&faulty, &answer);
            }
            envoy.wait(60_000);
            assert!(mode == "enforce" || !calls_to("/v1/reports").is_empty());
            let visible = host(|host| host.everything_visible());
            let at = visible.find(canary);
            let around = at.map(|at| {
                String::from_utf8_lossy(
                    &visible.as_bytes()[at.saturating_sub(200)..(at + 60).min(visible.len())],
                )
            });
            assert!(at.is_none(), "{canary} is visible: {around:?}");
        });
    }
}

#[test]
fn no_value_is_visible_in_shadow_mode() {
    check("shadow");
}

#[test]
fn no_value_is_visible_in_enforce_mode() {
    check("enforce");
}

#[test]
fn the_aggregators_token_goes_nowhere_but_into_its_own_header() {
    vm(|| {
        let envoy = Envoy::start(
            &json!({"request": "s3cr3t-token", "aggregator": {"token": "s3cr3t-token"}}),
        );
        envoy.wait(60_000);
        host(|host| {
            for call in &mut host.calls {
                call.headers.retain(|(name, _)| name != b"authorization");
            }
            assert!(!host.calls.is_empty() && !host.everything_visible().contains("s3cr3t"));
        });
    });
}
