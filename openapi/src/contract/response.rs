//! The Responses Object (OAS 3.1 §4.8.16), exact codes before ranges before `default`, and
//! the headers that a response declares.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Verdict;
use super::compiler::Compiler;
use super::content::Content;
use super::parameter::{Given, Parameter};
use super::schema::Program;
use crate::document::members;
use crate::http::Header;
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
    headers: Vec<Parameter>,
    /// Each cookie that is set is a field of its own.
    set_cookie: Option<Box<Parameter>>,
}

/// The one field whose values cannot stand in one (RFC 9110 §5.3).
const SET_COOKIE: &str = "set-cookie";

impl Response {
    fn compile<'d>(cx: &mut Compiler<'d>, object: &'d Value, pointer: &str) -> Self {
        let at = pointer::join(pointer, "content");
        let mut response = Self {
            content: Content::compile(cx, object.get("content"), &at),
            headers: Vec::new(),
            set_cookie: None,
        };
        let pointer = pointer::join(pointer, "headers");
        for (name, header) in members(object.get("headers")) {
            let pointer = pointer::join(&pointer, name);
            let name = name.to_ascii_lowercase();
            // OAS 3.1 §4.8.17: a header of this name is ignored; `content` says it all.
            if name == "content-type" {
                continue;
            }
            let header = Parameter::header(cx, &name, header, &pointer);
            if name == SET_COOKIE {
                response.set_cookie = header.map(Box::new);
            } else {
                response.headers.extend(header);
            }
        }
        response
    }

    /// Judges the fields of its head.
    pub(super) fn check_headers(&self, program: &Program, headers: &[Header<'_>]) -> Verdict {
        let given = Given::of_response(headers);
        let judged = self.headers.iter().map(|it| it.check(program, &given));
        let verdict = judged.fold(Verdict::Conforms, Verdict::and);
        let Some(set_cookie) = &self.set_cookie else {
            return verdict;
        };
        let is_cookie = |header: &&Header<'_>| header.name == SET_COOKIE.as_bytes();
        let mut cookies = headers.iter().filter(is_cookie).peekable();
        if cookies.peek().is_none() {
            return verdict.and(set_cookie.check(program, &given));
        }
        let judged = cookies.map(|cookie| {
            let given = Given::of_response(std::slice::from_ref(cookie));
            set_cookie.check(program, &given)
        });
        judged.fold(verdict, Verdict::and)
    }

    /// Whether every part refers to what there is.
    pub(super) fn is_sound(&self, program: &Program) -> bool {
        let headers = self.headers.iter().chain(self.set_cookie.as_deref());
        self.content.is_sound(program)
            && headers
                .into_iter()
                .all(|header| header.is_sound(0, program))
    }
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
            // One that is not there is declared all the same; nothing of it is judged.
            let resolved = cx.resolve(response, &pointer);
            let (response, pointer) = resolved.unwrap_or((&Value::Null, pointer));
            let response = Response::compile(cx, response, &pointer);
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
