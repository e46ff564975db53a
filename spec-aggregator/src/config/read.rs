//! Reads fields out of YAML and keeps every problem, not the first. Says where and what was
//! expected; never repeats what was found, because it may be a token.

use std::fmt;
use std::net::SocketAddr;

use reqwest::Url;
use serde_json::Value;

use crate::limits::OBSERVED_DAYS_MAX;
use crate::token::Token;

/// One thing that is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    /// The field, variable or flag.
    pub place: String,
    /// What would have been right.
    pub expected: String,
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}", self.place, self.expected)
    }
}

/// Collects problems while fields are read.
#[derive(Default)]
pub(super) struct Reader {
    problems: Vec<ConfigProblem>,
}

impl Reader {
    pub(super) fn problem(&mut self, place: &str, expected: impl Into<String>) {
        self.problems.push(ConfigProblem {
            place: place.to_owned(),
            expected: expected.into(),
        });
    }

    pub(super) fn yaml(&mut self, place: &str, text: &str) -> Option<Value> {
        // A service may be called `y`; only YAML 1.1 reads that as a truth.
        let options = serde_saphyr::options! { strict_booleans: true };
        serde_saphyr::from_str_with_options(text, options)
            .map_err(|error| {
                let at = error.location();
                let place = at.map_or(place.to_owned(), |at| {
                    format!("{place}, line {}, column {}", at.line(), at.column())
                });
                self.problem(&place, "well-formed YAML or JSON without duplicate fields");
            })
            .ok()
    }

    /// Reads a text into `slot`; leaves it alone when there is a problem.
    pub(super) fn set<T>(
        &mut self,
        slot: &mut T,
        place: &str,
        value: Value,
        read: impl Fn(&str) -> Result<T, &'static str>,
    ) {
        let text = match &value {
            Value::String(text) => Some(text.clone()),
            // YAML reads an unquoted title or token of digits as a number.
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        match text.as_deref().map_or(Err("text"), read) {
            Ok(read) => *slot = read,
            Err(expected) => self.problem(place, expected),
        }
    }

    pub(super) fn finish<T>(self, read: T) -> Result<T, Vec<ConfigProblem>> {
        if self.problems.is_empty() {
            Ok(read)
        } else {
            Err(self.problems)
        }
    }
}

pub(super) fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse()
        .map_err(|_| "an IP address and a port, such as 127.0.0.1:8080 or [::]:8080")
}

pub(super) fn store(text: &str) -> Result<String, &'static str> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Err("a sqlite:// URL; postgres:// is not supported yet");
    }
    let path = text
        .strip_prefix("sqlite://")
        .or_else(|| text.strip_prefix("sqlite:"));
    match path {
        Some(path) if !path.is_empty() => Ok(text.to_owned()),
        Some(_) | None => Err("a sqlite:// URL, such as sqlite://docent.db"),
    }
}

pub(super) fn token(text: &str) -> Result<Token, &'static str> {
    let visible = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if visible {
        Ok(Token::new(text))
    } else {
        Err("a token of visible ASCII characters, without spaces")
    }
}

pub(super) fn gateway_url(text: &str) -> Result<String, &'static str> {
    const EXPECTED: &str = "an http:// or https:// URL without credentials, query and fragment";
    let url = Url::parse(text).map_err(|_| EXPECTED)?;
    if !is_plain_http(&url) || url.query().is_some() || url.fragment().is_some() {
        return Err(EXPECTED);
    }
    Ok(text.trim_end_matches('/').to_owned())
}

pub(super) fn title(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() {
        Err("a title that is not empty")
    } else {
        Ok(text.to_owned())
    }
}

pub(super) fn observed_days(text: &str) -> Result<u16, &'static str> {
    let days = text.parse().ok();
    days.filter(|days| (1..=OBSERVED_DAYS_MAX).contains(days))
        .ok_or("a number of days between 1 and 731")
}

/// HTTP with a host and without credentials.
pub(super) fn is_plain_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
}
