//! Objects and arrays: what a schema names, and a few more.

use serde_json::{Map, Value};

use super::Writer;
use crate::generate::text;
use crate::generate::words::{FOREIGN_NAMES, NAMES};

/// Items or members beyond those a schema names.
const MORE_MAX: usize = 3;

impl Writer<'_, '_, '_> {
    pub(super) fn object(&mut self, schema: &Map<String, Value>, depth: usize) {
        let members = self.members(schema);
        let mut written: Vec<String> = Vec::new();
        self.out.push('{');
        for (name, value) in members {
            if !written.contains(&name) {
                text::separate(&mut self.out, written.len());
                text::string(&mut self.out, &name, self.choices);
                self.out.push_str(": ");
                self.value(&value, depth);
                written.push(name);
            }
        }
        self.out.push('}');
    }

    /// Names, some of them twice, and the schemas of their values.
    fn members(&mut self, schema: &Map<String, Value>) -> Vec<(String, Value)> {
        let mut names: Vec<(String, Value)> = Vec::new();
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            for (name, property) in properties {
                if !self.choices.is_one_of_256(48) {
                    names.push((name.clone(), property.clone()));
                }
            }
        }
        let other = ["additionalProperties", "unevaluatedProperties"]
            .iter()
            .find_map(|keyword| schema.get(*keyword));
        let other = match schema.get("patternProperties").and_then(Value::as_object) {
            Some(patterns) if self.choices.is_one_of_256(128) => patterns.values().next(),
            _ => other,
        };
        let other = other.cloned().unwrap_or_default();
        for name in schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if !self.choices.is_one_of_256(24) {
                names.push((name.as_str().unwrap_or_default().to_owned(), other.clone()));
            }
        }
        for _ in 0..self.choices.below(MORE_MAX) {
            let name = if self.choices.is_one_of_256(64) {
                self.choices.pick(&FOREIGN_NAMES)
            } else {
                self.choices.pick(&NAMES)
            };
            names.push((name.to_owned(), other.clone()));
        }
        names
    }

    pub(super) fn array(&mut self, schema: &Map<String, Value>, depth: usize) {
        let prefix = schema.get("prefixItems").and_then(Value::as_array);
        let prefix = prefix.map(Vec::as_slice).unwrap_or_default();
        let others: Vec<&Value> = ["items", "contains", "unevaluatedItems"]
            .iter()
            .filter_map(|keyword| schema.get(*keyword))
            .collect();
        let count = match self.choices.below(4) {
            0 => self.choices.below(3),
            _ => prefix.len() + self.choices.below(MORE_MAX + 1),
        };
        self.out.push('[');
        for at in 0..count {
            text::separate(&mut self.out, at);
            let item = match prefix.get(at) {
                Some(item) => item,
                None if others.is_empty() => &Value::Null,
                None => self.choices.pick(&others),
            };
            self.value(item, depth);
        }
        self.out.push(']');
    }
}
