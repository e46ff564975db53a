//! Streams pass as they come, also where bodies are otherwise held; their items are judged on the way, and a stream is
//! ended only where that was asked for.

mod client;
mod proxy;

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use mesh::process::local;
use serde_json::{Value, json};

use super::gateway::Gateway;
use client::Client;
use proxy::{Made, Proxy, go_on};

/// Numbers: the payload of events, and lines.
fn document() -> Value {
    let number = json!({ "type": "object", "required": ["n"], "properties": { "n": { "type": "integer" } } });
    let events = json!({ "responses": { "200": { "description": "numbers", "content": {
        "text/event-stream": { "schema": number },
    } } } });
    let lines = json!({
        "requestBody": { "content": { "application/x-ndjson": { "itemSchema": number } } },
        "responses": { "200": { "description": "numbers" } },
    });
    let paths = ["/many", "/waiting", "/mixed", "/alone", "/http2"]
        .map(|path| (path.to_owned(), json!({ "get": events })));
    let sent = ["/sent", "/early"].map(|path| (path.to_owned(), json!({ "post": lines })));
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Numbers", "version": "1" },
        "paths": Value::Object(paths.into_iter().chain(sent).collect()),
    })
}

/// The only one of so many events that violates.
const BROKEN_AT: usize = 7_654;
const BROKEN: &str = "data: {\"n\": \"no integer\"}\n\n";

fn event(n: usize) -> String {
    format!("data: {{\"n\": {n}}}\n\n")
}

fn many() -> Vec<String> {
    let event = |n| {
        if n == BROKEN_AT {
            BROKEN.to_owned()
        } else {
            event(n)
        }
    };
    (0..10_000).map(event).collect()
}

/// What the upstream makes at each path.
fn made(target: &str) -> Made {
    let path = target.split('?').next().unwrap_or_default();
    let chunks = match path {
        // A chunk ends anywhere.
        "/many" => {
            let text = many().concat() + "data: [DONE]\n\n";
            let cut = text.as_bytes().chunks(5_003);
            cut.map(|chunk| String::from_utf8(chunk.to_vec()).unwrap())
                .collect()
        }
        "/waiting" => vec![event(1), event(2), "data: [DONE]\n\n".to_owned()],
        "/mixed" => [
            "\u{feff}: hi\r\n\r",
            "\ndata: {\"n\"",
            ": 1}\r",
            "\n\r\n: ping\n\n",
            "id: 1\ndata: {\ndata: \"n\": 2}\n\n",
            "data: [DONE]\n\n",
        ]
        .map(str::to_owned)
        .to_vec(),
        "/alone" | "/http2" => vec![event(1), BROKEN.to_owned(), event(2), event(3)],
        "/early" => vec!["early".to_owned(), "late".to_owned()],
        _ => vec!["taken".to_owned()],
    };
    let is_sent = matches!(path, "/sent" | "/early");
    Made {
        content_type: if is_sent {
            "text/plain"
        } else {
            "text/event-stream"
        },
        chunks,
        waits: matches!(path, "/waiting" | "/alone" | "/http2" | "/early"),
    }
}

#[test]
fn of_ten_thousand_events_the_one_that_violates_is_reported() {
    let proxy = Proxy::shared();
    let answer = Client::get(proxy.reports, "/many").rest();
    assert!(answer.is_whole());
    assert_eq!(answer.body(), many().concat() + "data: [DONE]\n\n");
    proxy.logs(&["reports path=/many", "response=violates", "via_upstream"]);
    assert_eq!(
        proxy.verdicts("reports", "GET /many", "response", "violates"),
        1
    );
    assert_eq!(
        proxy.verdicts("reports", "GET /many", "response", "conforms"),
        0
    );
}

#[test]
fn a_cut_stream_gives_the_client_every_event_before_the_one_that_violates() {
    let proxy = Proxy::shared();
    let answer = Client::get(proxy.cuts, "/many").rest();
    assert!(!answer.is_whole(), "the body ends in the middle");
    let body = answer.body();
    let before = many()[..BROKEN_AT].concat();
    let after = body.strip_prefix(&before).unwrap();
    assert!(
        BROKEN.starts_with(after),
        "nothing after it, and of it no more than its beginning"
    );
    assert!(body.len() < before.len() + BROKEN.len());
    proxy.logs(&[
        "cuts path=/many",
        "details=docent_response_violates",
        "response=violates",
    ]);
    assert_eq!(
        proxy.verdicts("cuts", "GET /many", "response", "violates"),
        1
    );
    assert!(proxy.stat("wasmcustom.docent.cut_total") >= 1);
}

#[test]
fn an_event_that_violates_and_comes_alone_never_leaves() {
    let proxy = Proxy::shared();
    let mut client = Client::get(proxy.cuts, "/alone");
    client.wait_for(&event(1));
    go_on("/alone");
    let answer = client.rest();
    assert!(!answer.is_whole());
    assert_eq!(answer.body(), event(1));
}

