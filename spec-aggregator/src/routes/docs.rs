//! The interactive docs: a page, a script and a style of ours around Swagger UI, all from
//! inside the binary. Nothing is loaded from elsewhere and no script stands in the page.

use std::borrow::Cow;
use std::io::Read;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Redirect, Response};
use flate2::read::GzDecoder;
use rust_embed::RustEmbed;

use super::conditional::answer;
use crate::digest::hex;
use crate::error::ApiError;
use crate::snapshot::Page;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// What is served below `/docs/`: its name, its file, its media type. A closed list.
const ASSETS: [(&str, &str, &str); 8] = [
    ("docs.js", "docs/docs.js", "text/javascript; charset=utf-8"),
    ("docs.css", "docs/docs.css", "text/css; charset=utf-8"),
    (
        "swagger-ui-bundle.js",
        "swagger-ui-5.35.0/swagger-ui-bundle.js.gz",
        "text/javascript; charset=utf-8",
    ),
    (
        "swagger-ui.css",
        "swagger-ui-5.35.0/swagger-ui.css.gz",
        "text/css; charset=utf-8",
    ),
    (
        "favicon-32x32.png",
        "swagger-ui-5.35.0/favicon-32x32.png.gz",
        "image/png",
    ),
    (
        "LICENSE",
        "swagger-ui-5.35.0/LICENSE",
        "text/plain; charset=utf-8",
    ),
    (
        "NOTICE",
        "swagger-ui-5.35.0/NOTICE",
        "text/plain; charset=utf-8",
    ),
    (
        "swagger-ui-bundle.js.LICENSE.txt",
        "swagger-ui-5.35.0/swagger-ui-bundle.js.LICENSE.txt",
        "text/plain; charset=utf-8",
    ),
];

/// `/` leads to the docs until there is a portal.
pub async fn to_docs() -> Redirect {
    Redirect::temporary("docs")
}

/// The page.
///
/// # Errors
/// The page is not in the binary.
pub async fn page(headers: HeaderMap) -> Result<Response, ApiError> {
    respond(&headers, "docs/index.html", "text/html; charset=utf-8")
}

/// A file the page needs.
///
/// # Errors
/// There is no such file.
pub async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    let (_, file, media_type) = ASSETS
        .iter()
        .find(|(known, ..)| *known == name)
        .ok_or(ApiError::NotFound)?;
    respond(&headers, file, media_type)
}

fn respond(
    headers: &HeaderMap,
    file: &str,
    media_type: &'static str,
) -> Result<Response, ApiError> {
    let embedded = Assets::get(file).ok_or(ApiError::Internal("an asset is not in the binary"))?;
    let digest = hex(&embedded.metadata.sha256_hash());
    let bytes = match embedded.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    // The two encodings of one file are two representations with validators of their own.
    let stored = Page {
        bytes,
        etag: format!("\"{digest}\""),
    };
    if !file.as_bytes().ends_with(b".gz") {
        return Ok(answer(headers, media_type, stored));
    }
    let mut response = if accepts_gzip(headers) {
        let mut response = answer(headers, media_type, stored);
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        response
    } else {
        let mut plain = Vec::new();
        GzDecoder::new(stored.bytes.as_ref())
            .read_to_end(&mut plain)
            .map_err(|_| ApiError::Internal("an asset is not gzip"))?;
        answer(
            headers,
            media_type,
            Page {
                bytes: plain.into(),
                etag: format!("\"{digest}-plain\""),
            },
        )
    };
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}

/// RFC 9110 12.5.3, as far as gzip goes: named or covered by `*`, and not with weight zero.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let codings = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut any = false;
    for coding in codings.flat_map(|list| list.split(',')) {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight
            .trim()
            .strip_prefix("q=")
            .is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
        match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => return !refused,
            "*" => any = !refused,
            _ => {}
        }
    }
    any
}
