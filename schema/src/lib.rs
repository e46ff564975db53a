//! JSON and JSON Schema for a proxy's hot path. A text is read once into [`json::Json`], a flat
//! list of nodes over the bytes as they came; the schemas of a document are compiled once
//! into a flat program that judges such a text without building anything. Knows nothing of
//! OpenAPI's other objects, of HTTP or of Envoy.

pub mod format;
pub mod json;
pub mod limits;
pub mod number;
pub mod part;
pub mod pattern;
pub mod program;
pub mod uri;
