//! Parts to verdict: what was given is written as a JSON text, each text of it as a value of
//! the types its schema allows, and the schema judges that. OAS leaves the choice open; a
//! text conforms when one of its readings does.

use std::borrow::Cow;

use serde_json::Value;

use super::super::schema::{self, Program, SchemaId};
use super::super::{Location, Undecided, Verdict, Violation};
use super::part::Part;
use super::readings::Readings;
use super::types::Types;
use crate::json::{self, Json, JsonLimits};
use crate::limits::{READING_ATTEMPTS_MAX, READINGS_JUDGED_MAX};

/// Writes parts as a JSON text.
struct Writer<'p> {
    program: &'p Program,
    readings: &'p Readings,
    /// Zero reads every text as the likeliest. Another one asks the text's own schema where
    /// there are several readings; where it has none, each attempt is another combination.
    attempt: usize,
    /// How many combinations there are.
    combinations: usize,
    questions_left: usize,
    has_asked: bool,
    text: String,
}

/// What the outermost schema says of a value. `base` is the pointer of the value below
/// `location`.
pub(in crate::contract) fn verdict(
    program: &Program,
    readings: &Readings,
    part: &Part,
    location: Location,
    base: &str,
) -> Verdict {
    let Some(schema) = readings.schema() else {
        return Verdict::Conforms;
    };
    let alternatives = if let Part::Any(alternatives) = part {
        alternatives.as_slice()
    } else {
        std::slice::from_ref(part)
    };
    let mut likeliest = None;
    let mut questions_left = READINGS_JUDGED_MAX;
    for part in alternatives {
        let mut text = String::new();
        for attempt in 0..=READING_ATTEMPTS_MAX {
            let mut writer = Writer::new(program, readings, attempt, questions_left);
            writer.write(part, Some(0), false);
            questions_left = writer.questions_left;
            if attempt > 0 && !writer.has_asked && writer.combinations == 1 {
                break;
            }
            match read(&writer.text).map(|value| program.accepts(schema, value.root())) {
                Ok(Ok(true)) => return Verdict::Conforms,
                Ok(Ok(false)) => {}
                Ok(Err(_)) => return Verdict::Undecided(Undecided::SchemaTooCostly),
                Err(error) => {
                    let message = error.to_string();
                    let violation = Violation::new(location, base, error.keyword(), message);
                    return Verdict::of(vec![violation]);
                }
            }
            let is_last = attempt > 0 && attempt >= writer.combinations;
            if attempt == 0 || (attempt == 1 && writer.has_asked) {
                text = writer.text;
            }
            if is_last {
                break;
            }
        }
        likeliest.get_or_insert(text);
    }
    match likeliest.as_deref().map(read) {
        Some(Ok(value)) => schema::verdict(program, schema, value.root(), location, base),
        Some(Err(_)) | None => Verdict::Conforms,
    }
}

/// Whether a text stands for a value of one of these types.
pub(super) fn has_reading(text: &str, types: Types) -> bool {
    types.has(Types::STRING) || !scalars(text, types).is_empty()
}

fn read(text: &str) -> Result<Json<'_>, json::JsonError> {
    json::read(text.as_bytes(), &JsonLimits::default())
}

impl<'p> Writer<'p> {
    fn new(
        program: &'p Program,
        readings: &'p Readings,
        attempt: usize,
        questions_left: usize,
    ) -> Self {
        Self {
            program,
            readings,
            attempt,
            combinations: 1,
            questions_left,
            has_asked: false,
            text: String::new(),
        }
    }

    /// Recursion ends with the parts, which nest no deeper than a `deepObject`.
    fn write(&mut self, part: &Part, at: Option<usize>, is_unknown: bool) {
        let reading = self.readings.at(at);
        // Of what no schema speaks one reading is as good as another.
        let has_schema = at.is_some() || is_unknown;
        let limit = if has_schema { usize::MAX } else { 1 };
        let is_unknown = has_schema && reading.types == Types::ALL;
        match part {
            Part::Text(text) => {
                let mut readings = scalars(text, reading.types);
                readings.truncate(limit);
                if readings.is_empty() {
                    self.text.push_str(&quoted(text));
                } else {
                    self.choose(reading.schema, readings);
                }
            }
            Part::Json(text) => self.text.push_str(text),
            Part::List(items) => {
                self.text.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.comma(index);
                    self.write(item, reading.item(index), is_unknown);
                }
                self.text.push(']');
            }
            Part::Members(members) => {
                self.text.push('{');
                for (index, (name, member)) in members.iter().enumerate() {
                    self.comma(index);
                    self.text.push_str(&quoted(name));
                    self.text.push(':');
                    let at = reading.property(name).or(reading.rest);
                    self.write(member, at, is_unknown);
                }
                self.text.push('}');
            }
            Part::Any(parts) => {
                let before = std::mem::take(&mut self.text);
                let mut readings = Vec::with_capacity(parts.len());
                for part in parts.iter().take(limit) {
                    self.write(part, at, is_unknown);
                    readings.push(Cow::Owned(std::mem::take(&mut self.text)));
                }
                self.text = before;
                self.choose(reading.schema, readings);
            }
        }
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.text.push(',');
        }
    }

    /// One reading of several: the first that the value's own schema accepts. Where there is
    /// none to ask, the last before the first, for that was tried already.
    fn choose(&mut self, schema: Option<SchemaId>, readings: Vec<Cow<'_, str>>) {
        let count = readings.len();
        let chosen = match (self.attempt.checked_sub(1), schema) {
            (Some(_), Some(schema)) if count > 1 => {
                self.has_asked = true;
                let mut asked = readings.iter();
                let found = asked.find(|text| {
                    let left = self.questions_left.checked_sub(1);
                    self.questions_left = left.unwrap_or_default();
                    left.is_some() && self.accepts(schema, text)
                });
                found.or(readings.first())
            }
            (Some(attempt), None) if count > 1 => {
                let turn = attempt.checked_div(self.combinations).unwrap_or_default();
                self.combinations = self.combinations.saturating_mul(count);
                readings.iter().rev().cycle().nth(turn % count)
            }
            (_, _) => readings.first(),
        };
        if let Some(chosen) = chosen {
            self.text.push_str(chosen);
        }
    }

    fn accepts(&self, schema: SchemaId, text: &str) -> bool {
        read(text).is_ok_and(|value| self.program.accepts(schema, value.root()) == Ok(true))
    }
}

/// The scalars a text may stand for, each as a JSON text, the narrowest first; of a value
/// without any type, text first.
fn scalars(text: &str, types: Types) -> Vec<Cow<'_, str>> {
    let number = types.has(Types::NUMBER) && is_number(text);
    let boolean = types.has(Types::BOOLEAN) && matches!(text, "true" | "false");
    let null = types.has(Types::NULL) && matches!(text, "" | "null");
    let mut readings = Vec::new();
    if number || boolean {
        readings.push(Cow::Borrowed(text));
    }
    if null {
        readings.push(Cow::Borrowed("null"));
    }
    if types.has(Types::STRING) {
        let at = if types == Types::ALL {
            0
        } else {
            readings.len()
        };
        readings.insert(at, Cow::Owned(quoted(text)));
    }
    readings
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A number as JSON writes it (RFC 8259 §6), with nothing around it.
fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && text.ends_with(|last: char| last.is_ascii_digit())
        && read(text).is_ok()
}
