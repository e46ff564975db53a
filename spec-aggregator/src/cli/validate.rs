//! `validate`: the verdicts that a filter would come to on the exchanges of an archive. Names
//! operations and places, never what stood there.

use std::io::{self, Write};

use openapi::contract::{
    Body, BodyNeed, Contract, HeadCheck, ItemsCheck, Matched, Operation, Route, Verdict, Violation,
};
use openapi::http::{ContentType, Header, MediaType, RequestHead, ResponseHead};
use openapi::json::JsonLimits;
use serde_json::{Value, json};

use super::input::{self, InputError};
use super::{Outcome, Streams, ValidateArguments, Verdicts};
use crate::config::parse_base_path;
use crate::contract;
use crate::har::{self, Exchange, Message};
use crate::limits::HAR_BYTES_MAX;

/// What was judged and how.
struct Judged {
    exchange: usize,
    operation: String,
    side: &'static str,
    judgment: Judgment,
}

enum Judgment {
    Verdict(Verdict),
    /// The contract has no such operation: `path` or `method` is unknown.
    Unknown(&'static str),
    /// The archive does not hold the body.
    BodyMissing,
}

/// How many judgments were what.
#[derive(Default)]
struct Tally {
    conform: usize,
    violate: usize,
    undecided: usize,
}

pub(super) fn run(
    arguments: &ValidateArguments,
    streams: &mut Streams<'_>,
) -> Result<Outcome, InputError> {
    let ValidateArguments {
        document,
        exchange,
        base_path,
        format,
    } = arguments;
    let document = input::document(document)?;
    let base_path = match base_path {
        Some(text) => parse_base_path(text).map_err(InputError::Usage)?,
        None => document.server_path().to_owned(),
    };
    let (contract, problems) = contract::compile(&document);
    if !problems.is_empty() {
        writeln!(
            streams.errors,
            "{} problems in the document, see `check`",
            problems.len()
        )?;
    }
    let text = input::text(exchange, HAR_BYTES_MAX)?;
    let archive = har::read(&text).map_err(|error| InputError::Har {
        path: exchange.clone(),
        error,
    })?;

    let mut tally = Tally::default();
    for exchange in &archive.exchanges {
        for judged in judge(&contract, &base_path, exchange) {
            tally.add(&judged.judgment);
            match format {
                Verdicts::Text => judged.write_lines(streams.output)?,
                Verdicts::Json => writeln!(streams.output, "{}", judged.to_json())?,
            }
        }
    }
    let Tally {
        conform,
        violate,
        undecided,
    } = tally;
    writeln!(
        streams.errors,
        "{} exchanges, {} entries skipped: {conform} conform, {violate} violate, {undecided} undecided",
        archive.exchanges.len(),
        archive.skipped
    )?;
    Ok(if violate == 0 {
        Outcome::Fine
    } else {
        Outcome::Findings
    })
}

/// The judgments on both sides of an exchange; one when there is no operation for it.
fn judge(contract: &Contract, base_path: &str, exchange: &Exchange) -> Vec<Judged> {
    let judged = |operation: &str, side, judgment| Judged {
        exchange: exchange.number,
        operation: operation.to_owned(),
        side,
        judgment,
    };
    let path = exchange.target.split('?').next().unwrap_or_default();
    let below = path
        .strip_prefix(base_path)
        .filter(|below| below.is_empty() || below.starts_with('/'));
    let route = match below {
        Some(below) => contract.route(
            exchange.method.as_bytes(),
            if below.is_empty() { "/" } else { below },
        ),
        None => Route::NotFound,
    };
    match route {
        Route::NotFound => vec![judged("", "request", Judgment::Unknown("path"))],
        Route::MethodNotAllowed { allow: _ } => {
            vec![judged("", "request", Judgment::Unknown("method"))]
        }
        Route::Malformed(violation) => {
            vec![judged(
                "",
                "request",
                Judgment::Verdict(Verdict::Violates(vec![violation])),
            )]
        }
        Route::Matched(Matched {
            operation,
            path_values,
        }) => {
            let name = format!("{} {}", operation.method(), operation.template());
            let request = request(&operation, &path_values, exchange);
            let response = response(&operation, exchange);
            vec![
                judged(&name, "request", request),
                judged(&name, "response", response),
            ]
        }
    }
}

fn request(operation: &Operation, path_values: &[String], exchange: &Exchange) -> Judgment {
    let headers = exchange.request.headers();
    let head = RequestHead {
        method: exchange.method.as_bytes(),
        authority: exchange.authority.as_bytes(),
        path: exchange.target.as_bytes(),
        headers: &headers,
    };
    let ends = exchange.request.body.as_ref().is_some_and(Vec::is_empty);
    let check = operation.check_request_head(&head, path_values, ends);
    if check.body == BodyNeed::Items {
        let items = operation.check_request_items(&headers, JsonLimits::default());
        return of_items(check.verdict, &exchange.request, items);
    }
    with_body(check, &exchange.request, &headers, |media_type, body| {
        operation.check_request_body(media_type, body)
    })
}

fn response(operation: &Operation, exchange: &Exchange) -> Judgment {
    let headers = exchange.response.headers();
    let head = ResponseHead {
        status: exchange.status,
        headers: &headers,
    };
    let ends = exchange.response.body.as_ref().is_some_and(Vec::is_empty);
    let check = operation.check_response_head(&head, ends);
    if check.body == BodyNeed::Items {
        let items = operation.check_response_items(&head, JsonLimits::default());
        return of_items(check.verdict, &exchange.response, items);
    }
    with_body(check, &exchange.response, &headers, |media_type, body| {
        operation.check_response_body(exchange.status, media_type, body)
    })
}

/// A stream that was recorded whole.
fn of_items(head: Verdict, message: &Message, items: Option<ItemsCheck>) -> Judgment {
    match (items, &message.body) {
        (Some(mut items), Some(bytes)) => Judgment::Verdict(head.and(match items.chunk(bytes) {
            Ok(()) => items.end(),
            Err(broken) => Verdict::Violates(broken.violations),
        })),
        (Some(_), None) if head == Verdict::Conforms => Judgment::BodyMissing,
        (_, _) => Judgment::Verdict(head),
    }
}

fn with_body(
    check: HeadCheck,
    message: &Message,
    headers: &[Header<'_>],
    judge: impl Fn(Option<&MediaType>, &Body<'_>) -> Verdict,
) -> Judgment {
    let HeadCheck { verdict, body } = check;
    let media_type = match (body, ContentType::of(headers)) {
        (BodyNeed::Whole, ContentType::One(media_type)) => Some(media_type),
        (BodyNeed::Whole, ContentType::Absent | ContentType::Several | ContentType::Malformed) => {
            None
        }
        (BodyNeed::Items | BodyNeed::Nothing, _) => return Judgment::Verdict(verdict),
    };
    match &message.body {
        Some(bytes) => Judgment::Verdict(verdict.and(judge(
            media_type.as_ref(),
            &Body::read(media_type.as_ref(), bytes, JsonLimits::default()),
        ))),
        None if verdict == Verdict::Conforms => Judgment::BodyMissing,
        None => Judgment::Verdict(verdict),
    }
}

impl Tally {
    fn add(&mut self, judgment: &Judgment) {
        match judgment {
            Judgment::Verdict(Verdict::Conforms) => self.conform += 1,
            Judgment::Verdict(Verdict::Violates(_)) | Judgment::Unknown(_) => self.violate += 1,
            Judgment::Verdict(Verdict::Undecided(_)) | Judgment::BodyMissing => self.undecided += 1,
        }
    }
}

impl Judged {
    fn write_lines(&self, output: &mut dyn Write) -> io::Result<()> {
        let Self {
            exchange,
            operation,
            side,
            judgment,
        } = self;
        match judgment {
            Judgment::Verdict(Verdict::Conforms) => Ok(()),
            Judgment::Verdict(Verdict::Violates(violations)) => violations.iter().try_for_each(|violation| {
                let Violation { location, pointer, keyword, message } = violation;
                writeln!(output, "exchange {exchange}: {operation}: {side} {location} {pointer}: {message} ({keyword})")
            }),
            Judgment::Verdict(Verdict::Undecided(why)) => {
                writeln!(output, "exchange {exchange}: {operation}: {side} undecided: {}", why.as_str())
            }
            Judgment::Unknown(what) => writeln!(output, "exchange {exchange}: no operation for its {what}"),
            Judgment::BodyMissing => writeln!(output, "exchange {exchange}: {operation}: {side} undecided: body_missing"),
        }
    }

    fn to_json(&self) -> Value {
        let Self {
            exchange,
            operation,
            side,
            judgment,
        } = self;
        let (verdict, reason, violations) = match judgment {
            Judgment::Verdict(Verdict::Conforms) => ("conforms", None, [].as_slice()),
            Judgment::Verdict(Verdict::Violates(violations)) => {
                ("violates", None, violations.as_slice())
            }
            Judgment::Verdict(Verdict::Undecided(why)) => {
                ("undecided", Some(why.as_str()), [].as_slice())
            }
            Judgment::Unknown("path") => ("violates", Some("unknown_path"), [].as_slice()),
            Judgment::Unknown(_) => ("violates", Some("unknown_method"), [].as_slice()),
            Judgment::BodyMissing => ("undecided", Some("body_missing"), [].as_slice()),
        };
        json!({
            "exchange": exchange, "operation": operation, "side": side,
            "verdict": verdict, "reason": reason, "violations": violations,
        })
    }
}
