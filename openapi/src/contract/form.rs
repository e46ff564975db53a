//! `application/x-www-form-urlencoded` (OAS 3.1 §4.8.15.1, 3.2 §4.14.5): pairs become one
//! object, read by the schema's properties and the `encoding` of each, and the schema judges
//! it. Names that the schema does not have go in as texts, for its other keywords to judge.
//!
//! A property without `style`, `explode` and `allowReserved` is written by its content type:
//! an object, and each object of an array, is a JSON text unless `contentType` says
//! otherwise; anything else is text, an array one pair for each item.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compiler::Compiler;
use super::parameter::{
    Broken, Escape, Format, Pair, Part, Readings, Slot, Style, is_object, pairs, rest, verdict,
};
use super::schema::Program;
use super::verdict::keyword;
use super::{Location, Verdict, Violation};
use crate::http::MediaType;
use crate::limits::{DEEP_LEVELS_MAX, FLAT_LEVELS_MAX, FORM_PAIRS_MAX};
use crate::pointer;

/// A Media Type Object for forms, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Form {
    readings: Readings,
    /// One for each property.
    slots: Vec<Slot>,
}

impl Form {
    /// Compiles a Media Type Object; `None` when it has a schema that could not be compiled.
    pub(super) fn compile<'d>(
        cx: &mut Compiler<'d>,
        media_type_object: &'d Value,
        pointer: &str,
    ) -> Option<Self> {
        let schema = media_type_object.get("schema")?;
        let schema_pointer = pointer::join(pointer, "schema");
        let encodings = media_type_object.get("encoding");
        let is_deep = |name: &str| {
            let encoding = encodings.and_then(|map| map.get(name));
            encoding.and_then(|it| it.get("style")) == Some(&Value::from("deepObject"))
        };
        let levels = |name: &str| {
            if is_deep(name) {
                DEEP_LEVELS_MAX
            } else {
                FLAT_LEVELS_MAX
            }
        };
        let readings = Readings::of(cx, schema, &schema_pointer, &levels);
        readings.schema()?;
        let mut slots = Vec::new();
        for (name, reading) in readings.properties() {
            let encoding = encodings.and_then(|map| map.get(name));
            let format = format(encoding, &readings, *reading);
            let Some(format) = format.filter(|format| format.is_defined(&readings, *reading))
            else {
                let at = match encoding {
                    Some(_) => pointer::join(&pointer::join(pointer, "encoding"), name),
                    None => pointer::join(&pointer::join(&schema_pointer, "properties"), name),
                };
                cx.problem(
                    &at,
                    "no style that such a value has in a form: the form is not judged",
                );
                return None;
            };
            slots.push(Slot {
                name: name.clone(),
                format,
                reading: *reading,
            });
        }
        Some(Self { readings, slots })
    }

    pub(super) fn is_sound(&self, program: &Program) -> bool {
        self.readings.is_sound(program)
    }

    /// Judges a whole body.
    pub(super) fn check(&self, program: &Program, bytes: &[u8]) -> Verdict {
        self.check_text(program, bytes, FORM_PAIRS_MAX, Location::Body, "")
    }

    /// Judges a text of pairs, wherever it stands.
    pub(super) fn check_text(
        &self,
        program: &Program,
        text: &[u8],
        pairs_max: usize,
        location: Location,
        base: &str,
    ) -> Verdict {
        let part = match pairs(text, pairs_max) {
            Ok(pairs) => self.part(&pairs),
            Err(message) => {
                let violation = Violation::new(location, base, keyword::ENCODING, message);
                return Verdict::of(vec![violation]);
            }
        };
        match part {
            Ok(part) => verdict(program, &self.readings, &part, location, base),
            Err(broken) => broken.verdict(location, base),
        }
    }

    fn part(&self, pairs: &[Pair<'_>]) -> Result<Part, Broken> {
        let readings = &self.readings;
        let mut found = Vec::new();
        for slot in &self.slots {
            let is_taken = |name: &str| {
                let mut others = self.slots.iter().filter(|other| other.name != slot.name);
                others.any(|other| other.takes(readings, name))
            };
            let part = slot.of_pairs(readings, pairs, Escape::Form, &is_taken);
            let part = part.map_err(|it| it.within(readings.root(), &slot.name))?;
            found.extend(part.map(|part| (slot.name.clone(), part)));
        }
        let is_taken = |name: &str| {
            let mut slots = self.slots.iter();
            slots.any(|slot| slot.takes(readings, name) || slot.has_rest(readings))
        };
        let text = Format::new(Style::Form, None);
        let others = rest(
            text,
            readings,
            readings.root(),
            pairs,
            Escape::Form,
            &is_taken,
        )?;
        found.extend(others);
        Ok(Part::Members(found))
    }
}

/// How a property is written, by its Encoding Object.
fn format(encoding: Option<&Value>, readings: &Readings, reading: usize) -> Option<Format> {
    let field = |name: &str| encoding.and_then(|encoding| encoding.get(name));
    let is_styled = ["style", "explode", "allowReserved"]
        .iter()
        .any(|name| field(name).is_some());
    if is_styled {
        let style = field("style").and_then(Value::as_str).unwrap_or("form");
        let style = Style::named(style).filter(|style| style.is_of_query())?;
        return Some(Format::new(
            style,
            field("explode").and_then(Value::as_bool),
        ));
    }
    let is_json = match field("contentType").and_then(Value::as_str) {
        Some(list) => list.split(',').all(|media_type| {
            MediaType::parse(media_type.trim().as_bytes()).is_some_and(|it| it.is_json())
        }),
        None => is_object(readings, reading),
    };
    Some(if is_json {
        Format::JSON
    } else {
        Format::new(Style::Form, None)
    })
}
