//! What is in the body: `in: body` and `in: formData` become a Request Body Object (OAS 3.0
//! §4.7.13), and what an operation consumes or produces the keys of its content.

use serde_json::{Value, json};

use super::parameter::schema_of;
use super::{Converter, Object, is_file};
use crate::document::DocumentError;

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl Converter<'_> {
    /// The request body of a parameter that is one.
    pub(super) fn body(
        &mut self,
        mut parameter: Object,
        consumes: &[String],
    ) -> Result<Value, DocumentError> {
        let schema = parameter.shift_remove("schema");
        let content = self.content(consumes, schema)?;
        parameter.retain(|name, _| !matches!(name.as_str(), "in" | "name" | "type"));
        parameter.insert("content".to_owned(), content);
        Ok(Value::Object(parameter))
    }

    /// The request body of the fields of a form.
    pub(super) fn form(
        &mut self,
        fields: Vec<Object>,
        consumes: &[String],
    ) -> Result<Value, DocumentError> {
        let has_file = fields.iter().any(is_file);
        let mut properties = Object::new();
        let mut encoding = Object::new();
        let mut required = Vec::new();
        for mut field in fields {
            let Some(Value::String(name)) = field.shift_remove("name") else {
                continue;
            };
            if field.get("required") == Some(&Value::Bool(true)) {
                required.push(Value::String(name.clone()));
            }
            let (mut schema, style) = schema_of(&mut field, true);
            if !style.is_empty() {
                encoding.insert(name.clone(), Value::Object(style));
            }
            if let Some(description) = field.shift_remove("description") {
                schema.insert("description".to_owned(), description);
            }
            properties.insert(name, Value::Object(schema));
        }
        let is_required = !required.is_empty();
        let mut schema = json!({ "type": "object", "properties": properties });
        let mut media_type = Object::new();
        if let Some(schema) = schema.as_object_mut().filter(|_| is_required) {
            schema.insert("required".to_owned(), Value::Array(required));
        }
        media_type.insert("schema".to_owned(), schema);
        if !encoding.is_empty() {
            media_type.insert("encoding".to_owned(), Value::Object(encoding));
        }
        let media_type = Value::Object(media_type);
        let mut content = Object::new();
        for form in [URLENCODED, MULTIPART] {
            let is_named = consumes.iter().any(|named| named == form);
            if is_named || has_file && form == MULTIPART {
                content.insert(form.to_owned(), self.copy(&media_type)?);
            }
        }
        if content.is_empty() {
            content.insert(URLENCODED.to_owned(), media_type);
        }
        Ok(json!({ "required": is_required, "content": content }))
    }

    /// A `content` map for these media types.
    pub(super) fn content(
        &mut self,
        media_types: &[String],
        schema: Option<Value>,
    ) -> Result<Value, DocumentError> {
        let is_file = schema
            .as_ref()
            .and_then(Value::as_object)
            .is_some_and(is_file);
        let mut media_type = Object::new();
        media_type.extend(schema.map(|schema| ("schema".to_owned(), schema)));
        let media_type = Value::Object(media_type);
        let mut content = Object::new();
        for named in media_types {
            // A file is bytes; it is no JSON text even where only JSON is announced.
            let of = if is_file && named.contains("json") {
                self.copy(&json!({}))?
            } else {
                self.copy(&media_type)?
            };
            self.copy(&Value::String(named.clone()))?;
            content.insert(named.clone(), of);
        }
        if media_types.is_empty() {
            // Nobody said which: what is JSON has the schema, and nothing else is excluded.
            if !is_file {
                content.insert("application/json".to_owned(), media_type);
            }
            content.insert("*/*".to_owned(), json!({}));
        }
        Ok(Value::Object(content))
    }
}
