//! An observed schema as the list of what it stands for: behind its references, and each
//! branch of a choice by itself.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::Presence;
use crate::limits::LEARNT_NODES_MAX;

/// References and choices within one another that are followed.
const DEPTH_MAX: usize = 16;

/// The Schema Objects that an observed schema stands for.
pub(super) fn alternatives<'v>(
    document: &'v Value,
    schema: &'v Value,
) -> Vec<&'v Map<String, Value>> {
    let mut found = Vec::new();
    collect(document, schema, DEPTH_MAX, &mut found);
    found
}

fn collect<'v>(
    document: &'v Value,
    schema: &'v Value,
    depth: usize,
    found: &mut Vec<&'v Map<String, Value>>,
) {
    let (Some(depth), Some(schema)) = (depth.checked_sub(1), schema.as_object()) else {
        return;
    };
    if let Some((target, _)) = target(document, schema) {
        collect(document, target, depth, found);
    }
    for choice in ["anyOf", "oneOf", "allOf"] {
        if let Some(Value::Array(branches)) = schema.get(choice) {
            for branch in branches {
                collect(document, branch, depth, found);
            }
        }
    }
    if found.len() < LEARNT_NODES_MAX {
        found.push(schema);
    }
}

/// The observed schemas of the items of arrays, whatever their places.
pub(super) fn items(schema: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let places = schema.get("prefixItems").and_then(Value::as_array);
    let rest = schema.get("items");
    places.into_iter().flatten().chain(rest)
}

/// Where one `$ref` of a schema leads within the document.
pub(super) fn target<'v>(
    document: &'v Value,
    schema: &'v Map<String, Value>,
) -> Option<(&'v Value, String)> {
    let reference = schema.get("$ref")?.as_str()?;
    let fragment = percent_decode_str(reference.strip_prefix('#')?);
    let pointer = fragment.decode_utf8().ok()?.into_owned();
    Some((document.pointer(&pointer)?, pointer))
}

/// What `x-presence` says.
pub(super) fn presence(object: &Value) -> Option<Presence> {
    let (present, of) = object.get("x-presence")?.as_str()?.split_once('/')?;
    Some(Presence {
        present: present.parse().ok()?,
        of: of.parse().ok()?,
    })
}

/// How many exchanges an observed operation or response stands for.
pub(super) fn exchanges(object: &Value) -> u64 {
    let counted = object.get("x-docent-exchanges").and_then(Value::as_u64);
    counted.unwrap_or_default()
}
