//! Parameter Objects (OAS 3.1 §4.8.12): one value found, read by its schema's types,
//! judged. Styles `simple`, `form`, `spaceDelimited` and `pipeDelimited`; a parameter in
//! another style, or one that is an object, is reported when compiled and not judged.

use std::sync::Arc;

use serde_json::Value;

use super::compiler::Compiler;
use super::schema::Schema;
use super::verdict::keyword;
use super::{Location, Violation};
use crate::path::PathTemplate;
use crate::pointer;

mod given;
mod reading;

pub(super) use given::Given;
use reading::{Reading, Types};

/// A compiled Parameter Object.
#[derive(Debug)]
pub(super) struct Parameter {
    name: String,
    place: Place,
    required: bool,
    /// What separates the items of an array; `None` when each item is a parameter of its own.
    separator: Option<char>,
    reading: Reading,
    schema: Option<Arc<Schema>>,
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The n-th expression of the path template.
    Path(usize),
    Query,
    Header,
    Cookie,
}

/// OAS 3.1 §4.8.12.2: header parameters with these names are ignored.
const NOT_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl Parameter {
    /// Compiles the parameters of a path item and of its operation; the operation's win
    /// over those of the same name and place.
    pub(super) fn compile_all<'d>(
        cx: &mut Compiler<'d>,
        template: &PathTemplate,
        lists: [(Option<&'d Value>, String); 2],
    ) -> Vec<Self> {
        let mut parameters: Vec<Self> = Vec::new();
        for (list, pointer) in lists {
            let objects = list.and_then(Value::as_array).into_iter().flatten();
            for (index, object) in objects.enumerate() {
                let pointer = pointer::join(&pointer, &index.to_string());
                let Some(parameter) = Self::compile(cx, template, object, &pointer) else {
                    continue;
                };
                parameters
                    .retain(|other| other.place != parameter.place || other.name != parameter.name);
                parameters.push(parameter);
            }
        }
        parameters
    }

    fn compile<'d>(
        cx: &mut Compiler<'d>,
        template: &PathTemplate,
        object: &'d Value,
        pointer: &str,
    ) -> Option<Self> {
        let (object, pointer) = cx.resolve(object, pointer)?;
        let text = |member: &str| object.get(member).and_then(Value::as_str);
        let Some(mut name) = text("name").map(str::to_owned) else {
            cx.problem(&pointer, "expected a name");
            return None;
        };
        let place = match place(text("in"), template, &name) {
            Ok(place) => place,
            Err(what) => {
                cx.problem(&pointer, what);
                return None;
            }
        };
        if place == Place::Header {
            name.make_ascii_lowercase();
            if NOT_PARAMETERS.contains(&name.as_str()) {
                return None;
            }
        }
        let separator = match separator(place, object) {
            Ok(separator) => separator,
            Err(what) => {
                cx.problem(&pointer, what);
                return None;
            }
        };
        let schema_object = object.get("schema");
        let reading = Reading::of(cx, schema_object);
        if reading.types == Types::OBJECT {
            cx.problem(&pointer, "an object as parameter is not judged");
            return None;
        }
        let schema_pointer = pointer::join(&pointer, "schema");
        Some(Self {
            name,
            place,
            required: matches!(place, Place::Path(_))
                || object.get("required") == Some(&Value::Bool(true)),
            separator,
            reading,
            schema: schema_object.and_then(|schema| cx.schema(schema, &schema_pointer)),
        })
    }

    /// Adds what is wrong with this parameter in a request.
    pub(super) fn check(&self, given: &Given<'_>, violations: &mut Vec<Violation>) {
        let texts = match self.place {
            Place::Path(index) => Ok(given.path(index)),
            Place::Query => Ok(given.query(&self.name)),
            Place::Header => given.header(&self.name),
            Place::Cookie => given.cookie(&self.name),
        };
        let Ok(texts) = texts else {
            return violations.push(self.violation(keyword::ENCODING, "expected UTF-8 text"));
        };
        if texts.is_empty() {
            if self.required {
                violations.push(self.violation(keyword::REQUIRED, "missing"));
            }
            return;
        }
        let Some(schema) = &self.schema else {
            return;
        };
        let values = match self.reading.values(&texts, self.separator) {
            Ok(values) => values,
            Err(broken) => return violations.push(self.violation(broken.keyword, broken.message)),
        };
        if values.iter().any(|value| schema.is_valid(value)) {
            return;
        }
        let base = pointer::join("", &self.name);
        if let Some(value) = values.first() {
            violations.extend(schema.violations(value, self.location(), &base));
        }
    }

    fn location(&self) -> Location {
        match self.place {
            Place::Path(_) => Location::Path,
            Place::Query => Location::Query,
            Place::Header => Location::Header,
            Place::Cookie => Location::Cookie,
        }
    }

    fn violation(&self, keyword: &str, message: impl Into<String>) -> Violation {
        Violation::new(
            self.location(),
            pointer::join("", &self.name),
            keyword,
            message,
        )
    }
}

fn place(within: Option<&str>, template: &PathTemplate, name: &str) -> Result<Place, &'static str> {
    match within {
        Some("path") => template
            .names()
            .position(|expression| expression == name)
            .map(Place::Path)
            .ok_or("expected an expression of this name in the path"),
        Some("query") => Ok(Place::Query),
        Some("header") => Ok(Place::Header),
        Some("cookie") => Ok(Place::Cookie),
        Some(_) | None => Err("expected in: path, query, header or cookie"),
    }
}

/// What separates items (OAS 3.1 §4.8.12.3), or why the parameter is not judged.
fn separator(place: Place, object: &Value) -> Result<Option<char>, String> {
    if object.get("content").is_some() {
        return Err("a parameter with content is not judged".to_owned());
    }
    let default = match place {
        Place::Path(_) | Place::Header => "simple",
        Place::Query | Place::Cookie => "form",
    };
    let style = object
        .get("style")
        .and_then(Value::as_str)
        .unwrap_or(default);
    // "When style is form, the default value is true. For all other styles, false."
    let explode = object
        .get("explode")
        .and_then(Value::as_bool)
        .unwrap_or(style == "form");
    match (style, explode) {
        ("simple", _) | ("form", false) => Ok(Some(',')),
        ("form" | "spaceDelimited" | "pipeDelimited", true) => Ok(None),
        ("spaceDelimited", false) => Ok(Some(' ')),
        ("pipeDelimited", false) => Ok(Some('|')),
        (_, _) => Err(format!("style {style:?} is not judged")),
    }
}
