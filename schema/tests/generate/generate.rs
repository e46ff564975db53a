//! Schemas and instances made from bytes, and the verdict of another implementation on them.
//! Any bytes make a case, and fewer or smaller bytes a simpler one: so property tests and
//! fuzzing share it, and shrinking bytes shrinks cases.

mod choices;
mod exceptions;
mod instance;
mod leak;
pub(crate) mod oracle;
mod schema;
mod text;
mod words;

use serde_json::Value;

use choices::Choices;

/// A document, a schema of it, and a text to judge.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// The document the schema stands in.
    pub(crate) document: Value,
    /// Where in the document the schema stands.
    pub(crate) pointer: &'static str,
    /// What is judged, as JSON.
    pub(crate) instance: String,
}

/// The case these bytes make.
pub(crate) fn case(bytes: &[u8]) -> Case {
    let mut choices = Choices::new(bytes);
    // The instance's own share: else a large schema would leave it no choice.
    let mut instance_choices = choices.split();
    let document = schema::document(&mut choices);
    // Not a resource of its own by another's pointer: what its dynamic scope is, nobody says
    // (JSON Schema 2020-12 §9.2.1).
    let pointer = choices.pick(&["", "", "", "/$defs/d0", "/$defs/d2", "/$defs/d4"]);
    let instance = instance::text(&document, pointer, &mut instance_choices);
    Case {
        document,
        pointer,
        instance,
    }
}
