//! Three replicas of the aggregator publish the same bytes as a single one, whichever got what, killed and started again.
//! Without an Envoy: their callers are filters and operators.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use hyper::Method;
use mesh::client::Call;
use mesh::process::{Process, free_port};
use openapi::contract::Location;
use openapi::finding::{Direction, Mismatch, Tallies, Tally};
use openapi::http::Method as OperationMethod;
use openapi::json::{self, JsonLimits};
use openapi::limits::MISMATCHES_MAX;
use openapi::observation::{ContentObservation, Observation, segments};
use openapi::observed::Observed;
use openapi::report::{REPORT_VERSION, Report};
use openapi::shape::Shape;
use serde_json::json;

use super::gateway::{program, until};

const TOKEN: &str = "Bearer of-all-replicas";
const REPORTS: u64 = 600;
const SOURCES: u64 = 5;
const START_MAX: Duration = Duration::from_secs(20);
/// Many of the longest pauses between two tries.
const SETTLE_MAX: Duration = Duration::from_secs(90);

/// One replica, or none at the moment.
struct Replica {
    name: String,
    folder: PathBuf,
    public: u16,
    internal: u16,
    peers: String,
    process: Option<Process>,
}

impl Replica {
    fn new(name: &str, folder: &std::path::Path) -> Self {
        Self {
            name: name.to_owned(),
            folder: folder.to_owned(),
            public: free_port(),
            internal: free_port(),
            peers: String::new(),
            process: None,
        }
    }

    fn start(&mut self) {
        let config = self.folder.join(format!("{}.yaml", self.name));
        let store = self.folder.join(format!("{}.db", self.name));
        let settings = json!({
            "publicAddress": format!("127.0.0.1:{}", self.public),
            "internalAddress": format!("127.0.0.1:{}", self.internal),
            "store": format!("sqlite://{}", store.display()),
            "token": TOKEN.trim_start_matches("Bearer "),
            "peers": self.peers.split_terminator(',').collect::<Vec<_>>(),
            "services": [{ "name": "feedback", "basePath": "/feedback" }],
        });
        fs::write(&config, settings.to_string()).unwrap();
        let program = program("DOCENT_TEST_AGGREGATOR");
        let command = [&program, "serve", "--config", config.to_str().unwrap()];
        let process = Process::start(&self.name, &self.folder, &command);
        process.wait_for_port(self.internal, START_MAX);
        self.process = Some(process);
    }

    fn kill(&mut self) {
        self.process.take().unwrap().kill();
    }

    async fn call(&self, method: Method, path: &str, body: impl Into<Vec<u8>>) -> String {
        let call = Call::new(self.internal, method, path).body(body.into());
        let answer = call.header("authorization", TOKEN.as_bytes()).send().await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
        answer.text()
    }

    async fn take(&self, report: &Report) {
        self.call(Method::POST, "/v1/reports", report.encode())
            .await;
    }

    /// Whether all was told to the other replicas.
    async fn is_done(&self) -> bool {
        let metrics = self.call(Method::GET, "/metrics", "").await;
        let waiting = metrics
            .lines()
            .filter(|line| line.starts_with("docent_relay_waiting"));
        waiting.filter(|line| !line.ends_with(" 0")).count() == 0
    }

    async fn published(&self) -> Vec<String> {
        let mut published = Vec::new();
        for path in [
            "/openapi.json",
            "/openapi.yaml",
            "/swagger.json",
            "/services",
            "/services/feedback/openapi.json",
            "/services/rank/openapi.json",
            "/services/shadow/openapi.json",
        ] {
            let answer = Call::get(self.public, path).send().await;
            assert_eq!(answer.status, 200, "{path}");
            published.push(answer.text());
        }
        published.push(self.call(Method::GET, "/v1/contracts", "").await);
        published
    }
}

