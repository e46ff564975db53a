//! HTTP archives (HAR 1.2) to exchanges. Browsers, proxies and test tools all write them a
//! little wrong: only the fields we use are read, what is missing has a default, and an entry
//! that cannot be read is counted, not fatal.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openapi::http::Header;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use thiserror::Error;

#[cfg(test)]
mod tests;

/// One request and its response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The entry's number in the file, from 1.
    pub number: usize,
    /// The method as written.
    pub method: String,
    /// Host and port.
    pub authority: String,
    /// Raw path and query.
    pub target: String,
    /// The request.
    pub request: Message,
    /// The response's status.
    pub status: u16,
    /// The response.
    pub response: Message,
}

/// Headers and body of one side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Header fields, names in lower case. Content is as if it never was encoded.
    pub fields: Vec<(String, String)>,
    /// The body; `None` when the file does not hold it.
    pub body: Option<Vec<u8>>,
}

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// The exchanges, in the file's order.
    pub exchanges: Vec<Exchange>,
    /// Entries that are no finished HTTP exchange.
    pub skipped: usize,
}

/// The text is no HTTP archive.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected an HTTP archive: a JSON object with log.entries")]
pub struct HarError;

/// The entries of a file, each read when it is asked for: a long archive takes no more memory
/// than its text.
#[derive(Clone, Debug)]
pub struct Entries<'t>(Vec<&'t RawValue>);

#[derive(Deserialize)]
struct File<'t> {
    #[serde(borrow)]
    log: Log<'t>,
}

#[derive(Deserialize)]
struct Log<'t> {
    #[serde(borrow)]
    entries: Vec<&'t RawValue>,
}

/// What tells an archive from a report.
#[derive(Deserialize)]
struct Probe {
    #[serde(rename = "log")]
    _log: IgnoredAny,
}

#[derive(Deserialize)]
struct Entry {
    request: Request,
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<Field>,
    post_data: Option<Content>,
}

#[derive(Deserialize)]
struct Response {
    status: u16,
    #[serde(default)]
    headers: Vec<Field>,
    content: Option<Content>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    mime_type: Option<String>,
    text: Option<String>,
    encoding: Option<String>,
    /// Bytes; -1 when unknown.
    size: Option<i64>,
}

impl Message {
    /// The header fields as the core takes them.
    pub fn headers(&self) -> Vec<Header<'_>> {
        self.fields
            .iter()
            .map(|(name, value)| Header {
                name: name.as_bytes(),
                value: value.as_bytes(),
            })
            .collect()
    }
}

/// Whether a text looks like an HTTP archive rather than a report.
pub fn is_archive(text: &str) -> bool {
    serde_json::from_str::<Probe>(without_mark(text)).is_ok()
}

/// Reads an HTTP archive.
///
/// # Errors
/// The text is none.
pub fn read(text: &str) -> Result<Archive, HarError> {
    let mut archive = Archive::default();
    for exchange in entries(text)?.exchanges() {
        match exchange {
            Some(exchange) => archive.exchanges.push(exchange),
            None => archive.skipped += 1,
        }
    }
    Ok(archive)
}

/// Finds the entries of an HTTP archive.
///
/// # Errors
/// The text is none.
pub fn entries(text: &str) -> Result<Entries<'_>, HarError> {
    let File {
        log: Log { entries },
    } = serde_json::from_str(without_mark(text)).map_err(|_| HarError)?;
    Ok(Entries(entries))
}

impl Entries<'_> {
    /// The exchanges, in the file's order; `None` for an entry that is no finished one.
    pub fn exchanges(&self) -> impl Iterator<Item = Option<Exchange>> {
        self.0.iter().enumerate().map(|(index, entry)| {
            let entry = serde_json::from_str::<Entry>(entry.get()).ok()?;
            exchange(index + 1, entry)
        })
    }
}

/// HAR 1.2 allows a byte order mark.
fn without_mark(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

fn exchange(number: usize, entry: Entry) -> Option<Exchange> {
    let Entry { request, response } = entry;
    let rest = request
        .url
        .strip_prefix("http://")
        .or_else(|| request.url.strip_prefix("https://"))?;
    let rest = rest.split('#').next()?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at_checked(end)?;
    let authority = authority.rsplit('@').next()?;
    let target = if target.starts_with('/') {
        target.to_owned()
    } else {
        format!("/{target}")
    };
    // A request that was blocked or cut off has status 0.
    (100..=599).contains(&response.status).then(|| Exchange {
        number,
        method: request.method,
        authority: authority.to_owned(),
        target,
        request: message(request.headers, request.post_data, true),
        status: response.status,
        response: message(response.headers, response.content, false),
    })
}

fn message(headers: Vec<Field>, content: Option<Content>, absent_is_empty: bool) -> Message {
    // Pseudo-headers of HTTP/2 are not fields, and bodies are stored decoded.
    let mut fields: Vec<(String, String)> = headers
        .into_iter()
        .map(|Field { name, value }| (name.to_ascii_lowercase(), value))
        .filter(|(name, _)| !name.starts_with(':') && name != "content-encoding")
        .collect();
    let Some(Content {
        mime_type,
        text,
        encoding,
        size,
    }) = content
    else {
        return Message {
            fields,
            body: absent_is_empty.then(Vec::new),
        };
    };
    let is_named = fields.iter().any(|(name, _)| name == "content-type");
    let named = mime_type.filter(|name| !name.is_empty() && name != "x-unknown" && !is_named);
    if let Some(mime_type) = named {
        fields.push(("content-type".to_owned(), mime_type));
    }
    let body = match (text, encoding.as_deref()) {
        (Some(text), Some("base64")) => STANDARD.decode(text.trim()).ok(),
        (Some(text), _) => Some(text.into_bytes()),
        (None, _) => size.is_none_or(|size| size == 0).then(Vec::new),
    };
    Message { fields, body }
}
