//! The upstream of the hostile rows: counts every byte that reaches it, keeps the last request, and answers with whatever
//! it was told, whether that is HTTP or not. It has a thread of its own, and so outlives the test that started it.

use std::sync::{Arc, Mutex};
use std::thread;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;

use mesh::process::{free_port, local};

use super::wire::{Kind, Message, read};
use crate::hostile::Then;

/// What it answers unless it is told otherwise.
const USUAL: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

/// A running upstream. It ends with the test program.
#[derive(Clone, Debug)]
pub(super) struct Upstream {
    pub(super) port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    answer: Option<Vec<u8>>,
    then: Then,
    /// Requests whose heads came.
    requests: usize,
    last: Message,
}

impl Upstream {
    pub(super) fn start() -> Self {
        let port = free_port();
        let upstream = Self {
            port,
            state: Arc::default(),
        };
        let accepting = upstream.clone();
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::bind(local(port)).await.unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(accepting.clone().serve(stream));
                }
            });
        });
        upstream
    }

    /// Answers so from now on.
    pub(super) fn answers(&self, answer: Option<Vec<u8>>, then: Then) {
        let mut state = self.state.lock().unwrap();
        state.answer = answer;
        state.then = then;
    }

    /// Requests of which anything came so far, and the last of them.
    pub(super) fn seen(&self) -> (usize, Message) {
        let state = self.state.lock().unwrap();
        (state.requests, state.last.clone())
    }

    async fn serve(self, mut stream: TcpStream) {
        let mut buffer = Vec::new();
        loop {
            // A connection is opened for a request and kept: what counts is the first byte.
            let mut first = [0];
            if buffer.is_empty() && !matches!(stream.peek(&mut first).await, Ok(1..)) {
                return;
            }
            self.state.lock().unwrap().requests += 1;
            let Some(request) = read(&mut stream, &mut buffer, Kind::Request).await else {
                return;
            };
            let (answer, then) = {
                let mut state = self.state.lock().unwrap();
                state.last = request;
                let answer = state.answer.clone();
                (answer.unwrap_or_else(|| USUAL.to_vec()), state.then)
            };
            let mut sent = stream.write_all(&answer).await;
            while then == Then::Endless && sent.is_ok() {
                let chunk = "400\r\n".to_owned() + &" ".repeat(1024) + "\r\n";
                sent = stream.write_all(chunk.as_bytes()).await;
            }
            if sent.is_err() || then == Then::Close {
                return;
            }
        }
    }
}
