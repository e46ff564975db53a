//! Shape to Schema Object, with what all shapes of a document know together.

use serde_json::{Map, Value};

use super::Shape;

pub(crate) mod map;
pub(crate) mod name;
mod pool;
mod schema;
mod tagged;
pub(crate) mod text;
pub(crate) mod view;

pub(crate) use schema::Emitter;
pub use text::Revealed;
pub(crate) use text::parameter_schema;
use view::View;

/// Objects seen before a field without a miss counts as required. With none in twelve,
/// absence is below a quarter at 95 % confidence.
pub(crate) const REQUIRED_OBJECTS_MIN: u64 = 12;

impl Shape {
    /// What was seen as a schema that all of it satisfies, as far as it was read. Member
    /// order is fixed; `x-presence: k/n` on a property says in how many of the objects it
    /// was, `x-truncated` how many values were not read in whole.
    pub fn to_schema(&self) -> Value {
        let revealed = Revealed::new();
        let mut emitter = Emitter::new(&[], &revealed);
        Value::Object(emitter.schema(&View::of(self), ""))
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

/// Adds a member. A doer only to spare every caller two conversions.
pub(crate) fn insert(object: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    object.insert(name.to_owned(), value.into());
}
