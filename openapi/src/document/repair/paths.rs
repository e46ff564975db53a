//! The keys of the Paths Object and what operations must say: templates written as in a
//! shell, paths without their slash, names given twice, addresses of a developer's machine.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Repairs;
use crate::document::{path_item_operations, servers};
use crate::pointer;

mod names;

/// Repairs `paths` and looks at `servers`.
pub(in crate::document) fn paths(document: &mut Value, is_3_0: bool, repairs: &mut Repairs) {
    loopback(document, "", repairs);
    let Some(Value::Object(paths)) = document.get_mut("paths") else {
        return;
    };
    operations(paths, is_3_0, repairs);
    if paths.keys().any(|path| !meant(path).is_empty()) {
        let found = std::mem::take(paths);
        *paths = rewritten(found, repairs);
    }
    for (path, item) in paths {
        names::repair(path, item, repairs);
    }
}

/// The same items under the paths that are meant. Where there is another of that path, an
/// item stays as it is and matches only what is written.
fn rewritten(found: Map<String, Value>, repairs: &mut Repairs) -> Map<String, Value> {
    let taken: BTreeSet<String> = found.keys().cloned().collect();
    let mut kept = Map::new();
    for (path, item) in found {
        let mut meant = meant(&path);
        meant.retain(|meant| !taken.contains(meant) && !kept.contains_key(meant));
        if meant.is_empty() {
            kept.insert(path, item);
            continue;
        }
        let message = ["read as ", &meant.join(" and ")].concat();
        repairs.note(&pointer::join("/paths", &path), &message);
        kept.extend(meant.into_iter().map(|meant| (meant, item.clone())));
    }
    kept
}

/// The paths that are meant, where it is not the one that is written: `${x}` of a shell,
/// `[/y]` for what may be left out, no slash at the beginning.
fn meant(path: &str) -> Vec<String> {
    if path.starts_with("x-") || path.contains("://") {
        return Vec::new();
    }
    let mut whole = path.replace("${", "{");
    if !whole.starts_with('/') {
        whole.insert(0, '/');
    }
    if let Some((before, rest)) = whole.split_once("[/")
        && let Some((optional, after)) = rest.split_once(']')
        && !optional.contains('[')
    {
        let with = [before, "/", optional, after].concat();
        return vec![[before, after].concat(), with];
    }
    if whole == path {
        Vec::new()
    } else {
        vec![whole]
    }
}

fn operations(paths: &Map<String, Value>, is_3_0: bool, repairs: &mut Repairs) {
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    // A document that says nothing of answers at all means it so.
    let mut all = paths.values().flat_map(path_item_operations);
    let needs_responses = is_3_0 && all.any(|(_, it)| it.get("responses").is_some());
    for (path, item) in paths {
        let at_item = pointer::join("/paths", path);
        loopback(item, &at_item, repairs);
        for (method, operation) in path_item_operations(item) {
            let at = pointer::join(&at_item, method.key());
            loopback(operation, &at, repairs);
            if needs_responses && operation.get("responses").is_none() {
                let message = "missing: whatever is answered is taken for declared";
                repairs.note_member(&at, "responses", message);
            }
            let Some(id) = operation.get("operationId").and_then(Value::as_str) else {
                continue;
            };
            if let Some(first) = ids.get(id) {
                let message = ["also the name of ", first, ": both are kept"].concat();
                repairs.note_member(&at, "operationId", &message);
            } else {
                ids.insert(id, at);
            }
        }
    }
}

fn loopback(holder: &Value, pointer: &str, repairs: &mut Repairs) {
    let servers = holder.get("servers").and_then(Value::as_array);
    for index in 0..servers.map_or(0, |servers| servers::passed_over(servers)) {
        let at = [pointer, "/servers/", &index.to_string()].concat();
        repairs.note(
            &at,
            "a loopback address: another server says where the API is mounted",
        );
    }
}
