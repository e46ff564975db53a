//! Differences between what a service declares and what it does: found, accepted, adopted.

use axum::body::Body;
use axum::http::StatusCode;
use openapi::http::Method;
use openapi::limits::OPERATIONS_MAX;
use openapi::report::Report;
use serde_json::{Value, json};

use super::{
    Answer, Config, Service, config, file_store, get, observation, openapi_document, report,
    request,
};

const DAY: i64 = 86_400;

/// What `iris` declares: one operation and a schema that others may refer to.
fn declared() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Iris", "version": "1" },
        "paths": { "/flowers/{id}": {
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } },
            ],
            "get": { "operationId": "flower", "responses": {
                "200": { "description": "ok", "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Flower" },
                } } },
                "404": { "description": "none" },
            } },
        } },
        "components": { "schemas": { "Flower": {
            "type": "object",
            "required": ["name", "width"],
            "properties": {
                "name": { "type": "string" },
                "width": { "type": "number" },
                "owner": { "type": "string" },
            },
        } } },
    })
}

/// A report of what `iris` did, an hour short of so many days ago.
fn seen(sequence: u64, days_ago: i64, path: &str, body: &Value) -> Report {
    let mut observed = openapi::observed::Observed::default();
    observed.observe(observation(Method::Get, path, body));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap().as_secs()).unwrap();
    Report {
        services: [("iris".to_owned(), observed)].into(),
        observed_at: Some(now - days_ago * DAY),
        ..report(9, sequence, "iris", "/")
    }
}

impl Service {
    /// Declares, and has the differences: a wrong type, something missing, more than is
    /// declared, and an operation nobody declared.
    async fn drifting(config: Config) -> Self {
        let service = Self::start(config).await;
        let put = request("PUT", "/v1/services/iris/document", declared().to_string());
        service.internal(put).await;
        let reports = [
            seen(1, 3, "/iris/flowers/7", &json!({ "name": 1, "width": 0.5 })),
            seen(
                2,
                0,
                "/iris/flowers/8",
                &json!({ "name": "a", "color": "vermilion" }),
            ),
            seen(3, 1, "/iris/export", &json!([1])),
        ];
        for report in &reports {
            assert_eq!(service.report(report).await.status, StatusCode::ACCEPTED);
        }
        service
    }

