//! Discriminator Objects (OAS 3.1 §4.8.25): a hint, which never changes whether a value
//! conforms. Where it does not, and its tag names no branch, the tag is what is told.

use serde_json::{Map, Value, json};

use super::compiler::Compiler;
use super::direction::both;
use super::schema::Mark;
use crate::document::{members, visit_schemas};
use crate::pointer;

/// Lets every schema with a discriminator tell of a tag that names no branch.
pub(super) fn tell_tags(document: &mut Value) {
    visit_schemas(document, &mut |schema| {
        if let Some(rule) = rule(schema) {
            both(schema, rule);
        }
    });
}

/// Reports those that only parents have: `allOf` says nothing of a child (OAS 3.1 §4.8.25).
pub(super) fn report(cx: &mut Compiler<'_>) {
    let schemas = cx.member("components").and_then(|it| it.get("schemas"));
    for (name, schema) in members(schemas) {
        let has = |keyword: &str| schema.get(keyword).is_some();
        if has("discriminator") && !has("oneOf") && !has("anyOf") {
            let pointer = pointer::join("/components/schemas", name);
            let pointer = pointer::join(&pointer, "discriminator");
            cx.problem(&pointer, "not judged without oneOf or anyOf beside it");
        }
    }
}

/// Whoever fails all branches must name one. A schema that nothing can break but what breaks
/// the branches, too.
fn rule(schema: &Map<String, Value>) -> Option<Value> {
    let discriminator = schema.get("discriminator")?;
    // OAS 3.2: what names no branch means this one.
    if discriminator.get("defaultMapping").is_some() {
        return None;
    }
    let name = discriminator.get("propertyName")?.as_str()?;
    let keyword = ["oneOf", "anyOf"]
        .into_iter()
        .find(|keyword| schema.contains_key(*keyword))?;
    let branches = schema.get(keyword)?;
    let mut tags: Vec<&str> = Vec::new();
    for branch in branches.as_array()? {
        match branch.get("$ref").and_then(Value::as_str) {
            Some(target) => tags.extend(tags_of(discriminator, target)),
            None if is_no_object(branch) => {}
            // A branch without a name: any tag may be its.
            None => return None,
        }
    }
    let named = json!({ "required": [name], "properties": { name: { "enum": tags } } });
    let is_told = !tags.is_empty();
    is_told.then(|| {
        json!({
            "if": { "allOf": [{ "not": named }, { "not": { keyword: branches } }] },
            "then": { "required": [name], "properties": { name: Mark::Tag.schema() } },
        })
    })
}

fn is_no_object(branch: &Value) -> bool {
    let kind = branch.get("type").and_then(Value::as_str);
    kind.is_some_and(|kind| kind != "object")
}

/// The tags that name the schema behind a reference: its own name, and what `mapping` says.
fn tags_of<'s>(discriminator: &'s Value, target: &'s str) -> impl Iterator<Item = &'s str> {
    let own = target.rsplit('/').next().unwrap_or_default();
    let mapped = members(discriminator.get("mapping"))
        .filter(move |(_, to)| to.as_str().is_some_and(|to| to == target || to == own));
    mapped.map(|(tag, _)| tag.as_str()).chain([own])
}
