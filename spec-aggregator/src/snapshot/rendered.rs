//! One document and the forms it is asked for in, each rendered when somebody first asks and
//! kept from then on.

use std::sync::OnceLock;

use bytes::Bytes;
use openapi::document::Document;

use crate::digest::hex_digest;

/// Bytes to answer with, and their strong validator (RFC 9110 8.8.3).
#[derive(Clone, Debug)]
pub struct Page {
    /// The bytes.
    pub bytes: Bytes,
    /// SHA-256 of the bytes, in hex and in quotes.
    pub etag: String,
}

/// The version of OpenAPI a document is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// As it was put together: 3.1, or what a service declares beyond it.
    #[default]
    V3_1,
    /// 3.0, for tools that know no other.
    V3_0,
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
    json: OnceLock<Page>,
    yaml: OnceLock<Page>,
    json_3_0: OnceLock<Page>,
    yaml_3_0: OnceLock<Page>,
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
            json: OnceLock::new(),
            yaml: OnceLock::new(),
            json_3_0: OnceLock::new(),
            yaml_3_0: OnceLock::new(),
        }
    }

    /// The document itself.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// One form of the document.
    pub fn page(&self, version: Version, format: Format) -> Page {
        let kept = match (version, format) {
            (Version::V3_1, Format::Json) => &self.json,
            (Version::V3_1, Format::Yaml) => &self.yaml,
            (Version::V3_0, Format::Json) => &self.json_3_0,
            (Version::V3_0, Format::Yaml) => &self.yaml_3_0,
        };
        let rendered = || match version {
            Version::V3_1 => Page::new(text(&self.document, format)),
            Version::V3_0 => Page::new(text(&self.document.downgraded(), format)),
        };
        kept.get_or_init(rendered).clone()
    }
}

fn text(document: &Document, format: Format) -> String {
    match format {
        Format::Json => document.to_json(),
        Format::Yaml => document.to_yaml(),
    }
}