/// One of several paths of one of three services, with bodies that differ, and every fourth with a violation.
fn report(number: u64) -> Report {
    let service = ["feedback", "rank", "shadow"][usize::try_from(number % 3).unwrap()];
    let path = format!(
        "/{service}/items/{}/{}",
        number % 40,
        ["a", "b"][usize::from(number.is_multiple_of(2))]
    );
    let text =
        json!({ "score": number, format!("field{}", number % 17): [number.is_multiple_of(5)] })
            .to_string();
    let body = json::read(text.as_bytes(), &JsonLimits::default()).unwrap();
    let shape = Shape::of(body.root(), None);
    let mut observed = Observed::default();
    observed.observe(Observation {
        response: Some(ContentObservation::new("application/json", Some(shape))),
        ..Observation::new(OperationMethod::Get, segments(&path).unwrap(), 200)
    });
    let mut tallies = Tallies::default();
    if number.is_multiple_of(4) {
        let mismatch = Mismatch {
            method: OperationMethod::Get,
            path: "/a".to_owned(),
            direction: Direction::Response,
            location: Location::Body,
            pointer: format!("/field{}", number % 7),
            keyword: "type".to_owned(),
        };
        tallies.add(mismatch, Tally::one(false), MISMATCHES_MAX);
    }
    Report {
        version: REPORT_VERSION,
        source: format!("{:032x}", number % SOURCES),
        epoch: 1,
        sequence: number / SOURCES + 1,
        observed_at: None,
        dropped: 0,
        services: [(service.to_owned(), observed)].into(),
        violations: [("feedback".to_owned(), tallies)].into(),
        revealed: std::collections::BTreeMap::new(),
    }
}

fn document(path: &str) -> String {
    let operation =
        json!({ "operationId": "rank", "responses": { "200": { "description": "ok" } } });
    json!({ "openapi": "3.1.0", "info": { "title": "Rank", "version": "1" }, "paths": { path: { "get": operation } } })
        .to_string()
}

async fn declare(replica: &Replica, path: &str) {
    let put = "/v1/services/rank/document?basePath=/rank";
    replica.call(Method::PUT, put, document(path)).await;
}

/// Accepts the violation at this pointer.
async fn accept(replica: &Replica, pointer: &str) {
    let findings = replica
        .call(Method::GET, "/v1/findings?service=feedback", "")
        .await;
    let findings: serde_json::Value = serde_json::from_str(&findings).unwrap();
    let found = findings["findings"].as_array().unwrap().iter();
    let found = found
        .clone()
        .find(|it| it["pointer"] == pointer)
        .expect(pointer);
    let path = format!("/v1/findings/{}/accept", found["id"].as_str().unwrap());
    replica.call(Method::POST, &path, "").await;
}

#[tokio::test]
async fn three_replicas_publish_what_one_would_have() {
    let folder = tempfile::tempdir().unwrap();
    let mut single = Replica::new("single", folder.path());
    single.start();
    for number in 0..REPORTS {
        single.take(&report(number)).await;
    }
    declare(&single, "/first").await;
    declare(&single, "/last").await;
    accept(&single, "/field3").await;
    let expected = single.published().await;

    let mut replicas =
        [0, 1, 2].map(|number| Replica::new(&format!("replica-{number}"), folder.path()));
    let urls: Vec<String> = replicas
        .iter()
        .map(|it| format!("http://127.0.0.1:{}", it.internal))
        .collect();
    for replica in &mut replicas {
        replica.peers = urls.join(",");
        replica.start();
    }
    for number in 0..REPORTS {
        // Killed in the middle, with what it had acknowledged and not yet told; down for a while, twice.
        match number {
            150 | 400 => replicas[1].kill(),
            250 | 500 => replicas[1].start(),
            200 => declare(&replicas[0], "/first").await,
            350 => declare(&replicas[2], "/last").await,
            450 => accept(&replicas[0], "/field3").await,
            _ => {}
        }
        let turn = usize::try_from(number % 3).unwrap();
        let first = if replicas[turn].process.is_some() {
            turn
        } else {
            0
        };
        replicas[first].take(&report(number)).await;
        // Its acknowledgement was lost on the way, and it is sent to another one.
        if number.is_multiple_of(4) {
            let other = if first == 2 { 0 } else { 2 };
            replicas[other].take(&report(number)).await;
        }
    }
    // Every one has told the others all it knows.
    for replica in &replicas {
        until("nothing waits", SETTLE_MAX, async || {
            replica.is_done().await
        })
        .await;
    }
    for replica in &replicas {
        let published = replica.published().await;
        for (published, expected) in published.iter().zip(&expected) {
            assert_eq!(published, expected, "{}", replica.name);
        }
    }
}
