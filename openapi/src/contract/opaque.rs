//! Binary data under a schema (OAS 3.1 §4.8.14.2): of a file, a schema says how long it may be.
//! Bytes stand for a text of as many characters, and no more than the schema counts.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::surface::surface;

/// How binary data is shown to its schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Opaque {
    /// Longer data is shown as a text of this length: it is over every bound.
    shown_max: u32,
}

/// Keywords that would look into the data.
const LOOK_INSIDE: [&str; 4] = ["pattern", "enum", "const", "not"];

impl Opaque {
    /// Reads the bounds of a schema; `None` when it says more than how long the data is.
    pub(super) fn of<'d>(cx: &Compiler<'d>, schema: &'d Value) -> Option<Self> {
        let mut shown_max = 0;
        for (schema, _) in surface(cx, schema, "") {
            let format = schema.get("format").and_then(Value::as_str);
            if LOOK_INSIDE
                .iter()
                .any(|keyword| schema.get(keyword).is_some())
                || !matches!(format, None | Some("binary"))
            {
                return None;
            }
            let bounds = ["minLength", "maxLength"].map(|keyword| schema.get(keyword));
            for bound in bounds.into_iter().flatten().filter_map(Value::as_u64) {
                let over = u32::try_from(bound.saturating_add(1)).unwrap_or(u32::MAX);
                shown_max = shown_max.max(over);
            }
        }
        Some(Self { shown_max })
    }

    /// Whether the schema counts at all.
    pub(super) const fn counts(self) -> bool {
        self.shown_max > 0
    }

    /// What stands for so many bytes, as a JSON text. Never longer than these.
    pub(super) fn text(self, bytes: u64) -> String {
        let shown = usize::try_from(bytes.min(self.shown_max.into())).unwrap_or_default();
        ["\"", &"x".repeat(shown), "\""].concat()
    }
}
