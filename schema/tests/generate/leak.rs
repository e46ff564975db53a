//! No explanation repeats what an instance holds, unless the schema says it too.

use schema::program::Broken;
use serde_json::Value;

/// Shorter strings and numbers stand in any message by chance.
const LETTERS_MIN: usize = 3;
/// Words a message may use whatever the schema says: the types of JSON.
const OWN_WORDS: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

/// Fails if a reason holds a string, a member name or a number of the instance that is not
/// among the schema's words.
pub(crate) fn check(reasons: &[Broken], words: &str, instance: &str) -> Result<(), String> {
    let mut own = Vec::new();
    collect(&serde_json::from_str(instance).unwrap(), &mut own);
    own.retain(|word| {
        word.chars().count() >= LETTERS_MIN
            && !words.contains(word.as_str())
            && !OWN_WORDS.contains(&word.as_str())
    });
    for reason in reasons {
        for word in &own {
            if reason.pointer.contains(word.as_str()) || reason.message.contains(word.as_str()) {
                return Err(format!("{reason:?} repeats {word:?}"));
            }
        }
    }
    Ok(())
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Number(number) => found.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => {
            for (name, member) in members {
                found.push(name.clone());
                collect(member, found);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}
