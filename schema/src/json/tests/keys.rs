//! Names told by a word or two.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::json::{JsonLimits, Key, read};

/// Whether the only name of a text agrees with a key.
#[track_caller]
fn agrees(text: &str, key: &str) -> bool {
    let json = read(text.as_bytes(), &JsonLimits::default()).unwrap();
    let (name, _) = json.root().members().next().unwrap();
    name.agrees(&Key::of(key.as_bytes()))
}

/// An object with one member, and much behind its name.
fn object(name: &str) -> String {
    format!("{{\"{name}\":[1,2,3,4,5,6,7,8,9]}}")
}

#[test]
fn a_name_agrees_with_its_own_key_and_with_no_shorter_or_other() {
    let letters = "abcdefghijklmnopqrstuvwxyz";
    for length in 0..20 {
        let name = letters.get(..length).unwrap();
        let key = Key::of(name.as_bytes());
        assert!(agrees(&object(name), name), "{name}");
        assert_eq!(key.is_whole(), length <= 15, "{name}");
        if !key.is_whole() {
            continue;
        }
        for other in 0..20 {
            let other = letters.get(..other).unwrap();
            assert_eq!(
                agrees(&object(other), name),
                other == name,
                "{other} {name}"
            );
        }
        for at in 0..length {
            let mut other = name.to_owned();
            other.replace_range(at..=at, "-");
            assert!(!agrees(&object(&other), name), "{other} {name}");
        }
    }
}

#[test]
fn nothing_agrees_with_the_key_of_what_needs_escapes() {
    assert!(!agrees(&object(r#"a\"b"#), "a\"b"));
    assert!(!agrees(&object(r"a\\b"), "a\\b"));
    assert!(!agrees(&object(r"a\\b"), "a\\\\b"));
    assert!(!agrees(&object("a"), "a\":[1,2"));
    assert!(!agrees(&object(r"\u0000"), "\0"));
    assert!(!agrees(&object(""), "\0\0\0\0\0\0\0\0"));
    let empty = object("");
    let json = read(empty.as_bytes(), &JsonLimits::default()).unwrap();
    let (name, _) = json.root().members().next().unwrap();
    assert!(!name.agrees(&Key::default()));
}

#[test]
fn a_name_with_escapes_agrees_with_none() {
    assert!(!agrees(&object(r"\u0061b"), "ab"));
}

#[test]
fn names_among_the_last_bytes_agree_with_none() {
    assert!(!agrees(r#"{"a":1}"#, "a"));
    assert!(agrees(r#"{"a":12345}"#, "a"));
    assert!(!agrees(r#"{"eleven byte":1}"#, "eleven byte"));
    assert!(agrees(r#"{"eleven byte":12}"#, "eleven byte"));
}

#[test]
fn the_first_word_of_a_string_is_its_keys() {
    for text in ["", "a", "Zürich", "seven77", "eight888", "more than eight"] {
        let json = format!("[\"{text}\",1,2,3]");
        let json = read(json.as_bytes(), &JsonLimits::default()).unwrap();
        let item = json.root().items().next().unwrap();
        let key = Key::of(text.as_bytes());
        assert_eq!(item.first_word(), Some(key.first_word()), "{text}");
    }
    let json = read(b"[\"a\\n\",1,\"b\"]", &JsonLimits::default()).unwrap();
    assert!(json.root().items().all(|item| item.first_word().is_none()));
}
