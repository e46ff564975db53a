//! Instances that mostly follow a schema: random ones would be refused by the first keyword
//! and say nothing about the others.

use serde_json::{Map, Value};

use super::choices::Choices;
use super::text;
use super::words::{NUMBERS, STRINGS, VALUES};

mod container;

/// Levels of an instance.
const DEPTH: usize = 5;

/// Writes instances of one document's schemas.
struct Writer<'d, 'c, 'b> {
    document: &'d Value,
    choices: &'c mut Choices<'b>,
    out: String,
}

/// A text that mostly follows the schema at `pointer`.
pub(super) fn text(document: &Value, pointer: &str, choices: &mut Choices<'_>) -> String {
    let mut writer = Writer {
        document,
        choices,
        out: String::new(),
    };
    let schema = document.pointer(pointer).unwrap_or(&Value::Null);
    writer.value(schema, DEPTH);
    writer.out
}

impl Writer<'_, '_, '_> {
    fn value(&mut self, schema: &Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return self.out.push('0');
        };
        let Some(schema) = schema.as_object() else {
            return self.anything(depth);
        };
        if self.choices.is_one_of_256(12) {
            return self.anything(depth);
        }
        match self.meant(schema) {
            Some(Meant::Value(value)) => text::value(&mut self.out, &value, self.choices),
            Some(Meant::Schema(other)) => self.value(&other, depth),
            None => self.of_type(schema, depth),
        }
    }

    /// What a schema says of the whole value, one of the things if it says several.
    fn meant(&mut self, schema: &Map<String, Value>) -> Option<Meant> {
        let mut found = Vec::new();
        for (keyword, value) in schema {
            match keyword.as_str() {
                "const" => found.push(Meant::Value(value.clone())),
                "enum" => found.extend(value.as_array()?.iter().cloned().map(Meant::Value)),
                "$ref" | "$dynamicRef" => {
                    found.push(Meant::Schema(self.referred(value.as_str()?)));
                }
                "allOf" | "anyOf" | "oneOf" => {
                    found.extend(value.as_array()?.iter().cloned().map(Meant::Schema));
                }
                "if" | "then" | "else" | "not" => found.push(Meant::Schema(value.clone())),
                "dependentSchemas" => {
                    found.extend(value.as_object()?.values().cloned().map(Meant::Schema));
                }
                _ => {}
            }
        }
        // One choice more: what its own keywords say.
        let at = self.choices.below(found.len() + 1);
        (at < found.len()).then(|| found.swap_remove(at))
    }

    fn referred(&self, reference: &str) -> Value {
        let fragment = reference.rsplit('#').next().unwrap_or_default();
        let pointer = match fragment.strip_prefix('a') {
            _ if reference == "inner.json" => "/$defs/d3".to_owned(),
            _ if fragment == "node" => "/$defs/d4".to_owned(),
            Some(at) => format!("/$defs/d{at}"),
            None => fragment.to_owned(),
        };
        self.document.pointer(&pointer).cloned().unwrap_or_default()
    }

    fn of_type(&mut self, schema: &Map<String, Value>, depth: usize) {
        let named = match schema.get("type") {
            Some(Value::Array(kinds)) => kinds[self.choices.below(kinds.len())].as_str(),
            Some(kind) => kind.as_str(),
            None => self.implied(schema),
        };
        match named {
            Some("object") => self.object(schema, depth),
            Some("array") => self.array(schema, depth),
            Some("string") => self.string(),
            Some("integer" | "number") => self.number(schema),
            Some("boolean") => self.out.push_str("true"),
            Some("null") => self.out.push_str("null"),
            _ => self.anything(depth),
        }
    }

    /// The type some keyword of the schema speaks of.
    fn implied(&mut self, schema: &Map<String, Value>) -> Option<&'static str> {
        let found: Vec<&str> = schema
            .keys()
            .filter_map(|keyword| match keyword.as_str() {
                "properties"
                | "patternProperties"
                | "additionalProperties"
                | "propertyNames"
                | "required"
                | "dependentRequired"
                | "minProperties"
                | "maxProperties"
                | "unevaluatedProperties" => Some("object"),
                "prefixItems" | "items" | "contains" | "unevaluatedItems" | "uniqueItems"
                | "minItems" | "maxItems" => Some("array"),
                "pattern" | "format" | "minLength" | "maxLength" => Some("string"),
                "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                    Some("number")
                }
                _ => None,
            })
            .collect();
        (!found.is_empty()).then(|| self.choices.pick(&found))
    }

    fn string(&mut self) {
        let mut letters: Vec<char> = self.choices.pick(&STRINGS).chars().collect();
        if self.choices.is_one_of_256(32) {
            // Nearly what it was.
            let at = self.choices.below(letters.len() + 1);
            let letter = self
                .choices
                .pick(&['a', '0', '-', ':', '.', '/', '%', ' ', 'Z', 'é']);
            match self.choices.below(3) {
                0 if at < letters.len() => drop(letters.remove(at)),
                1 if at < letters.len() => letters[at] = letter,
                _ => letters.insert(at, letter),
            }
        }
        let content: String = letters.into_iter().collect();
        text::string(&mut self.out, &content, self.choices);
    }

    fn number(&mut self, schema: &Map<String, Value>) {
        let bounds: Vec<&Value> = schema.values().filter(|value| value.is_number()).collect();
        if bounds.is_empty() || self.choices.is_one_of_256(160) {
            let literal = self.choices.pick(&NUMBERS);
            self.out.push_str(literal);
        } else {
            let bound = self.choices.pick(&bounds);
            text::value(&mut self.out, bound, self.choices);
        }
    }

    fn anything(&mut self, depth: usize) {
        match self.choices.below(6) {
            0 => self.number(&Map::new()),
            1 | 2 => self.string(),
            3 => self.array(&Map::new(), depth),
            4 => self.object(&Map::new(), depth),
            _ => {
                let value = serde_json::from_str(self.choices.pick(&VALUES)).unwrap_or_default();
                text::value(&mut self.out, &value, self.choices);
            }
        }
    }
}

/// What a schema says of a whole value.
enum Meant {
    Value(Value),
    Schema(Value),
}
