//! Hostile input through a real Envoy: every row of `tests/hostile` in every way HTTP has to send it. After each one the
//! same holds: nothing trapped, both workers serve, a refused request reached nobody, and its refusal is one problem
//! of at most 4 KiB that repeats nothing.

mod bytes;
mod contracts;
mod mutated;
mod parsing;
mod upstream;
mod wire;
mod written;

use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard, OnceCell};

use mesh::client::Call;
use mesh::client::transport::Transport;

use super::alone::Alone;
use crate::hostile::{By, Bytes, Over, Row, Then, configuration, decoding_configuration, rows};
use upstream::Upstream;
use wire::{Message, exchange};
use written::written;

/// Rows write their values so; nobody may ever read one again.
const VALUE: &str = "hunter2";
/// Valid requests after each row: more than enough that each of two workers gets some.
const VALID_AFTER: usize = 20;
/// What a refusal may say at most.
const REPLY_BYTES_MAX: usize = 4_096;

/// An Envoy that enforces the contract of `tests/hostile`, and what stands behind it.
struct Fortress {
    alone: Alone,
    upstream: Upstream,
}

impl Fortress {
    /// One for all tests that change what its upstream answers: they take turns.
    async fn shared() -> MutexGuard<'static, Self> {
        static SHARED: OnceCell<Mutex<Fortress>> = OnceCell::const_new();
        let start = async || Mutex::new(Self::start().await);
        SHARED.get_or_init(start).await.lock().await
    }

    async fn start() -> Self {
        let upstream = Upstream::start();
        let (usual, decoding) = (configuration(), decoding_configuration());
        let alone = Alone::start_with(&usual, Some(&decoding), upstream.port).await;
        Self { alone, upstream }
    }

    /// Sends a row in one way, and says all that did not come of it as it must.
    async fn try_row(&self, row: &Row, over: Over, is_lax: bool) -> Vec<String> {
        let (port, status) = match row.lax {
            Some(status) if is_lax => (self.alone.lax, status),
            _ if row.decoding => (self.alone.decoding, row.status),
            _ => (self.alone.port, row.status),
        };
        let answer = row.answer.as_ref().map(Bytes::get);
        self.upstream.answers(answer, row.then);
        let (before, _) = self.upstream.seen();
        let memory = row.growth_mib.map(|_| self.alone.memory().now_kib);
        let began = Instant::now();
        let answer = send(row, over, port).await;
        let took = began.elapsed();
        let (after, seen) = self.upstream.seen();

        let mut wrong = Wrong::default();
        let got = answer.status();
        let body = String::from_utf8_lossy(&answer.body);
        let is_other = row.or == Some(got);
        wrong.unless(got == status || is_other, || {
            format!("{got}, not {status}: {body:.150}")
        });
        wrong.unless(answer.is_whole != (row.cut && !is_other), || {
            format!("whole: {}", answer.is_whole)
        });
        let by = row.by(status, is_lax);
        match by {
            By::Either => {}
            By::Filter => not_a_refusal(&answer, row, &mut wrong),
            By::Envoy => wrong.unless(answer.header("x-docent").is_empty(), || {
                "not by Envoy".to_owned()
            }),
            By::Upstream => {
                wrong.unless(after == before + 1, || {
                    "did not reach the upstream".to_owned()
                });
                let line = seen.head.lines().next().unwrap_or_default();
                let target = row.target.as_ref().filter(|_| !is_lax);
                let is_same = target.is_none_or(|it| line.split(' ').nth(1) == Some(it));
                wrong.unless(is_same, || format!("the upstream got {line}"));
                let is_same = row.raw.is_some() || seen.body == row.body.get();
                wrong.unless(is_same, || "the upstream got another body".to_owned());
            }
        }
        if by != By::Upstream {
            let is_alone = after == before || row.answer.is_some();
            wrong.unless(is_alone, || "something reached the upstream".to_owned());
            wrong.unless(!body.contains(VALUE), || format!("repeats a value: {body}"));
        }
        if let Some(limit) = row.within_ms.map(Duration::from_millis) {
            wrong.unless(took <= limit, || format!("took {took:?}, not {limit:?}"));
        }
        if let (Some(limit), Some(memory)) = (row.growth_mib, memory) {
            let grew = self.alone.memory().peak_kib.saturating_sub(memory) / 1024;
            wrong.unless(grew <= limit, || format!("grew by {grew} MiB, not {limit}"));
        }
        wrong.0
    }

    /// Sends a row in all its ways.
    async fn row(&self, row: &Row) -> Vec<String> {
        let mut wrong = Vec::new();
        for over in row.over() {
            for is_lax in [false, true] {
                if is_lax && row.lax.is_none() {
                    continue;
                }
                let found = self.try_row(row, over, is_lax).await;
                let place = if is_lax { " without normalization" } else { "" };
                if !found.is_empty() {
                    wrong.push(format!("{over:?}{place}: {}", found.join("; ")));
                }
            }
        }
        wrong.extend(self.serves(VALID_AFTER).await);
        wrong
    }

    /// Valid requests are served, on every worker.
    async fn serves(&self, times: usize) -> Option<String> {
        self.upstream.answers(None, Then::Wait);
        for _ in 0..times {
            let valid = json!({ "prompt": "iris" });
            let answer = Call::post(self.alone.port, "/prompt", &valid)
                .attempt()
                .await;
            match answer {
                Ok(answer) if answer.status == 200 => {}
                Ok(answer) => return Some(format!("then: {} {}", answer.status, answer.text())),
                Err(error) => return Some(format!("then: {error}")),
            }
        }
        None
    }

    /// What must hold in the end.
    async fn holds(&self) {
        self.alone.no_vm_was_replaced().await;
        assert_eq!(self.stat("panics_total").await, 0);
        let log = self.alone.envoy.log();
        let told = log.lines().find(|line| line.contains(VALUE));
        assert_eq!(told, None, "the log holds a value");
    }

    async fn stat(&self, name: &str) -> u64 {
        let name = format!("wasmcustom.docent.{name}");
        mesh::promises::stat(self.alone.admin, &name).await
    }
}

