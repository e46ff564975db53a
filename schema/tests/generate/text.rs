//! JSON texts: the same value written in many ways.

use std::fmt::Write as _;

use serde_json::Value;

use super::choices::Choices;

/// Writes a string, some of its characters escaped.
pub(super) fn string(out: &mut String, content: &str, choices: &mut Choices<'_>) {
    let is_escaping = choices.is_one_of_256(32);
    out.push('"');
    for letter in content.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            _ if u32::from(letter) < 0x20 || (is_escaping && choices.is_one_of_256(128)) => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
}

/// Writes a value: members in another order, numbers with another literal, now and then.
pub(super) fn value(out: &mut String, value: &Value, choices: &mut Choices<'_>) {
    match value {
        Value::Null | Value::Bool(_) => out.push_str(&value.to_string()),
        Value::Number(number) => {
            let literal = number.to_string();
            out.push_str(&literal);
            if choices.is_one_of_256(48) && literal.bytes().all(|b| b.is_ascii_digit()) {
                out.push_str(choices.pick(&[".0", "e0", ".000", "E+0"]));
            }
        }
        Value::String(content) => string(out, content, choices),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                separate(out, at);
                self::value(out, item, choices);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            if choices.is_one_of_256(64) {
                members.reverse();
            }
            out.push('{');
            for (at, (name, member)) in members.into_iter().enumerate() {
                separate(out, at);
                string(out, name, choices);
                out.push(':');
                self::value(out, member, choices);
            }
            out.push('}');
        }
    }
}

/// Writes what stands before an item or a member.
pub(super) fn separate(out: &mut String, at: usize) {
    if at > 0 {
        out.push_str(", ");
    }
}
