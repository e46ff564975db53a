//! The Responses Object (OAS 3.1 §4.8.16): exact codes before ranges before `default`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::content::Content;
use crate::document::members;
use crate::pointer;

/// What an operation may answer.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Responses {
    exact: BTreeMap<u16, Response>,
    /// By first digit: `4XX`.
    ranges: BTreeMap<u16, Response>,
    default: Option<Response>,
}

/// A Response Object.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Response {
    pub(super) content: Content,
}

impl Responses {
    pub(super) fn compile<'d>(
        cx: &mut Compiler<'d>,
        map: Option<&'d Value>,
        pointer: &str,
    ) -> Self {
        let mut responses = Self::default();
        for (key, response) in members(map).filter(|(key, _)| !key.starts_with("x-")) {
            let pointer = pointer::join(pointer, key);
            let Some((response, pointer)) = cx.resolve(response, &pointer) else {
                continue;
            };
            let content = pointer::join(&pointer, "content");
            let response = Response {
                content: Content::compile(cx, response.get("content"), &content),
            };
            if key == "default" {
                responses.default = Some(response);
            } else if let Ok(code @ 100..=599) = key.parse() {
                responses.exact.insert(code, response);
            } else if let Some(digit) = range(key) {
                responses.ranges.insert(digit, response);
            } else {
                cx.problem(
                    &pointer,
                    "expected a status code, a range such as 4XX, or default",
                );
            }
        }
        responses
    }

    /// The response declared for a status code.
    pub(super) fn of(&self, status: u16) -> Option<&Response> {
        self.exact
            .get(&status)
            .or_else(|| self.ranges.get(&(status / 100)))
            .or(self.default.as_ref())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Response> {
        let declared = self.exact.values().chain(self.ranges.values());
        declared.chain(&self.default)
    }

    /// Whether nothing is declared, so that nothing can be undeclared.
    pub(super) fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.ranges.is_empty() && self.default.is_none()
    }
}

/// `4XX` (also written `4xx`) is 4.
fn range(key: &str) -> Option<u16> {
    let digit = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx"))?;
    digit.parse().ok().filter(|digit| (1..=5).contains(digit))
}
