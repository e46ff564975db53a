//! No explanation repeats what an instance holds, unless a schema says it too.

use std::collections::BTreeSet;

use schema::program::Broken;
use serde_json::Value;

/// Shorter strings and numbers stand in any message by chance.
const LETTERS_MIN: usize = 3;
/// Words a message may use whatever the schemas say: the types of JSON.
const OWN_WORDS: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

/// Every string, member name and number of some schemas or of an instance.
#[derive(Clone, Default)]
pub(crate) struct Words(BTreeSet<String>);

impl Words {
    pub(crate) fn add(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                self.0.insert(text.clone());
            }
            Value::Number(number) => {
                self.0.insert(number.to_string());
            }
            Value::Array(items) => items.iter().for_each(|item| self.add(item)),
            Value::Object(members) => {
                for (name, member) in members {
                    self.0.insert(name.clone());
                    self.add(member);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn say(&self, word: &str) -> bool {
        OWN_WORDS.contains(&word) || self.0.iter().any(|known| known.contains(word))
    }
}

/// Fails if a reason holds a string, a member name or a number of the instance that is not
/// among the schemas' words.
pub(crate) fn check(reasons: &[Broken], schemas: &Words, instance: &Value) -> Result<(), String> {
    let mut own = Words::default();
    own.add(instance);
    for reason in reasons {
        for word in &own.0 {
            let is_repeated = word.chars().count() >= LETTERS_MIN
                && (reason.pointer.contains(word) || reason.message.contains(word));
            if is_repeated && !schemas.say(word) {
                return Err(format!("{reason:?} repeats {word:?}"));
            }
        }
    }
    Ok(())
}
