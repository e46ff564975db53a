//! One document and the forms it is asked for in, each rendered when somebody first asks and
//! kept from then on.

use std::sync::OnceLock;

use bytes::Bytes;
use openapi::document::{Document, Version};

use crate::digest::hex_digest;

/// Bytes to answer with, and their strong validator (RFC 9110 8.8.3).
#[derive(Clone, Debug)]
pub struct Page {
    /// The bytes.
    pub bytes: Bytes,
    /// SHA-256 of the bytes, in hex and in quotes.
    pub etag: String,
}

/// The text a document is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// One document and its forms.
#[derive(Debug)]
pub struct Rendered {
    document: Document,
    v3_0: Texts,
    v3_1: Texts,
    v3_2: Texts,
}

/// A document in one version.
#[derive(Debug, Default)]
struct Texts {
    json: OnceLock<Page>,
    yaml: OnceLock<Page>,
}

impl Page {
    /// Bytes with their validator.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self {
            etag: format!("\"{}\"", hex_digest(&bytes)),
            bytes,
        }
    }
}

impl Rendered {
    pub(super) fn new(document: Document) -> Self {
        Self {
            document,
            v3_0: Texts::default(),
            v3_1: Texts::default(),
            v3_2: Texts::default(),
        }
    }

    /// The document itself, as it was put together: in the dialect of 3.1, and with what its
    /// services declare and do beyond it.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// One form of the document.
    pub fn page(&self, version: Version, format: Format) -> Page {
        let texts = match version {
            Version::V3_0 => &self.v3_0,
            Version::V3_1 => &self.v3_1,
            Version::V3_2 => &self.v3_2,
        };
        let kept = match format {
            Format::Json => &texts.json,
            Format::Yaml => &texts.yaml,
        };
        let rendered = || Page::new(text(&self.document.downgraded(version), format));
        kept.get_or_init(rendered).clone()
    }
}

fn text(document: &Document, format: Format) -> String {
    match format {
        Format::Json => document.to_json(),
        Format::Yaml => document.to_yaml(),
    }
}
