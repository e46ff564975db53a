//! Parameter Objects to parameters: what each is called, where it stands, what judges it.

use serde_json::Value;

use super::super::compiler::Compiler;
use super::super::form::Form;
use super::format::{Format, Style};
use super::readings::Readings;
use super::slot::Slot;
use super::types::Types;
use super::{Judge, Parameter, Place};
use crate::document::members;
use crate::http::MediaType;
use crate::limits::{DEEP_LEVELS_MAX, FLAT_LEVELS_MAX};
use crate::path::PathTemplate;
use crate::pointer;

/// OAS 3.1 §4.8.12.2: header parameters with these names are ignored.
const NOT_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl Parameter {
    /// Compiles the parameters of a path item and of its operation; the operation's win
    /// over those of the same name and place.
    pub(in crate::contract) fn compile_all<'d>(
        cx: &mut Compiler<'d>,
        template: &PathTemplate,
        lists: [(Option<&'d Value>, String); 2],
    ) -> Vec<Self> {
        let mut parameters: Vec<Self> = Vec::new();
        for (list, pointer) in lists {
            let objects = list.and_then(Value::as_array).into_iter().flatten();
            for (index, object) in objects.enumerate() {
                let pointer = pointer::join(&pointer, &index.to_string());
                let Some(mut parameter) = Self::compile(cx, template, object, &pointer) else {
                    continue;
                };
                parameters.retain(|other| {
                    other.place != parameter.place || other.slot.name != parameter.slot.name
                });
                let is_whole = |it: &Self| it.place == Place::QueryString;
                let mut others = parameters.iter().filter(|other| other.is_of_query());
                if parameter.is_of_query()
                    && others.any(|other| is_whole(other) || is_whole(&parameter))
                {
                    // OAS 3.2 §4.12.1: once, and then with nothing else in the query.
                    cx.problem(&pointer, "the query cannot be one value and others, too");
                    parameter.judge = Judge::Nothing { takes_rest: true };
                }
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
        Some(Self::placed(cx, name, place, object, &pointer))
    }

    /// Compiles a Header Object of a response (OAS 3.1 §4.8.21), which is a Parameter Object
    /// without a name and a place. `name` is lower-case.
    pub(in crate::contract) fn header<'d>(
        cx: &mut Compiler<'d>,
        name: &str,
        object: &'d Value,
        pointer: &str,
    ) -> Option<Self> {
        let (object, pointer) = cx.resolve(object, pointer)?;
        Some(Self::placed(
            cx,
            name.to_owned(),
            Place::Header,
            object,
            &pointer,
        ))
    }

    /// Compiles all but the name and the place.
    fn placed<'d>(
        cx: &mut Compiler<'d>,
        name: String,
        place: Place,
        object: &'d Value,
        pointer: &str,
    ) -> Self {
        let is_set = |member: &str| object.get(member) == Some(&Value::Bool(true));
        let default = match place {
            Place::Path(_) | Place::Header => Style::Simple,
            Place::Query | Place::QueryString | Place::Cookie => Style::Form,
        };
        let explode = object.get("explode").and_then(Value::as_bool);
        let style = object.get("style").and_then(Value::as_str);
        let style = style.map_or(Some(default), Style::named);
        let format = style.map(|style| Format::new(style, explode));
        let judge = if object.get("content").is_some() || place == Place::QueryString {
            by_content(cx, object, pointer)
        } else {
            let format = format.filter(|format| format.stands_in(place));
            by_style(cx, object, pointer, format)
        };
        Self {
            slot: Slot {
                name,
                format: format.unwrap_or(Format::new(default, explode)),
                reading: 0,
            },
            place,
            required: matches!(place, Place::Path(_)) || is_set("required"),
            allows_empty: place == Place::Query && is_set("allowEmptyValue"),
            judge,
        }
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
        Some("querystring") => Ok(Place::QueryString),
        Some("header") => Ok(Place::Header),
        Some("cookie") => Ok(Place::Cookie),
        Some(_) | None => Err("expected in: path, query, querystring, header or cookie"),
    }
}

impl Format {
    fn stands_in(self, place: Place) -> bool {
        match place {
            Place::Path(_) => {
                matches!(self.style, Style::Simple | Style::Label | Style::Matrix)
            }
            Place::Query => self.style.is_of_query(),
            Place::Header => self.style == Style::Simple,
            Place::Cookie => matches!(self.style, Style::Form | Style::Cookie),
            Place::QueryString => false,
        }
    }
}

/// A parameter with a schema; without one, only whether it must be there is judged.
fn by_style<'d>(
    cx: &mut Compiler<'d>,
    object: &'d Value,
    pointer: &str,
    format: Option<Format>,
) -> Judge {
    let Some(format) = format else {
        cx.problem(
            pointer,
            "expected a style for what is in this place: it is not judged",
        );
        return Judge::Nothing { takes_rest: false };
    };
    let Some(schema) = object.get("schema") else {
        return Judge::Styled(Readings(Vec::new()));
    };
    let levels = match format.style {
        Style::Deep => DEEP_LEVELS_MAX,
        Style::Simple
        | Style::Label
        | Style::Matrix
        | Style::Form
        | Style::Space
        | Style::Pipe
        | Style::Cookie
        | Style::Json => FLAT_LEVELS_MAX,
    };
    let readings = Readings::of(cx, schema, &pointer::join(pointer, "schema"), &|_| levels);
    if format.is_defined(&readings, 0) {
        return Judge::Styled(readings);
    }
    cx.problem(
        pointer,
        "no value of such a type has this style: it is not judged",
    );
    Judge::Nothing {
        takes_rest: readings.root().types.has(Types::OBJECT),
    }
}

/// A parameter with a `content` map (OAS 3.1 §4.8.12.2.2), which has one entry.
fn by_content<'d>(cx: &mut Compiler<'d>, object: &'d Value, pointer: &str) -> Judge {
    const NOT_JUDGED: Judge = Judge::Nothing { takes_rest: false };
    let at = pointer::join(pointer, "content");
    let mut entries = members(object.get("content"));
    let (Some((key, content)), None) = (entries.next(), entries.next()) else {
        cx.problem(&at, "expected one media type");
        return NOT_JUDGED;
    };
    let Some(media_type) = MediaType::parse(key.as_bytes()) else {
        cx.problem(&at, "expected a media type such as application/json");
        return NOT_JUDGED;
    };
    let Some((content, at)) = cx.resolve(content, &pointer::join(&at, key)) else {
        return NOT_JUDGED;
    };
    let has_schema = content.get("schema").is_some();
    let (is_json, is_text) = (media_type.is_json(), media_type.essence() == "text/plain");
    if has_schema && media_type.is_form() {
        return Form::compile(cx, content, &at)
            .map_or(NOT_JUDGED, |form| Judge::Form(Box::new(form)));
    }
    if has_schema && !is_json && !is_text {
        cx.problem(&at, "a parameter of this media type is not judged");
        return NOT_JUDGED;
    }
    let schema = pointer::join(&at, "schema");
    Judge::Text {
        schema: has_schema.then(|| cx.schema(&schema)).flatten(),
        is_json,
    }
}
