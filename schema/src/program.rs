//! The schemas of one document, compiled: flat, immutable, shareable between threads.
//! Judging allocates nothing; saying why happens only when the answer is no.

mod compile;

pub use compile::{Compiler, Options, Problem};

use crate::json::Node;

/// One schema of a program, a root that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SchemaId(u32);

/// The compiled schemas of one document.
#[derive(Clone, Debug, Default)]
pub struct Program {}

/// Judging was given up: the schema and the value together need more steps than one
/// verdict may take. Nobody can say whether the value conforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted;

/// One keyword that a value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// JSON Pointer to the place in the value (RFC 6901). Member names the schemas do not
    /// use stand as `*`.
    pub pointer: String,
    /// The keyword.
    pub keyword: &'static str,
    /// What was expected, as a clause without a subject and without the value.
    pub message: String,
}

impl Program {
    /// Whether a value conforms to a schema.
    ///
    /// # Errors
    /// It took too many steps to say.
    pub fn accepts(&self, _schema: SchemaId, _value: Node<'_>) -> Result<bool, Exhausted> {
        Err(Exhausted)
    }

    /// Why a value does not conform, at most `limit` reasons; empty when it does. Of `anyOf`
    /// and `oneOf` the branch that was meant speaks.
    pub fn explain(&self, _schema: SchemaId, _value: Node<'_>, _limit: usize) -> Vec<Broken> {
        Vec::new()
    }
}
