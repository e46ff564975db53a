//! `multipart/form-data` (OAS 3.1 §4.8.15.2): parts become one object, each read by its own
//! content type, and the schema judges it. Files are judged by presence, length and media
//! type.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::reading::quoted;
use super::schema::{self, Program, SchemaId};
use super::surface::surface;
use super::verdict::keyword;
use super::{Location, Verdict, Violation};
use crate::document::members;
use crate::http::MediaType;
use crate::json::{self, JsonLimits};
use crate::pointer;

mod field;
mod parts;
#[cfg(test)]
mod tests;
mod value;

use field::Field;
use parts::{Part, parts};

/// A Media Type Object for multipart forms, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Multipart {
    schema: SchemaId,
    /// The declared properties.
    fields: Vec<(String, Field)>,
    /// How parts of other names are read.
    others: Field,
}

impl Multipart {
    /// Compiles a Media Type Object; `None` when it has a schema that could not be compiled,
    /// or an encoding that is not read.
    pub(super) fn compile<'d>(
        cx: &mut Compiler<'d>,
        media_type_object: &'d Value,
        pointer: &str,
    ) -> Option<Self> {
        let object = media_type_object.get("schema")?;
        let at = pointer::join(pointer, "schema");
        let schema = cx.schema(&at)?;
        let encoding = pointer::join(pointer, "encoding");
        let mut fields: Vec<(String, Field)> = Vec::new();
        let mut others = None;
        for (schema, at) in surface(cx, object, &at) {
            if schema.get("patternProperties").is_some() {
                cx.problem(&at, "patternProperties of a multipart form are not judged");
                return None;
            }
            let properties = pointer::join(&at, "properties");
            for (name, property) in members(schema.get("properties")) {
                let encoding_object = media_type_object
                    .get("encoding")
                    .and_then(|encodings| encodings.get(name));
                let property = (property, pointer::join(&properties, name));
                let encoding = (encoding_object, pointer::join(&encoding, name));
                let field = Field::compile(cx, property, encoding)?;
                match fields.iter().find(|(known, _)| known == name) {
                    None => fields.push((name.clone(), field)),
                    Some((_, known)) if *known == field => {}
                    Some(_) => {
                        cx.problem(&at, "a property that is read in two ways is not judged");
                        return None;
                    }
                }
            }
            let rest = ["additionalProperties", "unevaluatedProperties"];
            let rest = rest
                .iter()
                .find_map(|keyword| Some((schema.get(keyword)?, pointer::join(&at, keyword))));
            if let (None, Some(rest)) = (&others, rest) {
                others = Some(Field::compile(cx, rest, (None, encoding.clone()))?);
            }
        }
        Some(Self {
            schema,
            fields,
            others: others.unwrap_or_default(),
        })
    }

    pub(super) fn is_sound(&self, program: &Program) -> bool {
        program.has(self.schema)
            && self.others.is_sound(program)
            && self.fields.iter().all(|(_, field)| field.is_sound(program))
    }

    /// Judges a whole body under the media type its head announced.
    pub(super) fn check(
        &self,
        program: &Program,
        media_type: &MediaType,
        bytes: &[u8],
        limits: &JsonLimits,
    ) -> Verdict {
        let boundary = media_type.boundary().unwrap_or_default();
        let parts = match parts(bytes, boundary) {
            Ok(parts) => parts,
            Err(message) => return Violation::of_body("", keyword::MULTIPART, message),
        };
        let mut verdict = Verdict::Conforms;
        // Each member as it is read most likely, and as it is read otherwise.
        let mut object = String::from("{");
        for (at, part) in parts.iter().enumerate() {
            if parts.iter().take(at).any(|before| before.name == part.name) {
                continue;
            }
            let (place, field) = self.field(part.name);
            let same: Vec<&Part<'_>> = parts.iter().filter(|it| it.name == part.name).collect();
            match field.value(program, &same, &place, limits) {
                Ok(value) => {
                    if object.len() > 1 {
                        object.push(',');
                    }
                    object.push_str(&quoted(part.name));
                    object.push(':');
                    object.push_str(&value);
                }
                Err(broken) => verdict = verdict.and(broken),
            }
        }
        object.push('}');
        if verdict != Verdict::Conforms {
            return verdict;
        }
        match json::read(object.as_bytes(), limits) {
            Ok(json) => schema::verdict(program, self.schema, json.root(), Location::Body, ""),
            Err(error) => Violation::of_body("", error.keyword(), error.to_string()),
        }
    }

    /// How a part of this name is read, and what it is called in a violation.
    fn field(&self, name: &str) -> (String, &Field) {
        match self.fields.iter().find(|(known, _)| known == name) {
            Some((known, field)) => (pointer::join("", known), field),
            None => ("/*".to_owned(), &self.others),
        }
    }
}
