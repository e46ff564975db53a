//! JSON Schema behind one door: the schemas of a document become a program, and what the
//! program says of a value becomes a verdict.

use ::schema::json::Node;
pub use ::schema::program::UnicodeProperties;
use ::schema::program::{Broken, Exhausted, Options, Program as Engine};
pub(super) use ::schema::program::{Compiler as Schemas, SchemaId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::direction::Direction;
use super::verdict::keyword;
use super::{Location, Undecided, Verdict, Violation};
use crate::limits::VIOLATIONS_MAX;

mod mark;

pub(super) use mark::Mark;

/// The name the document goes by where references are resolved. Nothing is ever fetched.
const DOCUMENT_URI: &str = "docent:///document";

/// The compiled schemas of a document, as they hold for one direction or for both.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Program {
    engine: Engine,
    direction: Direction,
}

/// The schemas of an upgraded document, to be compiled as they are asked for.
pub(super) fn schemas(document: &Value, properties: Option<UnicodeProperties>) -> Schemas<'_> {
    let schemas = Schemas::new(DOCUMENT_URI, document, Options { formats: true });
    match properties {
        Some(properties) => schemas.knowing(properties),
        None => schemas,
    }
}

impl Program {
    pub(super) const fn new(engine: Engine, direction: Direction) -> Self {
        Self { engine, direction }
    }

    /// Whether a value conforms to a schema.
    pub(super) fn accepts(&self, schema: SchemaId, value: Node<'_>) -> Result<bool, Exhausted> {
        self.engine.accepts(schema, value)
    }

    /// Whether this schema is one of the program's.
    pub(super) fn has(&self, schema: SchemaId) -> bool {
        self.engine.has(schema)
    }

    /// Whether a program that came from elsewhere can be run.
    pub(super) fn is_sound(&self) -> bool {
        self.engine.is_sound()
    }
}

/// What a schema says of a value. `base` is the pointer of the value below `location`.
pub(super) fn verdict(
    program: &Program,
    schema: SchemaId,
    value: Node<'_>,
    location: Location,
    base: &str,
) -> Verdict {
    match program.accepts(schema, value) {
        Ok(true) => Verdict::Conforms,
        Ok(false) => violates(program, schema, value, location, base),
        Err(Exhausted) => Verdict::Undecided(Undecided::SchemaTooCostly),
    }
}

/// Reasons cost more to find than the answer; should they cost too much, the answer stands
/// without any.
fn violates(
    program: &Program,
    schema: SchemaId,
    value: Node<'_>,
    location: Location,
    base: &str,
) -> Verdict {
    let mut broken = program.engine.explain(schema, value, VIOLATIONS_MAX);
    if broken.is_empty() {
        let violation = Violation::new(location, base, keyword::SCHEMA, "does not conform");
        return Verdict::of(vec![violation]);
    }
    mark::name(program.direction, &mut broken);
    let violation = |broken: Broken| Violation {
        location,
        pointer: format!("{base}{}", broken.pointer),
        keyword: broken.keyword.to_owned(),
        message: broken.message,
    };
    Verdict::of(broken.into_iter().map(violation).collect())
}
