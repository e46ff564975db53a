//! The gateway's document as its clients of one major version need it: the operations below
//! `/v1`, and of the rest what those refer to.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::gateway::set_version;
use super::operations_of;

/// The first segment of a path, where it names a major version: `v1` of `/v1/users`.
fn major(path: &str) -> Option<&str> {
    let segment = path.strip_prefix('/')?.split('/').next()?;
    let digits = segment.strip_prefix('v')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(segment)
}

/// The major versions that paths of a document begin with.
pub fn majors(document: &Value) -> BTreeSet<String> {
    let paths = document.get("paths").and_then(Value::as_object);
    let named = paths.into_iter().flat_map(Map::keys);
    named
        .filter_map(|path| major(path))
        .map(str::to_owned)
        .collect()
}

/// The part of a gateway's document whose paths begin with this version.
pub fn version(gateway: &Value, wanted: &str) -> Value {
    let mut document = gateway.clone();
    let Some(fields) = document.as_object_mut() else {
        return document;
    };
    let is_of = |path: &str| major(path) == Some(wanted);
    let mut tags = BTreeSet::new();
    if let Some(Value::Object(paths)) = fields.get_mut("paths") {
        paths.retain(|path, _| is_of(path));
        for (_, operation) in paths.values().flat_map(operations_of) {
            let named = operation.get("tags").and_then(Value::as_array);
            tags.extend(named.into_iter().flatten().map(Value::to_string));
        }
    }
    keep(fields, "tags", &|tag| {
        tag.get("name")
            .is_some_and(|name| tags.contains(&name.to_string()))
    });
    keep(fields, "x-docent-conflicts", &|conflict| {
        let path = conflict.get("path").and_then(Value::as_str);
        path.is_some_and(is_of)
    });
    fields.shift_remove("webhooks");
    if let Some(Value::Object(components)) = fields.shift_remove("components") {
        let components = used(fields, components);
        if !components.is_empty() {
            fields.insert("components".to_owned(), Value::Object(components));
        }
    }
    set_version(&mut document);
    document
}

fn keep(fields: &mut Map<String, Value>, name: &str, stays: &dyn Fn(&Value) -> bool) {
    if let Some(Value::Array(list)) = fields.get_mut(name) {
        list.retain(stays);
        if list.is_empty() {
            fields.shift_remove(name);
        }
    }
}

/// The components that the rest refers to, and those that these refer to.
fn used(rest: &Map<String, Value>, components: Map<String, Value>) -> Map<String, Value> {
    let mut found = Found::default();
    rest.values().for_each(|value| found.look(value));
    while let Some((section, name)) = found.left.pop() {
        if let Some(component) = components.get(&section).and_then(|it| it.get(&name)) {
            found.look(component);
        }
    }
    let kept = components.into_iter().filter_map(|(section, named)| {
        let Value::Object(mut named) = named else {
            return None;
        };
        named.retain(|name, _| found.all.contains(&(section.clone(), name.clone())));
        (!named.is_empty()).then_some((section, Value::Object(named)))
    });
    kept.collect()
}

/// Sections and names of components that something refers to.
#[derive(Default)]
struct Found {
    all: BTreeSet<(String, String)>,
    left: Vec<(String, String)>,
}

impl Found {
    fn add(&mut self, section: &str, name: &str) {
        let name = name.replace("~1", "/").replace("~0", "~");
        let component = (section.to_owned(), name);
        if self.all.insert(component.clone()) {
            self.left.push(component);
        }
    }

    /// Whatever reads like a reference is taken for one: what is kept in vain does no harm.
    fn look(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                let within = text.strip_prefix("#/components/");
                let mut tokens = within.into_iter().flat_map(|it| it.split('/'));
                if let (Some(section), Some(name)) = (tokens.next(), tokens.next()) {
                    self.add(section, name);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.look(item)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    if name == "security" {
                        self.schemes(value);
                    }
                    self.look(value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn schemes(&mut self, requirements: &Value) {
        let requirements = requirements.as_array().into_iter().flatten();
        for name in requirements
            .filter_map(Value::as_object)
            .flat_map(Map::keys)
        {
            self.add("securitySchemes", name);
        }
    }
}
