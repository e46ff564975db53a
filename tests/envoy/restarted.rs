//! The aggregator is killed again and again while there is traffic: nothing that was learnt is lost.

use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::sleep;

use super::gateway::{Gateway, Setup};

/// One field for each request, so that a lost report is a missing field.
const FIELDS: [&str; 20] = [
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett",
    "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango",
];
/// After these requests the aggregator is killed: before, amid and after its first acknowledgements.
const KILL_AFTER: [usize; 3] = [4, 9, 15];

fn request_fields(document: &Value) -> Option<&Map<String, Value>> {
    let paths = document["paths"].as_object()?;
    let (_, item) = paths
        .iter()
        .find(|(path, _)| path.ends_with("/predictions") && !path.contains('{'))?;
    item["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"].as_object()
}

#[tokio::test]
async fn a_killed_aggregator_loses_nothing_that_was_learnt() {
    let mut gateway = Gateway::start(Setup {
        iris: false,
        ..Setup::default()
    })
    .await;
    for (index, field) in FIELDS.iter().enumerate() {
        let body = json!({ "user_id": 7, "species": "setosa", *field: index });
        let answer = gateway.post("/feedback/predictions", &body).send().await;
        assert_eq!(
            answer.status,
            201,
            "traffic does not depend on the aggregator: {}",
            answer.text()
        );
        sleep(Duration::from_millis(250)).await;
        if KILL_AFTER.contains(&index) {
            gateway.aggregator.kill();
            // Learnt while nobody listens; waits in the filter.
            sleep(Duration::from_millis(1500)).await;
            gateway.restart_aggregator();
        }
    }
    let all = |document: &Value| {
        request_fields(document)
            .is_some_and(|found| FIELDS.iter().all(|field| found.contains_key(*field)))
    };
    gateway.reports_are_in("feedback", all).await;

    // What was acknowledged is on disk: one more kill, no more traffic, and it is all there.
    gateway.aggregator.kill();
    gateway.restart_aggregator();
    let document = gateway.document("feedback").await;
    assert!(all(&document), "{document:#}");
    assert_eq!(gateway.stat("wasmcustom.docent.dropped_total").await, 0);
    gateway.no_vm_was_replaced().await;
}
