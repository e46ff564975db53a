//! Path templates seen as text: when one covers another, when two are the same but for
//! names, and how an operation moves from one to the other. Does not route requests.

use std::cmp::Reverse;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::{PathTemplate, TemplateSegment};

/// The template with every expression's name removed: two templates with the same key are
/// the same path (OAS 3.1 §4.8.8.1).
pub fn key(template: &str) -> String {
    let segments: Vec<String> = template
        .split('/')
        .map(|segment| {
            let mut erased = String::new();
            let mut rest = segment;
            while let Some((literal, after)) = rest.split_once('{') {
                erased.push_str(literal);
                erased.push_str("{}");
                rest = after.split_once('}').map_or("", |(_, tail)| tail);
            }
            erased.push_str(rest);
            erased
        })
        .collect();
    segments.join("/")
}

/// Whether every path of `observed` is one of `declared`: each declared literal equals the
/// observed one; a declared parameter covers anything.
pub fn covers(declared: &str, observed: &str) -> bool {
    let (mut left, mut right) = (declared.split('/'), observed.split('/'));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(declared), Some(observed)) if segment_covers(declared, observed) => {}
            (Some(_) | None, Some(_) | None) => return false,
        }
    }
}

/// The declared template that covers `observed`, the most concrete one first.
pub fn covering<'t>(templates: &[&'t str], observed: &str) -> Option<&'t str> {
    let mut candidates: Vec<&str> = templates
        .iter()
        .copied()
        .filter(|template| covers(template, observed))
        .collect();
    candidates.sort_by_key(|template| {
        let pairs = template.split('/').zip(observed.split('/'));
        let ranks: Vec<_> = pairs.map(|(own, seen)| rank(own, seen)).collect();
        (ranks, (*template).to_owned())
    });
    candidates.first().copied()
}

/// How near a declared segment is to an observed one that it covers, the nearest first: the
/// same literal, then values with the same or the longest literal text around them.
fn rank(declared: &str, observed: &str) -> (u8, Reverse<usize>) {
    if !is_parameter(declared) {
        return (0, Reverse(0));
    }
    if is_parameter(observed) {
        let is_same = tail(declared) == tail(observed);
        return (if is_same { 1 } else { 2 }, Reverse(0));
    }
    let in_braces = declared.split('{').skip(1);
    let in_braces = in_braces.filter_map(|it| Some(it.split_once('}')?.0.len()));
    let names: usize = in_braces.sum();
    (1, Reverse(declared.len().saturating_sub(names)))
}

/// What follows a segment's last expression.
fn tail(segment: &str) -> &str {
    segment.rsplit_once('}').map_or("", |(_, tail)| tail)
}

fn is_parameter(segment: &str) -> bool {
    segment.contains('{')
}

fn segment_covers(declared: &str, observed: &str) -> bool {
    if !is_parameter(declared) {
        return decoded(declared) == decoded(observed);
    }
    // An observed parameter stands for values nobody kept, so any declared one takes it; of
    // what follows them, nothing or a word was.
    if is_parameter(observed) {
        return tail(observed).is_empty() || tail(observed).ends_with(tail(declared));
    }
    if declared == observed {
        return true;
    }
    let segment = PathTemplate::parse(&format!("/{declared}"));
    let segment = segment
        .as_ref()
        .ok()
        .and_then(|template| template.segments().first());
    match segment {
        Some(TemplateSegment::Templated { frame, .. }) => {
            frame.matches(&decoded(observed)).is_some()
        }
        Some(TemplateSegment::Literal(_)) | None => false,
    }
}

fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

/// Moves an operation written for the template `from` to the template `to`, which covers it:
/// its path parameters get `to`'s names, and those it lacks are added as text.
pub fn move_operation(operation: &mut Value, from: &str, to: &str) {
    let Some(operation) = operation.as_object_mut() else {
        return;
    };
    let pairs: Vec<(Option<&str>, &str)> = from
        .split('/')
        .zip(to.split('/'))
        .filter_map(|(from, to)| Some((name(from), name(to)?)))
        .collect();
    if pairs.iter().all(|(from, to)| *from == Some(*to)) {
        return;
    }
    let mut parameters = match operation.remove("parameters") {
        Some(Value::Array(parameters)) => parameters,
        Some(_) | None => Vec::new(),
    };
    let mut missing = Vec::new();
    for (from, to) in pairs {
        let found =
            from.and_then(|from| parameters.iter_mut().find(|p| is_path_parameter(p, from)));
        match found.and_then(Value::as_object_mut) {
            Some(parameter) => {
                parameter.insert("name".to_owned(), Value::String(to.to_owned()));
            }
            None => missing.push(json!({
                "name": to, "in": "path", "required": true, "schema": { "type": "string" },
            })),
        }
    }
    missing.append(&mut parameters);
    let rest: Map<String, Value> = std::mem::take(operation);
    operation.insert("parameters".to_owned(), Value::Array(missing));
    operation.extend(rest);
}

fn is_path_parameter(parameter: &Value, name: &str) -> bool {
    let text = |field: &str| parameter.get(field).and_then(Value::as_str);
    text("in") == Some("path") && text("name") == Some(name)
}

/// The name of a segment's only expression.
fn name(segment: &str) -> Option<&str> {
    segment
        .split_once('{')?
        .1
        .split_once('}')
        .map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::covering;

    #[test]
    fn the_nearest_of_the_templates_that_cover_is_the_one() {
        let declared = [
            "/models/{m}",
            "/models/{m}:predict",
            "/models/{m}:explain",
            "/models/latest",
            "/files/{name}",
            "/files/{name}.json",
        ];
        for (observed, expected) in [
            ("/models/{id}", Some("/models/{m}")),
            ("/models/{id}:predict", Some("/models/{m}:predict")),
            ("/models/{id}:explain", Some("/models/{m}:explain")),
            ("/models/{id}:other", Some("/models/{m}")),
            ("/models/latest", Some("/models/latest")),
            ("/models/gpt", Some("/models/{m}")),
            ("/files/a.json", Some("/files/{name}.json")),
            ("/files/a", Some("/files/{name}")),
            ("/models/a/b", None),
        ] {
            assert_eq!(covering(&declared, observed), expected, "{observed}");
        }
        let apart = ["/models/{m}:explain"];
        assert_eq!(covering(&apart, "/models/{id}:predict"), None);
        assert_eq!(covering(&apart, "/models/{id}"), Some(apart[0]));
    }
}
