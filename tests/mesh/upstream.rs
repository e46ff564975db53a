//! The upstream of the promises: answers each case as its folder says, notes what reached it, and serves the modules.
//! Who speaks HTTP/2 to it, with prior knowledge, gets trailers behind every body.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fs;
use std::future::ready;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread;

use http_body_util::channel::Channel;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::Semaphore;

use crate::case::{self, Case};
use crate::client::transport::trailers;
use crate::house::House;
use crate::platform::Code;

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// A running upstream. It ends with the test program.
#[derive(Clone)]
pub struct Upstream(Arc<State>);

struct State {
    cases: Vec<Case>,
    seen: Mutex<HashMap<String, Seen>>,
    /// One permit lets one stream go on.
    going_on: Semaphore,
}

/// What reached the upstream below one mount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Requests whose heads came.
    pub heads: u64,
    /// Requests whose bodies came to their end.
    pub whole: u64,
    /// Bytes of bodies.
    pub bytes: usize,
}

impl Upstream {
    /// Listens on `address`.
    pub fn start(address: SocketAddr) -> Self {
        let upstream = Self(Arc::new(State {
            cases: Case::all(),
            seen: Mutex::default(),
            going_on: Semaphore::new(0),
        }));
        let listener = std::net::TcpListener::bind(address)
            .unwrap_or_else(|error| panic!("cannot listen on {address}: {error}"));
        listener.set_nonblocking(true).unwrap();
        let served = upstream.clone();
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(served.serve(listener));
        });
        upstream
    }

    /// What reached it below `mount` so far.
    pub fn seen(&self, mount: &str) -> Seen {
        let seen = self.0.seen.lock().unwrap();
        seen.get(mount).copied().unwrap_or_default()
    }

    /// Lets one waiting stream send what is left of it.
    pub fn go_on(&self) {
        self.0.going_on.add_permits(1);
    }

    async fn serve(self, listener: std::net::TcpListener) {
        let listener = TcpListener::from_std(listener).unwrap();
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                continue;
            };
            let upstream = self.clone();
            tokio::spawn(async move {
                let service = service_fn(move |request| {
                    let upstream = upstream.clone();
                    async move { upstream.answer(request).await }
                });
                // A proxy that resets a connection is what some promises are about.
                if speaks_http2(&stream).await {
                    let _ended = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                } else {
                    let _ended = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                }
            });
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
        let path = request.uri().path().to_owned();
        if let Some(name) = path.strip_prefix("/modules/") {
            return Ok(module(name));
        }
        let case = self.0.cases.iter().find(|case| {
            let below = path.strip_prefix(&case.base_path());
            below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        });
        let Some(case) = case else {
            return Ok(plain(404, "no case is here"));
        };
        self.note(case, |seen| seen.heads += 1);
        let version = request.version();
        match request.into_body().collect().await {
            Ok(body) => self.note(case, |seen| {
                seen.whole += 1;
                seen.bytes += body.to_bytes().len();
            }),
            Err(_reset) => return Ok(plain(400, "the request did not end")),
        }
        let (head, body) = self.response(&case.exchange.response).into_parts();
        Ok(Response::from_parts(
            head,
            if version == Version::HTTP_2 && !body.is_end_stream() {
                body.with_trailers(ready(Some(Ok(trailers()))))
                    .boxed_unsync()
            } else {
                body
            },
        ))
    }

    fn note(&self, case: &Case, what: impl FnOnce(&mut Seen)) {
        what(
            self.0
                .seen
                .lock()
                .unwrap()
                .entry(case.base_path())
                .or_default(),
        );
    }

    fn response(&self, response: &case::Response) -> Response<Body> {
        let mut builder = Response::builder().status(response.status);
        for (name, value) in &response.headers {
            builder = builder.header(name, value);
        }
        let body = if let Some(value) = &response.body {
            builder = builder.header("content-type", "application/json");
            full(value.to_string())
        } else if response.chunks.is_empty() {
            full("")
        } else {
            self.stream(&response.chunks)
        };
        builder.body(body).unwrap()
    }

    fn stream(&self, chunks: &[String]) -> Body {
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
        let (state, chunks) = (Arc::clone(&self.0), chunks.to_vec());
        tokio::spawn(async move {
            for (index, chunk) in chunks.into_iter().enumerate() {
                if index == 1 {
                    state.going_on.acquire().await.unwrap().forget();
                }
                if sender.send_data(chunk.into()).await.is_err() {
                    break;
                }
            }
        });
        body.boxed_unsync()
    }
}

/// Whether a connection begins with the preface of HTTP/2, `PRI * HTTP/2.0`; no method of HTTP/1.1 begins so.
async fn speaks_http2(stream: &TcpStream) -> bool {
    let mut first = [0; 3];
    while let Ok(peeked) = stream.peek(&mut first).await {
        if peeked == first.len() || !b"PRI".starts_with(&first[..peeked]) || peeked == 0 {
            break;
        }
    }
    first == *b"PRI"
}

fn full(body: impl Into<Bytes>) -> Body {
    Full::new(body.into()).boxed_unsync()
}

fn plain(status: u16, text: &'static str) -> Response<Body> {
    Response::builder().status(status).body(full(text)).unwrap()
}

fn module(name: &str) -> Response<Body> {
    let code = match name {
        "filter.wasm" => Code::Shipped,
        "other.wasm" => Code::Other,
        _ => return plain(404, "no module is here"),
    };
    Response::builder()
        .header("content-type", "application/wasm")
        .body(full(fs::read(House::module_path(code)).unwrap()))
        .unwrap()
}
