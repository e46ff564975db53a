//! Event streams pass as they come, also where bodies are otherwise held.

use std::time::Duration;

use serde_json::json;

use super::gateway::Gateway;

#[tokio::test]
async fn tokens_arrive_one_by_one() {
    let gateway = Gateway::shared().await;
    let answer = gateway
        .post(
            "/iris/generate",
            &json!({ "prompt": "irises", "max_tokens": 10 }),
        )
        .send()
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.header("content-type"),
        "text/event-stream; charset=utf-8"
    );
    assert_eq!(answer.text().matches("data: ").count(), 11);
    // The service waits 100 ms between tokens; held back, they would arrive together.
    let (first, last) = (answer.chunks[0], answer.chunks[answer.chunks.len() - 1]);
    assert!(
        last.saturating_sub(first) > Duration::from_millis(500),
        "{:?}",
        answer.chunks
    );
    assert!(answer.chunks.len() >= 8, "{:?}", answer.chunks);
}

#[tokio::test]
async fn a_request_for_a_stream_is_judged_like_any_other() {
    let gateway = Gateway::shared().await;
    gateway
        .post("/iris/generate", &json!({ "prompt": "", "max_tokens": 10 }))
        .send()
        .await
        .is_refused(400);
}
