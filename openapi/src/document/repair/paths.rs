//! The keys of the Paths Object and what operations must say: templates written as in a
//! shell, paths without their slash, names given twice, addresses of a developer's machine.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Repairs;
use crate::document::{path_item_operations, servers};
use crate::pointer;

/// Repairs `paths` and looks at `servers`.
pub(in crate::document) fn paths(document: &mut Value, is_3_0: bool, repairs: &mut Repairs) {
    loopback(document, "", repairs);
    let Some(Value::Object(paths)) = document.get_mut("paths") else {
        return;
    };
    operations(paths, is_3_0, repairs);
    if paths.keys().all(|path| repaired(path).is_none()) {
        return;
    }
    let mut kept = Map::new();
    let found = std::mem::take(paths);
    let taken: Vec<String> = found.keys().cloned().collect();
    for (path, item) in found {
        match repaired(&path).filter(|path| !taken.contains(path) && !kept.contains_key(path)) {
            Some(meant) => {
                let message = ["read as ", &meant].concat();
                repairs.note(&pointer::join("/paths", &path), &message);
                kept.insert(meant, item);
            }
            // What it means is there already: it stays, and matches only itself.
            None => {
                kept.insert(path, item);
            }
        }
    }
    *paths = kept;
}

/// The path that is meant, where it is another one.
fn repaired(path: &str) -> Option<String> {
    if path.starts_with("x-") || path.contains("://") {
        return None;
    }
    let mut meant = path.replace("${", "{");
    if !meant.starts_with('/') {
        meant.insert(0, '/');
    }
    (meant != path).then_some(meant)
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
