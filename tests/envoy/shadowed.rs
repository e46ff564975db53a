//! Shadow mode: everything is judged and counted, nothing is held and nothing changes.

use serde_json::json;
use tokio::sync::OnceCell;

use super::gateway::{Gateway, Setup};

async fn shadow() -> &'static Gateway {
    static SHADOW: OnceCell<Gateway> = OnceCell::const_new();
    let replace = vec![
        (r#""request": "enforce""#, r#""request": "shadow""#),
        (r#""response": "enforce""#, r#""response": "shadow""#),
        (r#""holdHeaders": true"#, r#""holdHeaders": false"#),
        (
            "allow_on_headers_stop_iteration: true",
            "allow_on_headers_stop_iteration: false",
        ),
    ];
    SHADOW
        .get_or_init(|| {
            Gateway::start(Setup {
                replace,
                ..Setup::default()
            })
        })
        .await
}

#[tokio::test]
async fn violations_pass_and_are_counted_as_what_would_have_been_rejected() {
    let gateway = shadow().await;
    let before = gateway.stat("wasmcustom.docent.would_reject_total").await;

    // The service itself answers 422, as FastAPI does: the request reached it.
    let request = gateway
        .post("/iris/predict", &json!({ "flowers": "none" }))
        .send()
        .await;
    assert_eq!(request.status, 422, "{}", request.text());

    let flower =
        json!({ "sepal_length": 5, "sepal_width": 3, "petal_length": 1, "petal_width": 0.2 });
    let broken = gateway
        .post(
            "/iris/predict?break_contract=true",
            &json!({ "flowers": [flower] }),
        )
        .send()
        .await;
    assert_eq!(broken.status, 200);
    assert_eq!(
        broken.text(),
        r#"{"model_id":7,"predictions":"none today"}"#
    );

    assert_eq!(gateway.stat("wasmcustom.docent.rejected_total").await, 0);
    let after = gateway.stat("wasmcustom.docent.would_reject_total").await;
    assert_eq!(after - before, 2, "one request, one response");
    gateway.no_vm_was_replaced().await;
}

#[tokio::test]
async fn a_body_far_over_every_limit_passes_whole() {
    let gateway = shadow().await;
    let comment = "x".repeat(4 * 1024 * 1024);
    let body = json!({ "user_id": 7, "species": "setosa", "note": comment });
    let answer = gateway.post("/feedback/predictions", &body).send().await;
    assert_eq!(answer.status, 201);
    assert_eq!(
        answer.json()["note"].as_str().map(str::len),
        Some(comment.len())
    );
}
