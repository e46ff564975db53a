//! JSON to [`Settings`], field by field: a field that cannot be read costs its default and
//! a warning, never the filter. A warning says where and what was expected; the value that
//! stood there, which may be a token, is never repeated.

use std::fmt;

use openapi::gateway::ContractSource;
use openapi::http::Method;
use openapi::limits::{JSON_DEPTH_MAX, SERVICES_MAX};
use serde_json::{Map, Value};
use thiserror::Error;

use super::{Aggregator, Limits, Mode, Observe, Override, Policy, Settings};

/// Overrides read; each costs a comparison per request.
const OVERRIDES_MAX: usize = 1_000;
/// Clusters tried.
const CLUSTERS_MAX: usize = 16;
/// Bytes of a name or token.
const TEXT_BYTES_MAX: usize = 4_096;
/// Bytes of a body that may be read. A worker's memory ends at 1 GiB and never shrinks.
const BODY_BYTES_MAX: u64 = 16 << 20;
/// The longest interval, milliseconds.
const INTERVAL_MS_MAX: u64 = 3_600_000;
/// The shortest interval, milliseconds.
const INTERVAL_MS_MIN: u64 = 100;
/// The longest timeout, milliseconds.
const TIMEOUT_MS_MAX: u64 = 60_000;
/// Bytes of a field's name that a warning repeats.
const FIELD_BYTES_MAX: usize = 64;

/// Why a configuration was refused.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum ConfigError {
    /// No JSON, or JSON that is no object.
    #[error("plugin configuration: expected a JSON object")]
    NotAnObject,
}

/// A field that was left at its default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    /// Where: `limits.jsonDepth`, `overrides[2].request`.
    pub(crate) field: String,
    /// What was expected there.
    pub(crate) expected: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}", self.field, self.expected)
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
    let settings = root_fields(&mut root);
    root.finish();
    Ok((settings, warnings))
}

fn root_fields(root: &mut Fields<'_>) -> Settings {
    let default = Settings::default();
    Settings {
        request: root.choice("request", &MODES, default.request),
        response: root.choice("response", &MODES, default.response),
        unknown_operation: root.choice("unknownOperation", &POLICIES, default.unknown_operation),
        failure_policy: root.choice("failurePolicy", &POLICIES, default.failure_policy),
        hold_headers: root.flag("holdHeaders", default.hold_headers),
        overrides: root.items("overrides", OVERRIDES_MAX, exception),
        contracts: root.items("contracts", SERVICES_MAX, contract),
        limits: root.object("limits", limits).unwrap_or_default(),
        observe: root.object("observe", observe).unwrap_or_default(),
        aggregator: root.object("aggregator", aggregator),
    }
}

const MODES: [(&str, Mode); 3] = [
    ("enforce", Mode::Enforce),
    ("shadow", Mode::Shadow),
    ("off", Mode::Off),
];

const POLICIES: [(&str, Policy); 2] = [("allow", Policy::Allow), ("deny", Policy::Deny)];

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

fn observe(fields: &mut Fields<'_>) -> Observe {
    let default = Observe::default();
    Observe {
        enabled: fields.flag("enabled", default.enabled),
        enumerations: fields.flag("enumerations", default.enumerations),
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

/// Fields of one object that have not been read yet.
struct Fields<'w> {
    object: Map<String, Value>,
    path: String,
    warnings: &'w mut Vec<Warning>,
}

impl<'w> Fields<'w> {
    fn new(object: Map<String, Value>, path: String, warnings: &'w mut Vec<Warning>) -> Self {
        Self {
            object,
            path,
            warnings,
        }
    }

    fn optional<T>(
        &mut self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.object.shift_remove(name)?;
        let read = read(&value);
        if read.is_none() {
            self.warnings
                .push(warning(&format!("{}{name}", self.path), expected));
        }
        read
    }

    fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)], default: T) -> T {
        self.optional(name, &names(choices), |value| chosen(choices, value))
            .unwrap_or(default)
    }

    fn flag(&mut self, name: &str, default: bool) -> bool {
        self.optional(name, "true or false", Value::as_bool)
            .unwrap_or(default)
    }

    fn number(&mut self, name: &str, min: u64, max: u64, default: u64) -> u64 {
        let expected = format!("an integer from {min} to {max}");
        self.optional(name, &expected, |value| {
            value.as_u64().filter(|number| (min..=max).contains(number))
        })
        .unwrap_or(default)
    }

    fn size(&mut self, name: &str, min: u64, max: u64, default: usize) -> usize {
        usize::try_from(self.number(name, min, max, default as u64)).unwrap_or(default)
    }

    fn header_text(&mut self, name: &str, default: String) -> String {
        self.optional(name, "visible ASCII text", |value| {
            header_text(value.as_str()?)
        })
        .unwrap_or(default)
    }

    fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Fields<'_>) -> T) -> Option<T> {
        let object = self.optional(name, "an object", |value| value.as_object().cloned())?;
        let path = format!("{}{name}.", self.path);
        let mut fields = Fields::new(object, path, self.warnings);
        let value = read(&mut fields);
        fields.finish();
        Some(value)
    }

    fn items<T>(
        &mut self,
        name: &str,
        items_max: usize,
        read: impl Fn(Value, &str, &mut Vec<Warning>) -> Option<T>,
    ) -> Vec<T> {
        let path = format!("{}{name}", self.path);
        let items = match self.object.shift_remove(name) {
            None => return Vec::new(),
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.warnings.push(warning(&path, "an array"));
                return Vec::new();
            }
        };
        if items.len() > items_max {
            self.warnings
                .push(warning(&path, &format!("at most {items_max} items")));
        }
        let items = items.into_iter().take(items_max).enumerate();
        items
            .filter_map(|(index, item)| read(item, &format!("{path}[{index}]"), self.warnings))
            .collect()
    }

    /// Everything that is left is unknown.
    fn finish(self) {
        for name in self.object.keys() {
            let name: String = name
                .chars()
                .filter(|c| !c.is_control())
                .take(FIELD_BYTES_MAX)
                .collect();
            self.warnings
                .push(warning(&format!("{}{name}", self.path), "no such field"));
        }
    }
}

fn warning(field: &str, expected: &str) -> Warning {
    Warning {
        field: field.to_owned(),
        expected: expected.to_owned(),
    }
}

fn names<T>(choices: &[(&str, T)]) -> String {
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

fn chosen<T: Copy>(choices: &[(&str, T)], value: &Value) -> Option<T> {
    let name = value.as_str()?;
    choices
        .iter()
        .find(|(choice, _)| *choice == name)
        .map(|(_, chosen)| *chosen)
}

/// Text that may stand in a header or name a cluster: visible ASCII, and spaces.
fn header_text(text: &str) -> Option<String> {
    let fits =
        text.len() <= TEXT_BYTES_MAX && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    fits.then(|| text.to_owned())
}
