//! Bodies: responses, media types, examples. A stream's items have no word before 3.2, so their
//! schema becomes an extension, from which it is read back.

use serde_json::{Value, json};

use super::{Downgrade, ITEM_SCHEMA, Object};
use crate::pointer;

/// Members of an Encoding Object, and of a Media Type Object, about parts within parts.
pub(super) const NESTED: [&str; 3] = ["encoding", "prefixEncoding", "itemEncoding"];

impl Downgrade {
    pub(super) fn response(&mut self, response: &mut Object, at: &str) {
        self.summary(response, at);
        // OAS 3.0 §4.7.17, OAS 3.1 §4.8.17: it must be there.
        response.entry("description").or_insert_with(|| json!(""));
    }

    pub(super) fn media_type(&mut self, media_type: &mut Object, at: &str) {
        let parts =
            media_type.contains_key("prefixEncoding") || media_type.contains_key("itemEncoding");
        self.leave_out(media_type, at, &["prefixEncoding", "itemEncoding"]);
        let Some(items) = media_type.shift_remove("itemSchema") else {
            return;
        };
        self.told.member(at, "itemSchema");
        // To a reader of no later version a stream is one text; what has parts is none.
        if !parts && !at.contains("/multipart~1") && !media_type.contains_key("schema") {
            media_type.insert("schema".to_owned(), plain());
            self.texts(media_type, at);
        }
        media_type.insert(ITEM_SCHEMA.to_owned(), items);
    }

    /// Leaves out examples that are no texts: they were of items.
    fn texts(&mut self, media_type: &mut Object, at: &str) {
        if media_type.get("example").is_some_and(|it| !it.is_string()) {
            self.leave_out(media_type, at, &["example"]);
        }
        let at = pointer::join(at, "examples");
        let Some(Value::Object(examples)) = media_type.get_mut("examples") else {
            return;
        };
        examples.retain(|name, example| {
            let stays = example.get("value").is_none_or(Value::is_string);
            if !stays {
                self.told.member(&at, name);
            }
            stays
        });
        if examples.is_empty() {
            media_type.shift_remove("examples");
        }
    }

    pub(super) fn example(&mut self, example: &mut Object, at: &str) {
        for name in ["dataValue", "serializedValue"] {
            let Some(value) = example.shift_remove(name) else {
                continue;
            };
            if example.contains_key("value") || example.contains_key("externalValue") {
                self.told.member(at, name);
            } else {
                example.insert("value".to_owned(), value);
            }
        }
    }
}

/// The schema of a stream as one text.
fn plain() -> Value {
    json!({ "type": "string" })
}

/// Makes the schema of a stream's items what it was before it was an extension.
pub(super) fn restore(media_type: &mut Object) {
    let Some(items) = media_type.shift_remove(ITEM_SCHEMA) else {
        return;
    };
    if media_type.get("schema") == Some(&plain()) {
        media_type.shift_remove("schema");
    }
    media_type.insert("itemSchema".to_owned(), items);
}
