//! An OpenAPI document as lossless data: read, looked at, repaired and upgraded to the 3.1
//! dialect, written. Swagger 2.0 is read as the OpenAPI 3.0 it means. Judges no exchange and
//! compiles nothing.

use serde_json::{Map, Value};

use crate::http::Method;

mod convert;
mod downgrade;
mod parse;
mod reference;
mod repair;
mod schemas;
mod servers;
#[cfg(test)]
mod tests;
mod upgrade;
mod version;
mod write;

pub use parse::DocumentError;
pub(crate) use reference::resolve;
pub(crate) use repair::Repair;
pub(crate) use schemas::visit_schemas;
pub(crate) use servers::mount;
pub use version::Version;

use repair::Repairs;

/// An OpenAPI 3.x document. Every member of the source survives, in its order; Swagger 2.0
/// is converted.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    value: Value,
    server_path: String,
    /// What reading put right.
    repairs: Repairs,
}

impl Document {
    /// Reads JSON or YAML.
    ///
    /// # Errors
    /// Over a limit, not JSON or YAML, or neither OpenAPI 3.0, 3.1, 3.2 nor Swagger 2.0.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        Self::from_value(parse::value(text)?)
    }

    /// Takes a value that was read elsewhere.
    ///
    /// # Errors
    /// Not an object with `openapi: 3.x` (OAS 3.1 §4.8.1) or `swagger: "2.0"`, of a version
    /// that is known, and, if any, an object of `paths`.
    pub fn from_value(value: Value) -> Result<Self, DocumentError> {
        let mut repairs = Repairs::default();
        let value = parse::recognize(value, &mut repairs)?;
        Ok(Self::of(value, repairs))
    }

    /// Takes a document that this crate has written itself.
    pub(crate) fn emitted(value: Value) -> Self {
        Self::of(value, Repairs::default())
    }

    fn of(value: Value, repairs: Repairs) -> Self {
        Self {
            server_path: mount(&value).unwrap_or_default(),
            value,
            repairs,
        }
    }

    /// The document as it was read.
    pub fn as_value(&self) -> &Value {
        &self.value
    }

    /// The document as it was read.
    pub fn into_value(self) -> Value {
        self.value
    }

    /// The same document in the dialect of OpenAPI 3.1, repaired: 3.0 schemas become JSON
    /// Schema 2020-12. A 3.1 or later document with nothing wrong comes back as it is.
    #[must_use]
    pub fn upgraded(&self) -> Self {
        self.repaired().0
    }

    /// The same document in the words of one version and no later one. It accepts all that
    /// this one accepts; what that version cannot say is left out, counted and told by its
    /// place under `x-docent-downgraded`.
    #[must_use]
    pub fn downgraded(&self, version: Version) -> Self {
        let mut value = self.upgraded().into_value();
        downgrade::downgrade(&mut value, version);
        Self::emitted(value)
    }

    /// The same document without what an observed one says beside what it declares: where it
    /// is known from, and how often it was seen.
    #[must_use]
    pub fn unmarked(&self) -> Self {
        let mut value = self.value.clone();
        schemas::visit(&mut value, &mut |_, object, _| {
            object.retain(|name, _| !is_mark(name));
        });
        Self::of(value, self.repairs.clone())
    }

    /// The upgraded document, and all that was put right since the text.
    pub(crate) fn repaired(&self) -> (Self, Vec<Repair>) {
        let mut value = self.value.clone();
        let mut repairs = self.repairs.clone();
        upgrade::upgrade(&mut value, &mut repairs);
        (Self::emitted(value), repairs.into_vec())
    }

    /// The path of the first server's URL without a trailing slash: where the API says it
    /// is mounted (OAS 3.1 §4.8.5), its variables as their defaults. Empty when there is
    /// none; a loopback address does not count.
    pub fn server_path(&self) -> &str {
        &self.server_path
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

/// Extensions that only an observed document has.
fn is_mark(name: &str) -> bool {
    name.starts_with("x-docent-") || matches!(name, "x-presence" | "x-truncated" | "x-enum-size")
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
