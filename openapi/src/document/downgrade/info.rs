//! What a document says of itself: the root, its title, license and tags.

use serde_json::{Map, Value, json};

use super::{Downgrade, Object};

/// Dialects whose schemas are converted for what they mean.
const DIALECTS: [&str; 3] = [
    "https://spec.openapis.org/oas/3.1/dialect/base",
    DIALECT_3_2,
    "https://json-schema.org/draft/2020-12/schema",
];

const DIALECT_3_2: &str = "https://spec.openapis.org/oas/3.2/dialect/";

impl Downgrade {
    pub(super) fn root(&mut self, document: &mut Object) {
        // References that name the document by it no longer do.
        document.shift_remove("$self");
        let dialect = document.get("jsonSchemaDialect").and_then(Value::as_str);
        let means = |known: &str| dialect.is_some_and(|uri| uri.starts_with(known));
        let (is_known, is_3_2) = (DIALECTS.iter().any(|it| means(it)), means(DIALECT_3_2));
        if !self.is_3_0() {
            if is_3_2 {
                document.shift_remove("jsonSchemaDialect");
            }
            return;
        }
        if document.shift_remove("jsonSchemaDialect").is_some() && !is_known {
            self.told.member("", "jsonSchemaDialect");
        }
        if let Some(webhooks) = document.shift_remove("webhooks") {
            self.told.member("", "webhooks");
            document.entry("x-webhooks").or_insert(webhooks);
        }
        // OAS 3.0 §4.7.1: `paths` must be there.
        document
            .entry("paths")
            .or_insert_with(|| Value::Object(Map::new()));
    }

    /// The summary is the description of who has no other.
    pub(super) fn info(&mut self, info: &mut Object, at: &str) {
        if self.is_3_0() {
            self.summary(info, at);
        }
    }

    pub(super) fn tag(&mut self, tag: &mut Object, at: &str) {
        self.summary(tag, at);
        self.leave_out(tag, at, &["parent", "kind"]);
    }

    pub(super) fn summary(&mut self, object: &mut Object, at: &str) {
        let Some(summary) = object.shift_remove("summary") else {
            return;
        };
        if object.contains_key("description") {
            self.told.member(at, "summary");
        } else {
            object.insert("description".to_owned(), summary);
        }
    }

    /// OAS 3.0 §4.7.4 has the address of a license, and no name of SPDX; each has a page.
    pub(super) fn license(&mut self, license: &mut Object, at: &str) {
        if !self.is_3_0() {
            return;
        }
        let Some(identifier) = license.shift_remove("identifier") else {
            return;
        };
        let name = identifier.as_str().unwrap_or_default();
        let is_one = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
        if is_one && !license.contains_key("url") {
            let page = ["https://spdx.org/licenses/", name, ".html"].concat();
            license.insert("url".to_owned(), json!(page));
        } else {
            self.told.member(at, "identifier");
        }
    }
}
