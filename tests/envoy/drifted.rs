//! What a service does and does not declare is found, with the patch that declares it; and it can be adopted.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};

use super::gateway::{Gateway, Setup, until};
use mesh::client::Call;

/// Many of the intervals in which filters report and pull.
const SETTLE_MAX: Duration = Duration::from_secs(40);

/// Findings that are differences between the document and the traffic, by kind and place.
async fn differences(gateway: &Gateway) -> Vec<Value> {
    let found = Call::get(gateway.internal, "/v1/findings")
        .send()
        .await
        .json();
    let findings = found["findings"]
        .as_array()
        .unwrap_or_else(|| panic!("{found:#}"));
    let is_difference = |finding: &&Value| {
        let kind = finding["kind"].as_str();
        !matches!(kind, Some("problem" | "repair" | "violation"))
    };
    findings.iter().filter(is_difference).cloned().collect()
}

fn find<'f>(findings: &'f [Value], kind: &str, what: &str) -> &'f Value {
    let found = findings
        .iter()
        .find(|it| it["kind"] == kind && it.to_string().contains(what));
    found.unwrap_or_else(|| panic!("no {kind} of {what} in {findings:#?}"))
}

async fn declared(gateway: &Gateway, document: &Value) {
    let path = "/v1/services/feedback/document";
    let answer = Call::new(gateway.internal, Method::PUT, path)
        .body(document.to_string())
        .send()
        .await;
    assert!(answer.status.is_success(), "{}", answer.text());
}

async fn adopted(gateway: &Gateway) -> Value {
    let path = "/v1/services/feedback/adopt";
    let answer = Call::post(gateway.internal, path, &json!({})).send().await;
    assert!(answer.status.is_success(), "{}", answer.text());
    answer.json()
}

/// Creates predictions and reads each; every answer must be the service's own.
async fn traffic(gateway: &Gateway, times: usize) {
    for number in 0..times {
        let body = json!({ "user_id": number, "species": "setosa" });
        let answer = gateway.post("/feedback/predictions", &body).send().await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let id = answer.json()["id"]
            .as_str()
            .map(str::to_owned)
            .unwrap_or_default();
        let answer = gateway
            .get(&format!("/feedback/predictions/{id}"))
            .send()
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}

#[tokio::test]
async fn what_is_not_declared_is_found_and_adopted_and_then_enforced() {
    let gateway = Gateway::start(Setup {
        iris: false,
        ..Setup::default()
    })
    .await;
    traffic(&gateway, 24).await;
    let learnt = |document: &Value| {
        let create = &document["paths"]["/predictions"]["post"];
        create["x-docent-exchanges"] == 24
            && document["paths"]
                .as_object()
                .is_some_and(|it| it.len() == 2)
    };
    gateway.reports_are_in("feedback", learnt).await;
    assert_eq!(
        differences(&gateway).await,
        [] as [Value; 0],
        "nothing is declared"
    );

    // A document that is wrong in one place and lacks an operation.
    declared(
        &gateway,
        &json!({
            "openapi": "3.0.3", "info": { "title": "Feedback", "version": "1" },
            "paths": { "/predictions": { "post": {
                "summary": "Keeps a prediction",
                "requestBody": { "required": true, "content": { "application/json": { "schema": {
                    "type": "object", "required": ["user_id", "comment"],
                    "properties": { "user_id": { "type": "string" }, "comment": { "type": "string" } },
                } } } },
                "responses": { "200": { "description": "Kept" } },
            } } },
        }),
    )
    .await;
    let found = differences(&gateway).await;
    let outside = find(&found, "type_outside", "user_id");
    assert_eq!(outside["severity"], "error", "{outside:#}");
    assert_eq!(outside["firstSeen"], outside["lastSeen"], "{outside:#}");
    assert_eq!(outside["exchanges"], 24, "{outside:#}");
    assert!(outside["patch"][0]["path"].is_string(), "{outside:#}");
    let missing = find(&found, "required_missing", "comment");
    assert_eq!(missing["present"], 0, "{missing:#}");
    find(&found, "undeclared_property", "species");
    find(&found, "undeclared_status", "201");
    let shadow = find(&found, "undocumented_operation", "/predictions/{");
    assert_eq!(
        (&shadow["method"], &shadow["severity"]),
        (&json!("GET"), &json!("warning"))
    );

    let answer = adopted(&gateway).await;
    let count = answer["adopted"].as_array().map_or(0, Vec::len);
    assert_eq!(count, found.len(), "{answer:#}\n{found:#?}");
    assert_eq!(differences(&gateway).await, [] as [Value; 0]);
    let document = gateway.document("feedback").await;
    let create = &document["paths"]["/predictions"]["post"];
    assert_eq!(
        create["summary"], "Keeps a prediction",
        "what was declared stays"
    );
    assert_eq!(create["x-docent-source"], "both", "{create:#}");

    // What was adopted is the contract from the next pull on: it takes the traffic as it was, and no other.
    let good = json!({ "user_id": 7, "species": "setosa" });
    let bad = json!({ "user_id": { "no": "number" }, "species": "setosa" });
    until("both workers hold the contract", SETTLE_MAX, async || {
        for _ in 0..12 {
            let taken = gateway.post("/feedback/predictions", &good).send().await;
            let refused = gateway.post("/feedback/predictions", &bad).send().await;
            if taken.status != 201 || refused.header("x-docent") != "rejected" {
                return false;
            }
        }
        true
    })
    .await;
    gateway.no_vm_was_replaced().await;
}
