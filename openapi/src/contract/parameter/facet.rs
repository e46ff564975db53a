//! The schemas that speak of one value, and where each of them stands.

use serde_json::Value;

use crate::pointer;

/// A schema that says something of a value.
#[derive(Clone)]
pub(super) struct Facet<'d> {
    pub(super) schema: &'d Value,
    pub(super) pointer: String,
    /// Whether it is one of several branches.
    pub(super) is_branch: bool,
}

impl Facet<'_> {
    /// What stands below one of its keywords.
    pub(super) fn at(&self, keyword: &str) -> Option<Self> {
        Some(Self {
            schema: self.schema.get(keyword)?,
            pointer: pointer::join(&self.pointer, keyword),
            is_branch: self.is_branch,
        })
    }

    /// The schemas of an array or a map of them.
    pub(super) fn each(&self) -> Vec<Self> {
        branches(self.schema, self.pointer.clone())
            .into_iter()
            .map(|(schema, pointer)| Self {
                schema,
                pointer,
                is_branch: self.is_branch,
            })
            .collect()
    }
}

/// The schemas below a keyword: those of an array, of a map (`dependentSchemas`), or one.
pub(super) fn branches(applied: &Value, base: String) -> Vec<(&Value, String)> {
    let is_map = base.ends_with("/dependentSchemas") || base.ends_with("/patternProperties");
    match applied {
        Value::Array(schemas) => schemas
            .iter()
            .enumerate()
            .map(|(index, schema)| (schema, pointer::join(&base, &index.to_string())))
            .collect(),
        Value::Object(schemas) if is_map => schemas
            .iter()
            .map(|(name, schema)| (schema, pointer::join(&base, name)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            vec![(applied, base)]
        }
    }
}
