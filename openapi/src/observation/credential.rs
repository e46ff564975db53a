//! Which credentials an exchange carried: the scheme, and where they stood. Never what they are.

use serde::{Deserialize, Serialize};

use crate::http::{Header, values};
use crate::limits::CREDENTIALS_MAX;
use crate::shape::names::is_storable;
use crate::shape::sorted::Sorted;

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
    let mut found: Sorted<Credential, u64> = Sorted::default();
    let mut add = |credential: Credential| {
        if found.len() < CREDENTIALS_MAX {
            found.insert(credential, 1);
        }
    };
    let named = |name: &str| names_credential(name) && is_storable(name);
    values(headers, b"authorization")
        .filter_map(of_authorization)
        .for_each(&mut add);
    for header in headers {
        match std::str::from_utf8(header.name) {
            Ok(name) if named(name) => add(Credential::Header(name.to_owned())),
            Ok(_) | Err(_) => {}
        }
    }
    for (name, _) in form_urlencoded::parse(query.as_bytes()) {
        if named(&name) {
            add(Credential::Query(name.into_owned()));
        }
    }
    for cookies in values(headers, b"cookie") {
        let pairs = std::str::from_utf8(cookies).unwrap_or_default().split(';');
        for name in pairs.filter_map(|pair| Some(pair.split_once('=')?.0.trim())) {
            if named(name) {
                add(Credential::Cookie(name.to_owned()));
            }
        }
    }
    found
        .into_entries()
        .map(|(credential, _)| credential)
        .collect()
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
