//! Keywords that assert something of the value itself (JSON Schema 2020-12 Validation §6, §7).

use serde_json::{Number, Value};

use super::super::check::Assertion;
use super::super::literal::Literal;
use super::super::types::Types;
use super::{Compiler, Place};
use crate::format::Format;
use crate::number::Bound;

/// Makes the assertion of a keyword from the index of its bound.
type OfBound = fn(u32) -> Assertion;

const LENGTHS: [(&str, OfBound); 6] = [
    ("minLength", Assertion::MinLength),
    ("maxLength", Assertion::MaxLength),
    ("minItems", Assertion::MinItems),
    ("maxItems", Assertion::MaxItems),
    ("minProperties", Assertion::MinProperties),
    ("maxProperties", Assertion::MaxProperties),
];

const BOUNDS: [(&str, OfBound); 4] = [
    ("minimum", Assertion::Minimum),
    ("maximum", Assertion::Maximum),
    ("exclusiveMinimum", Assertion::ExclusiveMinimum),
    ("exclusiveMaximum", Assertion::ExclusiveMaximum),
];

impl<'d> Compiler<'d> {
    /// `type`; without it all types.
    pub(super) fn types(&mut self, place: &mut Place<'d>) -> Types {
        let named = |value: &Value| Types::named(value.as_str()?);
        let types = match place.object.get("type") {
            None => return Types::ALL,
            Some(Value::Array(several)) => several
                .iter()
                .try_fold(Types::NONE, |types, name| Some(types.or(named(name)?))),
            Some(name) => named(name),
        };
        types.unwrap_or_else(|| {
            self.malformed(place, "type", "JSON types");
            Types::ALL
        })
    }

    pub(super) fn assertions(&mut self, place: &mut Place<'d>) {
        for (keyword, check) in LENGTHS {
            if let Some(value) = place.object.get(keyword) {
                match size(value) {
                    Some(size) => place.asserted.push(check(size)),
                    None => self.malformed(place, keyword, "a whole number, zero or more"),
                }
            }
        }
        for (keyword, check) in BOUNDS {
            if let Some(value) = place.object.get(keyword) {
                match self.bound(value, |_| true) {
                    Some(index) => place.asserted.push(check(index)),
                    None => self.malformed(place, keyword, "a number"),
                }
            }
        }
        if let Some(value) = place.object.get("multipleOf") {
            match self.bound(value, Bound::is_divisor) {
                Some(index) => place.asserted.push(Assertion::MultipleOf(index)),
                None => self.malformed(place, "multipleOf", "a number above zero"),
            }
        }
        if let Some(value) = place.object.get("pattern") {
            match value.as_str() {
                Some(pattern) => {
                    let index = self.pattern(&place.pointer, pattern);
                    place.asserted.extend(index.map(Assertion::Pattern));
                }
                None => self.malformed(place, "pattern", "a regular expression"),
            }
        }
        if place.object.get("uniqueItems") == Some(&Value::Bool(true)) {
            place.asserted.push(Assertion::UniqueItems);
        }
        if self.options.formats
            && let Some(format) = place.object.get("format").and_then(Value::as_str)
        {
            place
                .asserted
                .extend(Format::named(format).map(Assertion::Format));
        }
        self.values(place);
    }

    fn values(&mut self, place: &mut Place<'d>) {
        if let Some(value) = place.object.get("const") {
            let index = self.literal(std::slice::from_ref(value));
            place.asserted.push(Assertion::Const(index));
        }
        match place.object.get("enum") {
            None => {}
            Some(Value::Array(values)) => {
                let index = self.literal(values);
                place.asserted.push(Assertion::Enum(index));
            }
            Some(_) => self.malformed(place, "enum", "an array of values"),
        }
    }

    fn literal(&mut self, values: &[Value]) -> u32 {
        let text = serde_json::to_string(values).unwrap_or_default();
        let index = u32::try_from(self.program.literals.len()).unwrap_or(u32::MAX);
        self.program.literals.push(Literal::from(text));
        index
    }

    fn bound(&mut self, value: &Value, is_good: fn(&Bound) -> bool) -> Option<u32> {
        let Value::Number(number) = value else {
            return None;
        };
        let bound = Bound::new(&number.to_string()).filter(is_good)?;
        let bounds = &mut self.program.bounds;
        let index = bounds.iter().rposition(|known| *known == bound);
        let index = index.unwrap_or_else(|| {
            bounds.push(bound);
            bounds.len() - 1
        });
        u32::try_from(index).ok()
    }
}

/// A whole number, zero or more; `2.0` is one. What no value can reach is as good as the largest.
pub(super) fn size(value: &Value) -> Option<u32> {
    let Value::Number(number) = value else {
        return None;
    };
    let whole = |number: &Number| match number.as_f64() {
        Some(size) if size >= 0.0 && size.fract() == 0.0 => Some(u32::MAX),
        Some(_) | None => None,
    };
    let text = number.to_string();
    let digits = text.strip_suffix(".0").unwrap_or(&text);
    match digits.parse::<u32>() {
        Ok(size) => Some(size),
        Err(_) => whole(number),
    }
}
