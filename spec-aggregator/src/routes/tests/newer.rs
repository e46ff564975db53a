//! Documents with words of OpenAPI 3.2: in which of its forms a document has them.

use axum::http::StatusCode;
use openapi::document::Document;
use serde_json::{Value, json};

use super::{Service, config, request};
use crate::config::Config;

/// A service that declares a stream and a method that only 3.2 knows.
async fn streaming() -> Service {
    let item = json!({ "type": ["string", "null"] });
    let stream = json!({
        "description": "ok", "content": { "application/jsonl": { "itemSchema": item } },
    });
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Stream", "version": "1" },
        "servers": [{ "url": "/" }],
        "paths": { "/v1/lines": {
            "get": { "responses": { "200": stream } },
            "query": { "responses": { "200": { "description": "ok" } } },
        } },
    });
    let service = Service::start(Config {
        services: Vec::new(),
        ..config()
    })
    .await;
    let path = "/v1/services/stream/document";
    let answer = service
        .internal(request("PUT", path, document.to_string()))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    service
}

#[tokio::test]
async fn words_of_3_2_are_in_documents_of_3_2_alone() {
    let service = streaming().await;
    for path in [
        "/openapi.json",
        "/openapi.yaml",
        "/v1/openapi.json",
        "/services/stream/openapi.json",
        "/services/stream/openapi.yaml",
    ] {
        let nullable = json!({ "type": ["string", "null"] });
        for (form, label, items) in [
            ("", "3.1.0", &nullable),
            ("?version=3.1", "3.1.0", &nullable),
            ("?version=3.2", "3.2.0", &nullable),
            (
                "?version=3.0",
                "3.0.4",
                &json!({ "type": "string", "nullable": true }),
            ),
        ] {
            let text = service.document(&format!("{path}{form}")).await;
            let document = Document::parse(&text).unwrap().into_value();
            assert_eq!(document["openapi"], label, "{path}{form}");
            let item = &document["paths"]["/v1/lines"];
            let content = &item["get"]["responses"]["200"]["content"]["application/jsonl"];
            let told = document.get("x-docent-downgraded");
            if label == "3.2.0" {
                assert_eq!(content, &json!({ "itemSchema": items }), "{path}{form}");
                assert!(item["query"].is_object(), "{path}{form}");
                assert_eq!(told, None, "{path}{form}");
            } else {
                let plain = json!({ "schema": { "type": "string" }, "x-item-schema": items });
                assert_eq!(content, &plain, "{path}{form}");
                assert_eq!(item.get("query"), None, "{path}{form}");
                let query = &item["x-additional-operations"]["QUERY"];
                assert!(query.is_object(), "{path}{form}");
                assert_eq!(told.unwrap()["count"], 2, "{path}{form}");
            }
        }
    }
}

/// A service may publish what was published of it.
#[tokio::test]
async fn what_is_published_can_be_declared() {
    let service = streaming().await;
    let whole = "/services/stream/openapi.json?version=3.2";
    let before: Value = serde_json::from_str(&service.document(whole).await).unwrap();
    let published = service.document("/services/stream/openapi.json").await;
    let declare = request("PUT", "/v1/services/stream/document", published);
    assert_eq!(service.internal(declare).await.status, StatusCode::OK);
    let after: Value = serde_json::from_str(&service.document(whole).await).unwrap();
    assert_eq!(after["paths"], before["paths"]);
}
