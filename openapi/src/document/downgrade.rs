//! The dialect of OpenAPI 3.1 to a document of 3.0, for tools that know no other. What 3.0
//! has no words for is left out, which makes the document wider and never stricter, and is
//! told under `x-docent-downgraded`. The way back is `upgrade`; nothing here reads 3.0.

use serde_json::{Map, Value, json};

mod content;
mod exact;
mod info;
mod paths;
mod references;
mod resources;
mod schema;
mod security;
#[cfg(test)]
mod tests;
mod told;
mod walk;

use exact::Exact;
use references::Gathered;
use told::Told;

type Object = Map<String, Value>;

/// The version that is written.
const VERSION: &str = "3.0.4";
/// Where what was left out is told.
const TOLD: &str = "x-docent-downgraded";
/// Where the operations stand whose methods a path item of 3.0 does not know.
const OPERATIONS: &str = "x-additional-operations";
/// Where the schema of a stream's items stands.
const ITEM_SCHEMA: &str = "x-item-schema";

/// What the objects of one document share while it is converted.
struct Downgrade {
    told: Told,
    exact: Exact,
    gathered: Gathered,
    shared: paths::Shared,
    without: security::Without,
}

/// Converts a document that was upgraded, in place.
pub(super) fn downgrade(document: &mut Value) {
    let version = document.get("openapi").cloned();
    let mut told = Told::default();
    let gathered = references::gather(document, &mut told);
    let mut downgrade = Downgrade {
        told,
        exact: Exact::of(document),
        gathered,
        shared: paths::Shared::of(document),
        without: security::Without::of(document),
    };
    downgrade.document(document);
    let told = downgrade.told.into_value(version);
    if let Some(fields) = document.as_object_mut() {
        fields.insert("openapi".to_owned(), json!(VERSION));
        fields.extend(told.map(|told| (TOLD.to_owned(), told)));
    }
}

/// What was kept under a name of ours goes back to where it was: with it a document of 3.0
/// that was written here means what it meant before.
pub(super) fn restore(object: &mut Object) {
    content::restore(object);
    paths::restore(object);
}
