//! What is learnt from the sample traffic, and how it is published beside what is declared.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use super::gateway::{Gateway, program};
use mesh::client::Call;

/// Sends the sample traffic of `make run`; every answer must be the expected one.
async fn sample_traffic(gateway: &'static Gateway) {
    static SENT: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    let send = async || {
        let url = format!("http://127.0.0.1:{}", gateway.port);
        let mut command = Command::new(program("DOCENT_TEST_PYTHON"));
        command
            .args(["../envoy/traffic.py", &url])
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        let output = tokio::task::spawn_blocking(move || command.output())
            .await
            .unwrap()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    SENT.get_or_init(send).await;
}

/// Operations by method and path, with parameters' names left out of the path.
fn operations(document: &Value) -> BTreeMap<String, &Value> {
    let mut found = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        let segments: Vec<&str> = path
            .split('/')
            .map(|segment| {
                if segment.starts_with('{') {
                    "{}"
                } else {
                    segment
                }
            })
            .collect();
        for (method, operation) in item.as_object().into_iter().flatten() {
            if operation.get("responses").is_some() {
                found.insert(
                    format!("{} {}", method.to_uppercase(), segments.join("/")),
                    operation,
                );
            }
        }
    }
    found
}

const LEARNT: [&str; 4] = [
    "GET /predictions/{}",
    "GET /users/{}/predictions",
    "POST /predictions",
    "POST /predictions/{}/feedback",
];

/// The learnt document of the service that declares nothing.
async fn learnt() -> Value {
    let gateway = Gateway::shared().await;
    sample_traffic(gateway).await;
    // Required fields show last: they want a number of exchanges without a miss.
    let enough = |document: &Value| {
        let document = inlined(document, document);
        let operations = operations(&document);
        // What is answered at several places is known sooner than what is sent to one.
        let known = |found: &&Value| {
            let sent = &found["requestBody"]["content"]["application/json"]["schema"];
            is_required(sent, "user_id") && is_required(body(found, "201"), "id")
        };
        operations.len() >= LEARNT.len() && operations.get("POST /predictions").is_some_and(known)
    };
    let document = gateway.reports_are_in("feedback", enough).await;
    inlined(&document, &document)
}

/// A value with each component in place of what refers to it.
fn inlined(value: &Value, document: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let reference = fields.get("$ref").and_then(Value::as_str);
            let pointer = reference.and_then(|it| it.strip_prefix('#'));
            if let Some(component) = pointer.and_then(|it| document.pointer(it)) {
                return inlined(component, document);
            }
            let fields = fields.iter();
            fields
                .map(|(name, field)| (name.clone(), inlined(field, document)))
                .collect()
        }
        Value::Array(items) => items.iter().map(|it| inlined(it, document)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn body<'v>(operation: &'v Value, status: &str) -> &'v Value {
    &operation["responses"][status]["content"]["application/json"]["schema"]
}

fn parameter<'v>(operation: &'v Value, location: &str, name: Option<&str>) -> &'v Value {
    let parameters = operation["parameters"].as_array().expect("parameters");
    let found = parameters
        .iter()
        .find(|found| found["in"] == location && name.is_none_or(|name| found["name"] == name));
    &found.expect("the parameter is there")["schema"]
}

/// Whether `schema` allows `kind`, alone or among others.
fn allows(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind
        || schema["type"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|found| found == kind))
}

fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"]
        .as_array()
        .is_some_and(|names| names.iter().any(|found| found == name))
}

#[tokio::test]
async fn a_service_that_declares_nothing_gets_templated_paths() {
    let document = learnt().await;
    let found: Vec<String> = operations(&document).into_keys().collect();
    assert_eq!(found, LEARNT, "{document:#}");
}

#[tokio::test]
async fn parameters_are_typed() {
    let document = learnt().await;
    let operations = operations(&document);
    assert_eq!(
        parameter(operations["GET /predictions/{}"], "path", None)["format"],
        "uuid"
    );
    let list = operations["GET /users/{}/predictions"];
    assert!(allows(parameter(list, "path", None), "integer"), "{list:#}");
    assert!(
        allows(parameter(list, "query", Some("limit")), "integer"),
        "{list:#}"
    );
    assert_eq!(
        parameter(list, "query", Some("since"))["format"],
        "date",
        "{list:#}"
    );
}

