//! What a schema says without judging: examples, how a string holds data, names in XML, which
//! branch a value means.

use serde_json::{Value, json};

use super::super::{Downgrade, Object};
use crate::http::MediaType;
use crate::pointer;

impl Downgrade {
    pub(super) fn annotations(&mut self, schema: &mut Object, at: &str) {
        self.examples(schema, at);
        data(schema);
        self.words_of_3_2(schema, at);
    }

    /// What the vocabulary of OpenAPI itself has from 3.2 on.
    pub(in crate::document::downgrade) fn words_of_3_2(&mut self, schema: &mut Object, at: &str) {
        if let Some(Value::Object(xml)) = schema.get_mut("xml") {
            let node = xml.shift_remove("nodeType");
            match node.as_ref().and_then(Value::as_str) {
                Some("attribute") => drop(xml.insert("attribute".to_owned(), json!(true))),
                Some("element") | None => {}
                Some(_) => self.told.member(&pointer::join(at, "xml"), "nodeType"),
            }
        }
        match schema.get_mut("discriminator") {
            Some(Value::Object(discriminator)) if discriminator.contains_key("propertyName") => {
                let at = pointer::join(at, "discriminator");
                self.leave_out(discriminator, &at, &["defaultMapping"]);
            }
            Some(_) => self.leave_out(schema, at, &["discriminator"]),
            None => {}
        }
    }

    /// The first example is the only one.
    fn examples(&mut self, schema: &mut Object, at: &str) {
        let place = schema.keys().position(|name| name == "examples");
        let (Some(place), Some(examples)) = (place, schema.shift_remove("examples")) else {
            return;
        };
        let Value::Array(examples) = examples else {
            return;
        };
        let mut examples = examples.into_iter();
        if !schema.contains_key("example")
            && let Some(first) = examples.next()
        {
            schema.shift_insert(place, "example".to_owned(), first);
        }
        if examples.next().is_some() {
            self.told.member(at, "examples");
        }
    }
}

/// Data in a string is a format in 3.0 (OAS 3.0 §4.4): `byte` as Base64, `binary` as it is.
fn data(schema: &mut Object) {
    if schema.contains_key("format") {
        return;
    }
    let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
    let (keyword, format) = match (text("contentEncoding"), text("contentMediaType")) {
        (Some(encoding), _) if encoding.eq_ignore_ascii_case("base64") => {
            ("contentEncoding", "byte")
        }
        (None, Some(media_type)) if is_data(media_type) => ("contentMediaType", "binary"),
        (_, _) => return,
    };
    if let Some(at) = schema.keys().position(|name| name == keyword) {
        schema.shift_remove(keyword);
        schema.shift_insert(at, "format".to_owned(), json!(format));
    }
}

/// Whether what is of this media type is no text.
fn is_data(media_type: &str) -> bool {
    let media_type = MediaType::parse(media_type.as_bytes());
    media_type.is_some_and(|it| !it.is_text() && !it.is_json() && !it.is_xml())
}
