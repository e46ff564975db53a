//! An OpenAPI document as lossless data: read, looked at, upgraded to the 3.1 dialect,
//! written. Judges no exchange and compiles nothing.

use serde_json::{Map, Value};

use crate::http::Method;

mod parse;
mod reference;
mod schemas;
#[cfg(test)]
mod tests;
mod upgrade;
mod write;

pub use parse::DocumentError;
pub(crate) use reference::resolve;
pub(crate) use schemas::visit_schemas;

/// An OpenAPI 3.x document. Every member of the source survives, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    value: Value,
}

impl Document {
    /// Reads JSON or YAML.
    ///
    /// # Errors
    /// Over a limit, not JSON or YAML, or not an OpenAPI 3.x document.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        Self::from_value(parse::value(text)?)
    }

    /// Takes a value that was read elsewhere.
    ///
    /// # Errors
    /// Not an object with `openapi: 3.x` (OAS 3.1 §4.8.1) and, if any, an object of `paths`.
    pub fn from_value(value: Value) -> Result<Self, DocumentError> {
        parse::recognize(&value)?;
        Ok(Self { value })
    }

    /// Takes a document that this crate has written itself.
    pub(crate) const fn emitted(value: Value) -> Self {
        Self { value }
    }

    /// The document as it was read.
    pub fn as_value(&self) -> &Value {
        &self.value
    }

    /// The document as it was read.
    pub fn into_value(self) -> Value {
        self.value
    }

    /// The same document in the dialect of OpenAPI 3.1: 3.0 schemas become JSON Schema
    /// 2020-12. A 3.1 or later document comes back as it is.
    #[must_use]
    pub fn upgraded(&self) -> Self {
        let mut value = self.value.clone();
        upgrade::upgrade(&mut value);
        Self { value }
    }

    /// The path of the first server's URL without a trailing slash: where the API says it
    /// is mounted (OAS 3.1 §4.8.5). Empty when there is none or it holds a variable.
    pub fn server_path(&self) -> &str {
        let url = self
            .value
            .pointer("/servers/0/url")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)),
            None => url.starts_with('/').then_some(url),
        };
        path.filter(|path| !path.contains('{'))
            .unwrap_or_default()
            .trim_end_matches('/')
    }

    /// Every operation written in place, in the document's order: path template, method,
    /// Operation Object. Path items behind a `$ref` are the compiler's to follow.
    pub fn operations(&self) -> impl Iterator<Item = (&str, Method, &Value)> {
        let paths = self.value.get("paths").and_then(Value::as_object);
        paths.into_iter().flatten().flat_map(|(template, item)| {
            path_item_operations(item).map(move |(m, o)| (template.as_str(), m, o))
        })
    }

    /// JSON, indented, members in the document's order, with a final newline.
    pub fn to_json(&self) -> String {
        write::json(&self.value)
    }

    /// YAML, members in the document's order.
    pub fn to_yaml(&self) -> String {
        write::yaml(&self.value)
    }
}

/// The operations of one Path Item Object, in the order of its fixed fields.
pub(crate) fn path_item_operations(item: &Value) -> impl Iterator<Item = (Method, &Value)> {
    Method::ALL
        .into_iter()
        .filter_map(move |method| item.get(method.key()).map(|operation| (method, operation)))
}

/// The members of an object; none when it is no object.
pub(crate) fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::iter)
}
