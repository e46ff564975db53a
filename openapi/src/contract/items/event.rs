//! An event as the JSON object that OAS 3.2 §4.14.3 makes of it: fields are strings, `retry`
//! is a number, and what was not given is not there.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::stream::Event;

/// What `data` is in that object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum DataAs {
    /// A string.
    Text,
    /// The JSON it carries, for schemas that describe it in place.
    Json,
}

/// The object, as a JSON text. `data` is a JSON text, too.
pub(super) fn object(event: &Event<'_>, data: &str) -> String {
    let mut object = ["{\"data\":", data].concat();
    let strings = [(",\"event\":", event.event), (",\"id\":", event.id)];
    for (name, value) in strings {
        if let Some(value) = value {
            object.push_str(name);
            object.push_str(&quoted(value));
        }
    }
    if let Some(retry) = event.retry {
        object.push_str(",\"retry\":");
        // JSON knows no leading zeros.
        let digits = String::from_utf8_lossy(retry);
        let number = digits.trim_start_matches('0');
        object.push_str(if number.is_empty() { "0" } else { number });
    }
    object.push('}');
    object
}

/// A text as a JSON string. Event streams are decoded as UTF-8 whatever they hold.
pub(super) fn quoted(text: &[u8]) -> String {
    Value::from(String::from_utf8_lossy(text)).to_string()
}
