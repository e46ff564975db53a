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
    let mut around = at;
    loop {
        if dialect.resources.contains(around) {
            return None;
        }
        if dialect
            .kept
            .get(around)
            .is_some_and(|kept| kept.contains(&key))
        {
            // A fragment of a URI is decoded before it is a pointer.
            let around = around.replace('%', "%25");
            return Some(["#", &around, "/", keeper, "/", name].concat());
        }
        match around.rsplit_once('/') {
            Some((outer, _)) => around = outer,
            None => break,
        }
    }
    let is_component = dialect.components.contains(&key.1);
    is_component.then(|| [COMPONENTS, name].concat())
}
