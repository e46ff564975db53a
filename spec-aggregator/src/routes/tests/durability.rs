//! What survives: permuted and repeated reports, restarts, and a store that refuses.

use axum::http::StatusCode;
use openapi::report::Report;
use sqlx::{Connection, SqliteConnection};

use super::{Config, Service, config, file_store, openapi_document, report, request, shuffled};

const DOCUMENTS: [&str; 4] = [
    "/openapi.json",
    "/openapi.yaml",
    "/services/feedback/openapi.json",
    "/services",
];

async fn published(service: &Service) -> Vec<String> {
    let mut documents = Vec::new();
    for path in DOCUMENTS {
        documents.push(service.document(path).await);
    }
    documents
}

fn reports() -> Vec<Report> {
    let mut reports = Vec::new();
    for source in 1..=3 {
        for (sequence, path) in
            (1..).zip(["/users/7", "/users/8/scores", "/models", "/models/iris"])
        {
            let service = if source == 2 { "iris" } else { "feedback" };
            reports.push(report(source, sequence, service, path));
        }
    }
    reports
}

#[tokio::test]
async fn reports_in_any_order_and_twice_publish_the_same_bytes() {
    let reference = Service::start(config()).await;
    for report in &reports() {
        assert_eq!(reference.report(report).await.status, StatusCode::ACCEPTED);
    }
    let expected = published(&reference).await;
    for seed in 0..8 {
        let service = Service::start(config()).await;
        let twice = [reports(), reports()].concat();
        for report in &shuffled(&twice, seed) {
            assert_eq!(service.report(report).await.status, StatusCode::ACCEPTED);
        }
        assert_eq!(published(&service).await, expected, "seed {seed}");
    }
}

#[tokio::test]
async fn reports_at_the_same_time_are_all_counted() {
    let reference = Service::start(config()).await;
    for report in &reports() {
        reference.report(report).await;
    }
    let service = std::sync::Arc::new(Service::start(config()).await);
    let calls: Vec<_> = [reports(), reports()]
        .concat()
        .into_iter()
        .map(|report| {
            let service = std::sync::Arc::clone(&service);
            tokio::spawn(async move { service.report(&report).await.status })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), StatusCode::ACCEPTED);
    }
    assert_eq!(published(&service).await, published(&reference).await);
}

#[tokio::test]
async fn a_restart_loses_nothing_and_counts_nothing_twice() {
    let (_folder, store) = file_store();
    let config = Config { store, ..config() };
    let service = Service::start(config.clone()).await;
    for report in &reports() {
        service.report(report).await;
    }
    let put = request(
        "PUT",
        "/v1/services/rank/document?basePath=/rank",
        openapi_document("/a"),
    );
    service.internal(put).await;
    service
        .internal(request(
            "PUT",
            "/v1/services/iris/document",
            openapi_document("/models/{name}"),
        ))
        .await;
    let before = published(&service).await;
    service.stop().await;

    let service = Service::start(config.clone()).await;
    assert_eq!(published(&service).await, before);
    for report in &reports() {
        assert_eq!(service.report(report).await.status, StatusCode::ACCEPTED);
    }
    assert_eq!(published(&service).await, before);
    service.stop().await;

    // Out of the configuration, `iris` takes its document along; what was learnt stays.
    let service = Service::start(Config {
        services: Vec::new(),
        ..config
    })
    .await;
    let listed: serde_json::Value =
        serde_json::from_str(&service.document("/services").await).unwrap();
    let iris = &listed["services"][1];
    assert_eq!(
        (&iris["service"], &iris["mounted"]),
        (&"iris".into(), &false.into())
    );
    assert_eq!(iris["operations"]["declared"], 0);
    assert!(
        service
            .document("/openapi.json")
            .await
            .contains("\"/rank/a\"")
    );
}

#[tokio::test]
async fn nothing_is_acknowledged_that_the_store_refused() {
    let (_folder, store) = file_store();
    let config = Config {
        store: store.clone(),
        ..config()
    };
    Service::start(config.clone()).await.stop().await;
    let mut connection = SqliteConnection::connect(&store).await.unwrap();
    let full = "CREATE TRIGGER full BEFORE INSERT ON observed_day WHEN NEW.service = 'unlucky' \
                BEGIN SELECT RAISE(ABORT, 'full'); END";
    sqlx::query(full).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();

    let service = Service::start(config).await;
    service.report(&report(1, 1, "feedback", "/a")).await;
    let before = published(&service).await;
    for _ in 0..2 {
        let answer = service.report(&report(1, 2, "unlucky", "/b")).await;
        answer.check_problem(503);
        assert_eq!(answer.header("retry-after"), "1");
    }
    assert_eq!(published(&service).await, before);
    // The ledger kept its gap: the same sequence counts when the store takes it.
    assert_eq!(
        service.report(&report(1, 2, "feedback", "/c")).await.status,
        StatusCode::ACCEPTED
    );
    assert!(service.document("/openapi.json").await.contains("/c"));
}
