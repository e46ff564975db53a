//! Tests of the reader and of what it read.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(not(target_family = "wasm"))]
mod alike;
mod equal;
mod keys;
mod limits;
mod members;
mod names;
mod numbers;
#[cfg(not(target_family = "wasm"))]
mod random;
mod strings;
mod syntax;

use serde_json::{Map, Value};

use super::{JsonError, JsonLimits, Kind, Node, read};

#[track_caller]
fn refused(text: impl AsRef<[u8]>, error: JsonError) {
    let text = text.as_ref();
    let shown = String::from_utf8_lossy(text);
    let found = read(text, &JsonLimits::default()).map(|_| ());
    assert_eq!(found, Err(error), "{shown}");
}

/// Read, it is what another reader makes of it.
#[track_caller]
fn accepted(text: &str) {
    let json = read(text.as_bytes(), &JsonLimits::default());
    let json = json.unwrap_or_else(|error| panic!("{error}: {text}"));
    let expected: Value = serde_json::from_str(text).unwrap();
    assert_eq!(value(json.root()), expected, "{text}");
}

fn value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::Boolean => Value::Bool(node.is_true()),
        Kind::Number => serde_json::from_str(node.json.slice_of(node.entry)).unwrap(),
        Kind::String => Value::String(node.text().unescaped().into_owned()),
        Kind::Array => Value::Array(node.items().map(value).collect()),
        Kind::Object => {
            let members = node
                .members()
                .map(|(name, node)| (name.text().unescaped().into_owned(), value(node)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

#[test]
fn values_come_out_as_they_went_in() {
    accepted(r#"{"a": [1, -2.5, {"x": {}, "y": []}], "b": null, "": true}"#);
    accepted(" \"x\" \r\n\t");
    accepted("18446744073709551615");
}

#[test]
fn a_text_outlives_its_bytes_when_it_is_owned() {
    let json = {
        let bytes = br#"{"a":[1,"\n"]}"#.to_vec();
        read(&bytes, &JsonLimits::default()).unwrap().into_owned()
    };
    assert_eq!(value(json.root()), serde_json::json!({"a": [1, "\n"]}));
    assert_eq!(json.nodes(), 5);
}

#[test]
fn integers_are_told_by_their_value() {
    for (text, is) in [("1", true), ("-0", true), ("\"1\"", false), ("null", false)] {
        let json = read(text.as_bytes(), &JsonLimits::default()).unwrap();
        assert_eq!(json.root().is_integer(), is, "{text}");
    }
}

#[test]
fn strings_are_unescaped_counted_and_compared_by_code_points() {
    for (text, expected) in [
        (r#""""#, ""),
        (r#""plain""#, "plain"),
        (r#""Zürich €""#, "Zürich €"),
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (
            r#""\u0041\u00e9\u20AC\uD834\udd1E!""#,
            "A\u{e9}\u{20ac}\u{1d11e}!",
        ),
        (r#""\u0000""#, "\0"),
        (r#""\\u0041""#, "\\u0041"),
    ] {
        let json = read(text.as_bytes(), &JsonLimits::default()).unwrap();
        let found = json.root().text();
        assert_eq!(found.unescaped(), expected);
        assert_eq!(found.characters(), expected.chars().count());
        assert_eq!(found.raw_len(), text.len() - 2);
        assert!(found.is(expected));
        assert!(!found.is("something else"));
    }
}
