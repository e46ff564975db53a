//! JSON to [`Settings`], field by field: a field that cannot be read costs its default and
//! a warning, never the filter. A warning says where and what was expected; the value that
//! stood there, which may be a token, is never repeated.

use std::fmt;

use openapi::finding::Mismatch;
use openapi::gateway::ContractSource;
use openapi::http::Method;
use openapi::limits::{BASELINE_MAX, JSON_DEPTH_MAX, SERVICES_MAX};
use openapi::shape::WordKey;
use serde_json::Value;
use thiserror::Error;

use super::fields::{Fields, chosen, header_text, names, warning};
use super::{Aggregator, Limits, Mode, Observe, Override, Policy, Settings, Streams, Undeclared};
use crate::contracts;

/// Overrides read; each costs a comparison per request.
const OVERRIDES_MAX: usize = 1_000;
/// Clusters tried.
const CLUSTERS_MAX: usize = 16;
/// Bytes of a body that may be read. A worker's memory ends at 1 GiB and never shrinks.
const BODY_BYTES_MAX: u64 = 16 << 20;
/// The longest interval, milliseconds.
const INTERVAL_MS_MAX: u64 = 3_600_000;
/// The shortest interval, milliseconds.
const INTERVAL_MS_MIN: u64 = 100;
/// The longest timeout, milliseconds.
const TIMEOUT_MS_MAX: u64 = 60_000;

/// Why a configuration was refused.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum ConfigError {
    /// No JSON, or JSON that is no object.
    #[error("plugin configuration: expected a JSON object")]
    NotAnObject,
}

/// A field that does not do what it seems to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    /// Where: `limits.jsonDepth`, `overrides[2].request`.
    pub(crate) field: String,
    /// What was expected there.
    pub(crate) expected: String,
    /// What happens instead.
    pub(crate) outcome: &'static str,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            field,
            expected,
            outcome,
        } = self;
        write!(f, "{field}: expected {expected}; {outcome}")
    }
}

pub(super) fn settings(bytes: &[u8]) -> Result<(Settings, Vec<Warning>), ConfigError> {
    if bytes.trim_ascii().is_empty() {
        return Ok((Settings::default(), Vec::new()));
    }
    let Ok(Value::Object(object)) = serde_json::from_slice(bytes) else {
        return Err(ConfigError::NotAnObject);
    };
    let mut warnings = Vec::new();
    let mut root = Fields::new(object, String::new(), &mut warnings);
    let mut settings = root_fields(&mut root);
    root.finish();
    contracts::accept(&mut settings.contracts, &settings.baseline);
    Ok((settings, warnings))
}

fn root_fields(root: &mut Fields<'_>) -> Settings {
    let default = Settings::default();
    let hold_headers = root.flag("holdHeaders", default.hold_headers);
    let response = root.choice("response", &MODES, default.response);
    if response == Mode::Enforce && !hold_headers {
        root.warn(heads_only("response"));
    }
    let aggregator = root.object("aggregator", aggregator);
    let token = aggregator.as_ref().map(|it| it.token.as_str());
    let observe = root.object("observe", |fields| {
        observe(fields, token.unwrap_or_default())
    });
    let observe = observe.unwrap_or_default();
    Settings {
        request: root.choice("request", &MODES, default.request),
        response,
        unknown_operation: root.choice("unknownOperation", &POLICIES, default.unknown_operation),
        undeclared_query: root.choice("undeclaredQuery", &UNDECLARED, default.undeclared_query),
        failure_policy: root.choice("failurePolicy", &POLICIES, default.failure_policy),
        streams: root.choice("streams", &STREAMS, default.streams),
        hold_headers,
        decode_content: root.flag("decodeContent", default.decode_content),
        overrides: root.items("overrides", OVERRIDES_MAX, |value, path, warnings| {
            let read = exception(value, path, warnings)?;
            if read.response == Some(Mode::Enforce) && !hold_headers {
                warnings.push(heads_only(&format!("{path}.response")));
            }
            Some(read)
        }),
        contracts: root.items("contracts", SERVICES_MAX, contract),
        baseline: root.items("baseline", BASELINE_MAX, mismatch),
        limits: root.object("limits", limits).unwrap_or_default(),
        observe,
        aggregator,
    }
}

const MODES: [(&str, Mode); 3] = [
    ("enforce", Mode::Enforce),
    ("shadow", Mode::Shadow),
    ("off", Mode::Off),
];

const STREAMS: [(&str, Streams); 2] = [("report", Streams::Report), ("cut", Streams::Cut)];

const POLICIES: [(&str, Policy); 2] = [("allow", Policy::Allow), ("deny", Policy::Deny)];

const UNDECLARED: [(&str, Undeclared); 3] = [
    ("allow", Undeclared::Allow),
    ("report", Undeclared::Report),
    ("deny", Undeclared::Deny),
];

