//! Which credentials an exchange carried: the scheme, and where they stood. Never what they are.

use serde::{Deserialize, Serialize};

use crate::http::{Header, values};
use crate::limits::CREDENTIALS_MAX;
use crate::shape::names::is_storable;

/// Where credentials stood (OAS 3.1 §4.8.27).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Hash)]
#[serde(rename_all = "camelCase")]
pub enum Credential {
    /// `authorization: Basic` (RFC 7617).
    Basic,
    /// `authorization: Bearer` (RFC 6750) with any token.
    Bearer,
    /// `authorization: Bearer` with a JSON Web Token (RFC 7519).
    BearerJwt,
    /// `authorization: Digest` (RFC 7616).
    Digest,
    /// A key in the header field of this name.
    Header(String),
    /// A key in the query parameter of this name.
    Query(String),
    /// A key in the cookie of this name.
    Cookie(String),
}

impl Credential {
    /// The name it stands under, if it has one of its own.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Basic | Self::Bearer | Self::BearerJwt | Self::Digest => None,
            Self::Header(name) | Self::Query(name) | Self::Cookie(name) => Some(name),
        }
    }
}

/// The credentials of a request, in order, each once; at most [`CREDENTIALS_MAX`].
pub fn credentials(headers: &[Header<'_>], query: &str) -> Vec<Credential> {
    let mut found: Vec<Credential> = values(headers, b"authorization")
        .filter_map(of_authorization)
        .collect();
    let named = |name: &str| names_credential(name) && is_storable(name);
    found.extend(headers.iter().filter_map(|header| {
        let name = std::str::from_utf8(header.name).ok()?;
        named(name).then(|| Credential::Header(name.to_owned()))
    }));
    found.extend(
        form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| named(name))
            .map(|(name, _)| Credential::Query(name.into_owned())),
    );
    let cookies = values(headers, b"cookie").filter_map(|value| std::str::from_utf8(value).ok());
    found.extend(
        cookies
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| Some(pair.split_once('=')?.0.trim()))
            .filter(|name| named(name))
            .map(|name| Credential::Cookie(name.to_owned())),
    );
    found.sort_unstable();
    found.dedup();
    found.truncate(CREDENTIALS_MAX);
    found
}

fn of_authorization(value: &[u8]) -> Option<Credential> {
    let text = std::str::from_utf8(value).ok()?;
    let (scheme, token) = text.trim().split_once(' ')?;
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    if is("basic") {
        Some(Credential::Basic)
    } else if is("digest") {
        Some(Credential::Digest)
    } else if is("bearer") {
        let is_jwt = token.trim_start().starts_with("eyJ") && token.matches('.').count() == 2;
        Some(if is_jwt {
            Credential::BearerJwt
        } else {
            Credential::Bearer
        })
    } else {
        None
    }
}

/// Whether a name is one that keys and sessions stand under: one of its words says so.
pub(super) fn names_credential(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower
        .split(['-', '_', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    let has = |word: &str| words.contains(&word);
    let is_key = words
        .windows(2)
        .any(|pair| pair == ["api", "key"] || pair == ["access", "key"]);
    is_key
        || has("apikey")
        || has("session")
        || has("sessionid")
        || has("sid")
        || has("jwt")
        || lower == "x-auth"
        || (has("token")
            && (has("auth") || has("access") || words.len() == 1 || lower == "x-token"))
}
