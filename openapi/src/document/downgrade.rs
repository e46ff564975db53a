//! The words of OpenAPI 3.2 to those of 3.1, and both to a document of 3.0, for tools that
//! know no other. What a version has no words for is left out, which makes the document wider
//! and never stricter, and is told under `x-docent-downgraded`. The way back is `upgrade`;
//! nothing here reads 3.0.

use ::schema::part::Part;
use serde_json::{Map, Value};

use super::schemas::visit;
use super::version::Version;

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

/// Where what was left out is told.
const TOLD: &str = "x-docent-downgraded";
/// Where the operations stand whose methods a path item of 3.0 and 3.1 does not know.
const OPERATIONS: &str = "x-additional-operations";
/// Where the schema of a stream's items stands.
const ITEM_SCHEMA: &str = "x-item-schema";

/// What the objects of one document share while it is converted.
struct Downgrade {
    version: Version,
    told: Told,
    exact: Exact,
    gathered: Gathered,
    shared: paths::Shared,
    without: security::Without,
}

/// Converts a document that was upgraded, in place.
pub(super) fn downgrade(document: &mut Value, version: Version) {
    let label = document.get("openapi").cloned();
    let told = match version {
        Version::V3_0 => {
            let mut told = Told::default();
            let gathered = references::gather(document, &mut told);
            let mut downgrade = Downgrade {
                version,
                told,
                exact: Exact::of(document),
                gathered,
                shared: paths::Shared::of(document, version),
                without: security::Without::of(document),
            };
            downgrade.document(document);
            downgrade.told.into_value(label.as_ref())
        }
        Version::V3_1 => {
            let mut downgrade = Downgrade {
                version,
                told: Told::default(),
                exact: Exact::default(),
                gathered: Gathered::default(),
                shared: paths::Shared::of(document, version),
                without: security::Without::default(),
            };
            visit(document, &mut |part, object, at| {
                if matches!(part, Part::Schema) {
                    downgrade.words_of_3_2(object, at);
                }
            });
            downgrade.document(document);
            // Whatever the label says, only 3.2 has what 3.1 has not.
            let label = Version::V3_2.label(label.as_ref());
            downgrade.told.into_value(Some(&label))
        }
        Version::V3_2 => None,
    };
    if let Some(fields) = document.as_object_mut() {
        fields.insert("openapi".to_owned(), version.label(label.as_ref()));
        fields.extend(told.map(|told| (TOLD.to_owned(), told)));
    }
}

/// What was kept under a name of ours goes back to where it was: with it a document of 3.0 or
/// 3.1 that was written here means what it meant before.
pub(super) fn restore(object: &mut Object) {
    content::restore(object);
    paths::restore(object);
}
