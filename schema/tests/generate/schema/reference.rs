//! References: by pointer, by anchor, by URI, and to what is decided while judging.

use serde_json::json;

use super::{Keywords, NODE, PLAIN, Place, RESOURCE, URI};
use crate::generate::choices::Choices;

/// Adds a reference that may stand here, if there is one.
pub(super) fn insert(out: &mut Keywords, choices: &mut Choices<'_>, place: Place) {
    if choices.is_one_of_256(64) && place.first <= NODE + 1 {
        // In the inner resource the anchor is first found there, then replaced by the root's.
        out.insert("$dynamicRef".to_owned(), json!("#node"));
        return;
    }
    // The document's name, where a bare fragment means the inner resource.
    let document = if place.is_inner || choices.is_one_of_256(32) {
        choices.pick(&["document", URI])
    } else {
        ""
    };
    let target = choices.below(NODE + 2).max(place.first);
    let is_short = choices.is_one_of_256(128);
    let reference = match target.checked_sub(1) {
        None => format!("{document}#"),
        Some(at) if is_short && at < PLAIN => format!("{document}#a{at}"),
        // Only by its own URI: by a pointer of the document's, what its dynamic scope is,
        // nobody says (JSON Schema 2020-12 §9.2.1).
        Some(RESOURCE) => "inner.json".to_owned(),
        Some(NODE) if is_short => format!("{document}#node"),
        Some(at) if at <= NODE => format!("{document}#/$defs/d{at}"),
        Some(_) => return,
    };
    out.insert("$ref".to_owned(), json!(reference));
}
