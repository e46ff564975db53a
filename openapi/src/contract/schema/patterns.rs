//! A document's schemas made ready for the compiler: patterns no linear-time engine can
//! run are taken out, and the member names the contract uses are collected.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::visit_schemas;

/// Prepares in place; gives back every member name the schemas declare.
pub(super) fn prepare(
    document: &mut Value,
    report: &mut dyn FnMut(&str, String),
) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut checked = Patterns::default();
    visit_schemas(document, &mut |schema| {
        collect(schema, &mut words);
        if let Some(Value::String(pattern)) = schema.get("pattern")
            && !checked.can_run(pattern, report)
        {
            schema.shift_remove("pattern");
        }
        if let Some(Value::Object(members)) = schema.get_mut("patternProperties") {
            let before = members.len();
            members.retain(|pattern, _| checked.can_run(pattern, report));
            // Members it covered must not become undeclared by its absence.
            if members.len() < before {
                schema.shift_remove("additionalProperties");
                schema.shift_remove("unevaluatedProperties");
            }
        }
    });
    words
}

fn collect(schema: &Map<String, Value>, words: &mut BTreeSet<String>) {
    if let Some(Value::Object(properties)) = schema.get("properties") {
        words.extend(properties.keys().cloned());
    }
    if let Some(Value::Array(required)) = schema.get("required") {
        words.extend(required.iter().filter_map(Value::as_str).map(str::to_owned));
    }
}

/// Patterns that were tried, so that each is tried and reported once.
#[derive(Default)]
struct Patterns {
    good: BTreeSet<String>,
    bad: BTreeSet<String>,
}

impl Patterns {
    fn can_run(&mut self, pattern: &str, report: &mut dyn FnMut(&str, String)) -> bool {
        if self.good.contains(pattern) {
            return true;
        }
        if self.bad.contains(pattern) {
            return false;
        }
        let runs = super::options()
            .build(&json!({ "pattern": pattern }))
            .is_ok();
        if runs {
            self.good.insert(pattern.to_owned());
        } else {
            report(
                "",
                format!("pattern {pattern:?} is not enforced: no linear-time engine can run it"),
            );
            self.bad.insert(pattern.to_owned());
        }
        runs
    }
}
