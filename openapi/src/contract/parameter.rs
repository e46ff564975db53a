//! Parameter Objects (OAS 3.1 §4.8.12): one value found, read by its schema's types,
//! judged. Styles `simple`, `form`, `spaceDelimited` and `pipeDelimited`; a parameter in
//! another style, or one that is an object, is reported when compiled and not judged.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::schema::{self, Program, SchemaId};
use super::verdict::keyword;
use super::{Location, Undecided, Verdict, Violation};
use crate::json::{self, Json, JsonLimits};
use crate::path::PathTemplate;
use crate::pointer;

mod given;
mod reading;

pub(super) use given::Given;
pub(super) use reading::{Reading, Types, quoted};

/// A compiled Parameter Object.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Parameter {
    name: String,
    place: Place,
    required: bool,
    /// What separates the items of an array; `None` when each item is a parameter of its own.
    separator: Option<char>,
    reading: Reading,
    schema: Option<SchemaId>,
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
        Self::placed(cx, name, place, object, &pointer)
    }

    /// Compiles a Header Object of a response (OAS 3.1 §4.8.21), which is a Parameter Object
    /// without a name and a place. `name` is lower-case.
    pub(super) fn header<'d>(
        cx: &mut Compiler<'d>,
        name: &str,
        object: &'d Value,
        pointer: &str,
    ) -> Option<Self> {
        let (object, pointer) = cx.resolve(object, pointer)?;
        Self::placed(cx, name.to_owned(), Place::Header, object, &pointer)
    }

    fn placed<'d>(
        cx: &mut Compiler<'d>,
        name: String,
        place: Place,
        object: &'d Value,
        pointer: &str,
    ) -> Option<Self> {
        let separator = match separator(place, object) {
            Ok(separator) => separator,
            Err(what) => {
                cx.problem(pointer, what);
                return None;
            }
        };
        let schema_object = object.get("schema");
        let reading = Reading::of(cx, schema_object);
        if reading.types == Types::OBJECT {
            cx.problem(pointer, "an object as parameter is not judged");
            return None;
        }
        let schema_pointer = pointer::join(pointer, "schema");
        Some(Self {
            name,
            place,
            required: matches!(place, Place::Path(_))
                || object.get("required") == Some(&Value::Bool(true)),
            separator,
            reading,
            schema: schema_object.and_then(|_| cx.schema(&schema_pointer)),
        })
    }

    /// Whether it refers to what there is: to one of so many values of the path, and to a
    /// schema of the program.
    pub(super) fn is_sound(&self, path_values: usize, program: &Program) -> bool {
        !matches!(self.place, Place::Path(index) if index >= path_values)
            && self.schema.is_none_or(|schema| program.has(schema))
    }

    /// Whether it is the header field of this name.
    pub(super) fn is_header(&self, name: &str) -> bool {
        self.place == Place::Header && self.name == name
    }

    /// Judges this parameter in a request.
    pub(super) fn check(&self, program: &Program, given: &Given<'_>) -> Verdict {
        let texts = match self.place {
            Place::Path(index) => Ok(given.path(index)),
            Place::Query => Ok(given.query(&self.name)),
            Place::Header => given.header(&self.name),
            Place::Cookie => given.cookie(&self.name),
        };
        let Ok(texts) = texts else {
            return self.violates(keyword::ENCODING, "expected UTF-8 text");
        };
        match self.schema {
            _ if texts.is_empty() && self.required => self.violates(keyword::REQUIRED, "missing"),
            Some(schema) if !texts.is_empty() => self.check_texts(program, schema, &texts),
            Some(_) | None => Verdict::Conforms,
        }
    }

    /// Conforms when one reading does; of others, the likeliest says why not.
    fn check_texts(&self, program: &Program, schema: SchemaId, texts: &[&str]) -> Verdict {
        let readings = match self.reading.of_texts(texts, self.separator) {
            Ok(readings) => readings,
            Err(broken) => return self.violates(broken.keyword, broken.message),
        };
        let values: Result<Vec<Json<'_>>, _> = readings
            .iter()
            .map(|text| json::read(text.as_bytes(), &JsonLimits::default()))
            .collect();
        let values = match values {
            Ok(values) => values,
            Err(error) => return self.violates(error.keyword(), error.to_string()),
        };
        for value in &values {
            match program.accepts(schema, value.root()) {
                Ok(true) => return Verdict::Conforms,
                Ok(false) => {}
                Err(_) => return Verdict::Undecided(Undecided::SchemaTooCostly),
            }
        }
        let base = pointer::join("", &self.name);
        values.first().map_or(Verdict::Conforms, |value| {
            schema::verdict(program, schema, value.root(), self.location(), &base)
        })
    }

    fn location(&self) -> Location {
        match self.place {
            Place::Path(_) => Location::Path,
            Place::Query => Location::Query,
            Place::Header => Location::Header,
            Place::Cookie => Location::Cookie,
        }
    }

    fn violates(&self, keyword: &str, message: impl Into<String>) -> Verdict {
        let at = pointer::join("", &self.name);
        Verdict::of(vec![Violation::new(self.location(), at, keyword, message)])
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
