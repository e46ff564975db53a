//! The `services` of a configuration: names, mounts and where documents come from. The same
//! rules hold for what a caller may say when it declares a document.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;
use serde_json::Value;

use super::ServiceConfig;
use super::read::{Reader, is_plain_http};
use crate::limits::{HOSTS_MAX, POLL_INTERVAL_MAX, POLL_INTERVAL_MIN, SERVICE_NAME_BYTES_MAX};
use crate::poll::address;

const FIELDS: &str = "name, hosts, basePath, documentUrl, pollIntervalMs, document";
const NAME: &str = "a name of letters, digits, '.', '_' and '-', at most 128 long";

/// Whether a service may have this name. It becomes a path segment and part of operation
/// identifiers, so it is kept plain.
pub fn is_service_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    text.len() <= SERVICE_NAME_BYTES_MAX
        && text.bytes().all(plain)
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// A base path: empty, or absolute and plain, without its final slash.
///
/// # Errors
/// What was expected.
pub fn parse_base_path(text: &str) -> Result<String, &'static str> {
    let path = text.trim_end_matches('/');
    let plain = |byte: u8| {
        byte.is_ascii_graphic() && !matches!(byte, b'{' | b'}' | b'?' | b'#' | b'%' | b'\\')
    };
    let segments_stand = !path
        .split('/')
        .skip(1)
        .any(|segment| matches!(segment, "" | "." | ".."));
    if (path.is_empty() || path.starts_with('/')) && path.bytes().all(plain) && segments_stand {
        Ok(path.to_owned())
    } else {
        Err("a base path such as /textgen: absolute, without parameters, query and dot segments")
    }
}

/// The hosts of a mount: `*`, `*.example.com` or a host name, lower-case.
///
/// # Errors
/// What was expected.
pub fn parse_hosts<'t>(texts: impl Iterator<Item = &'t str>) -> Result<Vec<String>, &'static str> {
    let hosts: Vec<String> = texts.map(|text| text.trim().to_ascii_lowercase()).collect();
    if !hosts.is_empty() && hosts.len() <= HOSTS_MAX && hosts.iter().all(|host| is_host(host)) {
        Ok(hosts)
    } else {
        Err("1 to 64 hosts, each a name such as api.example.com, *.example.com or *")
    }
}

fn is_host(text: &str) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    // Without a port: a filter compares hosts without it.
    let address = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let address = address.is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok());
    text == "*" || address || (!name.is_empty() && name.len() <= 255 && name.bytes().all(plain))
}

pub(super) fn services(reader: &mut Reader, origin: &str, value: Value) -> Vec<ServiceConfig> {
    let Value::Array(items) = value else {
        reader.problem(origin, "a list of services");
        return Vec::new();
    };
    let mut names = BTreeSet::new();
    let mut services = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let place = format!("{origin}[{index}]");
        let service = service(reader, &place, item);
        if !service.name.is_empty() && !names.insert(service.name.clone()) {
            reader.problem(&format!("{place}.name"), "a name no other service has");
        }
        services.push(service);
    }
    services
}

fn service(reader: &mut Reader, place: &str, value: Value) -> ServiceConfig {
    let mut service = ServiceConfig::named("");
    let Value::Object(fields) = value else {
        reader.problem(place, format!("a mapping of {FIELDS}"));
        return service;
    };
    if !fields.contains_key("name") {
        reader.problem(&format!("{place}.name"), NAME);
    }
    for (field, value) in fields {
        let place = &format!("{place}.{field}");
        match field.as_str() {
            "name" => reader.set(&mut service.name, place, value, |text| {
                if is_service_name(text) {
                    Ok(text.to_owned())
                } else {
                    Err(NAME)
                }
            }),
            "hosts" => match hosts(&value) {
                Ok(hosts) => service.hosts = hosts,
                Err(expected) => reader.problem(place, expected),
            },
            "basePath" => {
                reader.set(&mut service.base_path, place, value, |text| {
                    parse_base_path(text).map(Some)
                });
            }
            "documentUrl" => {
                reader.set(&mut service.document_url, place, value, |text| {
                    document_url(text).map(Some)
                });
            }
            "pollIntervalMs" => match poll_interval(&value) {
                Ok(interval) => service.poll_interval = interval,
                Err(expected) => reader.problem(place, expected),
            },
            "document" => reader.set(&mut service.document, place, value, |text| {
                if text.is_empty() {
                    Err("the path of a file")
                } else {
                    Ok(Some(PathBuf::from(text)))
                }
            }),
            _ => reader.problem(place, format!("one of {FIELDS}")),
        }
    }
    if service.document.is_some() && service.document_url.is_some() {
        reader.problem(place, "either documentUrl or document, not both");
    }
    service
}

fn hosts(value: &Value) -> Result<Vec<String>, &'static str> {
    let texts: Option<Vec<&str>> = match value {
        Value::Array(items) => items.iter().map(Value::as_str).collect(),
        Value::String(text) => Some(text.split(',').collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    };
    parse_hosts(texts.unwrap_or_default().into_iter())
}

fn poll_interval(value: &Value) -> Result<Duration, &'static str> {
    let interval = value.as_u64().map(Duration::from_millis);
    interval
        .filter(|interval| (POLL_INTERVAL_MIN..=POLL_INTERVAL_MAX).contains(interval))
        .ok_or("milliseconds between 100 and 86400000")
}

fn document_url(text: &str) -> Result<String, &'static str> {
    const EXPECTED: &str =
        "an http:// or https:// URL without credentials, not of a link-local or metadata address";
    let url = Url::parse(text).map_err(|_| EXPECTED)?;
    if is_plain_http(&url) && address::may_poll_host(&url) {
        Ok(text.to_owned())
    } else {
        Err(EXPECTED)
    }
}
