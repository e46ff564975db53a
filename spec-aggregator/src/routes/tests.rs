//! Both listeners, request by request, over a real store.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use openapi::http::Method;
use openapi::json::{self, JsonLimits};
use openapi::observation::{ContentObservation, Observation, query_parameters, segments};
use openapi::observed::Observed;
use openapi::report::{REPORT_VERSION, Report};
use openapi::shape::Shape;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tower::ServiceExt;

use crate::app::App;
use crate::config::{Config, ServiceConfig};
use crate::router;
use crate::store::Store;
use crate::token::Token;
use crate::writer::Writer;

mod compiled;
mod days;
mod docs;
mod documents;
mod drift;
mod durability;
mod findings;
mod internal;
mod newer;
mod replicas;
mod revealed;
mod versions;

/// A running service without its sockets.
struct Service {
    public: Router,
    internal: Router,
    writing: JoinHandle<()>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// It is a problem (RFC 9457) of this status.
    #[track_caller]
    fn check_problem(&self, status: u16) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        for member in ["type", "title", "detail"] {
            assert!(problem[member].is_string(), "{problem}");
        }
    }
}

impl Service {
    async fn start(config: Config) -> Self {
        let store = Store::open(&config.store).await.unwrap();
        let (writer, writing) = Writer::start(store, &config).await.unwrap();
        let app = App::new(writer, &config);
        Self {
            public: router::public(app.clone()),
            internal: router::internal(app),
            writing,
        }
    }

    /// Ends as the process does: what was sent is written and the store closed.
    async fn stop(self) {
        let Self {
            public,
            internal,
            writing,
        } = self;
        drop((public, internal));
        writing.await.unwrap();
    }

    async fn public(&self, request: Request<Body>) -> Answer {
        answer(&self.public, request).await
    }

    async fn internal(&self, request: Request<Body>) -> Answer {
        answer(&self.internal, request).await
    }

    async fn report(&self, report: &Report) -> Answer {
        self.internal(request("POST", "/v1/reports", report.encode()))
            .await
    }

    async fn document(&self, path: &str) -> String {
        let answer = self.public(get(path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.text().to_owned()
    }
}

async fn answer(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer {
        status: head.status,
        headers: head.headers,
        body,
    }
}

fn request(method: &str, path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .body(body.into())
        .unwrap()
}

fn get(path: &str) -> Request<Body> {
    request("GET", path, Body::empty())
}

fn with(mut request: Request<Body>, name: &'static str, value: &str) -> Request<Body> {
    request.headers_mut().insert(name, value.parse().unwrap());
    request
}

/// In memory, without a token, with the service `iris` mounted at `/iris`.
fn config() -> Config {
    let iris = ServiceConfig {
        base_path: Some("/iris".to_owned()),
        ..ServiceConfig::named("iris")
    };
    Config {
        store: "sqlite::memory:".to_owned(),
        services: vec![iris],
        ..Config::default()
    }
}

fn with_token() -> Config {
    Config {
        token: Some(Token::new("secret")),
        ..config()
    }
}

/// An exchange that answered 200 with a JSON body.
fn observation(method: Method, path: &str, body: &Value) -> Observation {
    let text = body.to_string();
    let body = json::read(text.as_bytes(), &JsonLimits::default()).unwrap();
    let shape = Shape::of(body.root(), None);
    Observation {
        query: query_parameters("limit=1", None),
        response: Some(ContentObservation::new("application/json", Some(shape))),
        ..Observation::new(method, segments(path).unwrap(), 200)
    }
}

/// A report of one exchange of one service.
fn report(source: u8, sequence: u64, service: &str, path: &str) -> Report {
    let mut observed = Observed::default();
    observed.observe(observation(
        Method::Get,
        path,
        &json!({ "score": sequence }),
    ));
    Report {
        version: REPORT_VERSION,
        source: format!("{source:032x}"),
        epoch: 1,
        sequence,
        observed_at: None,
        dropped: 0,
        services: [(service.to_owned(), observed)].into(),
        violations: std::collections::BTreeMap::new(),
        revealed: std::collections::BTreeMap::new(),
    }
}

fn openapi_document(path: &str) -> String {
    let operation =
        json!({ "operationId": "predict", "responses": { "200": { "description": "ok" } } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Iris", "version": "1" },
        "paths": { path: { "get": operation } },
    })
    .to_string()
}

/// Takes turns with every other order of `items`, a few hundred at most.
fn shuffled<T: Clone>(items: &[T], seed: u64) -> Vec<T> {
    let mut generator = fastrand::Rng::with_seed(seed);
    let mut shuffled = items.to_vec();
    generator.shuffle(&mut shuffled);
    shuffled
}

/// A file that is gone at the end of the test, as the URL of a store.
fn file_store() -> (Arc<tempfile::TempDir>, String) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("docent.db").display());
    (Arc::new(folder), url)
}
