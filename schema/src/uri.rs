//! References against a base (RFC 3986 §5.2), as far as naming schemas goes: nothing is
//! fetched, so two names need only become the same text when they mean the same.

/// A reference without its fragment, and the fragment.
pub fn split(reference: &str) -> (&str, Option<&str>) {
    match reference.split_once('#') {
        Some((uri, fragment)) => (uri, Some(fragment)),
        None => (reference, None),
    }
}

/// The target of a reference that has no fragment.
pub fn join(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    if scheme_len(reference).is_some() {
        return reference.to_owned();
    }
    let scheme = base
        .get(..scheme_len(base).unwrap_or(0))
        .unwrap_or_default();
    let rest = base.get(scheme.len()..).unwrap_or_default();
    if reference.starts_with("//") {
        return [scheme, reference].concat();
    }
    let (authority, path) = match rest.strip_prefix("//") {
        Some(after) => {
            let end = after.find('/').unwrap_or(after.len()) + 2;
            rest.split_at_checked(end).unwrap_or((rest, ""))
        }
        None => ("", rest),
    };
    let path = if reference.starts_with('/') {
        reference.to_owned()
    } else {
        let folder = path.rfind('/').and_then(|at| path.get(..=at));
        [
            folder.unwrap_or(if authority.is_empty() { "" } else { "/" }),
            reference,
        ]
        .concat()
    };
    [scheme, authority, &without_dots(&path)].concat()
}

/// Bytes of the scheme and its colon (RFC 3986 §3.1).
fn scheme_len(uri: &str) -> Option<usize> {
    let at = uri.find(':')?;
    let scheme = uri.get(..at)?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme.then_some(at + 1)
}

/// RFC 3986 §5.2.4.
fn without_dots(path: &str) -> String {
    if !path.starts_with('/') {
        return path.to_owned();
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if is_last {
                    kept.push("");
                }
            }
            other => kept.push(other),
        }
    }
    ["/", &kept.join("/")].concat()
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::join;

    /// RFC 3986 §5.4, without queries, which name no schema.
    #[test]
    fn references_are_resolved_as_the_rfc_shows() {
        let base = "http://a/b/c/d;p";
        for (reference, target) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("", base),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../../g", "http://a/g"),
            ("./../g", "http://a/b/g"),
        ] {
            assert_eq!(join(base, reference), target, "{reference}");
        }
        assert_eq!(join("http://a", "g"), "http://a/g");
        assert_eq!(join("urn:x:y", ""), "urn:x:y");
    }
}
