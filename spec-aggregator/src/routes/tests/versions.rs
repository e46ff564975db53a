//! Documents in other forms than the first: OpenAPI 3.0, and one major version of the APIs.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Service, config, get, report, request, with};
use crate::config::Config;

/// A configuration without services.
fn unmounted() -> Config {
    Config {
        services: Vec::new(),
        ..config()
    }
}

/// A service with what 3.0 says in other words, below two major versions.
async fn declared() -> Service {
    let operation = |component: &str| {
        let reference = format!("#/components/schemas/{component}");
        let content = json!({ "application/json": { "schema": { "$ref": reference } } });
        json!({ "get": { "responses": { "200": { "description": "ok", "content": content } } } })
    };
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Iris", "version": "1" },
        "servers": [{ "url": "/" }],
        "paths": { "/v1/models": operation("Name"), "/v2/models": operation("Model"), "/v20": operation("Name") },
        "components": { "schemas": {
            "Name": { "type": ["string", "null"] },
            "Model": { "properties": { "name": { "$ref": "#/components/schemas/Name" } }, "propertyNames": { "maxLength": 9 } },
        } },
    });
    let service = Service::start(unmounted()).await;
    let answer = service
        .internal(request(
            "PUT",
            "/v1/services/iris/document",
            document.to_string(),
        ))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    service
}

#[tokio::test]
async fn every_document_is_there_as_openapi_3_0() {
    let service = Service::start(config()).await;
    service.report(&report(1, 1, "iris", "/iris/a")).await;
    for path in [
        "/openapi.json",
        "/openapi.yaml",
        "/services/iris/openapi.json",
        "/services/iris/openapi.yaml",
    ] {
        let first = service.public(get(path)).await;
        let same = service.public(get(&format!("{path}?version=3.1"))).await;
        assert_eq!(first.body, same.body, "{path}");
        let newer = service.document(&format!("{path}?version=3.2")).await;
        assert_eq!(first.text().replace("3.1.0", "3.2.0"), newer, "{path}");
        let narrow = format!("{path}?version=3.0");
        let other = service.public(get(&narrow)).await;
        assert!(other.text().contains("3.0.4"), "{path}");
        assert_eq!(
            other.header("content-type"),
            first.header("content-type"),
            "{path}"
        );
        let etag = other.header("etag");
        assert_ne!(etag, first.header("etag"), "{path}");
        let again = service
            .public(with(get(&narrow), "if-none-match", etag))
            .await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
    }
    assert_eq!(
        service.document("/swagger.json").await,
        service.document("/openapi.json?version=3.0").await
    );
}

#[tokio::test]
async fn another_version_is_a_problem_that_names_those_there_are() {
    let service = declared().await;
    for path in [
        "/openapi.json?version=3.3",
        "/openapi.yaml?version=",
        "/v1/openapi.json?version=2.0",
        "/services/iris/openapi.json?version=3.0&version=3.1",
        "/services/none/openapi.json?version=4",
    ] {
        let answer = service.public(get(path)).await;
        answer.check_problem(400);
        let detail = "version: expected 3.0, 3.1 or 3.2, once";
        assert_eq!(answer.json()["detail"], detail, "{path}");
    }
}

#[tokio::test]
async fn what_3_0_cannot_say_is_told_in_the_document() {
    let service = declared().await;
    let document: Value = serde_json::from_str(&service.document("/swagger.json").await).unwrap();
    assert_eq!(
        document["components"]["schemas"],
        json!({
            "Iris_Name": { "type": "string", "nullable": true },
            "Iris_Model": { "properties": { "name": { "$ref": "#/components/schemas/Iris_Name" } } },
        })
    );
    assert_eq!(
        document["x-docent-downgraded"],
        json!({
            "from": "3.1.0", "count": 1,
            "pointers": ["/components/schemas/Iris_Model/propertyNames"],
        })
    );
}

#[tokio::test]
async fn a_major_version_has_a_document_of_its_own() {
    let service = declared().await;
    let read = async |path: &str| -> Value {
        serde_json::from_str(&service.document(path).await).unwrap()
    };
    let names =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let first = read("/v1/openapi.json").await;
    assert_eq!(names(&first["paths"]), ["/v1/models"]);
    assert_eq!(names(&first["components"]["schemas"]), ["Iris_Name"]);
    let second = read("/v2/openapi.json?version=3.0").await;
    assert_eq!(second["openapi"], "3.0.4");
    assert_eq!(names(&second["paths"]), ["/v2/models"]);
    assert_eq!(
        names(&second["components"]["schemas"]),
        ["Iris_Name", "Iris_Model"]
    );
    for path in [
        "/v3/openapi.json",
        "/v/openapi.json",
        "/iris/openapi.json",
        "/v1/openapi.yaml",
    ] {
        service.public(get(path)).await.check_problem(404);
    }
}
