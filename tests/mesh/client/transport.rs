//! The same request in each way HTTP has to frame it: what a filter is called with differs, what it says must not.

use std::convert::Infallible;
use std::future::ready;
use std::time::Instant;

use http_body_util::channel::Channel;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Answer, Call, Failure, PATIENCE, read};
use crate::process::local;

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// How a request's body is framed. A request without one has nothing to frame: its head ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// HTTP/1.1, its length told in the head.
    Length,
    /// HTTP/1.1, in two chunks.
    Chunks,
    /// HTTP/2 with prior knowledge; the last data frame ends the stream.
    Http2,
    /// HTTP/2 with prior knowledge; trailers end the stream, no data frame does.
    Http2Trailers,
}

impl Transport {
    pub const ALL: [Self; 4] = [Self::Length, Self::Chunks, Self::Http2, Self::Http2Trailers];

    /// The body as it goes out.
    fn frames(self, body: Bytes) -> Body {
        match self {
            Self::Chunks if !body.is_empty() => chunks(body),
            Self::Http2Trailers if !body.is_empty() => Full::new(body)
                .with_trailers(ready(Some(Ok(trailers()))))
                .boxed_unsync(),
            Self::Length | Self::Chunks | Self::Http2 | Self::Http2Trailers => {
                Full::new(body).boxed_unsync()
            }
        }
    }
}

/// Trailers that mean nothing to anybody.
pub(crate) fn trailers() -> HeaderMap {
    HeaderMap::from_iter([(
        HeaderName::from_static("x-checksum"),
        HeaderValue::from_static("0"),
    )])
}

/// A body that does not tell its length.
fn chunks(mut body: Bytes) -> Body {
    let (mut sender, channel) = Channel::<Bytes, Infallible>::new(2);
    tokio::spawn(async move {
        let first = body.split_to(body.len() / 2);
        for half in [first, body] {
            // The answer may come before the body is sent.
            if sender.send_data(half).await.is_err() {
                break;
            }
        }
    });
    channel.boxed_unsync()
}

impl Call {
    /// Sends it in this way.
    pub async fn send_over(self, transport: Transport) -> Answer {
        self.attempt_over(transport).await.expect("an answer")
    }

    /// Sends it in this way, and it may be that no answer comes.
    pub async fn attempt_over(self, transport: Transport) -> Result<Answer, Failure> {
        timeout(PATIENCE, self.framed(transport)).await?
    }

    async fn framed(self, transport: Transport) -> Result<Answer, Failure> {
        let stream = TokioIo::new(TcpStream::connect(local(self.port)).await?);
        let has_body = !self.body.is_empty();
        let mut request = Request::new(transport.frames(self.body));
        *request.method_mut() = self.method;
        *request.headers_mut() = self.headers;
        if transport == Transport::Chunks && has_body {
            // Without, the library leaves the body of a GET out.
            let chunked = HeaderValue::from_static("chunked");
            request.headers_mut().insert("transfer-encoding", chunked);
        }
        let asked = Instant::now();
        let answer = match transport {
            Transport::Length | Transport::Chunks => {
                let host = HeaderValue::from_static("127.0.0.1");
                request.headers_mut().insert("host", host);
                *request.uri_mut() = self.path.parse()?;
                let (mut sender, connection) =
                    hyper::client::conn::http1::handshake(stream).await?;
                tokio::spawn(connection);
                sender.send_request(request).await
            }
            Transport::Http2 | Transport::Http2Trailers => {
                let uri = format!("http://127.0.0.1:{}{}", self.port, self.path);
                *request.uri_mut() = uri.parse()?;
                let (mut sender, connection) =
                    hyper::client::conn::http2::handshake(TokioExecutor::new(), stream).await?;
                tokio::spawn(connection);
                sender.send_request(request).await
            }
        };
        Ok(read(answer?, asked).await)
    }
}
