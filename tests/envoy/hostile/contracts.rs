//! Hostile contracts, all of them in one filter at once and beside a good one: it starts, the good one is enforced, what
//! of the others can be enforced is, nothing is fetched, and no body costs more than any other.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use mesh::client::Call;
use mesh::process::{free_port, local};

use super::upstream::Upstream;
use super::{Fortress, VALID_AFTER};
use crate::envoy::alone::Alone;
use crate::hostile::{table, text};

mod corpus;

use corpus::{Contract, Probe};

/// A verdict takes a few milliseconds; a machine may be busy.
const VERDICT_MAX: Duration = Duration::from_secs(3);
/// Operations of one document, and the one among them that is broken.
const OPERATIONS: usize = 500;
const BROKEN: usize = 250;
/// Bytes that a pattern is run over.
const TEXT_BYTES: usize = 1_000_000;

/// One Envoy whose filter has all of them.
struct Besieged {
    fortress: Fortress,
    /// Where references to elsewhere lead.
    elsewhere: std::net::TcpListener,
}

impl Besieged {
    async fn shared() -> &'static Self {
        static SHARED: OnceCell<Besieged> = OnceCell::const_new();
        SHARED.get_or_init(Self::start).await
    }

    async fn start() -> Self {
        let port = free_port();
        let elsewhere = std::net::TcpListener::bind(local(port)).unwrap();
        elsewhere.set_nonblocking(true).unwrap();
        let corpus = [corpus::bombs(), corpus::elsewhere(port)].concat();
        let contracts = corpus.iter().map(|it| mounted(&it.name, &it.document));
        let more = [mounted("patterns", &patterns()), mounted("many", &many())];
        let usual = json!({ "service": "hostile", "document": text("openapi.yaml") });
        let contracts = contracts.chain(none()).chain(more).chain([usual]);
        let upstream = Upstream::start();
        let configuration = json!({
            "request": "enforce",
            "response": "enforce",
            "holdHeaders": true,
            "contracts": contracts.collect::<Vec<_>>(),
        });
        let began = Instant::now();
        let alone = Alone::start(&configuration, upstream.port).await;
        println!("ready in {:?}", began.elapsed());
        let fortress = Fortress { alone, upstream };
        Self {
            fortress,
            elsewhere,
        }
    }

    async fn probe(&self, path: &str, probe: &Probe, wrong: &mut Vec<String>) {
        let port = self.fortress.alone.port;
        let call = Call::post(port, path, &Value::Null).body(probe.body.clone());
        let began = Instant::now();
        let answer = call.attempt().await;
        let took = began.elapsed();
        let status = answer.map_or(0, |answer| answer.status.as_u16());
        if !probe.statuses.contains(&status) {
            wrong.push(format!("{path}: {status}, not {:?}", probe.statuses));
        }
        if took > VERDICT_MAX {
            wrong.push(format!("{path}: took {took:?}"));
        }
    }

    async fn probes(&self, corpus: &[Contract]) -> Vec<String> {
        let mut wrong = Vec::new();
        for contract in corpus {
            for it in &contract.probes {
                let path = format!("/{}/x", contract.name);
                self.probe(&path, it, &mut wrong).await;
            }
        }
        wrong
    }

    /// Nothing was wrong, and the good contract is enforced all the same.
    async fn holds(&self, mut wrong: Vec<String>) {
        wrong.extend(self.fortress.serves(VALID_AFTER).await);
        let violates = json!({ "prompt": 7 });
        let call = Call::post(self.fortress.alone.port, "/prompt", &violates);
        call.send().await.is_refused(400);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        self.fortress.holds().await;
    }
}

/// A contract at a place of its own.
fn mounted(name: &str, document: &Value) -> Value {
    json!({ "service": name, "basePath": format!("/{name}"), "document": document })
}

/// What is no contract, at places of its own where it can have one.
fn none() -> impl Iterator<Item = Value> {
    corpus::none().into_iter().enumerate().map(|(index, it)| {
        let is_document = it.as_object().is_some_and(|it| it.len() == 1);
        if is_document {
            mounted(&format!("none-{index}"), &it["document"])
        } else {
            it
        }
    })
}

/// An operation for each pattern, whose body it is.
fn patterns() -> Value {
    let patterns = table::<(String, String)>("patterns.yaml");
    let paths = patterns.values().enumerate().map(|(index, (pattern, _))| {
        let schema = json!({ "type": "string", "pattern": pattern });
        (format!("/{index}"), corpus::post(&schema))
    });
    corpus::document(&paths.collect::<Map<_, _>>().into(), &json!({}))
}

/// Many operations, each with a bound of its own, and one that is broken.
fn many() -> Value {
    let paths = (0..OPERATIONS).map(|index| {
        let schema = if index == BROKEN {
            json!({ "$ref": "#/components/schemas/Nowhere" })
        } else {
            json!({ "type": "integer", "maximum": index })
        };
        (format!("/{index}"), corpus::post(&schema))
    });
    corpus::document(&paths.collect::<Map<_, _>>().into(), &json!({}))
}

#[tokio::test]
async fn a_pattern_takes_no_longer_than_its_text() {
    let besieged = Besieged::shared().await;
    let mut wrong = Vec::new();
    for (index, (pattern, unit)) in table::<(String, String)>("patterns.yaml")
        .values()
        .enumerate()
    {
        let unit = serde_json::to_string(unit).unwrap();
        let unit = unit.trim_matches('"');
        let body = format!("\"{}!\"", unit.repeat(TEXT_BYTES / unit.len()));
        let any = Probe::new(body, &[200, 400]);
        println!("{pattern}");
        besieged
            .probe(&format!("/patterns/{index}"), &any, &mut wrong)
            .await;
    }
    besieged.holds(wrong).await;
}

#[tokio::test]
async fn contracts_that_are_bombs_are_judged_or_left_undecided_at_once() {
    let besieged = Besieged::shared().await;
    let wrong = besieged.probes(&corpus::bombs()).await;
    besieged.holds(wrong).await;
}

#[tokio::test]
async fn a_reference_to_elsewhere_is_never_followed() {
    let besieged = Besieged::shared().await;
    let wrong = besieged.probes(&corpus::elsewhere(0)).await;
    let called = besieged.elsewhere.accept().map_err(|error| error.kind());
    assert_eq!(called.err(), Some(ErrorKind::WouldBlock), "somebody called");
    besieged.holds(wrong).await;
}

#[tokio::test]
async fn contracts_that_are_none_let_everything_pass() {
    let besieged = Besieged::shared().await;
    let mut wrong = Vec::new();
    for index in 0..corpus::none().len() {
        let passes = Probe::new(r#"{"a":"hunter2"}"#.to_owned(), &[200]);
        besieged
            .probe(&format!("/none-{index}/x"), &passes, &mut wrong)
            .await;
    }
    besieged.holds(wrong).await;
}

#[tokio::test]
async fn one_broken_operation_leaves_the_others_enforced() {
    let besieged = Besieged::shared().await;
    let mut wrong = Vec::new();
    for index in 0..OPERATIONS {
        let expected = if index == BROKEN { 200 } else { 400 };
        let beyond = Probe::new((index + 1).to_string(), &[expected]);
        besieged
            .probe(&format!("/many/{index}"), &beyond, &mut wrong)
            .await;
    }
    let problems = besieged.fortress.stat("contract_problems_total").await;
    assert!(problems > 0, "it is told");
    besieged.holds(wrong).await;
}
