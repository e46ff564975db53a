//! How often one value may be judged by one schema. Branches that share branches double
//! the work with each level, and two kilobytes of them can stop a worker; such a schema is
//! refused when it is compiled. Work that grows with the value itself is not counted here:
//! the limits of bodies bound it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::limits::{DOCUMENT_DEPTH_MAX, SCHEMA_COST_MAX};

/// Costs of the schemas of one document, each computed once.
#[derive(Default)]
pub(super) struct Costs {
    /// By address in the document; `None` while it is being computed.
    known: BTreeMap<*const Value, Option<usize>>,
}

impl Costs {
    /// Evaluations that judging one value by `schema` may take, at most
    /// [`SCHEMA_COST_MAX`] and one more.
    pub(super) fn of(&mut self, document: &Value, schema: &Value) -> usize {
        self.expand(document, schema, 4 * DOCUMENT_DEPTH_MAX)
    }

    fn expand(&mut self, document: &Value, schema: &Value, depth: usize) -> usize {
        let key = std::ptr::from_ref(schema);
        if let Some(known) = self.known.get(&key) {
            // A schema that leads back to itself adds nothing the first visit did not.
            return known.unwrap_or(0);
        }
        let Some(depth) = depth.checked_sub(1) else {
            return SCHEMA_COST_MAX + 1;
        };
        self.known.insert(key, None);
        let mut cost = 1_usize;
        for branch in branches(document, schema) {
            cost = cost.saturating_add(self.expand(document, branch, depth));
        }
        let cost = cost.min(SCHEMA_COST_MAX + 1);
        self.known.insert(key, Some(cost));
        cost
    }
}

/// The schemas that judge the same value as `schema` does (2020-12 Core §10.2).
fn branches<'d>(document: &'d Value, schema: &'d Value) -> impl Iterator<Item = &'d Value> {
    let referred = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.strip_prefix('#'))
        .and_then(|fragment| document.pointer(fragment));
    let lists = ["allOf", "anyOf", "oneOf"]
        .into_iter()
        .filter_map(|keyword| schema.get(keyword)?.as_array())
        .flatten();
    let single = ["not", "if", "then", "else"]
        .into_iter()
        .filter_map(|keyword| schema.get(keyword));
    let dependent = schema
        .get("dependentSchemas")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|schemas| schemas.values());
    referred
        .into_iter()
        .chain(lists)
        .chain(single)
        .chain(dependent)
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use serde_json::{Map, Value, json};

    use super::{Costs, SCHEMA_COST_MAX};

    /// `levels` schemas, each twice the next.
    fn doubling(levels: u32) -> Value {
        let mut schemas = Map::new();
        for level in 0..levels {
            let next = json!({ "$ref": format!("#/s{}", level + 1) });
            schemas.insert(format!("s{level}"), json!({ "anyOf": [next, next] }));
        }
        schemas.insert(format!("s{levels}"), json!({ "type": "string" }));
        schemas.into()
    }

    #[track_caller]
    fn cost(document: &Value, name: &str) -> usize {
        Costs::default().of(document, &document[name])
    }

    #[test]
    fn branches_that_share_branches_double() {
        assert_eq!(cost(&doubling(0), "s0"), 1);
        assert_eq!(cost(&doubling(1), "s0"), 5);
        assert!(cost(&doubling(14), "s0") <= SCHEMA_COST_MAX);
        assert_eq!(cost(&doubling(40), "s0"), SCHEMA_COST_MAX + 1);
    }

    #[test]
    fn a_schema_that_refers_to_itself_costs_once() {
        let tree = json!({ "a": { "anyOf": [{ "$ref": "#/a" }, { "items": { "$ref": "#/a" } }] } });
        assert_eq!(cost(&tree, "a"), 3);
    }
}