#[test]
fn the_first_event_is_there_before_the_second_is_made() {
    let proxy = Proxy::shared();
    for (port, path) in [(proxy.reports, "/waiting?1"), (proxy.cuts, "/waiting?2")] {
        let mut client = Client::get(port, path);
        client.wait_for(&event(1));
        go_on(path);
        let answer = client.rest();
        assert!(answer.is_whole());
        assert_eq!(answer.body(), event(1) + &event(2) + "data: [DONE]\n\n");
    }
    assert_eq!(
        proxy.verdicts("cuts", "GET /waiting", "response", "conforms"),
        1
    );
}

#[test]
fn events_with_comments_and_any_line_ends_in_any_chunks_conform() {
    let proxy = Proxy::shared();
    let answer = Client::get(proxy.cuts, "/mixed").rest();
    assert!(answer.is_whole());
    assert_eq!(answer.body(), made("/mixed").chunks.concat());
    assert_eq!(
        proxy.verdicts("cuts", "GET /mixed", "response", "conforms"),
        1
    );
}

#[test]
fn a_stream_that_is_sent_passes_as_it_comes_and_is_answered_400_when_it_is_cut() {
    let proxy = Proxy::shared();
    let mut client = Client::post(
        proxy.cuts,
        "/sent",
        &["{\"n\": 1}\n{\"n\"", ": 2}\n{\"n\": 3}"],
    );
    client.chunk("");
    let answer = client.rest();
    assert_eq!(answer.body(), "taken", "{}", answer.text);
    let mut client = Client::post(proxy.reports, "/sent", &["{\"n\": 1}\n", "{}\n"]);
    client.chunk("");
    assert_eq!(client.rest().body(), "taken");
    proxy.logs(&["reports path=/sent", "request=violates"]);
    let answer = Client::post(proxy.cuts, "/sent", &["{\"n\": 1}\n", "{}\n"]).rest();
    assert!(answer.text.starts_with("HTTP/1.1 400 "), "{}", answer.text);
    let problem: Value = serde_json::from_str(&answer.body()).unwrap();
    assert_eq!(problem["violations"][0]["pointer"], "/1/n");
    assert_eq!(
        proxy.verdicts("cuts", "POST /sent", "request", "conforms"),
        1
    );
    assert_eq!(
        proxy.verdicts("cuts", "POST /sent", "request", "violates"),
        1
    );
}

#[test]
fn a_stream_that_is_sent_after_its_answer_began_is_reset() {
    let proxy = Proxy::shared();
    let mut client = Client::post(proxy.cuts, "/early", &["{\"n\": 1}\n"]);
    client.wait_for("early");
    client.chunk("{}\n");
    let answer = client.rest();
    assert!(!answer.is_whole());
    assert_eq!(answer.body(), "early");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_stream_is_reset_over_http2() {
    let proxy = tokio::task::spawn_blocking(Proxy::shared).await.unwrap();
    let stream = tokio::net::TcpStream::connect(local(proxy.cuts))
        .await
        .unwrap();
    let handshake =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (mut sender, connection) = handshake.await.unwrap();
    tokio::spawn(connection);
    let uri = format!("http://127.0.0.1:{}/http2", proxy.cuts);
    let request = hyper::Request::builder()
        .uri(uri)
        .body(Full::<Bytes>::default());
    let mut response = sender.send_request(request.unwrap()).await.unwrap();
    let first = response
        .frame()
        .await
        .unwrap()
        .unwrap()
        .into_data()
        .unwrap();
    assert_eq!(first, event(1));
    go_on("/http2");
    let next = tokio::time::timeout(Duration::from_secs(30), response.frame())
        .await
        .unwrap();
    assert!(next.unwrap().is_err(), "RST_STREAM, and no further byte");
}

#[tokio::test]
async fn tokens_arrive_one_by_one() {
    let gateway = Gateway::shared().await;
    let answer = gateway
        .post(
            "/iris/generate",
            &json!({ "prompt": "irises", "max_tokens": 10 }),
        )
        .send()
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.header("content-type"),
        "text/event-stream; charset=utf-8"
    );
    assert_eq!(answer.text().matches("data: ").count(), 11);
    // The service waits 100 ms between tokens; held back, they would arrive together.
    let (first, last) = (answer.chunks[0], answer.chunks[answer.chunks.len() - 1]);
    assert!(
        last.saturating_sub(first) > Duration::from_millis(500),
        "{:?}",
        answer.chunks
    );
    assert!(answer.chunks.len() >= 8, "{:?}", answer.chunks);
}

#[tokio::test]
async fn a_request_for_a_stream_is_judged_like_any_other() {
    let gateway = Gateway::shared().await;
    gateway
        .post("/iris/generate", &json!({ "prompt": "", "max_tokens": 10 }))
        .send()
        .await
        .is_refused(400);
}
