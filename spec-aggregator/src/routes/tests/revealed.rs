//! Members of enumerations: asked for when they are missed, taken only when they were asked
//! for, published and kept.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use openapi::json::{self, JsonLimits};
use openapi::observation::{ContentObservation, Observation, segments};
use openapi::observed::Observed;
use openapi::report::Report;
use openapi::shape::{Revealed, Shape, WordKey};
use serde_json::{Value, json};

use super::{Config, Method, Service, config, file_store, get, report};

fn key() -> WordKey {
    WordKey::of_secret(b"token")
}

/// Thirty exchanges with two states, told apart by their hashes.
pub(super) fn observed() -> Observed {
    let mut observed = Observed::default();
    for state in ["open", "closed"] {
        let text = json!({ "state": state }).to_string();
        let body = json::read(text.as_bytes(), &JsonLimits::default()).unwrap();
        let shape = Shape::of(body.root(), Some(&key()));
        let observation = Observation {
            response: Some(ContentObservation::new("application/json", Some(shape))),
            ..Observation::new(Method::Get, segments("/iris/orders").unwrap(), 200)
        };
        observed.observe_times(observation, 15);
    }
    observed
}

pub(super) fn revealing(sequence: u64, service: &str, words: &[&str]) -> Report {
    let words = words
        .iter()
        .map(|word| (key().hash(word), (*word).to_owned()));
    Report {
        services: BTreeMap::new(),
        revealed: [(service.to_owned(), words.collect::<Revealed>())].into(),
        ..report(1, sequence, service, "/a")
    }
}

async fn wanted(service: &Service) -> Value {
    let bundle = service.internal(get("/v1/contracts")).await.json();
    bundle["wanted"].clone()
}

async fn is_named(service: &Service) -> bool {
    let document = service.document("/openapi.json").await;
    assert!(!document.contains("\"other\""), "{document}");
    let of_service = service.document("/services/iris/openapi.json").await;
    let [named, also] =
        [&document, &of_service].map(|it| it.contains("\"closed\"") && it.contains("\"open\""));
    assert_eq!(named, also);
    named
}

#[tokio::test]
async fn members_are_asked_for_taken_published_and_kept() {
    let (_folder, store) = file_store();
    let config = Config { store, ..config() };
    let service = Service::start(config.clone()).await;
    let learnt = Report {
        services: [("iris".to_owned(), observed())].into(),
        ..report(1, 1, "iris", "/a")
    };
    assert_eq!(service.report(&learnt).await.status, StatusCode::ACCEPTED);
    assert_eq!(wanted(&service).await, Value::Null, "nobody reads");
    // What nobody asked for is nobody's business, and counts as received all the same.
    let unasked = revealing(2, "iris", &["open", "closed"]);
    assert_eq!(service.report(&unasked).await.status, StatusCode::ACCEPTED);
    assert!(!is_named(&service).await);
    let hashes = ["open", "closed"].map(|word| key().hash(word));
    let mut sorted = hashes;
    sorted.sort_unstable();
    assert_eq!(wanted(&service).await, json!({ "iris": sorted }));

    let found = revealing(3, "iris", &["open", "closed", "other"]);
    assert_eq!(service.report(&found).await.status, StatusCode::ACCEPTED);
    assert!(is_named(&service).await);
    assert_eq!(wanted(&service).await, Value::Null, "nothing is missed");
    service.stop().await;

    let service = Service::start(config).await;
    assert!(is_named(&service).await);
    assert_eq!(wanted(&service).await, Value::Null);
}
