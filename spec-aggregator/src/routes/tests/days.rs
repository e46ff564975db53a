//! Evidence by day: the same documents however it is spread, and what was not seen for long
//! fades.

use axum::http::StatusCode;
use openapi::report::Report;

use super::{Config, Service, config, file_store, get, report, shuffled};

const DAY: i64 = 86_400;
const DOCUMENTS: [&str; 3] = [
    "/openapi.json",
    "/services/feedback/openapi.json",
    "/services",
];

fn now() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(now.unwrap().as_secs()).unwrap()
}

fn reports() -> Vec<Report> {
    let paths = ["/users/7", "/users/8/scores", "/models", "/models/iris"];
    let mut reports = Vec::new();
    for source in 1..=3 {
        for (sequence, path) in (1..).zip(paths) {
            reports.push(report(source, sequence, "feedback", path));
        }
    }
    reports
}

async fn published(service: &Service) -> Vec<String> {
    let mut documents = Vec::new();
    for path in DOCUMENTS {
        documents.push(service.document(path).await);
    }
    documents
}

#[tokio::test]
async fn any_split_into_days_late_twice_and_in_any_order_publishes_the_same_bytes() {
    let reference = Service::start(config()).await;
    for report in &reports() {
        reference.report(report).await;
    }
    let expected = published(&reference).await;
    for seed in 0..8_u64 {
        let service = Service::start(config()).await;
        let mut chances = fastrand::Rng::with_seed(seed);
        let spread: Vec<Report> = reports()
            .into_iter()
            .map(|report| Report {
                observed_at: Some(now() - chances.i64(0..29) * DAY),
                ..report
            })
            .collect();
        let twice = [spread.clone(), spread].concat();
        for report in &shuffled(&twice, seed) {
            assert_eq!(service.report(report).await.status, StatusCode::ACCEPTED);
        }
        assert_eq!(published(&service).await, expected, "seed {seed}");
    }
}

#[tokio::test]
async fn what_was_not_seen_within_the_window_is_published_no_more() {
    let (_folder, store) = file_store();
    let month = Config { store, ..config() };
    let service = Service::start(month.clone()).await;
    let old = Report {
        observed_at: Some(now() - 5 * DAY),
        ..report(1, 1, "feedback", "/old")
    };
    let outdated = Report {
        observed_at: Some(now() - 40 * DAY),
        ..report(1, 2, "feedback", "/outdated")
    };
    for report in [&old, &outdated, &report(1, 3, "feedback", "/new")] {
        assert_eq!(service.report(report).await.status, StatusCode::ACCEPTED);
    }
    let document = service.document("/openapi.json").await;
    assert!(document.contains("/old") && document.contains("/new"));
    assert!(!document.contains("/outdated"));
    let metrics = service.internal(get("/metrics")).await;
    assert!(metrics.text().contains("docent_services_outdated_total"));
    service.stop().await;

    let days = Config {
        observed_days: 3,
        ..month.clone()
    };
    let service = Service::start(days).await;
    let document = service.document("/openapi.json").await;
    assert!(!document.contains("/old") && document.contains("/new"));
    service.stop().await;

    // What was forgotten does not come back with a longer window.
    let service = Service::start(month).await;
    assert!(!service.document("/openapi.json").await.contains("/old"));
}
