//! A client that shows everything: raw header bytes, trailers, the time each chunk came.

use std::error::Error;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::process::local;

pub mod transport;

use transport::Transport;

/// Longer than any answer takes, shorter than anybody waits for a test.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why there was no answer.
pub type Failure = Box<dyn Error + Send + Sync>;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// What came behind the body.
    pub trailers: HeaderMap,
    /// When each chunk of the body came, counted from the request.
    pub chunks: Vec<Duration>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap_or("not ASCII"))
    }

    /// A refusal as clients get it: problem+json, marked, with at least one violation.
    #[track_caller]
    pub fn is_refused(&self, status: u16) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("x-docent"), "rejected");
        assert_eq!(self.json()["status"], status);
    }
}

/// One request, built up and sent on a connection of its own.
pub struct Call {
    port: u16,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Call {
    pub fn new(port: u16, method: Method, path: &str) -> Self {
        Self {
            port,
            method,
            path: path.to_owned(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    pub fn get(port: u16, path: &str) -> Self {
        Self::new(port, Method::GET, path)
    }

    pub fn post(port: u16, path: &str, body: &Value) -> Self {
        Self::new(port, Method::POST, path)
            .header("content-type", b"application/json")
            .body(body.to_string())
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &[u8]) -> Self {
        self.headers.append(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_bytes(value).unwrap(),
        );
        self
    }

    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends it over HTTP/1.1.
    pub async fn send(self) -> Answer {
        self.attempt().await.expect("an answer")
    }

    /// Sends it over HTTP/1.1 to something that may not be there yet.
    pub async fn attempt(self) -> Result<Answer, Failure> {
        timeout(PATIENCE, self.over_http1()).await?
    }

    async fn over_http1(self) -> Result<Answer, Failure> {
        let (response, asked) = self.begin().await?;
        Ok(read(response, asked).await)
    }

    /// Sends it over HTTP/1.1 and leaves the body of the answer to the caller; says when it was sent.
    pub async fn begin(self) -> Result<(Response<Incoming>, Instant), Failure> {
        let stream = TokioIo::new(TcpStream::connect(local(self.port)).await?);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(self.method)
            .uri(self.path)
            .header("host", "127.0.0.1")
            .body(Full::new(self.body))?;
        request.headers_mut().extend(self.headers);
        let asked = Instant::now();
        Ok((sender.send_request(request).await?, asked))
    }

    /// Sends it over HTTP/2 with prior knowledge; the body ends with trailers.
    pub async fn send_with_trailers(self) -> Answer {
        self.send_over(Transport::Http2Trailers).await
    }
}

async fn read(response: Response<Incoming>, asked: Instant) -> Answer {
    let (head, mut incoming) = response.into_parts();
    let (mut body, mut chunks, mut trailers) = (Vec::new(), Vec::new(), HeaderMap::new());
    while let Some(frame) = incoming.frame().await {
        // A connection that breaks in the middle ends the body; what came so far is the answer.
        let Ok(frame) = frame else { break };
        if let Some(data) = frame.data_ref() {
            body.extend_from_slice(data);
            chunks.push(asked.elapsed());
        } else if let Ok(last) = frame.into_trailers() {
            trailers = last;
        }
    }
    Answer {
        status: head.status,
        headers: head.headers,
        body: body.into(),
        trailers,
        chunks,
    }
}
