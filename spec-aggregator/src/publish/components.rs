//! What observed operations refer to, brought along into a document with names of its own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{object_at, operations_of, unique};

/// Where observed operations refer to.
const SECTIONS: [&str; 2] = ["schemas", "securitySchemes"];

/// The observed document with other names for those of its components that the document
/// has for something else.
pub(super) fn fitted(document: &Map<String, Value>, observed: &Value) -> Value {
    let mut fitted = observed.clone();
    for section in SECTIONS {
        let taken = names(document.get("components"), section);
        let own = names(observed.get("components"), section);
        let same = |name: &String| {
            let at = |components: Option<&Value>| components?.get(section)?.get(name).cloned();
            at(document.get("components")) == at(observed.get("components"))
        };
        let mut all = taken.union(&own).cloned().collect();
        let renamed: BTreeMap<String, String> = own
            .intersection(&taken)
            .filter(|name| !same(name))
            .map(|name| (name.clone(), unique(&mut all, name, "_")))
            .collect();
        if !renamed.is_empty() {
            rename(&mut fitted, section, &renamed);
        }
    }
    fitted
}

/// Adds the components of the observed document that the document now refers to.
pub(super) fn bring(document: &mut Map<String, Value>, observed: &Value) {
    for section in SECTIONS {
        let own = names(observed.get("components"), section);
        let mut wanted = BTreeSet::new();
        if let Some(paths) = document.get("paths") {
            references(paths, section, &mut wanted);
        }
        let mut brought: BTreeSet<String> = BTreeSet::new();
        while let Some(name) = wanted.pop_first() {
            if !own.contains(&name) || !brought.insert(name.clone()) {
                continue;
            }
            let component = observed
                .get("components")
                .and_then(|components| components.get(section)?.get(&name));
            let into = object_at(document, "components").and_then(|it| object_at(it, section));
            if let (Some(component), Some(into)) = (component, into)
                && !into.contains_key(&name)
            {
                references(component, section, &mut wanted);
                into.insert(name, component.clone());
            }
        }
    }
}

fn names(components: Option<&Value>, section: &str) -> BTreeSet<String> {
    let section = components.and_then(|components| components.get(section)?.as_object());
    section.into_iter().flat_map(Map::keys).cloned().collect()
}

/// The components of a section that anything below a value refers to.
fn references(value: &Value, section: &str, found: &mut BTreeSet<String>) {
    if section == "securitySchemes" {
        let items = value.as_object().into_iter().flat_map(Map::values);
        let requirements = items
            .flat_map(operations_of)
            .filter_map(|(_, operation)| operation.get("security")?.as_array())
            .flatten();
        found.extend(
            requirements
                .filter_map(Value::as_object)
                .flat_map(Map::keys)
                .cloned(),
        );
        return;
    }
    match value {
        Value::Object(fields) => {
            let reference = fields.get("$ref").and_then(Value::as_str);
            let name = reference.and_then(|it| it.strip_prefix(&prefix(section)));
            found.extend(name.map(str::to_owned));
            fields
                .values()
                .for_each(|it| references(it, section, found));
        }
        Value::Array(items) => items.iter().for_each(|it| references(it, section, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn prefix(section: &str) -> String {
    format!("#/components/{section}/")
}

/// Gives components other names, and follows them wherever they are referred to.
fn rename(document: &mut Value, section: &str, renamed: &BTreeMap<String, String>) {
    let components = document.get_mut("components");
    let named = components.and_then(|it| it.get_mut(section)?.as_object_mut());
    if let Some(named) = named {
        let old = std::mem::take(named);
        named.extend(old.into_iter().map(|(name, component)| {
            let name = renamed.get(&name).cloned().unwrap_or(name);
            (name, component)
        }));
    }
    follow(document, section, renamed);
}

fn follow(value: &mut Value, section: &str, renamed: &BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get_mut("$ref") {
                let name = reference.strip_prefix(&prefix(section));
                if let Some(new) = name.and_then(|name| renamed.get(name)) {
                    *reference = format!("{}{new}", prefix(section));
                }
            }
            if section == "securitySchemes"
                && let Some(Value::Array(requirements)) = fields.get_mut("security")
            {
                for requirement in requirements.iter_mut().filter_map(Value::as_object_mut) {
                    let old = std::mem::take(requirement);
                    requirement.extend(old.into_iter().map(|(name, scopes)| {
                        let name = renamed.get(&name).cloned().unwrap_or(name);
                        (name, scopes)
                    }));
                }
            }
            for field in fields.values_mut() {
                follow(field, section, renamed);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|it| follow(it, section, renamed)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