/// What is not as it must be.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn unless(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(what());
        }
    }
}

/// One problem+json, small, marked, with the violation that the row names.
fn not_a_refusal(answer: &Message, row: &Row, wrong: &mut Wrong) {
    let parsed: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    wrong.unless(answer.header("x-docent") == "rejected", || {
        "not by the filter".to_owned()
    });
    let is_problem = answer.header("content-type") == "application/problem+json";
    let tells = row.silent || parsed["status"] == answer.status();
    wrong.unless(is_problem && tells, || "no problem".to_owned());
    let allow = row.allow.as_deref().unwrap_or_default();
    wrong.unless(answer.header("allow") == allow, || answer.head.clone());
    let size = answer.body.len();
    wrong.unless(size <= REPLY_BYTES_MAX, || {
        format!("a refusal of {size} bytes")
    });
    if let Some(expected) = &row.keyword {
        let keyword = &parsed["violations"][0]["keyword"];
        wrong.unless(keyword == expected.as_str(), || {
            format!("not {expected}: {parsed}")
        });
    }
}

/// Sends a row and reads the answer.
async fn send(row: &Row, over: Over, port: u16) -> Message {
    if let Some(raw) = &row.raw {
        return exchange(port, [raw.get(), Vec::new()], false).await;
    }
    let (method, target) = row.send.split_once(' ').unwrap();
    let target = &(target.to_owned() + &String::from_utf8(row.query.get()).unwrap());
    let body = row.body.get();
    let transport = match over {
        Over::Http2 => Transport::Http2,
        Over::Trailers => Transport::Http2Trailers,
        Over::Length | Over::Chunks | Over::Late => {
            return exchange(port, written(row, over), method == "HEAD").await;
        }
    };
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let call = row
        .fields()
        .iter()
        .fold(Call::new(port, method, target), |call, (name, value)| {
            call.header(name, value)
        });
    match call.body(body).attempt_over(transport).await {
        Ok(answer) => message(&answer),
        Err(_reset) => Message::default(),
    }
}

fn message(answer: &mesh::client::Answer) -> Message {
    let fields = answer.headers.iter();
    let fields: Vec<String> = fields
        .map(|(name, value)| format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    Message {
        head: format!("HTTP/2 {} \r\n{}", answer.status.as_u16(), fields.concat()),
        body: answer.body.to_vec(),
        is_whole: true,
    }
}

#[tokio::test]
async fn hostile_exchanges_are_refused_or_pass_and_nothing_else_comes_of_them() {
    let rows = rows();
    let fortress = Fortress::shared().await;
    let (mut wrong, mut sent) = (Vec::new(), 0);
    for (name, row) in &rows {
        let began = Instant::now();
        let found = fortress.row(row).await;
        sent += row.over().len();
        if began.elapsed() > Duration::from_secs(1) {
            println!("{name}: {:?}", began.elapsed());
        }
        wrong.extend(found.iter().map(|it| format!("{name}: {it}")));
    }
    println!("{} rows, sent in {sent} ways", rows.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    fortress.holds().await;
}
