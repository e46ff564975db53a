//! A panic in any callback costs at most its own exchange: the worker's VM lives on.
//! Needs the build of the filter that panics on demand.

use std::time::Duration;

use serde_json::json;

use super::gateway::{Gateway, Setup, until};

/// Callbacks of an exchange that every request of this test passes, in order.
const OF_EXCHANGE: [&str; 5] = [
    "request_headers",
    "request_body",
    "response_headers",
    "response_body",
    "log",
];
/// Callbacks of the worker, with no request of their own.
const OF_WORKER: [&str; 2] = ["tick", "http_call_response"];

const PANICS: &str = "wasmcustom.docent.panics_total";

async fn wait_for_panic(gateway: &Gateway, before: u64, callback: &str) {
    let what = format!("the panic in {callback} was caught and counted");
    until(&what, Duration::from_secs(20), async || {
        gateway.stat(PANICS).await > before
    })
    .await;
}

#[tokio::test]
async fn a_panic_in_any_callback_leaves_the_worker_serving() {
    let setup = Setup {
        filter: "DOCENT_TEST_FILTER_FAULT",
        iris: false,
        ..Setup::default()
    };
    let gateway = Gateway::start(setup).await;
    let body = json!({ "user_id": 7, "species": "setosa" });
    let call = |callback: &str| {
        gateway
            .post("/feedback/predictions", &body)
            .header("x-docent-fault", callback.as_bytes())
    };

    for callback in OF_EXCHANGE.into_iter().chain(OF_WORKER) {
        let before = gateway.stat(PANICS).await;
        let answer = call(callback).send().await;
        assert_eq!(
            answer.status,
            201,
            "failure policy allow, panic in {callback}: {}",
            answer.text()
        );
        wait_for_panic(&gateway, before, callback).await;
    }
    let before = gateway.stat(PANICS).await;
    let answer = call("request_trailers").send_with_trailers().await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    wait_for_panic(&gateway, before, "request_trailers").await;

    for _ in 0..8 {
        assert_eq!(
            gateway
                .post("/feedback/predictions", &body)
                .send()
                .await
                .status,
            201
        );
    }
    gateway.no_vm_was_replaced().await;
    assert!(
        !gateway.envoy.log().contains("fault injected"),
        "a panic's message may hold a value; it is not logged"
    );
}
