//! What the reference configuration does with requests and responses that break the contract of a service.

use hyper::Method;
use serde_json::{Value, json};

use super::gateway::Gateway;
use mesh::client::{Answer, Call};

fn flowers(petal_width: Value) -> Value {
    json!({ "flowers": [{ "sepal_length": 5.1, "sepal_width": 3.5, "petal_length": 1.4, "petal_width": petal_width }] })
}

/// The first violation of a refusal, as `(location, pointer, keyword)`.
fn violation(answer: &Answer) -> (String, String, String) {
    let violation = &answer.json()["violations"][0];
    let part = |name: &str| violation[name].as_str().unwrap_or_default().to_owned();
    (part("location"), part("pointer"), part("keyword"))
}

#[track_caller]
fn check_violation(answer: &Answer, location: &str, pointer: &str, keyword: &str) {
    let expected = (location.to_owned(), pointer.to_owned(), keyword.to_owned());
    assert_eq!(violation(answer), expected, "{}", answer.text());
}

#[tokio::test]
async fn an_exchange_that_conforms_passes_unchanged() {
    let gateway = Gateway::shared().await;
    let answer = gateway
        .post("/iris/predict", &flowers(json!(0.2)))
        .send()
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["predictions"][0]["species"], "setosa");
    assert_eq!(answer.header("x-docent"), "");
}

#[tokio::test]
async fn a_body_that_violates_is_refused_and_its_value_is_not_repeated() {
    let gateway = Gateway::shared().await;
    let answer = gateway
        .post("/iris/predict", &flowers(json!("hunter2")))
        .send()
        .await;
    answer.is_refused(400);
    check_violation(&answer, "body", "/flowers/0/petal_width", "type");
    assert!(!answer.text().contains("hunter2"), "{}", answer.text());
}

#[tokio::test]
async fn a_query_parameter_that_violates_is_refused() {
    let gateway = Gateway::shared().await;
    let answer = gateway.get("/iris/models?limit=0").send().await;
    answer.is_refused(400);
    assert_eq!(violation(&answer).0, "query", "{}", answer.text());
}

#[tokio::test]
async fn a_path_parameter_that_violates_is_refused() {
    let gateway = Gateway::shared().await;
    let answer = gateway.get("/iris/models/Not.A.Model").send().await;
    answer.is_refused(400);
    assert_eq!(violation(&answer).0, "path", "{}", answer.text());
}

#[tokio::test]
async fn a_missing_body_and_a_foreign_media_type_are_refused() {
    let gateway = Gateway::shared().await;
    Call::new(gateway.port, Method::POST, "/iris/predict")
        .send()
        .await
        .is_refused(400);
    let csv = Call::new(gateway.port, Method::POST, "/iris/predict")
        .header("content-type", b"text/csv")
        .body("1,2,3,4");
    csv.send().await.is_refused(415);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_by_the_filter_and_not_by_envoy() {
    let gateway = Gateway::shared().await;
    let big = format!(
        r#"{{"flowers": [], "padding": "{}"}}"#,
        "x".repeat(1024 * 1024)
    );
    let call = gateway.post("/iris/predict", &Value::Null).body(big);
    call.send().await.is_refused(413);
}

#[tokio::test]
async fn a_body_that_ends_with_trailers_is_judged_too() {
    let gateway = Gateway::shared().await;
    gateway
        .post("/iris/predict", &flowers(json!("wide")))
        .send_with_trailers()
        .await
        .is_refused(400);
    let answer = gateway
        .post("/iris/predict", &flowers(json!(0.2)))
        .send_with_trailers()
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn a_response_that_violates_becomes_a_502_that_holds_nothing_of_it() {
    let gateway = Gateway::shared().await;
    let answer = gateway
        .post("/iris/predict?break_contract=true", &flowers(json!(0.2)))
        .send()
        .await;
    answer.is_refused(502);
    assert!(!answer.text().contains("none today"), "{}", answer.text());
}

#[tokio::test]
async fn a_path_no_contract_names_passes() {
    let gateway = Gateway::shared().await;
    let answer = gateway.get("/iris/no-such-thing").send().await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.header("x-docent"), "");
}

#[tokio::test]
async fn a_header_of_arbitrary_bytes_leaves_the_worker_serving() {
    let gateway = Gateway::shared().await;
    for _ in 0..8 {
        let answer = gateway
            .get("/iris/models")
            .header("x-name", b"caf\xFF\xC3\x28")
            .send()
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    gateway.no_vm_was_replaced().await;
}

#[tokio::test]
async fn a_body_nested_100_000_deep_is_refused_and_leaves_the_worker_serving() {
    let gateway = Gateway::shared().await;
    for _ in 0..4 {
        let bomb = "[".repeat(100_000) + &"]".repeat(100_000);
        gateway
            .post("/iris/predict", &Value::Null)
            .body(bomb)
            .send()
            .await
            .is_refused(400);
        let open = gateway
            .post("/iris/predict", &Value::Null)
            .body(r#"{"a":"#.repeat(100_000));
        open.send().await.is_refused(400);
        assert_eq!(gateway.get("/iris/models").send().await.status, 200);
    }
    gateway.no_vm_was_replaced().await;
}

#[tokio::test]
async fn stats_and_access_log_say_what_was_refused() {
    let gateway = Gateway::shared().await;
    gateway
        .post("/iris/predict", &flowers(json!(-1)))
        .send()
        .await
        .is_refused(400);
    assert!(gateway.stat("wasmcustom.docent.rejected_total").await >= 1);

    let metrics = Call::get(gateway.admin, "/stats/prometheus")
        .send()
        .await
        .text();
    let labels = [
        r#"docent_service="iris""#,
        r#"docent_operation="POST /predict""#,
        r#"docent_direction="request""#,
    ];
    let line = metrics.lines().find(|line| {
        line.starts_with("docent_operation_total{")
            && line.contains(r#"docent_verdict="violates""#)
            && labels.iter().all(|label| line.contains(label))
    });
    let ours: Vec<&str> = metrics
        .lines()
        .filter(|line| line.starts_with("docent_operation"))
        .collect();
    assert!(line.is_some(), "{ours:#?}");

    // Envoy flushes its access log now and then.
    super::gateway::until(
        "the access log names the reason",
        std::time::Duration::from_secs(20),
        async || gateway.envoy.log().contains("docent_request_violates"),
    )
    .await;
}
