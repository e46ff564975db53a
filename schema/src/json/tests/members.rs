//! Members of every form behind and in front of one another, however they are spaced.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{accepted, refused};
use crate::json::JsonError;

const NAMES: [&str; 8] = [
    "",
    "a",
    "seven77",
    "eight888",
    "fifteen letters",
    "sixteen letters.",
    r"esc\u0061ped",
    "Zürich",
];
const VALUES: [&str; 16] = [
    "\"\"",
    "\"short\"",
    "\"a text longer than eight bytes\"",
    r#""esc\"aped""#,
    "\"Grüße\"",
    "0",
    "-1",
    "12.5",
    "1e3",
    "-0.25E-2",
    "12345678",
    "1234567.25",
    "true",
    "false",
    "null",
    "[{\"x\":[]}]",
];
/// In front of a name, behind it, in front of a value, behind it.
const SPACES: [[&str; 4]; 6] = [
    ["", "", "", ""],
    ["", "", " ", ""],
    [" ", "", " ", ""],
    ["\n  ", "", " ", "\n"],
    ["\t", " ", "\r\n", " "],
    ["  ", "  ", "  ", "  "],
];

fn object(names: &[&str], values: &[&str], [before, behind, front, end]: [&str; 4]) -> String {
    let members = names
        .iter()
        .zip(values)
        .map(|(name, value)| [before, "\"", name, "\"", behind, ":", front, value, end].concat());
    ["{", &members.collect::<Vec<_>>().join(","), "}"].concat()
}

#[test]
fn members_are_read_whatever_is_next_to_them() {
    for spaces in SPACES {
        for first in VALUES {
            for second in VALUES {
                for at in 0..NAMES.len() {
                    let names = [NAMES[at], NAMES[(at + 3) % 8], "last"];
                    accepted(&object(&names, &[first, second, first], spaces));
                }
            }
        }
    }
}

#[test]
fn what_is_wrong_with_a_member_is_found_wherever_it_is() {
    let wrong = [
        "01",
        "-",
        "1.",
        "1.e1",
        ".5",
        "+1",
        "1e",
        "tru",
        "nul1",
        "falsy",
        "\"a\u{1}\"",
        "\"a\\x\"",
        "-01",
        "1.2.3",
        "1-",
        "0x1",
        "\u{e9}",
        "12\u{ff15}",
    ];
    for spaces in SPACES {
        for value in wrong {
            for at in 0..3 {
                let mut values = ["1", "\"text\"", "true"];
                values[at] = value;
                let text = object(&["a", "b", "c"], &values, spaces);
                refused(&text, JsonError::Syntax);
            }
        }
        for names in [["a", "b", "a"], ["a", "a", "b"], ["b", "a", "\\u0061"]] {
            let text = object(&names, &["1", "2", "3"], spaces);
            refused(&text, JsonError::DuplicateKey);
        }
    }
    for text in [
        "{,}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\" 1}",
        "{\"a\"::1}",
        "{a:1}",
        "{\"a\":}",
    ] {
        refused(text, JsonError::Syntax);
        refused([text, "                    "].concat(), JsonError::Syntax);
    }
}
