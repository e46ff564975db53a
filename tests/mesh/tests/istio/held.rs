//! Held headers, by `EnvoyFilter`: what is refused never reaches the upstream, and a response that violates becomes a 502.
//! The same promises as by `WasmPlugin`, where the way the filter comes to the proxies is another.

use mesh::platform::{Filter, Platform};
use mesh::process::local;
use mesh::promises::{case, enforced, exchanges, failures, until, updates};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::platform::Istio;

/// Keeps a promise with headers held.
fn keeps(promise: impl AsyncFnOnce(&mut Istio)) {
    super::PLATFORM.keeps(async |istio| {
        istio.holds_headers = true;
        promise(istio).await;
        istio.attach(&[]).await;
        istio.holds_headers = false;
    });
}

#[test]
fn held_every_case_gets_its_verdict() {
    keeps(async |istio| exchanges::every_case_gets_its_verdict(istio).await);
}

#[test]
fn held_a_stream_passes_as_it_comes() {
    keeps(async |istio| exchanges::a_stream_passes_as_it_comes(istio).await);
}

#[test]
fn held_a_configuration_every_two_seconds_loses_no_request() {
    keeps(async |istio| updates::a_configuration_every_two_seconds_loses_no_request(istio).await);
}

#[test]
fn held_new_code_loses_no_request() {
    keeps(async |istio| updates::new_code_loses_no_request(istio).await);
}

#[test]
fn held_code_with_a_wrong_digest_fails_as_it_was_told() {
    keeps(async |istio| failures::code_with_a_wrong_digest_fails_as_it_was_told(istio).await);
}

/// What the page says of a `WasmPlugin`: the upstream has the head while the body is still on its way, and never the whole.
#[test]
fn not_held_a_head_arrives_before_the_verdict() {
    super::PLATFORM.keeps(async |istio| {
        istio.attach(&[Filter::usual(istio)]).await;
        enforced(istio).await;
        let violates = case("requests/a-body-that-violates");
        let (mount, upstream) = (violates.base_path(), istio.house.upstream.clone());
        let before = upstream.seen(&mount);
        let path = &violates.exchange.request.path;
        let body = violates.exchange.request.body.clone().unwrap().to_string();
        let head = format!(
            "POST {mount}{path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(local(istio.gateway())).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        until("the head arrives", async || {
            upstream.seen(&mount).heads == before.heads + 1
        })
        .await;
        stream.write_all(body.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 400");
        assert_eq!(upstream.seen(&mount).whole, before.whole);
    });
}