#[tokio::test]
async fn fields_are_typed_required_optional_and_nullable() {
    let document = learnt().await;
    let operations = operations(&document);
    let create = operations["POST /predictions"];
    let prediction = body(create, "201");
    let fields = &prediction["properties"];
    assert_eq!(fields["id"]["format"], "uuid", "{prediction:#}");
    assert_eq!(
        fields["created_at"]["format"], "date-time",
        "{prediction:#}"
    );
    assert!(allows(&fields["user_id"], "integer"), "{prediction:#}");
    assert!(
        allows(&fields["note"], "null") && allows(&fields["note"], "string"),
        "{prediction:#}"
    );
    assert!(
        allows(&fields["result"]["properties"]["probability"], "number"),
        "{prediction:#}"
    );
    assert!(allows(&fields["feedback"], "array"), "{prediction:#}");
    assert!(
        is_required(prediction, "id") && !is_required(prediction, "tags"),
        "{prediction:#}"
    );

    let sent = &create["requestBody"]["content"]["application/json"]["schema"];
    assert!(
        allows(&sent["properties"]["user_id"], "integer") && is_required(sent, "user_id"),
        "{sent:#}"
    );

    let latest = &body(operations["POST /predictions/{}/feedback"], "200")["properties"]["latest"];
    assert!(
        allows(&latest["properties"]["correct"], "boolean"),
        "{latest:#}"
    );
    assert!(
        !is_required(latest, "comment")
            && allows(&latest["properties"]["corrected_species"], "null"),
        "{latest:#}"
    );
    assert_eq!(latest["properties"]["day"]["format"], "date", "{latest:#}");
}

#[tokio::test]
async fn no_value_of_the_traffic_is_published() {
    let gateway = Gateway::shared().await;
    let learnt = learnt().await.to_string();
    let merged = Call::get(gateway.public, "/openapi.json").send().await;
    for value in ["greenhouse", "south wall", "my garden", "2026-01-31"] {
        assert!(
            !learnt.contains(value) && !merged.text().contains(value),
            "{value} was published"
        );
    }
    assert!(!learnt.contains("setosa"), "{learnt}");
}

#[tokio::test]
async fn one_document_holds_what_is_declared_and_what_is_learnt() {
    let gateway = Gateway::shared().await;
    learnt().await;
    let document = Call::get(gateway.public, "/openapi.json")
        .send()
        .await
        .json();
    assert!(
        document["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.1")),
        "{document:#}"
    );
    let operations = operations(&document);
    let ends_with = |end: &str| {
        operations
            .iter()
            .find(|(name, _)| name.ends_with(end))
            .map(|(_, found)| *found)
    };
    let declared = ends_with("/predict").unwrap_or_else(|| panic!("{document:#}"));
    assert_eq!(
        declared["summary"], "Predict",
        "the service's own words stay"
    );
    let observed = ends_with("/users/{}/predictions").unwrap_or_else(|| panic!("{document:#}"));
    assert_eq!(observed["x-docent-source"], "observed", "{observed:#}");
}

#[tokio::test]
async fn the_documents_are_there_as_yaml_and_unchanged_ones_are_not_sent_again() {
    let gateway = Gateway::shared().await;
    learnt().await;
    let yaml = Call::get(gateway.public, "/openapi.yaml").send().await;
    assert!(yaml.text().contains("openapi: "), "{}", yaml.text());
    let answer = Call::get(gateway.public, "/services/iris/openapi.json")
        .send()
        .await;
    let etag = answer
        .headers
        .get("etag")
        .expect("an ETag")
        .as_bytes()
        .to_vec();
    let again = Call::get(gateway.public, "/services/iris/openapi.json")
        .header("if-none-match", &etag)
        .send()
        .await;
    assert_eq!(again.status, 304);
}

#[tokio::test]
async fn the_docs_load_through_the_gateway_with_all_that_they_name() {
    let gateway = Gateway::shared().await;
    let page = gateway.get("/docs").send().await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(
        page.header("content-type").starts_with("text/html"),
        "{:?}",
        page.headers
    );
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'"),
        "{:?}",
        page.headers
    );
    let html = page.text();
    let assets: Vec<&str> = ["src=\"", "href=\""]
        .iter()
        .flat_map(|mark| html.split(mark).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(!assets.is_empty(), "{html}");
    for asset in assets
        .into_iter()
        .filter(|asset| !asset.starts_with("data:"))
    {
        assert!(!asset.contains("//"), "an asset from elsewhere: {asset}");
        let path = if asset.starts_with('/') {
            asset.to_owned()
        } else {
            format!("/{}", asset.trim_start_matches("./"))
        };
        let answer = gateway.get(&path).send().await;
        assert_eq!(answer.status, 200, "{path}");
    }
}
