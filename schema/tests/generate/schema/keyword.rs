//! Keywords and what they may say.

use serde_json::{Value, json};

use super::{Place, schema};
use crate::generate::choices::Choices;
use crate::generate::words::{BOUNDS, DIVISORS, FORMATS, NAMES, PATTERNS, VALUES};

/// Keywords that make sense together: one schema is of one theme.
pub(super) const THEMES: [&[&str]; 6] = [
    WITHOUT_SCHEMAS,
    &[
        "type", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if", "$ref", "$ref",
    ],
    &[
        "properties",
        "properties",
        "patternProperties",
        "additionalProperties",
        "required",
        "propertyNames",
        "dependentSchemas",
        "dependentRequired",
        "minProperties",
        "maxProperties",
        "type",
    ],
    &[
        "properties",
        "unevaluatedProperties",
        "unevaluatedProperties",
        "patternProperties",
        "additionalProperties",
        "dependentSchemas",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "$ref",
    ],
    &[
        "prefixItems",
        "items",
        "contains",
        "minContains",
        "maxContains",
        "uniqueItems",
        "minItems",
        "maxItems",
        "unevaluatedItems",
        "type",
    ],
    &[
        "prefixItems",
        "unevaluatedItems",
        "unevaluatedItems",
        "items",
        "contains",
        "minContains",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "$ref",
    ],
];

/// Keywords without a schema inside, and references.
pub(super) const WITHOUT_SCHEMAS: &[&str] = &[
    "type",
    "type",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "minimum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "format",
    "uniqueItems",
    "maxItems",
    "minProperties",
    "required",
    "x-unknown",
    "default",
    "$ref",
];

/// What a keyword says.
pub(super) fn value(keyword: &str, choices: &mut Choices<'_>, place: Place) -> Value {
    let here = place.deeper();
    let below = place.below_a_value();
    match keyword {
        "type" => kinds(choices),
        "enum" => some(choices, |choices| parsed(choices.pick(&VALUES))),
        "multipleOf" => parsed(choices.pick(&DIVISORS)),
        "maximum" | "minimum" | "exclusiveMaximum" | "exclusiveMinimum" => {
            parsed(choices.pick(&BOUNDS))
        }
        "maxLength" | "maxItems" | "maxProperties" | "maxContains" => json!(choices.below(5)),
        "minLength" | "minItems" | "minProperties" | "minContains" => json!(choices.below(4)),
        "pattern" => json!(choices.pick(&PATTERNS)),
        "format" => json!(choices.pick(&FORMATS)),
        "uniqueItems" => json!(choices.below(8) != 1),
        "required" => names(choices),
        "dependentRequired" => map(choices, &NAMES, names),
        "allOf" | "anyOf" | "oneOf" => some(choices, |choices| schema(choices, here)),
        "not" => schema(choices, here),
        "dependentSchemas" => map(choices, &NAMES, |choices| schema(choices, here)),
        "properties" => map(choices, &NAMES, |choices| schema(choices, below)),
        "patternProperties" => map(choices, &PATTERNS, |choices| schema(choices, below)),
        "prefixItems" => some(choices, |choices| schema(choices, below)),
        "additionalProperties"
        | "propertyNames"
        | "items"
        | "contains"
        | "unevaluatedItems"
        | "unevaluatedProperties" => schema(choices, below),
        _ => parsed(choices.pick(&VALUES)),
    }
}

fn kinds(choices: &mut Choices<'_>) -> Value {
    const KINDS: [&str; 7] = [
        "object", "array", "string", "integer", "number", "boolean", "null",
    ];
    let first = choices.pick(&KINDS);
    let second = choices.pick(&KINDS);
    if first != second && choices.is_one_of_256(64) {
        json!([first, second])
    } else {
        json!(first)
    }
}

/// One to three of something.
fn some(choices: &mut Choices<'_>, mut one: impl FnMut(&mut Choices<'_>) -> Value) -> Value {
    let count = 1 + choices.below(3);
    Value::Array((0..count).map(|_| one(choices)).collect())
}

/// One to three of something, by names.
fn map(
    choices: &mut Choices<'_>,
    names: &[&str],
    mut one: impl FnMut(&mut Choices<'_>) -> Value,
) -> Value {
    let count = 1 + choices.below(3);
    let one = |_| (choices.pick(names).to_owned(), one(choices));
    Value::Object((0..count).map(one).collect())
}

fn names(choices: &mut Choices<'_>) -> Value {
    let mut found: Vec<&str> = (0..choices.below(3))
        .map(|_| choices.pick(&NAMES))
        .collect();
    found.sort_unstable();
    found.dedup();
    json!(found)
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}
