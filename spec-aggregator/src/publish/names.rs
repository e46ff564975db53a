//! Renames what a service's document names for itself, so that many documents fit into one:
//! components, security schemes and operation identifiers get the service's prefix, paths
//! its base path, and everything that refers to them follows. Examples, defaults and
//! constants are payload, not references, and stay untouched.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

#[cfg(test)]
mod tests;

/// What a service's own names become.
pub(super) struct Names {
    /// Goes before every component's name, with an underscore.
    pub(super) prefix: String,
    /// Goes before every path.
    pub(super) base_path: String,
    /// Old operation identifier → new.
    pub(super) operation_ids: BTreeMap<String, String>,
    /// Schema → the schemas that extend it by `allOf`.
    pub(super) children: BTreeMap<String, Vec<String>>,
}

const SCHEMAS: &str = "#/components/schemas/";

/// Members whose keys are names somebody chose, not keywords of the specification.
const MAPS: [&str; 20] = [
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
    "schemas",
    "responses",
    "headers",
    "requestBodies",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
    "content",
    "encoding",
    "variables",
    "paths",
    "webhooks",
    "parameters",
    "mediaTypes",
];
/// Members that hold payload.
const PAYLOAD: [&str; 6] = ["example", "default", "const", "enum", "value", "dataValue"];

/// The schemas that extend another, by the name of the other.
pub(super) fn children(document: &Value) -> BTreeMap<String, Vec<String>> {
    let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        for parent in schema_references(schema, "allOf") {
            children
                .entry(parent.to_owned())
                .or_default()
                .push(name.clone());
        }
    }
    children
}

fn schema_references<'v>(schema: &'v Value, keyword: &str) -> impl Iterator<Item = &'v str> {
    let branches = schema.get(keyword).and_then(Value::as_array);
    branches.into_iter().flatten().filter_map(|branch| {
        branch
            .get("$ref")?
            .as_str()?
            .strip_prefix(SCHEMAS)
            .filter(|name| !name.contains('/'))
    })
}

impl Names {
    /// Renames throughout a document; the keys of `paths` stay, they are the caller's.
    pub(super) fn apply(&self, document: &mut Value) {
        self.discriminators(document);
        self.keywords(document);
        let components = document
            .get_mut("components")
            .and_then(Value::as_object_mut);
        for section in components
            .into_iter()
            .flat_map(Map::values_mut)
            .filter_map(Value::as_object_mut)
        {
            let named = std::mem::take(section);
            section.extend(
                named
                    .into_iter()
                    .map(|(name, value)| (self.component(&name), value)),
            );
        }
    }

    /// The new name of a component.
    pub(super) fn component(&self, name: &str) -> String {
        format!("{}_{name}", self.prefix)
    }

    fn keywords(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.keywords(item)),
            Value::Object(fields) => {
                self.references(fields);
                for (keyword, value) in fields.iter_mut() {
                    let keyword = keyword.as_str();
                    if keyword == "examples" {
                        self.examples(value);
                    } else if keyword == "security" {
                        self.security(value);
                    } else if MAPS.contains(&keyword) && value.is_object() {
                        self.map(keyword, value);
                    } else if !PAYLOAD.contains(&keyword) && !keyword.starts_with("x-") {
                        self.keywords(value);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn map(&self, keyword: &str, value: &mut Value) {
        for (_, named) in value.as_object_mut().into_iter().flatten() {
            if keyword != "callbacks" {
                self.keywords(named);
                continue;
            }
            // A callback is itself a map, from expressions to path items.
            if let Some(fields) = named.as_object_mut() {
                self.references(fields);
                fields.values_mut().for_each(|item| self.keywords(item));
            }
        }
    }

    fn references(&self, fields: &mut Map<String, Value>) {
        for keyword in ["$ref", "operationRef"] {
            if let Some(Value::String(reference)) = fields.get_mut(keyword) {
                *reference = self.reference(reference);
            }
        }
        if let Some(Value::String(id)) = fields.get_mut("operationId")
            && let Some(new) = self.operation_ids.get(id)
        {
            new.clone_into(id);
        }
    }

    /// A map of Example Objects, or the plain payloads of a schema's `examples`.
    fn examples(&self, value: &mut Value) {
        for (_, example) in value.as_object_mut().into_iter().flatten() {
            if let Some(fields) = example.as_object_mut() {
                self.references(fields);
            }
        }
    }

    fn security(&self, value: &mut Value) {
        for requirement in value
            .as_array_mut()
            .into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
        {
            let schemes = std::mem::take(requirement);
            requirement.extend(
                schemes
                    .into_iter()
                    .map(|(name, scopes)| (self.component(&name), scopes)),
            );
        }
    }

    fn reference(&self, reference: &str) -> String {
        let named = reference
            .strip_prefix("#/components/")
            .and_then(|rest| rest.split_once('/'));
        if let Some((section, name)) = named {
            return format!("#/components/{section}/{}", self.component(name));
        }
        match reference.strip_prefix("#/paths/") {
            Some(path) => format!(
                "#/paths/{}{path}",
                self.base_path.replace('~', "~0").replace('/', "~1")
            ),
            None => reference.to_owned(),
        }
    }

    /// Writes out what a discriminator implies by the names of schemas, because the names
    /// are about to change and the values in payloads are not (OAS 3.1 §4.8.25).
    fn discriminators(&self, document: &mut Value) {
        let schemas = document
            .pointer_mut("/components/schemas")
            .and_then(Value::as_object_mut);
        for (name, schema) in schemas.into_iter().flatten() {
            let children = self.children.get(name).cloned().unwrap_or_default();
            write_out_mapping(schema, &children);
        }
        self.every_mapping(document);
    }

    fn every_mapping(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.every_mapping(item)),
            Value::Object(fields) => {
                fields
                    .values_mut()
                    .for_each(|value| self.every_mapping(value));
                if fields
                    .get("discriminator")
                    .is_some_and(|d| d.get("propertyName").is_some_and(Value::is_string))
                {
                    write_out_mapping(value, &[]);
                    self.rename_mapping(value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn rename_mapping(&self, schema: &mut Value) {
        let mapping = schema
            .pointer_mut("/discriminator/mapping")
            .and_then(Value::as_object_mut);
        for (_, target) in mapping.into_iter().flatten() {
            if let Value::String(target) = target {
                let bare = !target.contains(['/', '#', ':']);
                let reference = if bare {
                    format!("{SCHEMAS}{target}")
                } else {
                    target.clone()
                };
                *target = self.reference(&reference);
            }
        }
    }
}

fn write_out_mapping(schema: &mut Value, children: &[String]) {
    let branches: Vec<String> = ["oneOf", "anyOf"]
        .into_iter()
        .flat_map(|keyword| schema_references(schema, keyword))
        .map(str::to_owned)
        .chain(children.iter().cloned())
        .collect();
    if branches.is_empty() {
        return;
    }
    let Some(discriminator) = schema
        .get_mut("discriminator")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    let mapping = discriminator.entry("mapping").or_insert_with(|| json!({}));
    let Some(mapping) = mapping.as_object_mut() else {
        return;
    };
    for name in branches {
        let reference = format!("{SCHEMAS}{name}");
        let named = mapping
            .values()
            .any(|target| *target == json!(reference) || *target == json!(name));
        if !named {
            mapping.insert(name, Value::String(reference));
        }
    }
}
