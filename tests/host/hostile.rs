//! The hostile rows through the filter in process, ended by the last chunk and by trailers: those for which it alone
//! answers, as Envoy hands them over where it leaves paths alone.

use serde_json::{Value, json};

use super::envoy::{Envoy, vm};
use super::exchange::{Message, request, response};
use crate::hostile::{By, Row, configuration, decoding_configuration, latin1, rows};

/// Rows write their values so.
const VALUE: &str = "hunter2";

/// The request as Envoy hands it over.
fn sent(row: &Row) -> Message {
    let (method, target) = row.send.split_once(' ').unwrap();
    let target = [latin1(target), row.query.get()].concat();
    let fields = row.fields();
    let head = fields
        .iter()
        .fold(request(method, target), |head, (name, value)| {
            head.header(name, value)
        });
    let body = row.body.get();
    if body.is_empty() {
        head
    } else {
        head.chunk(body)
    }
}

/// What the filter answers to a row; `None` where it is not the filter alone that decides.
fn expected(row: &Row) -> Option<u16> {
    let is_ours = row.raw.is_none() && row.answer.is_none();
    let status = match row.lax {
        Some(lax) => lax,
        None if row.target.is_some() => return None,
        None => row.status,
    };
    let by = row.by(status, row.lax.is_some());
    (is_ours && [By::Filter, By::Upstream].contains(&by)).then_some(status)
}

fn wrong(envoy: &Envoy, row: &Row, message: &Message, status: u16) -> Option<String> {
    let seen = envoy.exchange(message, &response(200).json(&json!({})));
    let got = seen.reply.as_ref().map_or(200, |reply| reply.status);
    let body = seen.reply.map(|reply| reply.body).unwrap_or_default();
    let text = String::from_utf8_lossy(&body);
    let parsed: Value = serde_json::from_slice(&body).unwrap_or_default();
    let keyword = row.keyword.as_deref().filter(|_| got >= 400);
    let is_other = keyword.is_some_and(|it| parsed["violations"][0]["keyword"] != it);
    let is_right = got == u32::from(status) && !text.contains(VALUE) && !is_other;
    let is_alone = got < 400 || !seen.upstream_head;
    (!is_right || !is_alone).then(|| format!("{got}, not {status}: {text:.200}"))
}

#[test]
fn hostile_rows_get_their_verdicts_in_process_too() {
    let wrong = vm(move || {
        let usual = Envoy::start(&configuration());
        let mut found = Vec::new();
        for (name, row) in rows().iter().filter(|(_, row)| !row.decoding) {
            found.extend(row_by(&usual, name, row));
        }
        found
    });
    let decoding = vm(|| {
        let decoding = Envoy::start(&decoding_configuration());
        let mut found = Vec::new();
        for (name, row) in rows().iter().filter(|(_, row)| row.decoding) {
            found.extend(row_by(&decoding, name, row));
        }
        found
    });
    let wrong = [wrong, decoding].concat();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn row_by(envoy: &Envoy, name: &str, row: &Row) -> Vec<(String, String)> {
    let Some(status) = expected(row) else {
        return Vec::new();
    };
    let message = sent(row);
    let has_body = !message.ends_with_head();
    let trailed = has_body.then(|| message.clone().trailers());
    [Some(message), trailed]
        .iter()
        .flatten()
        .filter_map(|message| wrong(envoy, row, message, status))
        .map(|what| (name.to_owned(), what))
        .collect()
}
