//! The bearer token of the internal listener. Only its digest is kept, so that no log line
//! or panic message can hold it, and it is compared in constant time.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A token, as its SHA-256.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// Keeps what is needed to recognize `text`.
    pub fn new(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// Whether an `Authorization` header's value carries this token as its bearer.
    /// RFC 6750 2.1; the scheme's name is case-insensitive (RFC 9110 11.1).
    pub fn is_borne_by(&self, authorization: &[u8]) -> bool {
        let Some((scheme, token)) = authorization.split_at_checked("Bearer ".len()) else {
            return false;
        };
        let digest: [u8; 32] = Sha256::digest(token.trim_ascii()).into();
        scheme.eq_ignore_ascii_case(b"Bearer ") && bool::from(digest.ct_eq(&self.0))
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
