//! Random schemas of 2020-12 and what they become in OpenAPI 3.0, judged by an implementation
//! that is not ours: what conforms before conforms after, and the other way round where
//! nothing was left out.

#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

#[path = "../../schema/tests/generate/generate.rs"]
#[expect(dead_code, reason = "some of it compares engines")]
mod generate;

use jsonschema::{Draft, PatternOptions};
use openapi::document::{Document, Version};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Bytes that decide one case.
const BYTES_MAX: usize = 400;
/// Cases of the survey.
const SURVEYED: u32 = 3_000;

/// What became of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing was left out, and the verdict is the same.
    Same(bool),
    /// Something was left out, and the verdict before and after.
    Wider(bool, bool),
    /// No schema to the implementation that is asked.
    NoSchema,
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        max_shrink_iters: 3_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_conforms_still_conforms(bytes in prop::collection::vec(any::<u8>(), 0..BYTES_MAX)) {
        if let Err(difference) = judged(&generate::case(&bytes)) {
            prop_assert!(false, "{difference}");
        }
    }
}

/// The cases are worth asking: nearly all have verdicts, many are said in whole, and of the
/// others not all become anything.
#[test]
fn the_cases_lose_something_and_not_everything() {
    let mut counts = [0; 5];
    for seed in 0..SURVEYED {
        // The other test tells more of what is wrong.
        let outcome = judged(&generate::case(&bytes(seed))).unwrap();
        let at = match outcome {
            Outcome::NoSchema => 0,
            Outcome::Same(true) => 1,
            Outcome::Same(false) => 2,
            Outcome::Wider(_, true) => 3,
            Outcome::Wider(_, false) => 4,
        };
        counts[at] += 1;
    }
    let [none, accepted, refused, _, still_refused] = counts;
    assert!(none < SURVEYED / 50, "{counts:?}");
    assert!(accepted > SURVEYED / 20, "{counts:?}");
    assert!(refused > SURVEYED / 20, "{counts:?}");
    assert!(still_refused > SURVEYED / 20, "{counts:?}");
}

fn judged(case: &generate::Case) -> Result<Outcome, String> {
    let instance: Value = serde_json::from_str(&case.instance).unwrap();
    let document = document(case);
    let narrow = Document::from_value(document.clone())
        .unwrap()
        .downgraded(Version::V3_0);
    let Some(before) = generate::oracle::theirs(case, &instance) else {
        return Ok(Outcome::NoSchema);
    };
    for (_, schema) in narrow.as_value()["components"]["schemas"]
        .as_object()
        .unwrap()
    {
        check_words(schema)?;
    }
    let wide = narrow.upgraded();
    let told = narrow.as_value().get("x-docent-downgraded");
    let Some(after) = verdict(wide.as_value(), &instance) else {
        return Err(format!(
            "no schema any more: {document:#}\n{:#}",
            wide.as_value()
        ));
    };
    match (before, after) {
        (true, false) => {}
        (false, true) if told.is_none() => {}
        (_, _) if told.is_none() => return Ok(Outcome::Same(before)),
        (_, _) => return Ok(Outcome::Wider(before, after)),
    }
    Err(format!(
        "{before}, then {after}\n{document:#}\n{:#}\n{}",
        narrow.as_value(),
        case.instance
    ))
}

/// All that a schema says is in the words of OAS 3.0 §4.7.24.
fn check_words(schema: &Value) -> Result<(), String> {
    let Some(object) = schema.as_object() else {
        return Err(format!("not a schema of 3.0: {schema}"));
    };
    if object.contains_key("$ref") && object.len() > 1 {
        return Err(format!("a reference with company: {schema}"));
    }
    for (keyword, value) in object {
        match keyword.as_str() {
            "allOf" | "anyOf" | "oneOf" => {
                value.as_array().unwrap().iter().try_for_each(check_words)?;
            }
            "properties" => value
                .as_object()
                .unwrap()
                .values()
                .try_for_each(check_words)?,
            "additionalProperties" if value.is_boolean() => {}
            "not" | "items" | "additionalProperties" => check_words(value)?,
            "nullable" if !object.contains_key("type") => {
                return Err(format!("nullable without a type: {schema}"));
            }
            "exclusiveMinimum" | "exclusiveMaximum" | "nullable" | "uniqueItems"
                if value.is_boolean() => {}
            "type" | "pattern" | "format" | "$ref" if value.is_string() => {}
            "minimum" | "maximum" | "multipleOf" | "minLength" | "maxLength" | "minItems"
            | "maxItems" | "minProperties" | "maxProperties"
                if value.is_number() => {}
            "required" | "enum" if value.as_array().is_some_and(|it| !it.is_empty()) => {}
            "default" | "x-unknown" => {}
            _ => return Err(format!("{keyword} in {schema}")),
        }
    }
    Ok(())
}

/// The schema of a case as a component; another one, `It`, refers to what is judged.
fn document(case: &generate::Case) -> Value {
    let mut schema = case.document.clone();
    schema["$id"] = json!("https://example.com/document");
    let reference = format!("#/components/schemas/Case{}", case.pointer);
    json!({
        "openapi": "3.1.0",
        "info": { "title": "a case", "version": "1" },
        "components": { "schemas": { "Case": schema, "It": { "$ref": reference } } },
    })
}

/// What the same implementation says of the component `It`.
fn verdict(document: &Value, instance: &Value) -> Option<bool> {
    let mut root = document.clone();
    root["$ref"] = json!("#/components/schemas/It");
    let validator = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .build(&root)
        .ok()?;
    Some(validator.is_valid(instance))
}

/// Bytes that look random, the same on every machine (Marsaglia's xorshift).
fn bytes(seed: u32) -> Vec<u8> {
    let mut state = u64::from(seed)
        .wrapping_add(1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let count = 20 + usize::try_from(seed).unwrap_or_default() % (BYTES_MAX - 20);
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()[0]
    })
    .take(count)
    .collect()
}
