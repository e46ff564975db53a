//! The other implementation. The only place of these tests that names it.

use jsonschema::{Draft, PatternOptions, Registry};
use schema::json::{JsonLimits, read};
use schema::program::{Compiler, Options};
use serde_json::{Value, json};

use super::schema::URI;
use super::{Case, exceptions, leak};

/// Reasons asked for; more than any case has.
const REASONS_MAX: usize = 1_000;

/// What both said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The same verdict, and the keywords ours says are broken.
    Same(Vec<&'static str>),
    /// Another verdict, for this reason.
    Excepted(&'static str),
    /// Ours gave up within its steps.
    Exhausted,
    /// No schema to the other implementation.
    NoSchema,
}

/// Judges a case twice.
///
/// # Errors
/// The verdicts differ without a reason, or what ours says does not hang together.
pub(crate) fn compare(case: &Case) -> Result<Outcome, String> {
    let instance: Value = serde_json::from_str(&case.instance)
        .map_err(|error| format!("the case is no JSON: {error}"))?;
    let Some(expected) = theirs(case, &instance) else {
        return Ok(Outcome::NoSchema);
    };

    let mut compiler = Compiler::new(URI, &case.document, Options { formats: true });
    let schema = compiler.schema(case.pointer);
    let (program, problems) = compiler.finish();
    let schema = schema.ok_or_else(|| format!("not compiled: {problems:?}"))?;
    if !problems.is_empty() {
        return Err(format!("problems: {problems:?}"));
    }
    let json = read(case.instance.as_bytes(), &JsonLimits::default())
        .map_err(|error| format!("not read: {error}"))?;
    let Ok(got) = program.accepts(schema, json.root()) else {
        return Ok(Outcome::Exhausted);
    };
    let reasons = program.explain(schema, json.root(), REASONS_MAX);
    if reasons.is_empty() != got {
        return Err(format!("accepts says {got}, explain says {reasons:?}"));
    }
    let mut words = leak::Words::default();
    words.add(&case.document);
    leak::check(&reasons, &words, &instance)?;
    if got == expected {
        Ok(Outcome::Same(
            reasons.iter().map(|reason| reason.keyword).collect(),
        ))
    } else if let Some(reason) = exceptions::reason(&json, &instance) {
        Ok(Outcome::Excepted(reason))
    } else {
        Err(format!("expected {expected}, got {got}: {reasons:?}"))
    }
}

/// The verdict of the other implementation, set up as strictly as it can be; `None` when it
/// takes the document for no schema.
pub(crate) fn theirs(case: &Case, instance: &Value) -> Option<bool> {
    let registry = Registry::new()
        .draft(Draft::Draft202012)
        .add(URI, case.document.clone())
        .and_then(jsonschema::RegistryBuilder::prepare)
        .ok()?;
    let reference = format!("{URI}#{}", case.pointer);
    let validator = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .with_registry(&registry)
        .build(&json!({ "$ref": reference }))
        .ok()?;
    Some(validator.is_valid(instance))
}
