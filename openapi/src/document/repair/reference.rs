//! References to schemas that stand elsewhere than they say: pydantic and older JSON Schema
//! keep definitions at the root of a schema, which in an OpenAPI document is no longer one.

use serde_json::{Map, Value};

use super::Repairs;
use super::dialect::{Dialect, KEEPERS};
use crate::pointer;

const COMPONENTS: &str = "#/components/schemas/";

/// Makes a `$ref` that names the document itself one that stays within it, and one to a
/// definition that is kept around it, or in components, lead there.
pub(in crate::document) fn reference(
    object: &mut Map<String, Value>,
    at: &str,
    dialect: &Dialect,
    repairs: &mut Repairs,
) {
    let Some(Value::String(reference)) = object.get_mut("$ref") else {
        return;
    };
    let own = dialect.own.as_deref().filter(|own| !own.is_empty());
    if let Some(within) = own.and_then(|own| reference.strip_prefix(own))
        && within.starts_with('#')
    {
        *reference = within.to_owned();
    }
    for keeper in KEEPERS {
        let named = reference
            .strip_prefix("#/")
            .and_then(|it| it.strip_prefix(keeper));
        let Some(name) = named.and_then(|it| it.strip_prefix('/')) else {
            continue;
        };
        if dialect.at_root.contains(&keeper) {
            return;
        }
        if let Some(meant) = meant(keeper, name, at, dialect) {
            let message = ["no ", keeper, " here: read as ", &meant];
            repairs.note_member(at, "$ref", &message.concat());
            *reference = meant;
        }
        return;
    }
}

/// The nearest schema around that keeps one of this name, or the component of this name.
fn meant(keeper: &'static str, name: &str, at: &str, dialect: &Dialect) -> Option<String> {
    let key = (keeper, pointer::unescape(name).into_owned());
    // In a resource of its own the fragment is of that resource, and means what it says.
    if ancestors(at).any(|around| dialect.resources.contains(around)) {
        return None;
    }
    let keeps = |around: &&str| {
        let kept = dialect.kept.get(*around);
        kept.is_some_and(|kept| kept.contains(&key))
    };
    if let Some(around) = ancestors(at).find(keeps) {
        // A fragment of a URI is decoded before it is a pointer.
        let around = around.replace('%', "%25");
        return Some(["#", &around, "/", keeper, "/", name].concat());
    }
    let is_component = dialect.components.contains(&key.1);
    is_component.then(|| [COMPONENTS, name].concat())
}

/// A pointer and those of all around it, the nearest first.
fn ancestors(at: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(at), |at| Some(at.rsplit_once('/')?.0))
}
