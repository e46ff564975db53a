//! Names that a document needs and traffic does not tell: path parameters, operation ids
//! and tags, from the words of the path. English plurals only; a wrong guess is a
//! slightly odd name, and the same one every time.

use crate::http::Method;
use crate::shape::TextClass;
use crate::shape::names::is_version;

/// The word for one of what a plural names; the word itself when it is no plural.
pub(crate) fn singular(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| lower.ends_with(suffix));
    let cut = |bytes: usize| {
        let kept = word.len().saturating_sub(bytes);
        word.get(..kept).unwrap_or(word)
    };
    if lower.len() < 3 || ends(&["ss", "us", "is", "news", "series"]) || !ends(&["s"]) {
        word.to_owned()
    } else if ends(&["ies"]) && lower.len() > 4 {
        format!("{}y", cut(3))
    } else if ends(&[
        "sses", "xes", "zes", "shes", "tches", "rches", "nches", "tuses", "nuses",
    ]) {
        cut(2).to_owned()
    } else {
        cut(1).to_owned()
    }
}

/// The words of a path segment.
fn words(segment: &str) -> impl DoubleEndedIterator<Item = &str> {
    segment
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// The name of the parameter after a literal: `line-items` gives `lineItemId`.
pub(crate) fn parameter(literal: Option<&str>, index: usize) -> String {
    let literal = literal.filter(|literal| !is_version_literal(literal, index));
    match literal.map(|literal| pascal(literal, true)) {
        Some(name) if !name.is_empty() => format!("{}Id", with_first_lower(&name)),
        _ => "id".to_owned(),
    }
}

/// Whether the literal at this place names a version and so says nothing of a resource.
pub(crate) fn is_version_literal(literal: &str, index: usize) -> bool {
    let is_digits = literal.bytes().all(|it| it.is_ascii_digit());
    is_digits || is_version(literal, TextClass::of(literal), index)
}

/// The words of a segment joined, each with a capital; the last in the singular if asked.
pub(crate) fn pascal(segment: &str, one: bool) -> String {
    let mut words: Vec<String> = words(segment).map(str::to_owned).collect();
    if let Some(last) = words.last_mut().filter(|_| one) {
        *last = singular(last);
    }
    words.iter().map(|word| with_first_upper(word)).collect()
}

/// Whether a segment names many.
pub(crate) fn is_plural(segment: &str) -> bool {
    words(segment)
        .next_back()
        .is_some_and(|word| singular(word) != word)
}

/// The verb of an operation id.
pub(crate) fn verb(method: Method, on_many: bool) -> &'static str {
    match method {
        Method::Get if on_many => "list",
        Method::Get => "get",
        Method::Post if on_many => "create",
        Method::Post => "post",
        Method::Put => "replace",
        Method::Patch => "update",
        Method::Delete => "delete",
        Method::Options => "options",
        Method::Head => "head",
        Method::Trace => "trace",
        Method::Query => "query",
    }
}

fn with_first_upper(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}

fn with_first_lower(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .chain(letters)
        .collect()
}
