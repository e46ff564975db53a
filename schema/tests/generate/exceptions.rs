//! Where another verdict of the other implementation proves nothing, each with the reason.

use schema::json::{Json, Kind, Node};
use schema::number::Number;
use serde_json::Value;

/// Why this instance may get another verdict.
pub(super) fn reason(json: &Json<'_>, instance: &Value) -> Option<&'static str> {
    if is_rounded(json.root(), instance) {
        return Some("a number was rounded to a double before the other implementation saw it");
    }
    if any_text(json.root(), &has_a_label) {
        return Some("the other implementation decodes A-labels, which no hostname must be");
    }
    any_text(json.root(), &has_false_digit)
        .then_some("the other implementation takes * to / for digits in dates and times")
}

/// Whether a number in the value is not the one that stands in the text.
fn is_rounded(node: Node<'_>, value: &Value) -> bool {
    match value {
        Value::Number(number) => !node.number().equals(Number::new(&read_as(number))),
        Value::Array(items) => node
            .items()
            .zip(items)
            .any(|(node, item)| is_rounded(node, item)),
        Value::Object(members) => node.members().any(|(name, node)| {
            let member = members.get(name.text().unescaped().as_ref());
            member.is_some_and(|member| is_rounded(node, member))
        }),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

/// The number the other implementation divides, a double: of a large one every digit counts,
/// for they decide what it is a multiple of.
fn read_as(number: &serde_json::Number) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        Some(double) if double.abs() >= EXACT => format!("{double:.0}"),
        _ => number.to_string(),
    }
}

/// Whether a string or a member name in the value is such a text.
fn any_text(node: Node<'_>, is_such: &dyn Fn(&str) -> bool) -> bool {
    match node.kind() {
        Kind::String => is_such(&node.text().unescaped()),
        Kind::Array => node.items().any(|item| any_text(item, is_such)),
        Kind::Object => node
            .members()
            .any(|(name, node)| is_such(&name.text().unescaped()) || any_text(node, is_such)),
        Kind::Null | Kind::Boolean | Kind::Number => false,
    }
}

/// What a label that begins so encodes is not looked at (RFC 5890 §2.3.2.1).
fn has_a_label(text: &str) -> bool {
    text.to_ascii_lowercase().contains("xn--")
}

/// Whether a date, a time or an offset at the end would be one but for such a digit.
fn has_false_digit(text: &str) -> bool {
    const DATE: &[usize] = &[0, 1, 2, 3, 5, 6, 8, 9];
    const TIME: &[usize] = &[0, 1, 3, 4, 6, 7];
    const OFFSET: &[usize] = &[1, 2, 4, 5];
    let has = |from: usize, separators: &[(usize, u8)], places: &[usize]| {
        let text = text.as_bytes().get(from..).unwrap_or_default();
        let at = |place: usize| text.get(place).copied();
        separators
            .iter()
            .all(|(place, separator)| at(*place) == Some(*separator))
            && places
                .iter()
                .any(|place| matches!(at(*place), Some(b'*'..=b'/')))
    };
    let colons = [(2, b':'), (5, b':')];
    has(0, &[(4, b'-'), (7, b'-')], DATE)
        || has(0, &colons, TIME)
        || has(11, &colons, TIME)
        || has(text.len().saturating_sub(6), &[(3, b':')], OFFSET)
}
