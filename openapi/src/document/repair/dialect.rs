//! What of a document decides how its schemas are read, looked up once.

use std::collections::{BTreeMap, BTreeSet};

use schema::part::Part;
use serde_json::{Map, Value};

use crate::document::schemas::visit;

/// The keywords under which a schema keeps others, of 2020-12 and of older versions.
pub(super) const KEEPERS: [&str; 2] = ["$defs", "definitions"];

/// What of a document decides how its schemas are read.
pub(in crate::document) struct Dialect {
    /// Whether `nullable` and boolean `exclusiveMinimum` are words of its version.
    pub(in crate::document) is_3_0: bool,
    /// The URI that the document gives itself (OAS 3.2 §4.1.2.2, `$self`).
    pub(super) own: Option<String>,
    /// Names of the schemas in components.
    pub(super) components: BTreeSet<String>,
    /// Keepers at the root, whose references are right as they are.
    pub(super) at_root: Vec<&'static str>,
    /// By pointer, the schemas that keep others: keyword and name.
    pub(super) kept: BTreeMap<String, BTreeSet<(&'static str, String)>>,
    /// Pointers of schemas that are resources of their own, and so the root of references
    /// (JSON Schema 2020-12 Core §8.2.1).
    pub(super) resources: BTreeSet<String>,
}

impl Dialect {
    pub(in crate::document) fn of(document: &mut Value) -> Self {
        let mut kept = BTreeMap::new();
        let mut resources = BTreeSet::new();
        visit(document, &mut |part, object, pointer| {
            if !matches!(part, Part::Schema) {
                return;
            }
            if object.get("$id").is_some_and(Value::is_string) {
                resources.insert(pointer.to_owned());
            }
            let names: BTreeSet<_> = KEEPERS
                .into_iter()
                .flat_map(|keeper| {
                    let schemas = object.get(keeper).and_then(Value::as_object);
                    let names = schemas.into_iter().flat_map(Map::keys);
                    names.map(move |name| (keeper, name.clone()))
                })
                .collect();
            if !names.is_empty() {
                kept.insert(pointer.to_owned(), names);
            }
        });
        let text = |member: &str| document.get(member).and_then(Value::as_str);
        let components = document.pointer("/components/schemas");
        let components = components.and_then(Value::as_object).into_iter();
        Self {
            is_3_0: text("openapi").is_some_and(|version| version.starts_with("3.0")),
            own: text("$self").map(str::to_owned),
            components: components.flat_map(Map::keys).cloned().collect(),
            at_root: KEEPERS
                .into_iter()
                .filter(|keeper| document.get(keeper).is_some())
                .collect(),
            kept,
            resources,
        }
    }
}
