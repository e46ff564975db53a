//! Archives as tools write them.

use serde_json::json;

use super::{Archive, Exchange, HarError, Message, is_archive, read};

fn archive(entries: serde_json::Value) -> String {
    json!({ "log": { "version": "1.2", "entries": entries } }).to_string()
}

#[track_caller]
fn one(entry: serde_json::Value) -> Exchange {
    let Archive {
        mut exchanges,
        skipped,
    } = read(&archive(json!([entry]))).unwrap();
    assert_eq!((exchanges.len(), skipped), (1, 0));
    exchanges.remove(0)
}

#[test]
fn an_entry_becomes_an_exchange() {
    let exchange = one(json!({
        "startedDateTime": "2026-01-01T00:00:00Z", "time": 1,
        "request": {
            "method": "POST", "url": "https://api.example:8443/a%2Fb/../c?x=1#fragment", "httpVersion": "h2",
            "headers": [{ "name": ":path", "value": "/" }, { "name": "X-Key", "value": "k" }],
            "postData": { "mimeType": "application/json", "text": "{}" }
        },
        "response": {
            "status": 201, "statusText": "",
            "headers": [{ "name": "Content-Type", "value": "application/json" }, { "name": "Content-Encoding", "value": "gzip" }],
            "content": { "size": 2, "mimeType": "text/plain", "text": "W10=", "encoding": "base64" }
        }
    }));
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        exchange,
        Exchange {
            number: 1,
            method: "POST".to_owned(),
            authority: "api.example:8443".to_owned(),
            target: "/a%2Fb/../c?x=1".to_owned(),
            request: Message {
                fields: vec![
                    field("x-key", "k"),
                    field("content-type", "application/json")
                ],
                body: Some(b"{}".to_vec()),
            },
            status: 201,
            response: Message {
                fields: vec![field("content-type", "application/json")],
                body: Some(b"[]".to_vec()),
            },
        }
    );
}

#[test]
fn what_is_missing_has_a_default() {
    let exchange = one(
        json!({ "request": { "method": "GET", "url": "http://user:secret@h?q" }, "response": { "status": 204 } }),
    );
    assert_eq!(
        (exchange.authority.as_str(), exchange.target.as_str()),
        ("h", "/?q")
    );
    assert_eq!(exchange.request.body, Some(Vec::new()));
    // Nothing says that the response had no body.
    assert_eq!(exchange.response.body, None);
    let body = |content| {
        one(json!({ "request": { "method": "GET", "url": "http://h" }, "response": { "status": 200, "content": content } }))
            .response
            .body
    };
    assert_eq!(
        body(json!({ "size": 0, "mimeType": "x-unknown" })),
        Some(Vec::new())
    );
    assert_eq!(body(json!({ "size": 7, "mimeType": "" })), None);
    assert_eq!(
        body(json!({ "size": -1, "text": "x" })),
        Some(b"x".to_vec())
    );
    assert_eq!(body(json!({ "text": "?", "encoding": "base64" })), None);
}

#[test]
fn what_is_no_exchange_is_counted() {
    let request = json!({ "method": "GET", "url": "http://h/" });
    let entries = json!([
        { "request": request, "response": { "status": 0 } },
        { "request": request, "response": { "status": "200" } },
        { "request": { "method": "GET", "url": "wss://h/" }, "response": { "status": 101 } },
        { "request": request },
        null,
        { "request": request, "response": { "status": 200 } },
    ]);
    let archive = read(&format!("\u{feff}{}", archive(entries))).unwrap();
    assert_eq!((archive.exchanges.len(), archive.skipped), (1, 5));
    assert_eq!(archive.exchanges[0].number, 6);
}

#[test]
fn other_texts_are_no_archive() {
    for text in ["", "{}", "[]", "{\"log\": {}}", "log:\n  entries: []"] {
        assert_eq!(read(text), Err(HarError), "{text}");
    }
    assert!(is_archive(&archive(json!([]))));
    assert!(!is_archive("{\"version\": 1}"));
}
