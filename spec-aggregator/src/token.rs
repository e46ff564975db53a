//! The bearer token of the internal listener, and of those of other replicas. No log line or
//! panic message can hold it, and it is compared by its digest, in constant time.

use std::fmt;

use reqwest::header::HeaderValue;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A token: its SHA-256, and the header that bears it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    digest: [u8; 32],
    authorization: HeaderValue,
}

impl Token {
    /// Keeps what is needed to recognize `text` and to bear it. Text that no header may hold
    /// is borne by nobody.
    pub fn new(text: &str) -> Self {
        let authorization = HeaderValue::from_str(&format!("Bearer {text}"));
        let mut authorization = authorization.unwrap_or(HeaderValue::from_static(""));
        authorization.set_sensitive(true);
        Self {
            digest: Sha256::digest(text).into(),
            authorization,
        }
    }

    /// The value of the header that bears it.
    pub fn authorization(&self) -> HeaderValue {
        self.authorization.clone()
    }

    /// Whether an `Authorization` header's value carries this token as its bearer.
    /// RFC 6750 2.1; the scheme's name is case-insensitive (RFC 9110 11.1).
    pub fn is_borne_by(&self, authorization: &[u8]) -> bool {
        let Some((scheme, token)) = authorization.split_at_checked("Bearer ".len()) else {
            return false;
        };
        let digest: [u8; 32] = Sha256::digest(token.trim_ascii()).into();
        scheme.eq_ignore_ascii_case(b"Bearer ") && bool::from(digest.ct_eq(&self.digest))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn only_the_whole_token_is_recognized() {
        let token = Token::new("secret");
        for authorization in ["Bearer secret", "bearer secret", "Bearer  secret "] {
            assert!(
                token.is_borne_by(authorization.as_bytes()),
                "{authorization}"
            );
        }
        for authorization in [
            "",
            "secret",
            "Bearer",
            "Bearer ",
            "Bearer secre",
            "Bearer secrets",
            "Basic secret",
        ] {
            assert!(
                !token.is_borne_by(authorization.as_bytes()),
                "{authorization}"
            );
        }
        assert_eq!(format!("{token:?}"), "Token(..)");
    }
}
