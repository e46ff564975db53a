//! The other replicas.

use reqwest::Url;
use serde_json::Value;

use super::read::{Reader, gateway_url};
use crate::limits::PEERS_MAX;

/// Reads a list of URLs, or a text that separates them by commas.
pub(super) fn peers(reader: &mut Reader, origin: &str, value: Value) -> Vec<String> {
    let texts: Option<Vec<String>> = match value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => Some(text.split(',').map(|it| it.trim().to_owned()).collect()),
        Value::Array(items) => items
            .into_iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    };
    let Some(texts) = texts else {
        reader.problem(origin, "a list of URLs");
        return Vec::new();
    };
    let mut peers: Vec<String> = Vec::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        match gateway_url(text) {
            Ok(url) if !peers.contains(&url) => peers.push(url),
            Ok(_) => {}
            Err(expected) => reader.problem(origin, format!("of each {expected}")),
        }
    }
    if peers.len() > PEERS_MAX {
        reader.problem(origin, format!("at most {PEERS_MAX} URLs"));
    }
    peers
}

/// Whether nobody else can listen there.
pub(super) fn is_loopback(peer: &str) -> bool {
    let url = Url::parse(peer).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
