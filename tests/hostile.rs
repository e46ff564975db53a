//! The rows of `tests/hostile`: what is sent, what must come of it. In process and through a real Envoy alike.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use mesh::house::repository;

/// One hostile exchange. Its name begins with its number in the matrix.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Row {
    /// Method and target; each character is one byte.
    pub(crate) send: String,
    /// What follows the target.
    pub(crate) query: Bytes,
    /// Fields, `name: value`; each character is one byte.
    pub(crate) headers: Vec<String>,
    /// The content type; a body has JSON's unless this says otherwise, and `""` is none.
    pub(crate) r#type: Option<String>,
    pub(crate) body: Bytes,
    /// All that goes over the connection, instead of the above.
    pub(crate) raw: Option<Bytes>,
    /// The ways it is sent; all that frame a body, unless this says otherwise.
    pub(crate) over: Option<Vec<Over>>,
    /// Sent where the filter decodes what is encoded.
    pub(crate) decoding: bool,
    /// What the client gets.
    pub(crate) status: u16,
    /// What it may get as well, whole, since it depends on how fast the bytes come.
    pub(crate) or: Option<u16>,
    /// What it gets where Envoy leaves paths and names of headers alone; not sent there unless this is told.
    pub(crate) lax: Option<u16>,
    /// The target that reaches the upstream behind a listener that normalizes; what was sent unless this is told.
    pub(crate) target: Option<String>,
    /// Who answers; the upstream if it is a success, else the filter.
    pub(crate) by: Option<By>,
    /// The keyword of the first violation.
    pub(crate) keyword: Option<String>,
    /// The `allow` field of a refusal.
    pub(crate) allow: Option<String>,
    /// The answer to HEAD: a refusal has no body either.
    pub(crate) silent: bool,
    /// All that the upstream answers with; `{}` unless this is told.
    pub(crate) answer: Option<Bytes>,
    /// What the upstream then does.
    pub(crate) then: Then,
    /// The client sees that its answer did not end.
    pub(crate) cut: bool,
    /// Milliseconds until the answer, at most.
    pub(crate) within_ms: Option<u64>,
    /// MiB by which Envoy may grow meanwhile.
    pub(crate) growth_mib: Option<u64>,
}

/// A way to send a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Over {
    /// HTTP/1.1 by length.
    Length,
    /// HTTP/1.1 in chunks of at least a byte.
    Chunks,
    /// HTTP/1.1 by length; the body waits until everything else has been seen.
    Late,
    /// HTTP/2.
    Http2,
    /// HTTP/2 with trailers.
    Trailers,
}

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum By {
    /// The filter, with a problem.
    Filter,
    /// Envoy itself.
    Envoy,
    /// The filter or Envoy, whoever sees it first.
    Either,
    /// The upstream: what was sent reached it, byte for byte.
    Upstream,
}

/// What the upstream does when it has sent its answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Then {
    /// Waits for the next request.
    #[default]
    Wait,
    /// Closes the connection.
    Close,
    /// Sends chunk after chunk until nobody takes them.
    Endless,
}

/// Bytes, written down as short as possible.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Bytes {
    /// UTF-8.
    Text(String),
    /// One part after the other.
    Parts(Vec<Bytes>),
    /// Hexadecimal digits.
    Hex { hex: String },
    /// The same again and again; `#` is the number of the turn.
    Times { times: usize, of: Box<Bytes> },
}

impl Default for Bytes {
    fn default() -> Self {
        Self::Parts(Vec::new())
    }
}

impl Bytes {
    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Parts(parts) => parts.iter().all(Self::is_empty),
            Self::Hex { .. } | Self::Times { .. } => false,
        }
    }

    /// The bytes themselves.
    pub(crate) fn get(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Parts(parts) => parts.iter().map(Self::get).collect::<Vec<_>>().concat(),
            Self::Hex { hex } => {
                let digits: Vec<char> = hex.chars().filter(|it| !it.is_whitespace()).collect();
                let pairs = digits.chunks(2).map(String::from_iter);
                pairs
                    .map(|pair| u8::from_str_radix(&pair, 16).unwrap())
                    .collect()
            }
            Self::Times { times, of } => match &**of {
                Self::Text(text) if text.contains('#') => (0..*times)
                    .map(|turn| text.replace('#', &turn.to_string()))
                    .collect::<String>()
                    .into_bytes(),
                Self::Text(_) | Self::Parts(_) | Self::Hex { .. } | Self::Times { .. } => {
                    of.get().repeat(*times)
                }
            },
        }
    }
}

impl Row {
    /// Who answers, with this status, where Envoy normalizes or does not.
    pub(crate) fn by(&self, status: u16, is_lax: bool) -> By {
        match self.by {
            Some(by) if !is_lax => by,
            _ if status < 400 => By::Upstream,
            _ => By::Filter,
        }
    }

    /// The ways it is sent.
    pub(crate) fn over(&self) -> Vec<Over> {
        match &self.over {
            Some(over) => over.clone(),
            None if self.raw.is_some() => vec![Over::Length],
            None if self.body.is_empty() => vec![Over::Length, Over::Http2],
            None => vec![Over::Length, Over::Chunks, Over::Http2, Over::Trailers],
        }
    }

    /// The fields as pairs of bytes, with the content type.
    pub(crate) fn fields(&self) -> Vec<(String, Vec<u8>)> {
        let json = (!self.body.is_empty()).then(|| "application/json".to_owned());
        let content_type = self.r#type.clone().or(json).filter(|it| !it.is_empty());
        let content_type = content_type.map(|it| ("content-type".to_owned(), latin1(&it)));
        let told = self.headers.iter().map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_owned(), latin1(value.trim_start_matches(' ')))
        });
        content_type.into_iter().chain(told).collect()
    }
}

/// Every row by its name.
pub(crate) fn rows() -> BTreeMap<String, Row> {
    table("exchanges.yaml")
}

/// What the filter that all rows are sent to is configured with.
pub(crate) fn configuration() -> Value {
    json!({
        "request": "enforce",
        "response": "enforce",
        "holdHeaders": true,
        "unknownOperation": "deny",
        "contracts": [{ "service": "hostile", "document": text("openapi.yaml") }],
    })
}

/// The same, for a filter that decodes.
pub(crate) fn decoding_configuration() -> Value {
    let mut configuration = configuration();
    configuration["decodeContent"] = true.into();
    configuration
}

/// Each character as one byte.
pub(crate) fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|it| u8::try_from(it).unwrap()).collect()
}

/// A file of `tests/hostile`: what it says, by name.
pub(crate) fn table<T: DeserializeOwned>(file: &str) -> BTreeMap<String, T> {
    serde_saphyr::from_str(&text(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A file of `tests/hostile`.
pub(crate) fn text(file: &str) -> String {
    fs::read_to_string(repository().join("tests/hostile").join(file)).unwrap()
}
