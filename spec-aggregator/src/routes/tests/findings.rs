//! Findings: listed for anybody, decided about by operators, carried to filters.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use openapi::contract::Location;
use openapi::finding::{Direction, Mismatch, Tallies, Tally};
use openapi::http::Method;
use openapi::limits::MISMATCHES_MAX;
use openapi::report::Report;
use serde_json::{Value, json};

use super::{
    Answer, Config, Service, config, file_store, get, openapi_document, report, request, with,
    with_token,
};
use crate::limits::FINDINGS_MAX;

pub(super) fn mismatch(pointer: &str) -> Mismatch {
    Mismatch {
        method: Method::Get,
        path: "/predict".to_owned(),
        direction: Direction::Response,
        location: Location::Body,
        pointer: pointer.to_owned(),
        keyword: "type".to_owned(),
    }
}

pub(super) fn violating(sequence: u64, service: &str, kinds: &[(Mismatch, bool)]) -> Report {
    let mut tallies = Tallies::default();
    for (kind, is_accepted) in kinds {
        tallies.add(kind.clone(), Tally::one(*is_accepted), MISMATCHES_MAX);
    }
    Report {
        violations: [(service.to_owned(), tallies)].into(),
        ..report(1, sequence, service, "/a")
    }
}

impl Service {
    pub(super) async fn findings(&self, path: &str) -> Value {
        let answer = self.public(get(path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("content-type"), "application/json");
        answer.json()
    }

    pub(super) async fn decide(&self, method: &str, id: &str) -> Answer {
        let path = format!("/v1/findings/{id}/accept");
        self.internal(request(method, &path, Body::empty())).await
    }

    async fn bundle(&self) -> (String, Value) {
        let answer = self.internal(get("/v1/contracts")).await;
        (answer.header("etag").to_owned(), answer.json())
    }
}

fn id_of(findings: &Value, index: usize) -> &str {
    findings["findings"][index]["id"].as_str().unwrap()
}

#[tokio::test]
async fn violations_are_listed_with_how_often_and_when() {
    let service = Service::start(config()).await;
    let nothing = json!({
        "findings": [], "omitted": 0, "patchesOmitted": 0, "uncompared": 0,
        "unnamed": {"count": 0, "acceptedCount": 0},
    });
    assert_eq!(service.findings("/findings").await, nothing);
    let kinds = [(mismatch("/*/id"), false), (mismatch("/a\nb"), false)];
    for sequence in [1, 2, 2] {
        service.report(&violating(sequence, "iris", &kinds)).await;
    }
    service
        .report(&violating(3, "iris", &[(mismatch("/*/id"), true)]))
        .await;
    let listed = service.findings("/findings").await;
    assert_eq!(listed["unnamed"]["count"], 2, "{listed}");
    let mut finding = listed["findings"][0].clone();
    let fields = finding.as_object_mut().unwrap();
    for time in ["firstSeen", "lastSeen"] {
        let time = fields.shift_remove(time).unwrap();
        assert!(time.as_str().unwrap().starts_with("20"), "{time}");
    }
    let id = fields.shift_remove("id").unwrap();
    assert_eq!(id.as_str().unwrap().len(), 32);
    let expected = json!({
        "kind": "violation", "severity": "error", "service": "iris",
        "method": "GET", "path": "/predict", "direction": "response", "location": "body",
        "pointer": "/*/id", "keyword": "type", "count": 2, "acceptedCount": 1,
    });
    assert_eq!(finding, expected);
}

#[tokio::test]
async fn what_cannot_be_enforced_is_a_finding_too() {
    let service = Service::start(config()).await;
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "T", "version": "1" },
        "paths": { "/broken/{": { "get": { "responses": {} } } },
    });
    let put = request("PUT", "/v1/services/iris/document", document.to_string());
    service.internal(put).await;
    let listed = service.findings("/findings").await;
    let finding = &listed["findings"][0];
    assert_eq!(finding["kind"], "problem");
    assert_eq!(finding["severity"], "warning");
    assert_eq!(finding["pointer"], "/paths/~1broken~1{");
    assert!(finding["message"].is_string());
    let refused = service.decide("POST", id_of(&listed, 0)).await;
    refused.check_problem(409);
}

#[tokio::test]
async fn findings_can_be_asked_for_by_service() {
    let service = Service::start(config()).await;
    for name in ["iris", "rank"] {
        let kinds = [(mismatch("/x"), false)];
        let report = violating(if name == "iris" { 1 } else { 2 }, name, &kinds);
        service.report(&report).await;
    }
    let count = |value: Value| value["findings"].as_array().unwrap().len();
    assert_eq!(count(service.findings("/findings").await), 2);
    for (name, found) in [("iris", 1), ("rank", 1), ("none", 0)] {
        let listed = service.findings(&format!("/findings?service={name}")).await;
        assert_eq!(count(listed), found, "{name}");
    }
    for query in ["?sevice=iris", "?service=a&service=b"] {
        let answer = service.public(get(&format!("/findings{query}"))).await;
        answer.check_problem(400);
    }
}

