//! A contract that changes at the aggregator reaches the filter under load, and no exchange is lost to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use tokio::spawn;

use super::gateway::{Gateway, Setup, until};
use mesh::client::Call;

const WITHIN: Duration = Duration::from_secs(30);
const CLIENTS: usize = 8;

/// A document that says of predictions what `species` may be.
fn document(species: Value) -> Value {
    let body = json!({
        "type": "object",
        "required": ["user_id", "species"],
        "properties": { "user_id": { "type": "integer" }, "species": species },
    });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Feedback", "version": "1" },
        "paths": { "/predictions": { "post": {
            "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
            "responses": { "201": { "description": "kept" } },
        } } },
    })
}

async fn declare(gateway: &Gateway, document: Value) {
    let call = Call::new(
        gateway.internal,
        Method::PUT,
        "/v1/services/feedback/document",
    )
    .header("content-type", b"application/json")
    .body(document.to_string());
    let answer = call.send().await;
    assert!(
        answer.status.is_success(),
        "{} {}",
        answer.status,
        answer.text()
    );
}

/// Waits until every worker refuses: connections are spread over them, so many in a row.
async fn refused_everywhere(gateway: &Gateway, body: &Value) {
    until("every worker has the new contract", WITHIN, async || {
        for _ in 0..12 {
            if gateway
                .post("/feedback/predictions", body)
                .send()
                .await
                .status
                != 400
            {
                return false;
            }
        }
        true
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_contract_takes_effect_without_dropping_a_request() {
    let gateway = Gateway::start(Setup {
        iris: false,
        ..Setup::default()
    })
    .await;
    let valid = json!({ "user_id": 7, "species": "setosa" });
    assert_eq!(
        gateway
            .post("/feedback/predictions", &valid)
            .send()
            .await
            .status,
        201
    );

    let done = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (done, valid, port) = (Arc::clone(&done), valid.clone(), gateway.port);
            spawn(async move {
                let mut sent = 0;
                while !done.load(Ordering::Relaxed) {
                    let answer = Call::post(port, "/feedback/predictions", &valid)
                        .send()
                        .await;
                    assert_eq!(answer.status, 201, "{}", answer.text());
                    sent += 1;
                }
                sent
            })
        })
        .collect();

    declare(&gateway, document(json!({ "type": "string" }))).await;
    refused_everywhere(&gateway, &json!({ "user_id": 7, "species": 7 })).await;
    let other = json!({ "user_id": 7, "species": "rosa" });
    assert_eq!(
        gateway
            .post("/feedback/predictions", &other)
            .send()
            .await
            .status,
        201
    );
    declare(
        &gateway,
        document(json!({ "enum": ["setosa", "versicolor", "virginica"] })),
    )
    .await;
    refused_everywhere(&gateway, &other).await;

    done.store(true, Ordering::Relaxed);
    let mut sent = 0;
    for client in clients {
        sent += client.await.unwrap();
    }
    assert!(sent > 20, "there was load: {sent} requests");

    // Held headers: the service never sees what is refused.
    let before = gateway.stat("cluster.feedback.upstream_rq_total").await;
    gateway
        .post("/feedback/predictions", &other)
        .send()
        .await
        .is_refused(400);
    assert_eq!(
        gateway.stat("cluster.feedback.upstream_rq_total").await,
        before
    );
    gateway.no_vm_was_replaced().await;
}
