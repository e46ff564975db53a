//! Where schemas stand in a document, by the names of what holds them (OAS 3.1 §4.8, JSON
//! Schema 2020-12 Core §10.2, §10.3): not what they mean.

/// What a value is, as far as finding schemas goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Any other object of OpenAPI: schemas may stand below it.
    Other,
    /// A Schema Object.
    Schema,
    /// A map from names to Schema Objects.
    SchemaMap,
}

impl Part {
    /// What the member `name` of this part is; `None` for free data that only looks like
    /// schemas (examples, extensions, enumerated values).
    pub fn of_member(self, name: &str) -> Option<Self> {
        match self {
            Self::SchemaMap => Some(Self::Schema),
            Self::Other => match name {
                "schema" | "itemSchema" => Some(Self::Schema),
                "schemas" => Some(Self::SchemaMap),
                "example" | "examples" | "value" => None,
                _ if name.starts_with("x-") => None,
                _ => Some(Self::Other),
            },
            Self::Schema => match name {
                "properties" | "patternProperties" | "$defs" | "definitions"
                | "dependentSchemas" => Some(Self::SchemaMap),
                "items"
                | "additionalProperties"
                | "not"
                | "allOf"
                | "anyOf"
                | "oneOf"
                | "prefixItems"
                | "contains"
                | "propertyNames"
                | "if"
                | "then"
                | "else"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "contentSchema" => Some(Self::Schema),
                _ => None,
            },
        }
    }
}
