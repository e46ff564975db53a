//! What anybody may read.

use std::sync::Arc;

use axum::http::StatusCode;
use expect_test::expect;

use super::{Config, Service, config, file_store, get, openapi_document, report, request, with};

#[tokio::test]
async fn declared_and_observed_are_one_document() {
    let service = Service::start(config()).await;
    service
        .internal(request(
            "PUT",
            "/v1/services/iris/document",
            openapi_document("/models/{name}"),
        ))
        .await;
    service
        .report(&report(1, 1, "iris", "/iris/models/7"))
        .await;
    service.report(&report(1, 2, "feedback", "/users/12")).await;
    expect![[r#"
        openapi: "3.1.0"
        info:
          title: APIs behind this gateway
          version: 0.0.0+e81792425fc4
        servers:
        - url: http://127.0.0.1:10000
        paths:
          "/users/{userId}":
            get:
              operationId: feedback_getUser
              tags:
              - feedback
              parameters:
              - name: userId
                in: path
                required: true
                schema:
                  type: integer
              - name: limit
                in: query
                schema:
                  type: integer
                x-presence: 1/1
              responses:
                "200":
                  description: OK
                  content:
                    application/json:
                      schema:
                        type: object
                        properties:
                          score:
                            type: integer
                            x-presence: 1/1
                      example:
                        score: 1
                  x-docent-exchanges: 1
              x-docent-source: observed
              x-docent-exchanges: 1
              x-docent-confidence: low
          "/iris/models/{name}":
            get:
              operationId: iris_predict
              responses:
                "200":
                  description: ok
              x-docent-source: both
              parameters:
              - name: name
                in: path
                required: true
                schema:
                  type: string
                x-docent-source: gateway
              tags:
              - iris
        security: []
        tags:
        - name: feedback
        - name: iris
    "#]]
    .assert_eq(&service.document("/openapi.yaml").await);
}

#[tokio::test]
async fn what_was_seen_outside_a_mount_is_the_gateways_and_not_the_services() {
    let service = Service::start(config()).await;
    service
        .report(&report(1, 1, "iris", "/iris/models/7"))
        .await;
    service.report(&report(1, 2, "iris", "/elsewhere")).await;
    let paths = async |path: &str| -> Vec<String> {
        let document: serde_json::Value =
            serde_json::from_str(&service.document(path).await).unwrap();
        document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(
        paths("/services/iris/openapi.json").await,
        ["/models/{modelId}"]
    );
    assert_eq!(
        paths("/openapi.json").await,
        ["/iris/models/{modelId}", "/elsewhere"]
    );
}

#[tokio::test]
async fn hints_about_paths_hold_for_what_was_seen_before_them() {
    let (_folder, store) = file_store();
    let config = Config { store, ..config() };
    let service = Service::start(config.clone()).await;
    for (sequence, path) in (1..).zip(["/posts/alice", "/posts/bob", "/internal/state"]) {
        service.report(&report(1, sequence, "feedback", path)).await;
    }
    let paths = async |service: &Service| -> Vec<String> {
        let document = service.document("/services/feedback/openapi.json").await;
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(
        paths(&service).await,
        ["/internal/state", "/posts/alice", "/posts/bob"]
    );
    service.stop().await;
    let hints = ["/posts/{author}".to_owned(), "!/internal".to_owned()];
    let hints = openapi::observed::Overrides::parse(&hints).unwrap();
    let overridden = Config {
        overrides: Arc::new([("feedback".to_owned(), Arc::new(hints))].into()),
        ..config
    };
    let service = Service::start(overridden).await;
    assert_eq!(paths(&service).await, ["/posts/{author}"]);
}

#[tokio::test]
async fn every_document_has_a_validator() {
    let service = Service::start(config()).await;
    service
        .report(&report(1, 1, "outbound|80||feedback", "/a"))
        .await;
    for (path, media_type) in [
        ("/openapi.json", "application/json"),
        ("/openapi.yaml", "application/yaml"),
        ("/services", "application/json"),
        ("/services/iris/openapi.json", "application/json"),
        ("/services/iris/openapi.yaml", "application/yaml"),
        (
            "/services/outbound%7C80%7C%7Cfeedback/openapi.json",
            "application/json",
        ),
    ] {
        let first = service.public(get(path)).await;
        assert_eq!(
            (first.status, first.header("content-type")),
            (StatusCode::OK, media_type),
            "{path}"
        );
        let etag = first.header("etag");
        assert!(etag.len() == 66 && etag.starts_with('"'), "{etag}");
        let again = service.public(with(get(path), "if-none-match", etag)).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        assert_eq!(
            service.public(request("HEAD", path, "")).await.status,
            StatusCode::OK
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_and_no_page() {
    let service = Service::start(config()).await;
    for path in [
        "/nothing",
        "/services/none/openapi.json",
        "/docs/none.js",
        "/docs/..%2fCargo.toml",
        "/v1/contracts",
        "/metrics",
    ] {
        let answer = service.public(get(path)).await;
        answer.check_problem(404);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(!answer.header("content-security-policy").is_empty());
    }
    let answer = service.public(request("POST", "/openapi.json", "")).await;
    answer.check_problem(405);
    assert_eq!(answer.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn probes_answer_on_both_listeners() {
    let service = Service::start(config()).await;
    for path in ["/livez", "/readyz"] {
        assert_eq!(service.public(get(path)).await.status, StatusCode::OK);
        assert_eq!(service.internal(get(path)).await.status, StatusCode::OK);
    }
}
