//! Document to text, byte for byte the same for the same document.

use serde_json::Value;

/// Indented JSON with a final newline.
pub(super) fn json(value: &Value) -> String {
    format!("{value:#}\n")
}

/// YAML. A value tree always has a YAML form; should the writer ever refuse one, its
/// JSON is YAML too.
pub(super) fn yaml(value: &Value) -> String {
    serde_saphyr::to_string(value).unwrap_or_else(|_| json(value))
}
