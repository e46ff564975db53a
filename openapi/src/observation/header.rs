//! Request header fields that are parameters of an operation: those that nobody but its
//! clients sends. What every client, proxy and tracer sends says nothing of an API.

use super::ParameterObservation;
use crate::http::Header;
use crate::limits::HEADER_PARAMETERS_MAX;
use crate::shape::names::is_storable;
use crate::shape::sorted::Sorted;
use crate::shape::{Revealer, WordKey};

/// First words of fields that are somebody else's.
const OTHERS: [&str; 22] = [
    ":",
    "accept",
    "access-control",
    "authorization",
    "cache-",
    "cdn-",
    "cf-",
    "connection",
    "content",
    "cookie",
    "dnt",
    "if-",
    "proxy",
    "sec-",
    "x-b3-",
    "x-cloud",
    "x-envoy",
    "x-forwarded",
    "x-istio",
    "x-original",
    "x-real",
    "x-request",
];
/// Fields that are somebody else's, by their whole names.
const KNOWN: [&str; 33] = [
    "age",
    "alt-used",
    "b3",
    "baggage",
    "date",
    "early-data",
    "expect",
    "forwarded",
    "from",
    "host",
    "http2-settings",
    "keep-alive",
    "max-forwards",
    "origin",
    "pragma",
    "priority",
    "range",
    "referer",
    "save-data",
    "te",
    "trailer",
    "traceparent",
    "tracestate",
    "transfer-encoding",
    "true-client-ip",
    "upgrade",
    "upgrade-insecure-requests",
    "user-agent",
    "via",
    "warning",
    "x-client-ip",
    "x-requested-with",
    "x-ot-span-context",
];

/// The header fields that may be parameters, by lower-case name. At most
/// [`HEADER_PARAMETERS_MAX`] of them.
pub fn header_parameters(
    headers: &[Header<'_>],
    key: Option<&WordKey>,
) -> Vec<(String, ParameterObservation)> {
    let mut parameters: Sorted<String, Box<ParameterObservation>> = Sorted::default();
    for header in headers {
        let (Ok(name), Ok(value)) = (
            std::str::from_utf8(header.name),
            std::str::from_utf8(header.value),
        ) else {
            continue;
        };
        if !may_be_parameter(name) {
            continue;
        }
        let has_room = parameters.len() < HEADER_PARAMETERS_MAX || parameters.contains_key(name);
        if has_room && let (Some(parameter), _) = parameters.obtain(name.to_owned()) {
            parameter.add(value, key);
        }
    }
    let entries = parameters.into_entries();
    entries
        .map(|(name, parameter)| (name, *parameter))
        .collect()
}

/// Looks for texts that are asked for among the parameters of a request.
pub fn reveal(headers: &[Header<'_>], query: &str, revealer: &mut Revealer<'_>) {
    for (_, value) in form_urlencoded::parse(query.as_bytes()) {
        revealer.parameter(&value);
    }
    for header in headers {
        if std::str::from_utf8(header.name).is_ok_and(may_be_parameter)
            && let Ok(value) = std::str::from_utf8(header.value)
        {
            revealer.parameter(value);
        }
    }
}

fn may_be_parameter(name: &str) -> bool {
    !name.is_empty()
        && !OTHERS.iter().any(|first| name.starts_with(first))
        && !KNOWN.contains(&name)
        && !super::credential::names_credential(name)
        && is_storable(name)
}
