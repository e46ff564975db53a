//! Shape to Schema Object (OAS 3.1 §4.8.24, JSON Schema 2020-12). Every decision is taken
//! here, at the end, from all that was seen; nothing decided is ever stored.

use serde_json::{Map, Value};

use super::text_class::TextClass;
use super::text_counts::TextCounts;
use super::{IntegerWidth, Objects, Shape};

/// Objects seen before a field without a miss counts as required. With none in twelve,
/// absence is below a quarter at 95 % confidence.
pub(crate) const REQUIRED_OBJECTS_MIN: u64 = 12;
/// Texts seen before their common format is published.
const FORMAT_TEXTS_MIN: u64 = 3;
/// Values seen, all of them null, before null is published as the type.
const NULLS_MIN: u64 = 3;

impl Shape {
    /// What was seen as a schema that all of it satisfies, as far as it was read. Member
    /// order is fixed; `x-presence: k/n` on a property says in how many of the objects it
    /// was, `x-truncated` how many values were not read in whole.
    pub fn to_schema(&self) -> Value {
        Value::Object(self.schema())
    }

    /// The same for texts that are parameter values: numbers and booleans are written as
    /// text there, so the class of the texts decides on the type.
    pub fn to_parameter_schema(&self) -> Value {
        if self.strings.total() == self.count() {
            Value::Object(parameter_schema(&self.strings))
        } else {
            self.to_schema()
        }
    }

    fn schema(&self) -> Map<String, Value> {
        let mut schema = Map::new();
        let types = self.types();
        match types.as_slice() {
            [] => return schema,
            ["null"] if self.nulls < NULLS_MIN => return schema,
            [only] => insert(&mut schema, "type", *only),
            many => insert(&mut schema, "type", many.to_vec()),
        }
        let format = text_format(&self.strings);
        if let Some(format) = format.or_else(|| self.integer_format()) {
            insert(&mut schema, "format", format);
        }
        let mut cut = 0;
        if let Some(arrays) = &self.arrays {
            if arrays.items.count() > 0 {
                insert(&mut schema, "items", arrays.items.schema());
            }
            cut += arrays.cut;
        }
        if let Some(objects) = &self.objects {
            objects.emit(&mut schema);
            cut += objects.cut;
        }
        if cut > 0 {
            insert(&mut schema, "x-truncated", cut);
        }
        schema
    }

    /// The kinds that were seen, as JSON Schema names them; null last.
    fn types(&self) -> Vec<&'static str> {
        let numeric = if self.numbers > 0 {
            "number"
        } else {
            "integer"
        };
        [
            ("object", self.objects.is_some()),
            ("array", self.arrays.is_some()),
            ("string", !self.strings.is_empty()),
            (numeric, self.numbers > 0 || self.integers > 0),
            ("boolean", self.booleans > 0),
            ("null", self.nulls > 0),
        ]
        .into_iter()
        .filter_map(|(kind, seen)| seen.then_some(kind))
        .collect()
    }

    /// `int64` is proven by one integer; that 32 bits are enough is proven by none.
    fn integer_format(&self) -> Option<&'static str> {
        (self.numbers == 0 && self.width == IntegerWidth::Int64).then_some("int64")
    }
}

impl Objects {
    fn emit(&self, schema: &mut Map<String, Value>) {
        let complete = self.count.saturating_sub(self.cut);
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (name, field) in self.fields.known() {
            let present = field.count();
            let mut property = field.schema();
            insert(&mut property, "x-presence", presence(present, complete));
            insert(&mut properties, name, property);
            if is_required(present, complete) {
                required.push(name);
            }
        }
        if !properties.is_empty() {
            insert(schema, "properties", properties);
        }
        if !required.is_empty() {
            insert(schema, "required", required);
        }
        if let Some(dynamic) = self.fields.other() {
            insert(schema, "additionalProperties", dynamic.schema());
        }
    }
}

/// Whether enough was seen, and never without it.
pub(crate) fn is_required(present: u64, opportunities: u64) -> bool {
    opportunities >= REQUIRED_OBJECTS_MIN && present >= opportunities
}

/// In how many of how many.
pub(crate) fn presence(present: u64, opportunities: u64) -> String {
    format!("{present}/{opportunities}")
}

/// The schema of parameter values of these classes.
pub(crate) fn parameter_schema(texts: &TextCounts) -> Map<String, Value> {
    let mut schema = Map::new();
    if texts.is_empty() {
        return schema;
    }
    let all = |classes: &[TextClass]| texts.classes().all(|class| classes.contains(&class));
    let kind = if all(&[TextClass::Integer]) {
        "integer"
    } else if all(&[TextClass::Integer, TextClass::Number]) {
        "number"
    } else if all(&[TextClass::Boolean]) {
        "boolean"
    } else {
        "string"
    };
    insert(&mut schema, "type", kind);
    if let Some(format) = text_format(texts) {
        insert(&mut schema, "format", format);
    }
    schema
}

/// The format that every text but the empty ones has.
fn text_format(texts: &TextCounts) -> Option<&'static str> {
    let mut classes = texts.classes().filter(|class| *class != TextClass::Empty);
    let class = classes.next()?;
    let alone = classes.next().is_none() && texts.of(class) >= FORMAT_TEXTS_MIN;
    class.format().filter(|_| alone)
}

/// Adds a member. A doer only to spare every caller two conversions.
pub(crate) fn insert(object: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    object.insert(name.to_owned(), value.into());
}
