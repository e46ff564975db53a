//! Swagger 2.0 to OpenAPI 3.0, which means the same in other words: what is shared moves
//! into components, what an operation consumes and produces into its contents. A document
//! that would grow past the bound of any document on the way is refused.

use std::rc::Rc;

use schema::part::Part;
use serde_json::{Map, Value, json};

use super::DocumentError;
use super::repair::Repairs;
use super::schemas::visit;
use crate::limits::DOCUMENT_NODES_MAX;
use crate::pointer;

mod body;
mod operation;
mod parameter;
mod security;
mod server;
#[cfg(test)]
mod tests;

type Object = Map<String, Value>;

/// What the operations of one document share while they are converted.
struct Converter<'r> {
    /// Media types of requests and answers that do not say their own.
    consumes: Rc<[String]>,
    produces: Rc<[String]>,
    /// Parameters and responses that operations refer to, as they were written.
    parameters: Object,
    responses: Object,
    /// What may still be copied, in nodes.
    left: usize,
    repairs: &'r mut Repairs,
}

/// Converts a document whose `swagger` is known to be 2.0.
pub(super) fn swagger(mut source: Object, repairs: &mut Repairs) -> Result<Value, DocumentError> {
    repairs.note(
        "/swagger",
        "Swagger 2.0: read as the OpenAPI 3.0 it means, in which all pointers are",
    );
    let mut document = Object::new();
    document.insert("openapi".to_owned(), json!("3.0.3"));
    let servers = server::taken(&mut source);
    let security = object(source.shift_remove("securityDefinitions"));
    let definitions = object(source.shift_remove("definitions"));
    let mut converter = Converter {
        consumes: texts(source.shift_remove("consumes")).unwrap_or_default(),
        produces: texts(source.shift_remove("produces")).unwrap_or_default(),
        parameters: object(source.shift_remove("parameters")),
        responses: object(source.shift_remove("responses")),
        left: DOCUMENT_NODES_MAX,
        repairs,
    };
    for (name, member) in source {
        match (name.as_str(), member) {
            ("swagger", _) => {}
            ("paths", Value::Object(paths)) => {
                document.extend(servers.clone().map(|it| ("servers".to_owned(), it)));
                document.insert(name, Value::Object(converter.paths(paths)?));
            }
            (_, member) => {
                document.insert(name, member);
            }
        }
    }
    let components = [
        ("schemas", definitions),
        ("parameters", converter.shared_parameters()),
        ("responses", converter.shared_responses()?),
        ("securitySchemes", security::schemes(security)),
    ];
    let components: Object = components
        .into_iter()
        .filter(|(_, members)| !members.is_empty())
        .map(|(name, members)| (name.to_owned(), Value::Object(members)))
        .collect();
    document.insert("components".to_owned(), Value::Object(components));
    let mut document = Value::Object(document);
    visit(&mut document, &mut |part, object, _| {
        refer(object);
        if matches!(part, Part::Schema) {
            schema(object);
        }
    });
    Ok(document)
}

impl Converter<'_> {
    fn paths(&mut self, mut paths: Object) -> Result<Object, DocumentError> {
        for (path, item) in &mut paths {
            if let Value::Object(item) = item
                && !path.starts_with("x-")
            {
                self.path_item(item, &pointer::join("/paths", path))?;
            }
        }
        Ok(paths)
    }

    fn copy(&mut self, value: &Value) -> Result<Value, DocumentError> {
        copy(&mut self.left, value)
    }
}

/// How much a copy costs: its nodes, and long texts for more than one.
fn weight(value: &Value) -> usize {
    const TEXT_BYTES: usize = 32;
    let of = |text: &str| 1 + text.len() / TEXT_BYTES;
    let mut weight = 0_usize;
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        weight = weight.saturating_add(match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => 1,
            Value::String(text) => of(text),
            Value::Array(items) => {
                left.extend(items);
                1
            }
            Value::Object(members) => {
                left.extend(members.values());
                members.keys().fold(1, |sum, name| sum + of(name))
            }
        });
    }
    weight
}

/// Where what is shared stands now.
const MOVED: [(&str, &str); 3] = [
    ("#/definitions/", "#/components/schemas/"),
    ("#/parameters/", "#/components/parameters/"),
    ("#/responses/", "#/components/responses/"),
];

fn refer(object: &mut Object) {
    let Some(Value::String(reference)) = object.get_mut("$ref") else {
        return;
    };
    for (before, after) in MOVED {
        if let Some(name) = reference.strip_prefix(before) {
            *reference = [after, name].concat();
            return;
        }
    }
}

/// A Schema Object of 2.0 is one of 3.0 but for a few words. `x-nullable` is what 2.0's
/// generators write for the `nullable` it has not.
fn schema(schema: &mut Object) {
    for extension in ["x-nullable", "x-isnullable"] {
        if schema.shift_remove(extension) == Some(Value::Bool(true)) {
            // What stands beside a $ref is ignored in 3.0.
            if let Some(reference) = schema.shift_remove("$ref") {
                schema.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
            }
            schema.insert("nullable".to_owned(), json!(true));
        }
    }
    if let Some(name @ Value::String(_)) = schema.get_mut("discriminator") {
        *name = json!({ "propertyName": name.take() });
    }
    if is_file(schema) {
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("format".to_owned(), json!("binary"));
    }
}

fn is_file(schema: &Object) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("file")
}

fn object(value: Option<Value>) -> Object {
    match value {
        Some(Value::Object(members)) => members,
        Some(_) | None => Object::new(),
    }
}

/// The texts of a list, where there is a list.
fn texts(value: Option<Value>) -> Option<Rc<[String]>> {
    let Value::Array(items) = value? else {
        return None;
    };
    let texts = items.iter().filter_map(Value::as_str);
    Some(texts.map(str::to_owned).collect())
}

/// A copy of what stands in one place and is meant in several; `left` is what may still be
/// copied.
pub(super) fn copy(left: &mut usize, value: &Value) -> Result<Value, DocumentError> {
    *left = left
        .checked_sub(weight(value))
        .ok_or(DocumentError::Conversion)?;
    Ok(value.clone())
}
