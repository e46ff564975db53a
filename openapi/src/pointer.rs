//! JSON Pointers (RFC 6901): where in a document or a body something stands.

use std::borrow::Cow;

/// `base` and one more reference token, escaped.
pub fn join(base: &str, token: &str) -> String {
    format!("{base}/{}", escape(token))
}

/// One reference token, escaped (RFC 6901 §3).
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

/// One reference token as it was before it was escaped.
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::{escape, join, unescape};

    #[test]
    fn tokens_survive_escaping() {
        assert_eq!(join("/paths", "/a~b"), "/paths/~1a~0b");
        assert_eq!(unescape(&escape("~1/x")), "~1/x");
    }
}
