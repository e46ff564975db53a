//! What a schema says of arrays. In 3.0 all items have one schema.

use serde_json::{Value, json};

use super::super::{Downgrade, Object};
use super::object::any_of;
use crate::pointer;

impl Downgrade {
    pub(super) fn items(&mut self, schema: &mut Object, at: &str, depth: usize) {
        if matches!(schema.get("items"), Some(Value::Array(_))) {
            // Of an older dialect, beside the keyword that took its place.
            self.leave_out(schema, at, &["items"]);
        }
        let first = match schema.shift_remove("prefixItems") {
            Some(Value::Array(first)) if !first.is_empty() => first,
            Some(_) | None => Vec::new(),
        };
        let mut rest = schema.get("items").cloned();
        if rest == Some(Value::Bool(false)) {
            at_most(schema, first.len());
            rest = None;
        }
        let rest = rest.map(|rest| self.schema(rest, &pointer::join(at, "items"), depth));
        if first.is_empty() {
            if let Some(rest) = rest {
                schema.insert("items".to_owned(), rest);
            }
            return;
        }
        self.told.member(at, "prefixItems");
        let within = pointer::join(at, "prefixItems");
        let count = first.len();
        let first = first.into_iter().enumerate().map(|(index, item)| {
            let at = pointer::join(&within, &index.to_string());
            self.schema(item, &at, depth)
        });
        let first: Vec<Value> = first.collect();
        let most = schema.get("maxItems").and_then(Value::as_u64);
        let most = most.and_then(|most| usize::try_from(most).ok());
        let items = match most {
            Some(most) if most <= count => any_of(first.into_iter().take(most)),
            Some(_) | None => {
                let rest = rest.unwrap_or_else(|| json!({}));
                any_of(first.into_iter().chain([rest]))
            }
        };
        schema.insert("items".to_owned(), items);
    }
}

/// No more items than these, whose schemas say what they are.
fn at_most(schema: &mut Object, count: usize) {
    schema.insert("items".to_owned(), json!({}));
    let known = schema.get("maxItems").and_then(Value::as_f64);
    // Bounds that are not whole numbers are no bounds; a count this large is never met.
    #[expect(clippy::cast_precision_loss, reason = "lists in a document are short")]
    let is_narrower = known.is_some_and(|known| known <= count as f64);
    if !is_narrower {
        schema.insert("maxItems".to_owned(), json!(count));
    }
}
