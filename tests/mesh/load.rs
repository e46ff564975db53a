//! Load: clients that send one request after the other and remember each that failed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::case::Case;
use crate::process::local;

/// Half of them keep their connection as long as the proxy lets them, half open one for each request.
const CLIENTS: usize = 8;
/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two requests of a client: the promise is about updates, not about throughput.
const PAUSE: Duration = Duration::from_millis(5);

/// Requests of one case, sent until told to stop.
pub struct Load {
    done: Arc<AtomicBool>,
    clients: Vec<JoinHandle<Outcome>>,
}

/// What came of a load.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Requests sent.
    pub sent: usize,
    /// What was wrong with those that failed.
    pub failures: Vec<String>,
}

impl Load {
    /// Sends the request of `case` to `port`; anything but the expected status is a failure.
    pub fn start(port: u16, case: &Case) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let clients = (0..CLIENTS)
            .map(|index| {
                let client = Client {
                    port,
                    case: case.clone(),
                    keeps_connection: index % 2 == 0,
                    connection: None,
                };
                tokio::spawn(client.run(Arc::clone(&done)))
            })
            .collect();
        Self { done, clients }
    }

    /// Stops, and says what came of it.
    pub async fn stop(self) -> Outcome {
        self.done.store(true, Ordering::Relaxed);
        let mut all = Outcome::default();
        for client in self.clients {
            let Outcome { sent, failures } = client.await.unwrap();
            all.sent += sent;
            all.failures.extend(failures);
        }
        all
    }
}

struct Client {
    port: u16,
    case: Case,
    keeps_connection: bool,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    async fn run(mut self, done: Arc<AtomicBool>) -> Outcome {
        let mut outcome = Outcome::default();
        let begun = Instant::now();
        while !done.load(Ordering::Relaxed) {
            outcome.sent += 1;
            let is_kept = self.connection.is_some();
            let failure = match timeout(PATIENCE, self.exchange()).await {
                Ok(Ok(status)) if status == self.case.expected.status => None,
                Ok(Ok(status)) => Some(format!("status {status}")),
                Ok(Err(error)) => Some(error),
                Err(_late) => Some(format!("no answer in {PATIENCE:?}")),
            };
            if let Some(what) = failure {
                let at = begun.elapsed();
                outcome
                    .failures
                    .push(format!("{what} (kept connection: {is_kept}, after {at:?})"));
            }
            sleep(PAUSE).await;
        }
        outcome
    }

    async fn exchange(&mut self) -> Result<u16, String> {
        let mut connection = self.connected().await?;
        let answered = connection.send_request(self.request()).await;
        let answer = answered.map_err(|error| format!("no answer: {error}"))?;
        let status = answer.status().as_u16();
        // hyper closes the connection itself when the answer says `connection: close`.
        let body = answer.into_body().collect().await;
        body.map_err(|error| format!("the answer broke off: {error}"))?;
        if self.keeps_connection {
            self.connection = Some(connection);
        }
        Ok(status)
    }

    async fn connected(&mut self) -> Result<SendRequest<Full<Bytes>>, String> {
        if let Some(mut connection) = self.connection.take()
            && connection.ready().await.is_ok()
        {
            return Ok(connection);
        }
        let stream = TcpStream::connect(local(self.port)).await;
        let stream = stream.map_err(|error| format!("cannot connect: {error}"))?;
        let (sender, connection) = handshake(TokioIo::new(stream))
            .await
            .map_err(|error| format!("cannot begin: {error}"))?;
        tokio::spawn(connection);
        Ok(sender)
    }

    fn request(&self) -> Request<Full<Bytes>> {
        let request = &self.case.exchange.request;
        let path = format!("{}{}", self.case.base_path(), request.path);
        let body = request
            .body
            .as_ref()
            .map_or(String::new(), ToString::to_string);
        Request::builder()
            .method(Method::from_bytes(request.method.as_bytes()).unwrap())
            .uri(path)
            .header("host", "127.0.0.1")
            .header("content-type", "application/json")
            .body(Full::new(body.into()))
            .unwrap()
    }
}
