//! The upstream of the benchmark: reads a whole request, answers, and costs as little as it can, so
//! that the gateway is what limits the load. Built by scripts/bench with nothing but rustc.
//!
//! A thread for each connection, one read and one write for a small request. It knows as much of
//! HTTP as an Envoy in front of it says: keep-alive, and bodies with a `content-length`.
//!
//! Usage: upstream PORT ORDER_FILE

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs, thread};

/// Longer than the first event may be late.
const BETWEEN_EVENTS: Duration = Duration::from_millis(20);

/// The answers, ready to be sent.
struct Answers {
    /// To an order: the order.
    order: Vec<u8>,
    /// To who asks for events: the first of them, and after a while the others.
    events: [Vec<u8>; 2],
    /// To everything else: a word.
    taken: Vec<u8>,
    /// The aggregator's: no contracts, and every report is taken.
    contracts: Vec<u8>,
    report: Vec<u8>,
}

impl Answers {
    fn new(order: &[u8]) -> Self {
        let json = "content-type: application/json\r\n";
        let aggregator = "content-type: application/json\r\nx-docent: aggregator\r\n";
        Self {
            order: answer("200 OK", json, order),
            events: events(),
            taken: answer("200 OK", "", b"taken"),
            contracts: answer("200 OK", aggregator, br#"{"contracts":[]}"#),
            report: answer("202 Accepted", aggregator, b""),
        }
    }

    fn to(&self, head: &[u8]) -> &[u8] {
        let path = head.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
        match path {
            b"/orders" => &self.order,
            _ if path.starts_with(b"/v1/contracts") => &self.contracts,
            _ if path.starts_with(b"/v1/reports") => &self.report,
            _ => &self.taken,
        }
    }
}

/// An answer of twenty events, cut after the first.
fn events() -> [Vec<u8>; 2] {
    let event = |n: usize| format!("data: {{\"n\": {n}}}\n\n");
    let first = event(0);
    let others: String = (1..20).map(event).collect();
    let mut answer = answer(
        "200 OK",
        "content-type: text/event-stream\r\n",
        (first + &others).as_bytes(),
    );
    let others = answer.split_off(answer.len() - others.len());
    [answer, others]
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// Where the head ends, once it is all there.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    Some(end + 4)
}

/// The length of the body that follows; none where there is no such header.
fn content_length(head: &[u8]) -> Result<usize> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    if head.contains("\r\ntransfer-encoding:") {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "a body without a length",
        ));
    }
    let value = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let Some(value) = value else { return Ok(0) };
    value
        .trim()
        .parse()
        .map_err(|_| Error::from(ErrorKind::InvalidData))
}

/// Answers request after request, until the other side closes.
fn serve(mut connection: TcpStream, answers: &Answers) -> Result<()> {
    connection.set_nodelay(true)?;
    let mut buffer = vec![0; 1 << 18];
    let mut filled = 0;
    loop {
        let bytes = &buffer[..filled];
        if let Some(end) = end_of_head(bytes) {
            let whole = end + content_length(&bytes[..end])?;
            if filled >= whole {
                if bytes.starts_with(b"GET /events ") {
                    connection.write_all(&answers.events[0])?;
                    thread::sleep(BETWEEN_EVENTS);
                    connection.write_all(&answers.events[1])?;
                } else {
                    connection.write_all(answers.to(&bytes[..end]))?;
                }
                buffer.copy_within(whole..filled, 0);
                filled -= whole;
                continue;
            }
            let room = whole.max(buffer.len());
            buffer.resize(room, 0);
        }
        match connection.read(&mut buffer[filled..])? {
            0 => return Ok(()),
            read => filled += read,
        }
    }
}

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let (Some(port), Some(order)) = (arguments.next(), arguments.next()) else {
        return Err(Error::new(
            ErrorKind::InvalidInput,
            "usage: upstream PORT ORDER_FILE",
        ));
    };
    let answers = Arc::new(Answers::new(&fs::read(order)?));
    for connection in TcpListener::bind(format!("127.0.0.1:{port}"))?.incoming() {
        let (connection, answers) = (connection?, Arc::clone(&answers));
        thread::spawn(move || {
            if let Err(error) = serve(connection, &answers) {
                eprintln!("{error}");
            }
        });
    }
    Ok(())
}