fn limits(fields: &mut Fields<'_>) -> Limits {
    let default = Limits::default();
    let depth_max = JSON_DEPTH_MAX as u64;
    Limits {
        request_body_bytes: fields.size(
            "requestBodyBytes",
            0,
            BODY_BYTES_MAX,
            default.request_body_bytes,
        ),
        response_body_bytes: fields.size(
            "responseBodyBytes",
            0,
            BODY_BYTES_MAX,
            default.response_body_bytes,
        ),
        json_depth: fields.size("jsonDepth", 1, depth_max, default.json_depth),
    }
}

/// Enumerations need a key that the gateway's workers share; without one of its own the
/// aggregator's token stands for it.
fn observe(fields: &mut Fields<'_>, token: &str) -> Observe {
    let default = Observe::default();
    let enumerates = fields.flag("enumerations", false);
    let key = fields.header_text("key", String::new());
    let key = if key.is_empty() { token } else { &key };
    if enumerates && key.is_empty() {
        fields.warn_of("enumerations", "observe.key or aggregator.token beside it");
    }
    Observe {
        enabled: fields.flag("enabled", default.enabled),
        sampled: fields.share("sample", default.sampled),
        words: (enumerates && !key.is_empty()).then(|| WordKey::of_secret(key.as_bytes())),
    }
}

fn aggregator(fields: &mut Fields<'_>) -> Aggregator {
    let default = Aggregator::default();
    let clusters = fields.items("clusters", CLUSTERS_MAX, |value, path, warnings| {
        let name = value
            .as_str()
            .and_then(header_text)
            .filter(|name| !name.is_empty());
        if name.is_none() {
            warnings.push(warning(path, "the name of an Envoy cluster"));
        }
        name
    });
    let interval = |fields: &mut Fields<'_>, name, default| {
        fields.number(name, INTERVAL_MS_MIN, INTERVAL_MS_MAX, default)
    };
    Aggregator {
        clusters: if clusters.is_empty() {
            default.clusters
        } else {
            clusters
        },
        authority: fields.header_text("authority", default.authority),
        token: fields.header_text("token", default.token),
        pull_interval_ms: interval(fields, "pullIntervalMs", default.pull_interval_ms),
        report_interval_ms: interval(fields, "reportIntervalMs", default.report_interval_ms),
        timeout_ms: fields.number("timeoutMs", 1, TIMEOUT_MS_MAX, default.timeout_ms),
    }
}

/// An override with a part that cannot be read is dropped whole: without that part it
/// would match more than was meant.
fn exception(value: Value, path: &str, warnings: &mut Vec<Warning>) -> Option<Override> {
    let Value::Object(object) = value else {
        warnings.push(warning(path, "an object"));
        return None;
    };
    let mut own = Vec::new();
    let mut fields = Fields::new(object, format!("{path}."), &mut own);
    let read = Override {
        service: fields.optional("service", "a string", |value| {
            value.as_str().map(str::to_owned)
        }),
        path: fields.optional("path", "a path template", |value| {
            value.as_str().map(str::to_owned)
        }),
        method: fields.optional("method", "a method in capitals", |value| {
            Method::parse(value.as_str()?.as_bytes())
        }),
        request: fields.optional("request", &names(&MODES), |value| chosen(&MODES, value)),
        response: fields.optional("response", &names(&MODES), |value| chosen(&MODES, value)),
        streams: fields.optional("streams", &names(&STREAMS), |value| chosen(&STREAMS, value)),
    };
    fields.finish();
    let is_whole = own.is_empty();
    warnings.append(&mut own);
    is_whole.then_some(read)
}

fn contract(value: Value, path: &str, warnings: &mut Vec<Warning>) -> Option<ContractSource> {
    let source = serde_json::from_value(value).ok();
    if source.is_none() {
        warnings.push(warning(
            path,
            "an object with service, hosts, basePath and document",
        ));
    }
    source
}

/// A response's head that is gone cannot be replaced.
fn heads_only(field: &str) -> Warning {
    Warning {
        field: field.to_owned(),
        expected: "holdHeaders where responses are enforced".to_owned(),
        outcome: "only their status and headers can be refused, their bodies are only reported",
    }
}

fn mismatch(value: Value, path: &str, warnings: &mut Vec<Warning>) -> Option<(String, Mismatch)> {
    let service = value.get("service").and_then(Value::as_str);
    let service = service.map(str::to_owned);
    let mismatch = serde_json::from_value(value).ok();
    let read = service.zip(mismatch.filter(Mismatch::is_acceptable));
    if read.is_none() {
        warnings.push(warning(
            path,
            "a violation with service, method, path, direction, location, pointer and keyword",
        ));
    }
    read
}
