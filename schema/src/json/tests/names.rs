//! Names given twice, and names made to collide.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{accepted, refused};
use crate::json::{JsonError, JsonLimits, name_hash, read};

/// An object of these names, in their order.
fn object(names: &[String]) -> String {
    let members: Vec<String> = names.iter().map(|name| format!("\"{name}\":0")).collect();
    format!("{{{}}}", members.join(","))
}

/// Names with one hash: what the first word leaves behind is undone by the second.
fn colliding(count: usize) -> Vec<String> {
    let hash_of = |first: u64| crate::json::name::mix(0, first);
    let ascii = |word: u64| {
        word.to_le_bytes()
            .iter()
            .all(|byte| matches!(byte, b'#'..=b'Z' | b'a'..=b'~'))
    };
    let base = *b"aaaaaaaa";
    let target = hash_of(u64::from_le_bytes(base)) ^ u64::from_le_bytes(*b"mmmmmmmm");
    let mut names = Vec::new();
    for number in 0_u64.. {
        let mut first = [b'a'; 8];
        for (place, byte) in first.iter_mut().enumerate() {
            *byte += u8::try_from((number >> (4 * place)) & 15).unwrap();
        }
        let second = hash_of(u64::from_le_bytes(first)) ^ target;
        if ascii(second) {
            let second = second.to_le_bytes();
            names.push(String::from_utf8([first, second].concat()).unwrap());
            if names.len() == count {
                break;
            }
        }
    }
    names
}

#[test]
fn a_name_given_twice_is_refused_also_when_escaped() {
    for text in [
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"{"\u0061":1,"a":2}"#,
        r#"{"":1,"":2}"#,
        r#"[{"a":{"b":1,"b":1}}]"#,
        r#"{"a":{"b":1},"c":[1,{"a":1}],"a":2}"#,
        r#"{"a/b and more of it":1,"a\/b and more of it":2}"#,
        r#"{"\ud834\udd1e":1,"𝄞":2}"#,
    ] {
        refused(text, JsonError::DuplicateKey);
    }
    accepted(r#"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}"#);
    accepted(r#"{"a":1,"A":2,"a ":3,"a\u0000":4,"":5,"\u0000":6}"#);
}

#[test]
fn a_name_given_twice_is_found_at_every_distance_and_width() {
    for count in (1..80).chain([1_000]) {
        let mut names: Vec<String> = (0..count).map(|number| format!("name{number}")).collect();
        accepted(&object(&names));
        let again = names.get(count / 3).unwrap().clone();
        names.push(again);
        refused(object(&names), JsonError::DuplicateKey);
        let escaped = names.pop().unwrap().replace('n', "\\u006e");
        names.push(escaped);
        refused(object(&names), JsonError::DuplicateKey);
    }
}

#[test]
fn names_that_collide_are_told_apart() {
    let mut names = colliding(1_000);
    let hashes = names.iter().map(|name| name_hash(name.as_bytes()));
    assert!(hashes.eq(std::iter::repeat_n(name_hash(names[0].as_bytes()), 1_000)));
    accepted(&object(&names));
    accepted(&object(&names[..30]));
    names.push(names[500].clone());
    refused(object(&names), JsonError::DuplicateKey);
    names.drain(..480);
    refused(object(&names[..]), JsonError::DuplicateKey);
    names.drain(..510);
    accepted(&object(&names));
}

#[test]
fn objects_open_at_once_keep_their_names_apart() {
    let mut text = String::new();
    for level in 0..60 {
        text.extend([r#"{"a":1,"b"#, &level.to_string(), r#"":2,"c":"#]);
    }
    text += "0";
    accepted(&(text.clone() + &"}".repeat(60)));
    refused(
        text + r#","a":1"# + &"}".repeat(60),
        JsonError::DuplicateKey,
    );
}

#[test]
fn hashes_are_the_same_read_as_computed() {
    let names = [
        "",
        "a",
        "quantity",
        "quantity9",
        "sixteen letters.",
        "a longer name than two words",
    ];
    for name in names.iter().chain(&["Zürich", "\u{1d11e}"]) {
        let escaped: Vec<String> = name
            .encode_utf16()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect();
        let escaped = escaped.concat();
        for written in [*name, &escaped] {
            for behind in ["", "                "] {
                let text = format!("{{\"{written}\":0}}{behind}");
                let json = read(text.as_bytes(), &JsonLimits::default()).unwrap();
                let (found, _) = json.root().members().next().unwrap();
                assert_eq!(found.hash(), name_hash(name.as_bytes()), "{name}");
                assert!(found.text().is(name));
            }
        }
    }
}

#[test]
fn hashes_do_not_change() {
    // They are in compiled contracts.
    assert_eq!(name_hash(b"quantity"), 132_268_202);
}
