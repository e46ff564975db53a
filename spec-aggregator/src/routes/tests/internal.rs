//! What filters and operators call, and what they may.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use super::{Service, config, get, openapi_document, report, request, with, with_token};
use crate::limits::DOCUMENT_BYTES_MAX;
use crate::routes::reports::REPORT_BYTES_MAX;

type Build = fn() -> Request<Body>;

/// Every route that needs the token, and what it answers with one.
const GUARDED: [(Build, u16); 8] = [
    (
        || {
            request(
                "POST",
                "/v1/reports",
                report(1, 1, "feedback", "/a").encode(),
            )
        },
        202,
    ),
    (|| get("/v1/contracts"), 200),
    (
        || request("PUT", "/v1/services/x/document", openapi_document("/a")),
        201,
    ),
    (|| request("POST", "/v1/services/none/adopt", ""), 404),
    (|| get("/metrics"), 200),
    (|| get("/v1/findings"), 200),
    (|| request("POST", "/v1/findings/0/accept", ""), 404),
    (|| request("DELETE", "/v1/findings/0/accept", ""), 404),
];

#[tokio::test]
async fn every_route_but_the_probes_needs_the_token() {
    let service = Service::start(with_token()).await;
    for (build, status) in GUARDED {
        service.internal(build()).await.check_problem(401);
        for wrong in ["Bearer wrong", "Basic secret", "secret", "Bearer "] {
            let answer = service
                .internal(with(build(), "authorization", wrong))
                .await;
            answer.check_problem(401);
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
        let answer = service
            .internal(with(build(), "authorization", "Bearer secret"))
            .await;
        assert_eq!(answer.status, status, "{}", answer.text());
        assert_eq!(answer.header("x-docent"), "aggregator");
    }
    for probe in ["/livez", "/readyz"] {
        assert_eq!(service.internal(get(probe)).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn without_a_configured_token_nobody_needs_one() {
    let service = Service::start(config()).await;
    for (build, status) in GUARDED {
        assert_eq!(service.internal(build()).await.status, status);
    }
}

#[tokio::test]
async fn a_refused_report_says_why_and_changes_nothing() {
    let service = Service::start(config()).await;
    let before = service.document("/openapi.json").await;
    service
        .internal(request("POST", "/v1/reports", "{}"))
        .await
        .check_problem(400);
    service
        .internal(request("POST", "/v1/reports", vec![0xff; 64]))
        .await
        .check_problem(400);
    let padding = vec![b' '; REPORT_BYTES_MAX + 1];
    service
        .internal(request("POST", "/v1/reports", padding))
        .await
        .check_problem(413);
    let far_ahead = report(1, openapi::limits::LEDGER_AHEAD_MAX + 1, "feedback", "/a");
    service.report(&far_ahead).await.check_problem(409);
    service
        .internal(get("/v1/reports"))
        .await
        .check_problem(405);
    assert_eq!(
        service.internal(get("/v1/reports")).await.header("allow"),
        "POST"
    );
    service
        .internal(get("/v2/reports"))
        .await
        .check_problem(404);
    assert_eq!(service.document("/openapi.json").await, before);
}

#[tokio::test]
async fn a_report_that_comes_again_is_acknowledged_and_counts_once() {
    let service = Service::start(config()).await;
    let report = report(1, 1, "feedback", "/scores");
    assert_eq!(service.report(&report).await.status, StatusCode::ACCEPTED);
    let once = service.document("/openapi.json").await;
    assert!(once.contains("/scores"), "{once}");
    for _ in 0..3 {
        assert_eq!(service.report(&report).await.status, StatusCode::ACCEPTED);
    }
    assert_eq!(service.document("/openapi.json").await, once);
}

#[tokio::test]
async fn a_bundle_changes_when_and_only_when_a_declaration_does() {
    let service = Service::start(config()).await;
    let first = service.internal(get("/v1/contracts")).await;
    assert_eq!(
        first.json(),
        json!({ "contracts": [{ "service": "iris", "hosts": ["*"], "basePath": "/iris" }] })
    );
    let etag = first.header("etag").to_owned();

    service.report(&report(1, 1, "feedback", "/a")).await;
    for known in [
        etag.clone(),
        format!("W/{etag}"),
        format!("\"other\", {etag}"),
        "*".to_owned(),
    ] {
        let answer = service
            .internal(with(get("/v1/contracts"), "if-none-match", &known))
            .await;
        assert_eq!(
            (answer.status, answer.body.len()),
            (StatusCode::NOT_MODIFIED, 0),
            "{known}"
        );
        assert_eq!(answer.header("etag"), etag);
        assert_eq!(answer.header("x-docent"), "aggregator");
    }

    service
        .internal(request(
            "PUT",
            "/v1/services/iris/document",
            openapi_document("/predict"),
        ))
        .await;
    let second = service
        .internal(with(get("/v1/contracts"), "if-none-match", &etag))
        .await;
    assert_eq!(second.status, StatusCode::OK);
    assert_eq!(
        second.json()["contracts"][0]["document"]["info"]["title"],
        "Iris"
    );
}

#[tokio::test]
async fn a_declared_document_is_published_below_its_base_path() {
    let service = Service::start(config()).await;
    let put = || {
        request(
            "PUT",
            "/v1/services/rank/document?basePath=/rank/&hosts=API.example.com",
            openapi_document("/a"),
        )
    };
    assert_eq!(service.internal(put()).await.status, StatusCode::CREATED);
    assert_eq!(service.internal(put()).await.status, StatusCode::OK);
    assert!(
        service
            .document("/openapi.json")
            .await
            .contains("\"/rank/a\"")
    );
    let yaml =
        "openapi: 3.0.3\ninfo: {title: R, version: '2'}\npaths: {/b: {get: {responses: {}}}}\n";
    assert_eq!(
        service
            .internal(request("PUT", "/v1/services/rank/document", yaml))
            .await
            .status,
        StatusCode::OK
    );
    let document = service.document("/services/rank/openapi.json").await;
    assert!(
        document.contains("\"url\": \"http://127.0.0.1:10000/rank\""),
        "{document}"
    );
    let bundle = service.internal(get("/v1/contracts")).await.json();
    assert_eq!(bundle["contracts"][1]["hosts"], json!(["api.example.com"]));
}

#[tokio::test]
async fn a_broken_document_is_refused_and_the_last_good_one_stays() {
    let service = Service::start(config()).await;
    let path = "/v1/services/iris/document";
    service
        .internal(request("PUT", path, openapi_document("/predict")))
        .await;
    let before = service.document("/openapi.json").await;
    for broken in [
        "",
        "nonsense",
        "{\"swagger\": \"1.2\"}",
        "openapi: 4.0.0",
        "a: [",
        "openapi: 3.1.0\npaths: []",
    ] {
        service
            .internal(request("PUT", path, broken))
            .await
            .check_problem(400);
    }
    let padding = vec![b' '; DOCUMENT_BYTES_MAX + 1];
    service
        .internal(request("PUT", path, padding))
        .await
        .check_problem(413);
    service
        .internal(request("PUT", path, vec![0xff, 0xfe]))
        .await
        .check_problem(400);
    assert_eq!(service.document("/openapi.json").await, before);
}

#[tokio::test]
async fn what_cannot_be_used_is_listed_and_the_rest_is_used() {
    let service = Service::start(config()).await;
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "T", "version": "1" },
        "paths": {
            "/ok": { "get": { "responses": { "200": { "description": "ok" } } } },
            "/broken/{": { "get": { "responses": {} } },
        },
    });
    let answer = service
        .internal(request(
            "PUT",
            "/v1/services/iris/document",
            document.to_string(),
        ))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(
        answer.json()["problems"][0]["pointer"],
        "/paths/~1broken~1{"
    );
    let listed: serde_json::Value =
        serde_json::from_str(&service.document("/services").await).unwrap();
    assert_eq!(listed["services"][0]["problems"], answer.json()["problems"]);
}

#[tokio::test]
async fn a_mount_must_make_sense() {
    let service = Service::start(config()).await;
    for (path, status) in [
        ("/v1/services/iris/document?basePath=/elsewhere", 409),
        ("/v1/services/rank/document?basePath=elsewhere", 400),
        ("/v1/services/rank/document?basePath=/a/../b", 400),
        ("/v1/services/rank/document?hosts=", 400),
        ("/v1/services/rank/document?path=/a", 400),
        ("/v1/services/a%20b/document", 400),
        ("/v1/services/%2e%2e/document", 400),
    ] {
        service
            .internal(request("PUT", path, openapi_document("/a")))
            .await
            .check_problem(status);
    }
}

#[tokio::test]
async fn metrics_count_reports_by_outcome() {
    let service = Service::start(config()).await;
    service.report(&report(1, 1, "feedback", "/a")).await;
    service.report(&report(1, 1, "feedback", "/a")).await;
    let metrics = service.internal(get("/metrics")).await;
    assert!(
        metrics
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    for line in [
        "docent_reports_total{outcome=\"new\"}",
        "docent_reports_total{outcome=\"duplicate\"}",
        "docent_revision",
    ] {
        assert!(
            metrics.text().contains(line),
            "{line} is not in\n{}",
            metrics.text()
        );
    }
}