#[tokio::test]
async fn what_is_accepted_is_in_the_bundle_until_it_is_withdrawn() {
    let service = Service::start(config()).await;
    let declared = openapi_document("/predict");
    let put = request("PUT", "/v1/services/iris/document", declared);
    service.internal(put).await;
    let kinds = [(mismatch("/x"), false), (mismatch("/y"), false)];
    service.report(&violating(1, "iris", &kinds)).await;
    let (before, bundle) = service.bundle().await;
    assert!(bundle["contracts"][0].get("baseline").is_none());

    let listed = service.findings("/findings").await;
    let id = id_of(&listed, 0).to_owned();
    for _ in 0..2 {
        let answer = service.decide("POST", &id).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(answer.json()["accepted"], true);
        assert!(answer.json()["acceptedAt"].is_string());
    }
    let (accepting, bundle) = service.bundle().await;
    assert_ne!(accepting, before);
    let expected = json!([{
        "method": "GET", "path": "/predict", "direction": "response", "location": "body",
        "pointer": "/x", "keyword": "type",
    }]);
    assert_eq!(bundle["contracts"][0]["baseline"], expected);
    let with_version = with(get("/v1/contracts"), "docent-contract-version", "1");
    let compiled = service.internal(with_version).await.json();
    assert_eq!(compiled["contracts"][0]["baseline"], expected);
    assert!(compiled["contracts"][0]["compiled"].is_string());

    let internal = service.internal(get("/v1/findings")).await.json();
    let flags = |listed: &Value| -> Vec<(Value, Value)> {
        let findings = listed["findings"].as_array().unwrap().iter();
        findings
            .map(|it| (it["accepted"].clone(), it["severity"].clone()))
            .collect()
    };
    let expected = [(json!(true), json!("info")), (json!(false), json!("error"))];
    assert_eq!(flags(&internal), expected);
    let public = service.findings("/findings").await;
    assert!(public["findings"][0].get("accepted").is_none());

    for _ in 0..2 {
        let answer = service.decide("DELETE", &id).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(answer.json()["accepted"], false);
    }
    assert_eq!(service.bundle().await.0, before);
}

#[tokio::test]
async fn only_what_was_found_and_says_enough_can_be_accepted() {
    let service = Service::start(config()).await;
    for method in ["POST", "DELETE"] {
        for id in ["0", "00112233445566778899aabbccddeeff", "..."] {
            service.decide(method, id).await.check_problem(404);
        }
    }
    service.decide("PUT", "0").await.check_problem(405);
    let blind = Mismatch {
        keyword: "schema".to_owned(),
        ..mismatch("")
    };
    service
        .report(&violating(1, "iris", &[(blind, false)]))
        .await;
    let listed = service.findings("/findings").await;
    let refused = service.decide("POST", id_of(&listed, 0)).await;
    refused.check_problem(409);
    assert_eq!(listed["findings"][0]["count"], 1);
}

#[tokio::test]
async fn decisions_and_counts_survive_a_restart() {
    let (_folder, store) = file_store();
    let config = Config { store, ..config() };
    let service = Service::start(config.clone()).await;
    let kinds = [(mismatch("/x"), false), (mismatch("/y"), true)];
    service.report(&violating(1, "iris", &kinds)).await;
    let listed = service.findings("/findings").await;
    service.decide("POST", id_of(&listed, 0)).await;
    let listed = service.internal(get("/v1/findings")).await.json();
    let bundle = service.bundle().await;
    service.stop().await;

    let service = Service::start(config).await;
    service.report(&violating(1, "iris", &kinds)).await;
    assert_eq!(service.internal(get("/v1/findings")).await.json(), listed);
    assert_eq!(service.bundle().await, bundle);
    service.decide("DELETE", id_of(&listed, 0)).await;
    assert!(
        service.bundle().await.1["contracts"][0]
            .get("baseline")
            .is_none()
    );
}

#[tokio::test]
async fn no_answer_lists_more_than_its_bound() {
    let service = Service::start(config()).await;
    let services = FINDINGS_MAX / MISMATCHES_MAX + 1;
    for n in 0..services {
        let kinds: Vec<_> = (0..MISMATCHES_MAX)
            .map(|n| (mismatch(&format!("/p{n}")), false))
            .collect();
        let report = violating(n as u64 + 1, &format!("s{n}"), &kinds);
        assert_eq!(service.report(&report).await.status, StatusCode::ACCEPTED);
    }
    let listed = service.findings("/findings").await;
    assert_eq!(listed["findings"].as_array().unwrap().len(), FINDINGS_MAX);
    assert_eq!(listed["omitted"], services * MISMATCHES_MAX - FINDINGS_MAX);
}

#[tokio::test]
async fn the_public_listener_decides_nothing() {
    let service = Service::start(with_token()).await;
    let kinds = [(mismatch("/x"), false)];
    let report = violating(1, "iris", &kinds).encode();
    let report = request("POST", "/v1/reports", report);
    service
        .internal(with(report, "authorization", "Bearer secret"))
        .await;
    let listed = service.findings("/findings").await;
    let id = id_of(&listed, 0);
    for path in [
        format!("/findings/{id}/accept"),
        format!("/v1/findings/{id}/accept"),
    ] {
        let accept: Request<Body> = request("POST", &path, Body::empty());
        service.public(accept).await.check_problem(404);
    }
    let post = request("POST", "/findings", Body::empty());
    service.public(post).await.check_problem(405);
    service.decide("POST", id).await.check_problem(401);
}
