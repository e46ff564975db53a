//! One poll: a bounded GET of one document. No redirects, no proxy, no decompression, and
//! no address that [`super::address`] refuses.

use std::error::Error;

use openapi::document::DocumentError;
use reqwest::header::{ACCEPT, ETAG, IF_NONE_MATCH};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response, StatusCode, Url};
use thiserror::Error;

use super::address::{Resolver, may_poll_host};
use crate::aggregate::Fetched;
use crate::digest::hex_digest;
use crate::limits::{DOCUMENT_BYTES_MAX, POLL_CONNECT_TIMEOUT, POLL_TIMEOUT};
use crate::writer::WriteError;

/// What a poll found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fetch {
    /// What is known already.
    Same,
    /// Something else.
    Changed {
        text: String,
        etag: Option<String>,
        digest: String,
    },
}

/// Why a poll failed. Never holds what came back.
#[derive(Debug, Error)]
pub(super) enum FetchError {
    #[error("the address may not be polled")]
    Address,
    #[error("{0}")]
    Http(String),
    #[error("status {0} instead of 200")]
    Status(StatusCode),
    #[error("over {DOCUMENT_BYTES_MAX} bytes")]
    TooLarge,
    #[error("not UTF-8 text")]
    NotText,
    #[error("not an OpenAPI document: {0}")]
    Document(#[from] DocumentError),
    #[error("compiling it panicked")]
    Panicked,
    #[error("{0}")]
    Write(#[from] WriteError),
}

impl From<reqwest::Error> for FetchError {
    /// With its causes, and without the URL: it may hold a key in its query.
    fn from(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        Self::Http(text)
    }
}

/// The client of all polls, and of what is told to other replicas. Where the system has no trusted certificates, as in a bare
/// container, polls over HTTP still work and those over HTTPS are refused one by one.
pub(crate) fn client() -> Result<Client, reqwest::Error> {
    builder().build().or_else(|_| {
        tracing::warn!("the system has no trusted certificates; https:// cannot be polled");
        builder().tls_certs_only([]).build()
    })
}

fn builder() -> ClientBuilder {
    Client::builder()
        .user_agent("docent-spec-aggregator")
        .redirect(Policy::none())
        .no_proxy()
        .dns_resolver(Resolver)
        .connect_timeout(POLL_CONNECT_TIMEOUT)
        .timeout(POLL_TIMEOUT)
}

pub(super) async fn fetch(
    client: &Client,
    url: &str,
    known: Option<&Fetched>,
) -> Result<Fetch, FetchError> {
    let url = Url::parse(url).map_err(|_| FetchError::Address)?;
    if !may_poll_host(&url) {
        return Err(FetchError::Address);
    }
    let mut request = client
        .get(url)
        .header(ACCEPT, "application/json, application/yaml, */*;q=0.1");
    if let Some(etag) = known.and_then(|known| known.etag.as_deref()) {
        request = request.header(IF_NONE_MATCH, etag);
    }
    let response = request.send().await?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::NOT_MODIFIED if known.is_some() => return Ok(Fetch::Same),
        status => return Err(FetchError::Status(status)),
    }
    let etag = response
        .headers()
        .get(ETAG)
        .and_then(|etag| etag.to_str().ok())
        .map(str::to_owned);
    let body = read(response).await?;
    let digest = hex_digest(&body);
    if known.is_some_and(|known| known.digest == digest) {
        return Ok(Fetch::Same);
    }
    let text = String::from_utf8(body).map_err(|_| FetchError::NotText)?;
    Ok(Fetch::Changed { text, etag, digest })
}

async fn read(mut response: Response) -> Result<Vec<u8>, FetchError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > DOCUMENT_BYTES_MAX {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
