//! Who gets compiled contracts, and who gets documents.

use axum::http::StatusCode;
use openapi::contract::{CONTRACT_VERSION, Route};
use openapi::gateway::Bundle;
use openapi::limits::COMPILED_BYTES_MAX;
use serde_json::json;

use super::{Service, config, get, openapi_document, request, with};

#[tokio::test]
async fn a_filter_that_reads_our_compiled_contracts_gets_no_documents() {
    let service = Service::start(config()).await;
    service
        .internal(request(
            "PUT",
            "/v1/services/iris/document",
            openapi_document("/predict"),
        ))
        .await;
    let pull = |version: &str| with(get("/v1/contracts"), "docent-contract-version", version);
    let ours = CONTRACT_VERSION.to_string();
    let compiled = service.internal(pull(&ours)).await;
    let bundle: Bundle = serde_json::from_slice(&compiled.body).unwrap();
    let [source] = bundle.contracts.as_slice() else {
        panic!("{bundle:?}");
    };
    assert!(source.document.is_none());
    assert_eq!(source.base_path.as_deref(), Some("/iris"));
    let contract = &source.compiled.as_ref().unwrap().0;
    assert!(matches!(
        contract.route(b"GET", "/predict"),
        Route::Matched(_)
    ));

    // Older and newer filters, and people.
    let documents = service.internal(get("/v1/contracts")).await;
    for version in ["0", "4294967296", "one", ""] {
        let answer = service.internal(pull(version)).await;
        assert_eq!(answer.body, documents.body, "{version}");
    }
    let source = &documents.json()["contracts"][0];
    assert_eq!(source["document"]["info"]["title"], "Iris");
    assert!(source.get("compiled").is_none());

    assert_ne!(compiled.header("etag"), documents.header("etag"));
    for answer in [&compiled, &documents] {
        assert_eq!(answer.header("vary"), "docent-contract-version");
    }
    let known = with(pull(&ours), "if-none-match", compiled.header("etag"));
    let again = service.internal(known).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again.header("vary"), "docent-contract-version");
}

#[tokio::test]
async fn a_compiled_contract_is_mounted_where_its_document_says() {
    let service = Service::start(config()).await;
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "Rank", "version": "1"},
        "servers": [{"url": "https://example.com/ranks/"}], "paths": {},
    });
    service
        .internal(request(
            "PUT",
            "/v1/services/rank/document",
            document.to_string(),
        ))
        .await;
    let version = CONTRACT_VERSION.to_string();
    let pull = with(get("/v1/contracts"), "docent-contract-version", &version);
    let bundle = service.internal(pull).await.json();
    assert_eq!(bundle["contracts"][1]["basePath"], "/ranks");
}

/// A document whose patterns take a table of about 100 KB each.
fn with_patterns(count: usize) -> String {
    let schemas = (0..count)
        .map(|at| json!({"pattern": format!("^[a-z]{{1,{}}}[0-9]{{1,900}}.$", 700 + at)}));
    let schema = json!({"anyOf": schemas.collect::<Vec<_>>()});
    let content = json!({"application/json": {"schema": schema}});
    json!({
        "openapi": "3.1.0", "info": {"title": "Words", "version": "1"},
        "paths": {"/words": {"post": {"requestBody": {"content": content}, "responses": {}}}},
    })
    .to_string()
}

#[tokio::test]
async fn a_contract_too_large_for_a_bundle_travels_as_its_document() {
    for (patterns, is_compiled) in [(2, true), (60, false)] {
        let service = Service::start(config()).await;
        service
            .internal(request(
                "PUT",
                "/v1/services/words/document",
                with_patterns(patterns),
            ))
            .await;
        let version = CONTRACT_VERSION.to_string();
        let pull = with(get("/v1/contracts"), "docent-contract-version", &version);
        let bundle = service.internal(pull).await;
        let contracts = bundle.json()["contracts"].take();
        let words = contracts.as_array().unwrap().iter();
        let words = words.clone().find(|it| it["service"] == "words").unwrap();
        assert_eq!(words.get("compiled").is_some(), is_compiled, "{patterns}");
        assert_eq!(words.get("document").is_none(), is_compiled, "{patterns}");
        assert!(bundle.body.len() < 2 * COMPILED_BYTES_MAX);
    }
}
