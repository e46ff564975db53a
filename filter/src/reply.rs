//! Local replies: what a client gets instead of the upstream's answer, as RFC 9457
//! `application/problem+json`. Every sentence is fixed; violations come from the core,
//! which puts no value of the exchange into them.

use openapi::contract::Violation;
use openapi::http::Method;
use openapi::limits::VIOLATIONS_MAX;
use serde::Serialize;

#[cfg(test)]
mod tests;

/// Bytes of a reply's body.
const REPLY_BYTES_MAX: usize = 4_096;
/// Bytes kept back for everything that is no violation.
const FRAME_BYTES: usize = 512;

/// An answer in the upstream's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalReply {
    /// Status code.
    pub(crate) status: u16,
    /// What the access log shows as response code details.
    pub(crate) details: &'static str,
    /// The `allow` field of a 405.
    pub(crate) allow: Option<String>,
    /// The `www-authenticate` field of a 401.
    pub(crate) challenge: Option<String>,
    /// problem+json, at most 4 KiB.
    pub(crate) body: Vec<u8>,
}

/// The members of a problem (RFC 9457 §3.1), `violations` being our extension.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'static str,
    violations: Vec<&'a Violation>,
}

impl LocalReply {
    /// The request breaks the contract. `status` is 400, 401, 413 or 415.
    pub(crate) fn request_violates(status: u16, violations: &[Violation]) -> Self {
        let title = match status {
            401 => "credentials missing or malformed",
            413 => "request body too large",
            415 => "media type not accepted",
            _ => "request violates the contract",
        };
        Self::new(
            status,
            "docent_request_violates",
            ("urn:docent:request-violates", title),
            "the request does not follow the contract of this operation",
            violations,
        )
    }

    /// The same reply, telling how to ask again (RFC 9110 §11.6.1).
    pub(crate) fn challenging(self, challenge: String) -> Self {
        Self {
            challenge: Some(challenge),
            ..self
        }
    }

    /// The response breaks the contract.
    pub(crate) fn response_violates(violations: &[Violation]) -> Self {
        Self::new(
            502,
            "docent_response_violates",
            (
                "urn:docent:response-violates",
                "response violates the contract",
            ),
            "the upstream's response does not follow the contract of this operation",
            violations,
        )
    }

    /// No contract declares the path.
    pub(crate) fn unknown_path() -> Self {
        Self::new(
            404,
            "docent_unknown_path",
            ("urn:docent:unknown-path", "unknown path"),
            "no contract declares this path",
            &[],
        )
    }

    /// A contract declares the path, but not for this method (RFC 9110 §15.5.6).
    pub(crate) fn unknown_method(allow: &[Method]) -> Self {
        let allow: Vec<&str> = allow.iter().map(|method| method.as_str()).collect();
        Self {
            allow: Some(allow.join(", ")),
            ..Self::new(
                405,
                "docent_unknown_method",
                ("urn:docent:unknown-method", "unknown method"),
                "the contract does not declare this method for the path",
                &[],
            )
        }
    }

    /// The exchange could not be judged and the failure policy says deny. `status` is 500
    /// for a request and 502 for a response.
    pub(crate) fn undecided(status: u16) -> Self {
        Self::new(
            status,
            "docent_undecided",
            ("urn:docent:undecided", "not judged"),
            "the exchange could not be judged by its contract",
            &[],
        )
    }

    /// The fields of the reply's head.
    pub(crate) fn headers(&self) -> Vec<(&str, &str)> {
        let mut headers = vec![
            ("content-type", "application/problem+json"),
            ("x-docent", "rejected"),
        ];
        if let Some(allow) = &self.allow {
            headers.push(("allow", allow));
        }
        if let Some(challenge) = &self.challenge {
            headers.push(("www-authenticate", challenge));
        }
        headers
    }

    fn new(
        status: u16,
        details: &'static str,
        (r#type, title): (&'static str, &'static str),
        detail: &'static str,
        violations: &[Violation],
    ) -> Self {
        let problem = Problem {
            r#type,
            title,
            status,
            detail,
            violations: fitting(violations),
        };
        Self {
            status,
            details,
            allow: None,
            challenge: None,
            // Strings and numbers only: this cannot fail, and an empty body is still valid.
            body: serde_json::to_vec(&problem).unwrap_or_default(),
        }
    }
}

/// The first violations that fit, in their order.
fn fitting(violations: &[Violation]) -> Vec<&Violation> {
    let mut room = REPLY_BYTES_MAX - FRAME_BYTES;
    violations
        .iter()
        .take(VIOLATIONS_MAX)
        .take_while(|violation| {
            let size = serde_json::to_vec(violation).map_or(usize::MAX, |json| json.len() + 1);
            let fits = size <= room;
            room = room.saturating_sub(size);
            fits
        })
        .collect()
}
