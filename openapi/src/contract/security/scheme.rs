//! Security Scheme Objects (OAS 3.1 §4.8.27): where credentials stand, what a request gets
//! wrong about them, and how they are asked for.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::Location;
use super::super::compiler::Compiler;
use super::credentials;
use crate::http::{RequestHead, is_token, values};
use crate::pointer;

/// A compiled Security Scheme Object.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Scheme {
    /// A key in the query.
    Query(String),
    /// A key in a header field; the name is lower-case.
    Header(String),
    /// A key in a cookie.
    Cookie(String),
    /// RFC 7617.
    Basic,
    /// RFC 6750, and what `OAuth` and `OpenID` Connect end in.
    Bearer,
    /// RFC 7616.
    Digest,
    /// Any other authentication scheme, by its name.
    Other(String),
}

/// What the name of a scheme stands for.
pub(super) enum Meaning {
    Known(Scheme),
    /// Nothing that can be seen in a request: whoever sends it is taken to meet it.
    Unseen,
    Unknown,
}

/// What is wrong with credentials; the less, the closer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    Malformed,
    Repeated,
    OtherScheme,
    Missing,
}

impl Fault {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed credentials",
            Self::Repeated => "given more than once",
            Self::OtherScheme => "expected another authentication scheme",
            Self::Missing => "missing",
        }
    }
}

impl Scheme {
    /// Whether it is a key in the query parameter of this name.
    pub(super) fn reads_query(&self, name: &str) -> bool {
        matches!(self, Self::Query(key) if key == name)
    }

    /// Compiles the scheme of this name (OAS 3.1 §4.8.27.1).
    pub(super) fn compile(cx: &mut Compiler<'_>, name: &str) -> Meaning {
        let declared = cx
            .member("components")
            .and_then(|components| components.get("securitySchemes")?.get(name));
        let pointer = pointer::join("/components/securitySchemes", name);
        let Some((object, pointer)) = declared.and_then(|it| cx.resolve(it, &pointer)) else {
            return Meaning::Unknown;
        };
        let text = |member: &str| object.get(member).and_then(Value::as_str);
        let known = match text("type") {
            Some("mutualTLS") => {
                cx.problem(&pointer, "mutualTLS is not judged: it is the listener's");
                return Meaning::Unseen;
            }
            Some("apiKey") => Self::key(text("in"), text("name")),
            Some("http") => text("scheme").and_then(Self::http),
            Some("oauth2" | "openIdConnect") => Some(Self::Bearer),
            Some(_) | None => None,
        };
        if matches!(known, Some(Self::Digest)) {
            let message = "digest credentials are judged where there are some: only the \
                           upstream can ask for them";
            cx.problem(&pointer, message);
        }
        known.map_or(Meaning::Unknown, Meaning::Known)
    }

    fn key(within: Option<&str>, name: Option<&str>) -> Option<Self> {
        let name = name?.to_owned();
        match within? {
            "query" => Some(Self::Query(name)),
            "header" => Some(Self::Header(name.to_ascii_lowercase())),
            "cookie" => Some(Self::Cookie(name)),
            _ => None,
        }
    }

    /// Names of authentication schemes are compared without case (RFC 9110 §11.1).
    fn http(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "basic" => Some(Self::Basic),
            "bearer" => Some(Self::Bearer),
            "digest" => Some(Self::Digest),
            _ => is_token(name).then(|| Self::Other(name.to_owned())),
        }
    }

    /// Where its credentials stand.
    pub(super) fn place(&self) -> (Location, String) {
        match self {
            Self::Query(name) => (Location::Query, pointer::join("", name)),
            Self::Header(name) => (Location::Header, pointer::join("", name)),
            Self::Cookie(name) => (Location::Cookie, pointer::join("", name)),
            Self::Basic | Self::Bearer | Self::Digest | Self::Other(_) => {
                (Location::Header, "/authorization".to_owned())
            }
        }
    }

    /// What is wrong with the credentials of a request, if anything is.
    pub(super) fn fault(&self, head: &RequestHead<'_>) -> Option<Fault> {
        match self {
            Self::Query(name) => of_key(&mut credentials::in_query(head, name)),
            Self::Header(name) => of_key(&mut values(head.headers, name.as_bytes())),
            Self::Cookie(name) => of_key(&mut credentials::in_cookies(head, name)),
            Self::Basic | Self::Bearer | Self::Digest | Self::Other(_) => {
                self.of_authorization(head)
            }
        }
    }

    fn of_authorization(&self, head: &RequestHead<'_>) -> Option<Fault> {
        let mut fields = values(head.headers, b"authorization");
        let field = fields.next().unwrap_or_default().trim_ascii();
        if field.is_empty() {
            // Its challenge holds a nonce of the upstream's: who has none must get there.
            return (!matches!(self, Self::Digest)).then_some(Fault::Missing);
        }
        if fields.next().is_some() {
            return Some(Fault::Repeated);
        }
        let mut halves = field.splitn(2, |byte| *byte == b' ');
        let scheme = halves.next().unwrap_or_default();
        if !scheme.eq_ignore_ascii_case(self.name().as_bytes()) {
            return Some(Fault::OtherScheme);
        }
        let given = halves.next().unwrap_or_default().trim_ascii_start();
        let holds = match self {
            Self::Basic => credentials::is_basic(given),
            Self::Bearer => credentials::is_token68(given),
            Self::Digest => credentials::is_digest(given),
            Self::Query(_) | Self::Header(_) | Self::Cookie(_) | Self::Other(_) => {
                !given.is_empty()
            }
        };
        (!holds).then_some(Fault::Malformed)
    }

    /// The name of its authentication scheme. None is registered for keys; this one is what
    /// others use.
    fn name(&self) -> &str {
        match self {
            Self::Query(_) | Self::Header(_) | Self::Cookie(_) => "ApiKey",
            Self::Basic => "Basic",
            Self::Bearer => "Bearer",
            Self::Digest => "Digest",
            Self::Other(name) => name,
        }
    }

    /// A challenge (RFC 9110 §11.3). What parameters another scheme takes is not known.
    pub(super) fn challenge(&self, realm: &str) -> String {
        if let Self::Other(name) = self {
            return name.clone();
        }
        let is_quotable = |it: &char| matches!(it, ' '..='~') && !matches!(it, '"' | '\\');
        let realm: String = realm.chars().filter(is_quotable).collect();
        [self.name(), " realm=\"", &realm, "\""].concat()
    }
}

/// A key must be there once, and not be empty.
fn of_key(given: &mut dyn Iterator<Item = &[u8]>) -> Option<Fault> {
    match (given.next(), given.next()) {
        (Some(key), None) if !key.trim_ascii().is_empty() => None,
        (Some(_), Some(_)) => Some(Fault::Repeated),
        (_, _) => Some(Fault::Missing),
    }
}
