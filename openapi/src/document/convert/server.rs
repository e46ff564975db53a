//! `host`, `basePath` and `schemes` as servers (Swagger 2.0, Swagger Object; OAS 3.0 §4.7.5).

use serde_json::{Value, json};

use super::{Object, texts};

/// The servers, where the document names any.
pub(super) fn taken(source: &mut Object) -> Option<Value> {
    let mut text = |member: &str| match source.shift_remove(member) {
        Some(Value::String(text)) => text,
        Some(_) | None => String::new(),
    };
    let host = text("host");
    let mut path = text("basePath");
    if !path.is_empty() && !path.starts_with('/') {
        path.insert(0, '/');
    }
    let schemes = texts(source.shift_remove("schemes")).unwrap_or_default();
    let urls: Vec<String> = if host.is_empty() {
        Vec::new()
    } else if host.contains("://") {
        vec![[&host, path.as_str()].concat()]
    } else if schemes.is_empty() {
        vec![["https://", &host, &path].concat()]
    } else {
        let of = |scheme: &String| [scheme, "://", &host, &path].concat();
        schemes.iter().map(of).collect()
    };
    match (urls.is_empty(), path.is_empty()) {
        (true, true) => None,
        (true, false) => Some(json!([{ "url": path }])),
        (false, _) => {
            let servers = urls.into_iter().map(|url| json!({ "url": url }));
            Some(servers.collect())
        }
    }
}
