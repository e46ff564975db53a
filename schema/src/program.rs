//! The schemas of one document, compiled: flat, immutable, shareable between threads.
//! Judging allocates nothing but for `unevaluated*` and `uniqueItems`; why a value does not
//! conform is found only when it does not.

use serde::{Deserialize, Serialize};

use crate::json::{Key, Name, Node};
use crate::number::Bound;
use crate::pattern::Pattern;

mod by;
mod check;
mod choice;
mod compile;
mod cost;
mod evaluated;
mod explain;
mod glance;
mod judge;
mod literal;
mod members;
mod message;
mod place;
mod sound;
#[cfg(test)]
mod tests;
mod types;
mod wire;

pub use compile::{Compiler, Options, Problem, UnicodeProperties};

use check::{Applicator, Assertion, Choice, Property, Schema};
use glance::Glance;
use judge::Judge;
use literal::Literal;

/// One schema of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SchemaId(u32);

/// The compiled schemas of one document. Every table is flat; what refers to an entry of
/// another does so by its index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Program {
    schemas: Vec<Schema>,
    assertions: Vec<Assertion>,
    applicators: Vec<Applicator>,
    /// Runs of schemas: branches, prefix items.
    branches: Vec<SchemaId>,
    choices: Vec<Choice>,
    properties: Vec<Property>,
    objects: Vec<check::Object>,
    /// `patternProperties`: a pattern and the schema of the members whose names it matches.
    name_patterns: Vec<(u32, SchemaId)>,
    dependents: Vec<check::Dependent>,
    /// Names the schemas use, one behind the other.
    names: String,
    bounds: Vec<Bound>,
    patterns: Vec<Pattern>,
    literals: Vec<Literal>,
    /// Dynamic anchors (2020-12 Core §8.2.2): resource, anchor, schema.
    anchors: Vec<(u32, u32, SchemaId)>,
    /// Words of the values that short strings may have: runs that glances refer to.
    #[serde(skip)]
    words: Vec<u64>,
}

/// Judging was given up: the schema and the value together need more steps than one
/// verdict may take. Nobody can say whether the value conforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted;

/// One keyword that a value breaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// JSON Pointer to the place in the value (RFC 6901). Member names the schemas do not
    /// use stand as `*`.
    pub pointer: String,
    /// The keyword.
    pub keyword: &'static str,
    /// What was expected, as a clause without a subject and without the value.
    pub message: String,
}

impl SchemaId {
    /// The schema that everything conforms to.
    const TRUE: Self = Self(0);
    /// The schema that nothing conforms to.
    const FALSE: Self = Self(1);

    /// Its index, for a table beside the program's.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Program {
    /// Whether a value conforms to a schema.
    ///
    /// # Errors
    /// It took too many steps to say.
    pub fn accepts(&self, schema: SchemaId, value: Node<'_>) -> Result<bool, Exhausted> {
        Judge::new(self).verdict(schema, value)
    }

    /// Why a value does not conform, about `limit` reasons at most; empty when it does. Of
    /// `anyOf` and `oneOf` the branch that was meant speaks.
    pub fn explain(&self, schema: SchemaId, value: Node<'_>, limit: usize) -> Vec<Broken> {
        explain::explain(self, schema, value, limit)
    }

    /// Whether this schema is one of the program's.
    pub fn has(&self, schema: SchemaId) -> bool {
        schema.index() < self.schemas.len()
    }

    /// Whether a program that came from elsewhere can be run: every index leads somewhere,
    /// and no schema leads back to itself over one value.
    pub fn is_sound(&self) -> bool {
        sound::is_sound(self)
    }

    /// Derives what judging looks at first from what is written down.
    fn prepare(&mut self) {
        let mut schemas = std::mem::take(&mut self.schemas);
        let mut words = Vec::new();
        for schema in &mut schemas {
            schema.typed = schema.types.forms();
            schema.glance = Glance::of(schema, self, &mut words);
        }
        (self.schemas, self.words) = (schemas, words);
        let names = self.names.as_bytes();
        for property in &mut self.properties {
            property.key = Key::of(property.name.run.of(names));
            let schema = self.schemas.get(property.schema.index());
            property.glance = schema.map(|schema| schema.glance).unwrap_or_default();
        }
        for object in &self.objects {
            for property in object.properties.of_mut(&mut self.properties) {
                property.is_alone = property.is_declared && object.patterns.len == 0;
            }
        }
    }

    fn schema(&self, id: SchemaId) -> Option<&Schema> {
        self.schemas.get(id.index())
    }

    /// What settles values of a schema; of one that there is not, nothing.
    #[inline]
    fn glance(&self, id: SchemaId) -> Glance {
        self.schema(id)
            .map_or_else(Glance::default, |schema| schema.glance)
    }

    fn name(&self, name: check::NameSpan) -> &str {
        self.names
            .get(name.run.first as usize..name.run.end())
            .unwrap_or_default()
    }

    /// Whether a member has this name.
    fn is_named(&self, given: Name<'_>, name: check::NameSpan) -> bool {
        given.is(name.run.of(self.names.as_bytes()), name.hash)
    }
}
