//! JSON Schema behind one door: the only place that names the `jsonschema` crate. Its
//! errors become violations here, without the values they were found in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jsonschema::error::{ValidationError, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use jsonschema::{Draft, PatternOptions, Registry, Validator};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Location, Violation};
use crate::limits::{
    PATTERN_PROGRAM_BYTES_MAX, POINTER_BYTES_MAX, SCHEMA_COST_MAX, VIOLATIONS_MAX,
};
use crate::pointer;

mod cost;
mod message;
mod patterns;

/// A schema that can judge values.
#[derive(Debug)]
pub(super) struct Schema {
    validator: Validator,
    words: Arc<BTreeSet<String>>,
}

/// Every schema of one document: compiles those that are asked for, each once.
pub(super) struct Schemas<'d> {
    registry: Option<Registry<'static>>,
    document: &'d Value,
    costs: cost::Costs,
    words: Arc<BTreeSet<String>>,
    compiled: BTreeMap<String, Option<Arc<Schema>>>,
}

/// The name the document goes by in the registry. Nothing is ever fetched from it.
const DOCUMENT_URI: &str = "docent:///document";

/// What must be escaped in the fragment of a URI (RFC 3986 §3.5).
const FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

impl<'d> Schemas<'d> {
    /// Takes an upgraded document. Patterns that no linear-time engine can run are taken
    /// out and reported: they are not enforced rather than enforced slowly.
    pub(super) fn new(document: &'d Value, report: &mut dyn FnMut(&str, String)) -> Self {
        let mut prepared = document.clone();
        let words = Arc::new(patterns::prepare(&mut prepared, report));
        let registry = Registry::new()
            .draft(Draft::Draft202012)
            .add(DOCUMENT_URI, prepared)
            .and_then(jsonschema::RegistryBuilder::prepare);
        if let Err(error) = &registry {
            report("", error.to_string());
        }
        Self {
            registry: registry.ok(),
            document,
            costs: cost::Costs::default(),
            words,
            compiled: BTreeMap::new(),
        }
    }

    /// The schema at `pointer`, compiled; `None` when it cannot be, which is reported once.
    pub(super) fn compile(
        &mut self,
        pointer: &str,
        report: &mut dyn FnMut(&str, String),
    ) -> Option<Arc<Schema>> {
        if let Some(known) = self.compiled.get(pointer) {
            return known.clone();
        }
        let built = match self.build(pointer) {
            Ok(validator) => Some(validator),
            Err(message) => {
                report(pointer, message);
                None
            }
        };
        let schema = built.map(|validator| {
            Arc::new(Schema {
                validator,
                words: Arc::clone(&self.words),
            })
        });
        self.compiled.insert(pointer.to_owned(), schema.clone());
        schema
    }

    fn build(&mut self, pointer: &str) -> Result<Validator, String> {
        let schema = self.document.pointer(pointer).unwrap_or(&Value::Null);
        if self.costs.of(self.document, schema) > SCHEMA_COST_MAX {
            return Err(format!(
                "more than {SCHEMA_COST_MAX} evaluations for one value"
            ));
        }
        let registry = self
            .registry
            .as_ref()
            .ok_or("the document cannot be indexed")?;
        let reference = format!("{DOCUMENT_URI}#{}", utf8_percent_encode(pointer, FRAGMENT));
        options()
            .with_registry(registry)
            .build(&json!({ "$ref": reference }))
            .map_err(|error| error.masked().to_string())
    }
}

fn options() -> jsonschema::ValidationOptions<'static> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex().size_limit(PATTERN_PROGRAM_BYTES_MAX))
}

impl Schema {
    /// Whether the value conforms; cheaper than asking why not.
    pub(super) fn is_valid(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// Why the value does not conform; empty when it does. `base` is the pointer of the
    /// value itself below `location`.
    pub(super) fn violations(
        &self,
        value: &Value,
        location: Location,
        base: &str,
    ) -> Vec<Violation> {
        if self.is_valid(value) {
            return Vec::new();
        }
        self.validator
            .iter_errors(value)
            .take(VIOLATIONS_MAX)
            .map(|error| self.violation(&error, location, base))
            .collect()
    }

    fn violation(&self, error: &ValidationError<'_>, location: Location, base: &str) -> Violation {
        let mut at = base.to_owned();
        for segment in error.instance_path().segments() {
            at = match segment {
                LocationSegment::Index(index) => format!("{at}/{index}"),
                LocationSegment::Property(name) => self.with_member(&at, &name),
            };
        }
        if let ValidationErrorKind::Required { property } = error.kind()
            && let Some(name) = property.as_str()
        {
            at = self.with_member(&at, name);
        }
        Violation::new(
            location,
            at,
            error.kind().keyword(),
            message::of(error.kind()),
        )
    }

    /// A pointer one member further. Only names the contract itself uses are repeated:
    /// any other was chosen by whoever sent the value.
    fn with_member(&self, base: &str, name: &str) -> String {
        let known = self.words.contains(name) && base.len() + name.len() <= POINTER_BYTES_MAX;
        pointer::join(base, if known { name } else { "*" })
    }
}
