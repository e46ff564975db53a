//! The steps of `envoy/README.md`, with the very files it names, unchanged.

use hyper::StatusCode;
use mesh::client::{Answer, Call};
use mesh::house::variable;
use mesh::process::Process;
use mesh::promises::{START_MAX, until};
use serde_json::{Value, json};

/// Ports of the files: the gateway, its admin, the aggregator, the service.
const GATEWAY: u16 = 10_000;
const ADMIN: u16 = 9_901;
const INTERNAL: u16 = 8_081;
const IRIS: u16 = 9_001;
/// Refusals on new connections that leave no worker out.
const IN_A_ROW: usize = 24;

async fn predict(petal_width: Value) -> Option<Answer> {
    let flower = json!({ "sepal_length": 5.1, "sepal_width": 3.5, "petal_length": 1.4, "petal_width": petal_width });
    let call = Call::post(GATEWAY, "/iris/predict", &json!({ "flowers": [flower] }));
    call.attempt().await.ok()
}

async fn a_request_is_refused(bootstrap: &str) {
    let folder = tempfile::tempdir().unwrap();
    let start = |name: &str, command: &[&str], port: u16| {
        let process = Process::start(name, folder.path(), command);
        process.wait_for_port(port, START_MAX);
        process
    };
    let _iris = start(
        "iris",
        &[&variable("DOCENT_TEST_PYTHON"), "envoy/services/iris.py"],
        IRIS,
    );
    let aggregator = variable("DOCENT_TEST_AGGREGATOR");
    let store = format!("sqlite://{}/docent.db", folder.path().display()); // another one may be in use
    let serve = [
        &aggregator,
        "serve",
        "--config",
        "envoy/aggregator.yaml",
        "--store",
        &store,
    ];
    let _aggregator = start("aggregator", &serve, INTERNAL);
    let envoy = variable("DOCENT_TEST_ENVOY");
    let _envoy = start("envoy", &[&envoy, "--config-path", bootstrap], ADMIN);

    let status = async |petal_width| predict(petal_width).await.map(|answer| answer.status);
    until("the model answers", async || {
        status(json!(0.2)).await == Some(StatusCode::OK)
    })
    .await;
    // Connections are spread over the workers, each of which takes the contract when it looks: many in a row.
    until("every worker refuses a violation", async || {
        for _ in 0..IN_A_ROW {
            if status(json!("wide")).await != Some(StatusCode::BAD_REQUEST) {
                return false;
            }
        }
        true
    })
    .await;
    let refused = predict(json!("wide")).await.unwrap();
    refused.is_refused(400);
    assert_eq!(
        refused.json()["violations"][0]["pointer"],
        "/flowers/0/petal_width"
    );
}

#[tokio::test]
async fn a_static_bootstrap() {
    a_request_is_refused("envoy/envoy.yaml").await;
}

#[tokio::test]
async fn files_that_envoy_watches() {
    a_request_is_refused("envoy/xds/envoy.yaml").await;
}