    async fn drifts(&self, path: &str) -> Vec<Value> {
        let answer = self.internal(get(path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let findings = answer.json()["findings"].as_array().unwrap().clone();
        findings
            .into_iter()
            .filter(|it| it["kind"] != "violation")
            .collect()
    }

    async fn adopt(&self, service: &str, body: impl Into<Body>) -> Answer {
        let path = format!("/v1/services/{service}/adopt");
        self.internal(request("POST", &path, body)).await
    }

    async fn declared(&self) -> Value {
        let bundle = self.internal(get("/v1/contracts")).await.json();
        bundle["contracts"][0]["document"].clone()
    }
}

fn lines(findings: &[Value]) -> Vec<String> {
    let line = |it: &Value| {
        let text = |field: &str| it[field].as_str().unwrap_or_default();
        format!("{} {} {}", text("severity"), text("kind"), text("pointer"))
    };
    findings.iter().map(line).collect()
}

const FOUND: [&str; 5] = [
    "error type_outside /components/schemas/Flower/properties/name",
    "error required_missing /components/schemas/Flower/properties/width",
    "warning undocumented_operation /paths/~1export/get",
    "warning undeclared_parameter /paths/~1flowers~1{id}/get/parameters/-",
    "info undeclared_property /components/schemas/Flower/properties/color",
];

#[tokio::test]
async fn differences_are_findings_with_counts_days_and_a_patch() {
    let service = Service::drifting(config()).await;
    let public = service.public(get("/findings?service=iris")).await.json();
    let public = public["findings"].as_array().unwrap();
    assert_eq!(lines(public), FOUND);
    let missing = &public[1];
    assert_eq!(
        (&missing["present"], &missing["of"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(missing["exchanges"], 2);
    assert_eq!(missing["method"], "GET");
    assert_eq!(missing["path"], "/flowers/{id}");
    assert_eq!(public[0]["types"], json!(["integer"]));
    assert_eq!(public[3]["name"], "limit");
    assert_eq!(public[3]["location"], "query");
    assert!(public[0].get("accepted").is_none());
    let removed = json!([
        { "op": "test", "path": "/components/schemas/Flower/required/1", "value": "width" },
        { "op": "remove", "path": "/components/schemas/Flower/required/1" },
    ]);
    assert_eq!(missing["patch"], removed);
    // Seen on two days, and on one.
    assert!(missing["firstSeen"].as_str() < missing["lastSeen"].as_str());
    assert_eq!(public[2]["firstSeen"], public[2]["lastSeen"]);
    assert!(
        public[2]["lastSeen"]
            .as_str()
            .unwrap()
            .ends_with("T00:00:00Z")
    );
    // No value of an exchange is in them.
    assert!(!format!("{public:?}").contains("vermilion"));
}

#[tokio::test]
async fn what_is_accepted_alarms_no_more_and_travels_to_no_filter() {
    let (_folder, store) = file_store();
    let config = Config { store, ..config() };
    let service = Service::drifting(config.clone()).await;
    let bundle = service
        .internal(get("/v1/contracts"))
        .await
        .header("etag")
        .to_owned();
    let found = service.drifts("/v1/findings").await;
    let id = found[0]["id"].as_str().unwrap().to_owned();
    let accept = format!("/v1/findings/{id}/accept");
    for _ in 0..2 {
        let answer = service.internal(request("POST", &accept, "")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(answer.json()["accepted"], true);
        assert_eq!(answer.json()["severity"], "info");
    }
    service.stop().await;

    let service = Service::start(config).await;
    let again = service.drifts("/v1/findings").await;
    assert_eq!(again[0]["id"], found[0]["id"]);
    assert_eq!(again[0]["accepted"], true);
    assert!(again[0]["acceptedAt"].is_string());
    assert_eq!(again[1]["accepted"], false);
    assert_eq!(
        service.internal(get("/v1/contracts")).await.header("etag"),
        bundle
    );

    // Adopted or repaired, it is still listed to the operator, and to nobody else.
    let named = json!({ "findings": [id] }).to_string();
    assert_eq!(service.adopt("iris", named).await.status, StatusCode::OK);
    let left = service.drifts("/v1/findings").await;
    let gone = left.iter().find(|it| it["id"] == *id).unwrap();
    assert_eq!(
        (&gone["exchanges"], &gone["accepted"]),
        (&json!(0), &json!(true))
    );
    let public = service.public(get("/findings")).await.json();
    assert!(!public.to_string().contains(&id));

    let answer = service.internal(request("DELETE", &accept, "")).await;
    assert_eq!(answer.json()["accepted"], false);
    let left = service.drifts("/v1/findings").await;
    assert!(!left.iter().any(|it| it["id"] == *id));
    service
        .internal(request("DELETE", &accept, ""))
        .await
        .check_problem(404);
}

#[tokio::test]
async fn adopting_takes_in_what_is_not_accepted() {
    let service = Service::drifting(config()).await;
    let found = service.drifts("/v1/findings").await;
    let id = |index: usize| found[index]["id"].as_str().unwrap();
    let accept = format!("/v1/findings/{}/accept", id(1));
    service.internal(request("POST", &accept, "")).await;

    let answer = service.adopt("iris", "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(
        answer.json()["adopted"],
        json!([id(0), id(2), id(3), id(4)])
    );
    assert_eq!(answer.json()["problems"], json!([]));
    let left = service.drifts("/v1/findings").await;
    assert_eq!(
        lines(&left),
        ["info required_missing /components/schemas/Flower/properties/width"]
    );
    let declared = service.declared().await;
    assert_eq!(declared["openapi"], "3.1.0");
    let flower = &declared["components"]["schemas"]["Flower"];
    assert_eq!(
        flower["properties"]["name"]["type"],
        json!(["string", "integer"])
    );
    assert_eq!(flower["properties"]["color"], json!({ "type": "string" }));
    assert_eq!(flower["required"], json!(["name", "width"]));
    assert!(declared["paths"]["/export"]["get"].is_object());

    let again = service.adopt("iris", "").await;
    assert_eq!(again.json()["adopted"], json!([]));
    let rest = json!({ "findings": [id(1)] }).to_string();
    assert_eq!(
        service.adopt("iris", rest).await.json()["adopted"],
        json!([id(1)])
    );
    let declared = service.declared().await;
    assert_eq!(
        declared["components"]["schemas"]["Flower"]["required"],
        json!(["name"])
    );
}

#[tokio::test]
async fn adopting_declares_what_was_learnt_of_a_service_that_declares_nothing() {
    let service = Service::start(config()).await;
    for sequence in 1..=2 {
        let report = seen(sequence, 0, "/iris/flowers/7", &json!({ "name": "a" }));
        service.report(&report).await;
    }
    let answer = service.adopt("iris", "{}").await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let declared = service.declared().await;
    let text = declared.to_string();
    assert!(
        !text.contains("x-docent") && !text.contains("x-presence"),
        "{text}"
    );
    assert_eq!(declared["info"]["version"], "0.1.0");
    assert!(declared["paths"]["/flowers/{flowerId}"]["get"].is_object());
    assert_eq!(service.drifts("/v1/findings").await, Vec::<Value>::new());
    let published = service.document("/services/iris/openapi.json").await;
    assert!(
        published.contains("\"x-docent-source\": \"both\""),
        "{published}"
    );
}

#[tokio::test]
async fn what_cannot_be_adopted_is_told_and_changes_nothing() {
    let service = Service::drifting(config()).await;
    let before = service.declared().await;
    for (name, body, status) in [
        ("none", "", 404),
        ("iris", "[]", 400),
        ("iris", "{\"finding\": []}", 400),
        ("iris", "{\"findings\": [\"00\"]}", 400),
    ] {
        service.adopt(name, body).await.check_problem(status);
    }
    assert_eq!(service.declared().await, before);
    let service = Service::start(config()).await;
    service.adopt("iris", "").await.check_problem(409);
    service
        .adopt("iris", "{\"findings\": [\"00\"]}")
        .await
        .check_problem(400);
    assert_eq!(
        service.adopt("iris", "{\"findings\": []}").await.status,
        409
    );
}

#[tokio::test]
async fn a_document_that_could_not_be_enforced_is_not_adopted() {
    let service = Service::start(config()).await;
    // One operation more is one that no contract has room for.
    let mut full: Value = serde_json::from_str(&openapi_document("/a")).unwrap();
    let operation = json!({ "get": { "responses": {} } });
    for n in 1..OPERATIONS_MAX {
        full["paths"][format!("/p{n}")] = operation.clone();
    }
    let put = request("PUT", "/v1/services/iris/document", full.to_string());
    assert_eq!(service.internal(put).await.json()["problems"], json!([]));
    service.report(&seen(1, 0, "/iris/b", &json!(1))).await;

    let answer = service.adopt("iris", "").await;
    answer.check_problem(409);
    let problems = answer.json()["problems"].as_array().unwrap().clone();
    assert_eq!(problems[0]["kind"], "notEnforced", "{problems:?}");
    assert_eq!(service.declared().await, full);
}
