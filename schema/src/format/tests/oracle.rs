//! Formats against those of the `jsonschema` crate: the same verdict on every text, near
//! the grammar or far from it, with the exceptions listed.

mod time;

use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::string::string_regex;
use serde_json::{Value, json};

use crate::format::Format;

const CASES: u32 = 1_000;

/// Texts of a grammar, two in three of them changed in up to three places.
fn near(grammar: &str) -> impl Strategy<Value = String> {
    let grammar = string_regex(grammar).unwrap();
    let character = prop_oneof![4 => prop::char::range(' ', '~'), 1 => any::<char>()];
    let change = (any::<Index>(), 0_u8..3, character);
    let changes = prop::collection::vec(change, 0..4);
    (grammar, 0_u8..3, changes).prop_map(|(text, times, changes)| {
        let mut text: Vec<char> = text.chars().collect();
        for (place, kind, character) in changes.into_iter().filter(|_| times > 0) {
            let place = place.index(text.len() + 1);
            match kind {
                0 => text.insert(place, character),
                1 => drop(text.drain(place..text.len().min(place + 1))),
                _ => drop(text.splice(place..text.len().min(place + 1), [character])),
            }
        }
        text.into_iter().collect()
    })
}

fn oracle(schema: &Value) -> Validator {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

/// Compares on texts of a grammar, leaving out what the exception knows.
#[track_caller]
fn agrees(format: Format, grammar: &str, is_exception: fn(&str) -> bool) {
    let validator = oracle(&json!({"format": format.name()}));
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(CASES)
    };
    proptest!(config, |(text in near(grammar))| {
        if !is_exception(&text) {
            let expected = validator.is_valid(&Value::from(text.as_str()));
            prop_assert_eq!(format.accepts_text(&text), expected, "{}", text);
        }
    });
}

const NONE: fn(&str) -> bool = |_| false;

/// A label that says it is an A-label: what it encodes is not looked at, and its prefix may
/// be in capitals (RFC 5890 §2.3.2.1).
fn has_a_label(text: &str) -> bool {
    text.to_ascii_lowercase().contains("xn--")
}

#[test]
fn mailboxes() {
    // A name in front of an address, and an escaped space in quotes (RFC 5321 §4.1.2).
    let is_exception =
        |text: &str| has_a_label(text) || text.contains(" <") || text.contains("\\ ");
    agrees(
        Format::Email,
        "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{0,8}@[a-zA-Z0-9.-]{0,8}",
        is_exception,
    );
    agrees(
        Format::Email,
        "([a-z]{1,3}\\.){0,2}[a-z]{1,3}@([a-z0-9]{1,3}[.-]){0,4}[a-z]{1,3}",
        is_exception,
    );
    agrees(
        Format::Email,
        "\"([ a-z!.@\t]|\\\\[!-~]){0,6}\"@[a-z]{1,4}",
        is_exception,
    );
    agrees(
        Format::Email,
        "a@\\[((IPv6|ipv6|x):)?([0-9]{1,3}(\\.[0-9]{1,3}){3}|([0-9a-f]{0,4}:){2,8}[0-9a-f]{0,4})\\]",
        is_exception,
    );
    agrees(
        Format::Email,
        "[a-z]{62,66}@[a-z]{61,65}(\\.[a-z]{62,63}){0,3}",
        is_exception,
    );
}

#[test]
fn hostnames() {
    agrees(
        Format::Hostname,
        "[a-zA-Z0-9]{0,3}(-{0,3}[a-zA-Z0-9]{0,3}){0,3}(\\.[a-z0-9-]{0,6}){0,3}",
        has_a_label,
    );
    agrees(
        Format::Hostname,
        "[a-z]{62,64}(\\.[a-z]{61,63}){2,3}(\\.[a-z]{1,3})?",
        has_a_label,
    );
}

#[test]
fn addresses() {
    agrees(
        Format::Ipv4,
        "[0-9]{1,3}(\\.(0|1?[0-9]{1,2}|25[0-9])){2,4}",
        NONE,
    );
    agrees(
        Format::Ipv6,
        "([0-9a-fA-F]{0,5}:){1,8}[0-9a-fA-F]{0,4}",
        NONE,
    );
    agrees(
        Format::Ipv6,
        "([0-9a-f]{1,2}:){0,6}(:[0-9a-f]{1,2}){0,4}:[0-9]{1,3}(\\.[0-9]{1,3}){3}",
        NONE,
    );
}

#[test]
fn uris() {
    for format in [Format::Uri, Format::UriReference] {
        agrees(
            format,
            "([a-z][a-z0-9+.-]{0,3}:)?(//([a-z:%@]{0,4}@)?[a-z0-9.]{0,6}(:[0-9]{0,5})?)?(/[a-z0-9._~:@!$&'()*+,;=-]{0,5}){0,3}(\\?[a-z/?%=]{0,4})?(#[a-z/?]{0,4})?",
            NONE,
        );
        agrees(format, "[a-zA-Z0-9:/?#@!$&'()*+,;=._~%-]{0,12}", NONE);
        agrees(
            format,
            "[a-z/.:]{0,4}(%[0-9a-fA-F]{2}|[a-z:/?#@]){0,6}",
            NONE,
        );
        agrees(
            format,
            "(a:)?//([a-z:]{0,3}@)?\\[(([0-9a-f]{0,4}:){1,7}[0-9a-f]{0,4}|::[0-9]{1,3}(\\.[0-9]{1,3}){3}|::1|[vV][0-9a-f]{0,2}\\.[a-z:!@]{0,3})\\](:[0-9]{0,3})?([/?#][a-z]{0,3})?",
            NONE,
        );
    }
}

#[test]
fn uuids() {
    agrees(
        Format::Uuid,
        "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        NONE,
    );
    agrees(
        Format::Uuid,
        "[0-9a-g/:@`F-G]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        NONE,
    );
}

#[test]
fn json_pointers() {
    agrees(
        Format::JsonPointer,
        "(/([a-z~]|~[01]|\\PC){0,4}){0,3}",
        NONE,
    );
}

/// The digit in front of the padding without the bits that no byte has.
fn without_spare_bits(text: &str) -> String {
    let digits = text.trim_end_matches('=');
    match digits.char_indices().next_back() {
        Some((at, last)) if digits.len() < text.len() && last.is_ascii() => {
            let mut text = text.to_owned();
            let is_digit = last.is_ascii_alphanumeric() || last == '+' || last == '/';
            text.replace_range(at..=at, if is_digit { "A" } else { "?" });
            text
        }
        _ => text.to_owned(),
    }
}

#[test]
fn bytes() {
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(CASES)
    };
    let schema = json!({"contentEncoding": "base64"});
    let validator = jsonschema::draft7::options().build(&schema).unwrap();
    proptest!(config, |(text in near("([A-Za-z0-9+/]{4}){0,3}([AQgw]=|[A-Za-z]|[A-Z]==)?={0,2}"))| {
        // The crate takes several padded texts in a row for one.
        let is_one = !text.trim_end_matches('=').contains('=');
        let expected = is_one && validator.is_valid(&Value::from(without_spare_bits(&text)));
        prop_assert_eq!(Format::Byte.accepts_text(&text), expected, "{}", text);
    });
}
